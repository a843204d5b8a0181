"""What Qt knows of the displays and touch screens, as plain values for the probes that know no Qt."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QInputDevice

from cehrs_desktop.rehearsal.displays import Displays, Screen


def displays_now() -> Displays:
    """The screens and touch screens at this moment. Call it on the window's thread."""
    screens: list[Screen] = []
    for screen in QGuiApplication.screens():
        place = screen.geometry()
        named = " ".join(part for part in (screen.manufacturer(), screen.model()) if part)
        name = f"{screen.name()} ({named})" if named else screen.name()
        ratio = screen.devicePixelRatio()
        screens.append(Screen(name, place.x(), place.y(), place.width(), place.height(), ratio))
    touch = tuple(
        device.name() or "touch screen"
        for device in QInputDevice.devices()
        if device.type() == QInputDevice.DeviceType.TouchScreen
    )
    return Displays(tuple(screens), touch, QGuiApplication.platformName())
