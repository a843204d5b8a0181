"""The camera's process with leaks planted in it, to show that the watch sees them and that the confinement stops them.

    python leaky_camera.py LEAK[,LEAK...] free|confined TARGET[,TARGET...] [options of the camera]

`free` leaves out the confinement. What a leak that was stopped met is written to standard error.
"""

from __future__ import annotations

import mmap
import os
import socket
import subprocess
import sys
from multiprocessing import shared_memory
from pathlib import Path

from PySide6.QtMultimedia import QVideoFrame

from cehrs_desktop.camera import session
from cehrs_desktop.camera.__main__ import QT_SETTINGS, options
from cehrs_desktop.camera.confinement import confine
from cehrs_desktop.camera.talk import end_with_standard_input
from cehrs_desktop.camera.window import CameraWindow


def to_file(pixels: bytes, target: str) -> None:
    Path(target).write_bytes(pixels)


def to_old_file(pixels: bytes, target: str) -> None:
    with Path(target).open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[:] = pixels[: len(memory)]


def to_tcp(pixels: bytes, target: str) -> None:
    with socket.create_connection(("127.0.0.1", int(target))) as connection:
        connection.sendall(pixels)


def to_udp(pixels: bytes, target: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(pixels[:1000], ("127.0.0.1", int(target)))


def to_memfd(pixels: bytes, target: str) -> None:
    os.write(os.memfd_create("frame"), pixels)


def to_shared_memory(pixels: bytes, target: str) -> None:
    segment = shared_memory.SharedMemory(name=target, create=True, size=len(pixels))
    assert segment.buf is not None
    segment.buf[:] = pixels
    segment.close()


def to_child(pixels: bytes, target: str) -> None:
    subprocess.run(["cat"], input=pixels, stdout=subprocess.DEVNULL, check=True)


def to_words(pixels: bytes, target: str) -> None:
    os.write(1, pixels[:2000].hex().encode() + b"\n")


LEAKS = {
    "file": to_file, "old_file": to_old_file, "tcp": to_tcp, "udp": to_udp, "memfd": to_memfd,
    "shared_memory": to_shared_memory, "child": to_child, "words": to_words,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    leaks, how, targets = arguments[0].split(","), arguments[1], arguments[2].split(",")
    told = options().parse_args(arguments[3:])
    os.environ.update(QT_SETTINGS)
    held = confine(shared_memory=False) if how == "confined" else ()
    leaked: list[bool] = []

    class Leaky(CameraWindow):
        def _framed(self, frame: QVideoFrame) -> None:
            super()._framed(frame)
            image = frame.toImage()
            if image.isNull() or leaked:
                return
            leaked.append(True)
            for leak, target in zip(leaks, targets, strict=True):
                try:
                    LEAKS[leak](bytes(image.constBits()), target)
                except OSError as error:
                    sys.stderr.write(f"stopped {leak}: {error}\n")

    session.CameraWindow = Leaky
    end_with_standard_input()
    return session.run(told, held)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
