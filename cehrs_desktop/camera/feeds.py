"""Where frames come from: a camera, or synthetic ones. Both go into the same capture session and out of its one sink.

There is no recorder and no image capture in the session. A feed says what went wrong in one word and keeps no frame.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoFrameInput,
)

WIDEST = 1280
"""Larger pictures cost time and show nothing more in this window."""
FIRST_FRAME_SECONDS = 10.0
"""Without a frame for so long a camera counts as in use by somebody else."""


def devices() -> list[QCameraDevice]:
    """The cameras of this computer, the default one first; none is opened."""
    default = QMediaDevices.defaultVideoInput()
    return sorted(QMediaDevices.videoInputs(), key=lambda device: device.id() != default.id())


def kept_from_devices() -> bool:
    """Whether there is a camera that this person may not open: on Linux its device file says so."""
    if sys.platform != "linux":
        return False
    found = list(Path("/dev").glob("video*"))
    return bool(found) and not any(os.access(path, os.R_OK | os.W_OK) for path in found)


class CameraFeed(QObject):
    """A real camera. `troubled` says ``no_camera``, ``refused``, ``busy`` or ``lost``."""

    troubled = Signal(str)

    def __init__(self, session: QMediaCaptureSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._camera: QCamera | None = None
        self._chosen = 0
        self._frames = False
        self._watch = QMediaDevices(self)
        self._watch.videoInputsChanged.connect(self._devices_changed)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(round(FIRST_FRAME_SECONDS * 1000))
        self._patience.timeout.connect(self._no_frame)

    @property
    def choices(self) -> int:
        """How many cameras there are to choose from."""
        return len(devices())

    def start(self) -> None:
        """Ask for permission where the system wants that, and open the camera."""
        application = QCoreApplication.instance()
        permission = QCameraPermission()
        if application is None or application.checkPermission(permission) == Qt.PermissionStatus.Granted:
            self._open()
        elif application.checkPermission(permission) == Qt.PermissionStatus.Denied:
            self.troubled.emit("refused")
        else:
            application.requestPermission(permission, self, self._answered)

    def stop(self) -> None:
        """Close the camera; its light goes out."""
        self._patience.stop()
        self._frames = False
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.blockSignals(True)
            camera.stop()
            self._session.setCamera(None)  # pyright: ignore[reportArgumentType] - Qt takes none, its stub does not say so
            camera.deleteLater()

    def choose_next(self) -> None:
        """Let the next start use the next camera in turn."""
        self._chosen += 1

    def had_frame(self) -> None:
        """A frame of this camera has come out of the session."""
        self._frames = True
        self._patience.stop()

    def _answered(self) -> None:
        application = QCoreApplication.instance()
        if application and application.checkPermission(QCameraPermission()) == Qt.PermissionStatus.Granted:
            self._open()
        else:
            self.troubled.emit("refused")

    def _open(self) -> None:
        found = devices()
        if not found:
            self.troubled.emit("refused" if kept_from_devices() else "no_camera")
            return
        device = found[self._chosen % len(found)]
        camera = self._camera = QCamera(device, self)
        if (suited := suited_format(device.videoFormats())) is not None:
            camera.setCameraFormat(suited)
        camera.errorOccurred.connect(self._failed)
        self._session.setCamera(camera)
        self._patience.start()
        camera.start()

    def _failed(self) -> None:
        frames = self._frames
        self.stop()
        self.troubled.emit("lost" if frames else "busy")

    def _no_frame(self) -> None:
        self.stop()
        self.troubled.emit("busy")

    def _devices_changed(self) -> None:
        camera = self._camera
        if camera is not None and camera.cameraDevice().id() not in [device.id() for device in devices()]:
            self.stop()
            self.troubled.emit("lost")


def suited_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The largest format that is not wider than `WIDEST` and gives 15 frames a second; else the camera's own choice."""
    fit = [f for f in formats if f.resolution().width() <= WIDEST and f.maxFrameRate() >= 15]
    return max(fit, key=lambda f: (f.resolution().width() * f.resolution().height(), f.maxFrameRate()), default=None)


# What the synthetic pictures are like: grey of the middle, grey around it, share of glare.
LOOKS: dict[str, tuple[int, int, float]] = {
    "fine": (130, 90, 0.0),
    "dark": (30, 20, 0.0),
    "bright": (225, 200, 0.0),
    "behind": (70, 220, 0.0),
    "glare": (130, 90, 0.15),
}


TROUBLES = ("no_camera", "refused", "busy", "lost")
LOST_AFTER_FRAMES = 20


class SyntheticFeed(QObject):
    """Moving frames in the pixel format of a webcam, or a trouble: for tests, and for looking at this window without a
    camera. `kind` is one of `LOOKS` or `TROUBLES`."""

    troubled = Signal(str)
    choices = 1

    def __init__(self, session: QMediaCaptureSession, kind: str, parent: QObject) -> None:
        super().__init__(parent)
        self._trouble = kind if kind in TROUBLES else ""
        self._looks = LOOKS.get(kind, LOOKS["fine"])
        self._format = QVideoFrameFormat(QSize(640, 480), QVideoFrameFormat.PixelFormat.Format_NV12)
        self._input = QVideoFrameInput(self._format, self)
        self._count = 0
        session.setVideoFrameInput(self._input)
        self._timer = QTimer(self)
        self._timer.setInterval(33)
        self._timer.timeout.connect(self._send)

    def start(self) -> None:
        """Begin to send."""
        self._timer.start()

    def stop(self) -> None:
        """Send nothing more."""
        self._timer.stop()

    def choose_next(self) -> None:
        """There is only this one."""

    def had_frame(self) -> None:
        """Nobody waits for it."""

    def _send(self) -> None:
        if self._trouble and self._count >= (LOST_AFTER_FRAMES if self._trouble == "lost" else 0):
            self.stop()
            self._count = 0
            self.troubled.emit(self._trouble)
            return
        frame = QVideoFrame(self._format)
        if frame.map(QVideoFrame.MapMode.WriteOnly):
            wide, high = self._format.frameWidth(), self._format.frameHeight()
            luma, chroma = memoryview(frame.bits(0)), memoryview(frame.bits(1))
            luma[:] = synthetic_luma(self._looks, self._count, wide, high, frame.bytesPerLine(0))
            chroma[:] = b"\x80" * len(chroma)
            frame.unmap()
            self._input.sendVideoFrame(frame)
        self._count += 1


def synthetic_luma(looks: tuple[int, int, float], count: int, wide: int, high: int, stride: int) -> bytes:
    """The grey plane of frame `count`: a light middle, its surroundings, a block of glare, and a bar that moves."""
    middle, around, glare = looks
    inner = range(wide // 4, wide * 3 // 4)
    edge, core = bytes([around]) * inner.start, bytes([middle]) * len(inner)
    shining = round(len(inner) * glare)
    plain = (edge + core + edge).ljust(stride, b"\0")
    half = len(core) // 2
    shiny = (edge + core[:half] + b"\xff" * shining + core[half + shining :] + edge).ljust(stride, b"\0")
    bar = count * 4 % high
    rows = [shiny if glare and high // 3 <= y < high * 2 // 3 else plain for y in range(high)]
    for y in range(bar, min(bar + 6, high)):
        rows[y] = bytes([max(0, around - 20)]) * stride
    return b"".join(rows)


Feed = CameraFeed | SyntheticFeed
MakeFeed = Callable[[QMediaCaptureSession, QObject], Feed]
