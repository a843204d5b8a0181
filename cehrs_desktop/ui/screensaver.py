"""Holding off the screensaver on Linux desktops, over the session's message bus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"


def hold_off_screensaver(program: str, reason: str) -> Callable[[], None] | None:
    """Ask the desktop to keep the screen on; what is returned ends that. `None` where nobody answers."""
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    saver = QDBusInterface(_SERVICE, _PATH, _SERVICE, bus)
    if not saver.isValid():
        return None
    answer = saver.call("Inhibit", program, reason)
    if answer.type() != QDBusMessage.MessageType.ReplyMessage:
        return None
    cookie = answer.arguments()[0]
    # The desktop also lets go by itself when this process ends, however it ends.
    return lambda: _release(saver, cookie)


def _release(saver: QDBusInterface, cookie: object) -> None:
    saver.call("UnInhibit", cookie)
