"""The camera's process: `python -m cehrs_desktop.camera --task selfie`, or `--check`. See docs/camera.md.

It is started by the program and ends with it. The order here matters: it is confined before Qt is even imported.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from cehrs_desktop.camera.confinement import confine
from cehrs_desktop.camera.talk import end_with_standard_input, say
from cehrs_desktop.presentation.camera_texts import PLACES, TASKS

NOT_INSTALLED = 3

# Pictures are converted and painted by the processor, in this process's own memory: without graphics drivers, their
# caches and their shared memory. The cost is a few milliseconds a frame.
QT_SETTINGS = {
    "QT_XCB_GL_INTEGRATION": "none",
    "QT_XCB_NO_MITSHM": "1",
    "QT_FFMPEG_DECODING_HW_DEVICE_TYPES": ",",
    "QT_FFMPEG_ENCODING_HW_DEVICE_TYPES": ",",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the camera for one task, or say whether there is one; the exit code."""
    told = options().parse_args(arguments)
    os.environ.update(QT_SETTINGS)
    sys.dont_write_bytecode = True
    held = confine(shared_memory=only_wayland())
    try:
        importlib.import_module("PySide6.QtMultimedia")
    except ImportError:
        say("not_installed")
        return NOT_INSTALLED
    from cehrs_desktop.camera import session

    if told.check:
        return session.check(told.synthetic)
    end_with_standard_input()
    return session.run(told, held)


def options() -> argparse.ArgumentParser:
    """What this process is told when it is started. It is never told anything else."""
    parser = argparse.ArgumentParser(prog="cehrs-camera", description="Shows the live camera picture; keeps nothing.")
    parser.add_argument("--check", action="store_true", help="only say whether a camera can be used")
    parser.add_argument("--task", choices=TASKS, default="selfie")
    parser.add_argument("--place", action="append", default=[], help=f"a place of the room ({len(PLACES)} by default)")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--zoom", type=float, default=1.0, help="text size, 1 is 100 %%")
    parser.add_argument("--resources", default="", help="folder of fonts and icons")
    parser.add_argument("--full-screen", action="store_true")
    parser.add_argument("--synthetic", default="", help="made frames, or a trouble, instead of a camera")
    return parser


def only_wayland() -> bool:
    """Whether the window can only be drawn through Wayland, which needs shared memory. An X server is preferred."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return os.environ.get("QT_QPA_PLATFORM", "").startswith("wayland")
    if os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
