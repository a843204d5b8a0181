"""Lockdown around the exam's window: what it lets pass, what it notes, and the way out that is always open.

Nothing here ends or spoils an attempt, and nothing looks at what is on the clipboard. Full screen is the window's own
affair, holding off sleep is the sitting's; whoever shows the exam does both.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from cehrs_desktop.ui.keyboard_grab import KeyboardGrab, application, focus_window

HoldSystem = Callable[[int, Callable[[str, str], None]], Callable[[], None]]
"""Holds what the operating system lets a program hold for the window with this number, tells by kind and detail what
it held back or could not hold, and returns what gives it all back (`system.lockdown.hold`)."""

SETTLED_MS = 400
IDLE_MINUTES = 5
_SAME_AGAIN_MS = 1000

_Key, _Modifier, _Type = Qt.Key, Qt.KeyboardModifier, QEvent.Type
_ALL_MODIFIERS = _Modifier.ControlModifier | _Modifier.ShiftModifier | _Modifier.AltModifier | _Modifier.MetaModifier
_WAY_OUT = (_Key.Key_F10, _Modifier.ControlModifier | _Modifier.ShiftModifier)
_CLIPBOARD_KEYS = {
    "copy": QKeySequence.StandardKey.Copy,
    "cut": QKeySequence.StandardKey.Cut,
    "paste": QKeySequence.StandardKey.Paste,
}
# What Qt calls these entries of a text field's own menu.
_CLIPBOARD_ENTRIES = {"edit-copy": "copy", "edit-cut": "cut", "edit-paste": "paste"}
_ACTIVITY = frozenset(
    {
        _Type.KeyPress, _Type.KeyRelease, _Type.MouseMove, _Type.MouseButtonPress, _Type.MouseButtonRelease,
        _Type.Wheel, _Type.TouchBegin, _Type.TouchUpdate, _Type.TabletMove, _Type.TabletPress, _Type.InputMethod,
    }
)  # fmt: skip
_KEY_EVENTS = frozenset({_Type.ShortcutOverride, _Type.KeyPress, _Type.KeyRelease})
_DRAGS = frozenset({_Type.DragEnter, _Type.DragMove, _Type.Drop})


class Lockdown(QObject):
    """Watches from level 1 on, and holds at level 2, between `hold` and `release`; both may be called again.

    `observed(kind, body)` while held, level 1 and 2:

    - ``focus_lost`` ``{"ms": 0}`` when another window took the keyboard, and again with how many milliseconds it was
      away when it is back, or when all is released before that. Our own dialogs and menus are no loss; what changes
      to and fro in less than `SETTLED_MS` is one.
    - ``second_display`` ``{"count": n, "clones": m}``: n displays, m of them showing what another one shows.
    - ``clipboard`` ``{"what": "copy" | "cut" | "paste"}``: tried by key or menu; at level 2 without effect.
    - ``capture`` ``{"key": name}``: a key for pictures of the screen, where it reaches us or was held back.
    - ``idle`` ``{"minutes": n}``: no key, mouse or touch for five minutes, ten, and so on.
    - ``switch`` ``{"key": name}``: level 2, a system key that was held back.
    - ``not_held`` ``{"what": "keys" | "keys_assistive" | "capture"}``: level 2, what stayed free after all.

    `way_out`: the keys of the way out were pressed, at any level; whoever gets it asks whether to suspend and close.
    All is released by itself when the window is hidden.
    """

    observed = Signal(str, dict)
    way_out = Signal()
    _told = Signal(str, str)

    def __init__(self, window: QWidget, level: int, hold_system: HoldSystem, parent: QObject) -> None:
        super().__init__(parent)
        self.level = level
        self._window = window
        self._hold_system = hold_system
        self._handle: QWindow | None = None
        self._let_go_of_system: Callable[[], None] = lambda: None
        # The system tells on threads of its own.
        self._told.connect(self._system_told, Qt.ConnectionType.QueuedConnection)
        self._grab = KeyboardGrab(self)
        self._grab.refused.connect(self._not_held)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._said: dict[str, int] = {}
        self._had_focus = False
        self._left_ms: int | None = None
        self._back_ms: int | None = None
        self._away = False
        self._displays = 1
        self._idle_minutes = 0
        self._focus_settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._focus_settled.timeout.connect(self._settle_focus)
        self._displays_settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._displays_settled.timeout.connect(self._settle_displays)
        self._idle = QTimer(self, interval=IDLE_MINUTES * 60_000)
        self._idle.timeout.connect(self._tell_idle)

    @property
    def held(self) -> bool:
        """Whether it is between `hold` and `release`."""
        return self._handle is not None

    # ---- holding and letting go
    def hold(self) -> None:
        """Begin. The window has to be shown."""
        if self.held:
            return
        self._window.winId()
        self._handle = self._window.windowHandle()
        app = application()
        app.focusWindowChanged.connect(self._focus_moved)
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)
        if self.level >= 1:
            app.screenAdded.connect(self._displays_settled.start)
            app.screenRemoved.connect(self._displays_settled.start)
            self._had_focus = focus_window() is not None
            self._displays = 1
            self._settle_displays()
            self._idle_minutes = 0
            self._idle.start()
        if self.level >= 2:
            self._let_go_of_system = self._hold_system(int(self._handle.winId()), self._told.emit)
            if QGuiApplication.platformName() == "xcb":
                self._grab.start()

    def release(self) -> None:
        """Give everything back. May be called when nothing is held."""
        if not self.held:
            return
        self._grab.stop()
        let_go, self._let_go_of_system = self._let_go_of_system, lambda: None
        let_go()
        app = application()
        app.focusWindowChanged.disconnect(self._focus_moved)
        if self.level >= 1:
            app.screenAdded.disconnect(self._displays_settled.start)
            app.screenRemoved.disconnect(self._displays_settled.start)
        for timer in (self._focus_settled, self._displays_settled, self._idle):
            timer.stop()
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)
        if self._away:
            self._come_back(self._clock.elapsed())
        self._left_ms = self._back_ms = None
        self._said.clear()
        self._handle = None

    # ---- what the system tells
    def _system_told(self, kind: str, detail: str) -> None:
        if not self.held:
            return
        if kind == "not_held":
            self._not_held(detail)
        else:
            self._say_once(kind, "key", detail)

    def _not_held(self, what: str) -> None:
        self.observed.emit("not_held", {"what": what})

    def _say_once(self, kind: str, name: str, value: str) -> None:
        """Tell of one act once, although it arrives as several events."""
        now = self._clock.elapsed()
        before = self._said.get(f"{kind} {value}")
        self._said[f"{kind} {value}"] = now
        if before is None or now - before >= _SAME_AGAIN_MS:
            self.observed.emit(kind, {name: value})

    # ---- focus
    def _focus_moved(self, window: QWindow | None) -> None:
        if window is not None:
            # A dialog that was made after `hold`. Set anew it is not set twice.
            window.installEventFilter(self)
            self._back_ms = self._clock.elapsed()
            self._had_focus = True
        elif self._left_ms is None and self._had_focus:
            self._left_ms = self._clock.elapsed()
        if self.level >= 1 and self._left_ms is not None:
            self._focus_settled.start()

    def _settle_focus(self) -> None:
        if focus_window() is None:
            if QApplication.activePopupWidget() is not None:
                # A menu of our own. When it closes, the keyboard may be with us or elsewhere.
                self._focus_settled.start()
            elif not self._away:
                self._away = True
                self.observed.emit("focus_lost", {"ms": 0})
        elif self._away:
            self._come_back(self._clock.elapsed() if self._back_ms is None else self._back_ms)
        else:
            self._left_ms = None

    def _come_back(self, at_ms: int) -> None:
        left_ms, self._left_ms = at_ms if self._left_ms is None else self._left_ms, None
        self._away = False
        self.observed.emit("focus_lost", {"ms": max(1, at_ms - left_ms)})

    # ---- displays and idling
    def _settle_displays(self) -> None:
        places = [screen.geometry().getRect() for screen in QGuiApplication.screens()]
        before, self._displays = self._displays, len(places)
        if len(places) > 1 and len(places) != before:
            clones = len(places) - len(set(places))
            self.observed.emit("second_display", {"count": len(places), "clones": clones})

    def _tell_idle(self) -> None:
        self._idle_minutes += IDLE_MINUTES
        self.observed.emit("idle", {"minutes": self._idle_minutes})

    # ---- what reaches our windows
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _ACTIVITY and self.level >= 1:
            self._idle_minutes = 0
            self._idle.start()
        if kind in _KEY_EVENTS:
            return isinstance(event, QKeyEvent) and isinstance(watched, QWindow) and self._key(watched, event)
        if kind == _Type.Hide and watched is self._handle:
            self.release()
        elif kind == _Type.ContextMenu and self.level == 1:
            # The menu is there when its event is done.
            QTimer.singleShot(0, self, self._watch_menu)
        elif self.level >= 2 and (kind == _Type.ContextMenu or kind in _DRAGS or _pastes_selection(event)):
            event.ignore()
            return True
        return False

    def _key(self, window: QWindow, event: QKeyEvent) -> bool:
        """Whether a key, or the question before it whether it is a shortcut, ends here."""
        fresh = event.type() == _Type.KeyPress and not event.isAutoRepeat()
        modifiers = event.modifiers() & _ALL_MODIFIERS
        if (event.key(), modifiers) == _WAY_OUT:
            if fresh:
                self.way_out.emit()
            return _taken(event)
        if self.level == 0:
            return False
        # Windows passes on only that it came up.
        if event.key() in (_Key.Key_Print, _Key.Key_SysReq) and event.type() != _Type.ShortcutOverride:
            self._say_once("capture", "key", "Print Screen")
        if event.type() != _Type.KeyRelease:
            for what, keys in _CLIPBOARD_KEYS.items():
                if event.matches(keys):
                    if fresh:
                        self._say_once("clipboard", "what", what)
                    return self.level >= 2 and _taken(event)
        return self._grab.held and self._grabbed_key(window, event, modifiers, fresh=fresh)

    def _grabbed_key(self, window: QWindow, event: QKeyEvent, modifiers: Qt.KeyboardModifier, *, fresh: bool) -> bool:
        """What the desktop would have done with a key comes to us while the keyboard is held; do the one thing that
        must go on working, closing the window."""
        if event.key() == _Key.Key_F4 and modifiers == _Modifier.AltModifier:
            if fresh:
                window.close()
            return _taken(event)
        name = _system_key(_Key(event.key()), modifiers)
        if not name:
            return False
        if fresh:
            self._say_once("switch", "key", name)
        return _taken(event)

    def _watch_menu(self) -> None:
        menu = QApplication.activePopupWidget()
        if self.held and isinstance(menu, QMenu):
            menu.triggered.connect(self._menu_used)

    def _menu_used(self, entry: QAction) -> None:
        what = _CLIPBOARD_ENTRIES.get(entry.objectName())
        if self.held and what is not None:
            self._say_once("clipboard", "what", what)


def _taken(event: QEvent) -> bool:
    # An accepted question is no shortcut of anybody; accepted keys go nowhere else.
    event.accept()
    return True


def _pastes_selection(event: QEvent) -> bool:
    """A click with the middle button, which on X11 pastes what is selected anywhere."""
    return isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.MiddleButton


def _system_key(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """The name of a key or shortcut by which desktops switch to something else; empty for any other."""
    if key in (_Key.Key_Super_L, _Key.Key_Super_R, _Key.Key_Meta):
        return "Super"
    if modifiers & _Modifier.MetaModifier:
        return "Super with another key"
    if key in (_Key.Key_Tab, _Key.Key_Backtab) and modifiers & _Modifier.AltModifier:
        return "Alt+Tab"
    if key == _Key.Key_Escape and modifiers & _Modifier.AltModifier:
        return "Alt+Esc"
    if key == _Key.Key_Escape and modifiers & _Modifier.ControlModifier:
        return "Ctrl+Esc"
    return ""
