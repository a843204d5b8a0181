"""Puts the camera's window together and runs it: the first module of this process that imports Qt."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtMultimedia import QMediaCaptureSession
from PySide6.QtWidgets import QApplication

from cehrs_desktop.camera.feeds import CameraFeed, Feed, SyntheticFeed, devices, kept_from_devices
from cehrs_desktop.camera.talk import say
from cehrs_desktop.camera.window import CameraWindow
from cehrs_desktop.presentation.camera_texts import PLACES
from cehrs_desktop.ui.theme import fonts
from cehrs_desktop.ui.theme.sheet import palette, style_sheet
from cehrs_desktop.ui.theme.theme import LIGHT, THEMES


def check(synthetic: str) -> int:
    """Say whether there is a camera that may be used, without opening it; 0 when there is."""
    _application = QCoreApplication(sys.argv[:1])
    found = bool(synthetic) or bool(devices())
    say("ready" if found else "refused" if kept_from_devices() else "no_camera")
    return 0 if found else 1


def make_feed(synthetic: str, session: QMediaCaptureSession, parent: QObject) -> Feed:
    """Frames of a camera, or made ones."""
    return SyntheticFeed(session, synthetic, parent) if synthetic else CameraFeed(session, parent)


def run(told: argparse.Namespace, held: tuple[str, ...]) -> int:
    """Show the window until its task is done or it is closed."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("cehrs-camera")
    application.setStyle("Fusion")
    resources = Path(told.resources)
    if told.resources:
        fonts.load_family(str(resources / "fonts" / name) for name in fonts.FILES)
    application.setFont(fonts.font())
    theme = THEMES.get(told.theme, LIGHT)
    application.setPalette(palette(theme))
    window = CameraWindow(
        told.task,
        theme=theme,
        sheet=style_sheet(theme, (resources / "icons").as_posix()),
        zoom=told.zoom,
        places=told.place or PLACES,
        held=held,
        feed=partial(make_feed, told.synthetic),
        say=say,
        finished=application.quit,
    )
    # Over the exam's own window, which may fill the screen.
    window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
    window.resize(1366, 768)
    if told.full_screen:
        window.showFullScreen()
    else:
        window.show()
    return application.exec()
