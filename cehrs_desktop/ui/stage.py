"""What every screen stands on: the window, the look of everything, and one dialog at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from cehrs_desktop.application.surroundings import SettingsStore
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.window import Window, theme_named

THEME_ORDER = ("light", "dark", "high_contrast", "cream")


class Stage(QObject):
    """Shows one screen at a time in the chosen theme and text size. `look_changed` follows a change of either."""

    look_changed = Signal()

    def __init__(self, window: Window, settings: SettingsStore) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.theme = theme_named(str(settings.values["theme"]))
        self.screen: QWidget | None = None
        self.dialog: QDialog | None = None
        self._kept: list[QWidget] = []
        window.set_theme(self.theme)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_colors_changed)

    @property
    def zoom(self) -> float:
        """Text size as a factor."""
        value = self.settings.values["zoom"]
        return float(value) if isinstance(value, (int, float, str)) else 1.0

    def change(self, key: str, value: object) -> None:
        """Keep a setting; a changed look is seen at once."""
        if key == "zoom":
            value = float(str(value))
        if isinstance(value, (str, int, float, bool)):
            self.settings.change(key, value)
        if key in ("theme", "zoom"):
            self._renew_look()

    def next_contrast(self) -> None:
        """Use the next theme in turn."""
        self.change("theme", THEME_ORDER[(THEME_ORDER.index(self.theme.name) + 1) % len(THEME_ORDER)])

    def _system_colors_changed(self) -> None:
        self._renew_look()

    def _renew_look(self) -> None:
        self.theme = theme_named(str(self.settings.values["theme"]))
        self.window.set_theme(self.theme)
        self.look_changed.emit()

    # ---- screens
    def show(self, screen: QWidget) -> None:
        """Show a screen that is built for this visit; the one before is forgotten unless it is kept."""
        enlarge(screen, self.zoom)
        self.show_kept(screen)

    def show_kept(self, screen: QWidget) -> None:
        """Show a screen that looks after its own text size."""
        before, self.screen = self.screen, screen
        self.window.show_screen(screen)
        if before is not None and before is not screen and before not in self._kept:
            self.window.drop_screen(before)

    def keep(self, *screens: QWidget) -> None:
        """Do not forget these screens when another one is shown."""
        for screen in screens:
            # One that nobody has looked at yet would otherwise belong to nobody.
            screen.setParent(self.window)
        self._kept += screens

    def forget(self, *screens: QWidget) -> None:
        """Let kept screens go: now, or when another screen takes the place of the one that is shown."""
        for screen in screens:
            if screen in self._kept:
                self._kept.remove(screen)
                if screen is not self.screen:
                    self.window.drop_screen(screen)

    # ---- dialogs
    def question(self, title: str, text: str, yes: str, no: str, on_yes: Callable[[], object]) -> None:
        """Ask over the screen, in place of any dialog that is open."""
        # Dialogs are imported when the first one is opened: the first page has none.
        from cehrs_desktop.ui.widgets.dialogs import ask

        self._open(ask(self.window, title, text, yes, no, on_yes, zoom=self.zoom))

    def page(self, title: str, lines: Sequence[str], pairs: Sequence[tuple[str, str]] = ()) -> None:
        """Show a page to read over the screen, in place of any dialog that is open."""
        from cehrs_desktop.ui.widgets.dialogs import read

        self._open(read(self.window, title, lines, pairs, zoom=self.zoom))

    def close_dialog(self) -> None:
        """Close what is open, as if it had never been asked."""
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.blockSignals(True)
            dialog.done(0)

    def _open(self, dialog: QDialog) -> None:
        self.close_dialog()
        self.dialog = dialog
        dialog.finished.connect(self._dialog_gone)

    def _dialog_gone(self) -> None:
        self.dialog = None
