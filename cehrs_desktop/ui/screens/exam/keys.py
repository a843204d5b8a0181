"""The keys of the question screen, the same in every look."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from cehrs_desktop.presentation.exam_view import LETTERS
from cehrs_desktop.ui.screens.exam.frame import Act, Acts


def add_keys(screen: QWidget, acts: Acts, *, onward: Act | None = None, back: Act | None = None) -> None:
    """Make the keys work wherever on the screen the keyboard is; a text field keeps its letters to itself. `onward` and
    `back` are what Enter and the left arrow do, in a look that has these keys."""
    keys: dict[str, Act] = {
        "N": acts.next,
        "P": acts.previous,
        "J": acts.next_open,
        "M": acts.mark,
        "H": acts.highlight,
        "O": acts.comment,
        "S": acts.summary,
        "T": acts.clock,
        "E": acts.exhibit,
        "R": acts.rules,
        "F1": acts.help,
        "Ctrl++": acts.larger,
        "Ctrl+=": acts.larger,
        "Ctrl+-": acts.smaller,
        "Ctrl+0": acts.normal_size,
        "PgDown": lambda: acts.page(1),
        "PgUp": lambda: acts.page(-1),
        "Esc": acts.escape,
    }
    for index, letter in enumerate(LETTERS):
        keys[letter] = keys[str(index + 1)] = lambda at=index: acts.choose(at)
        keys[f"Shift+{letter}"] = lambda at=index: acts.strike(at)
    if acts.scratch is not None:
        keys["K"] = acts.scratch
    if onward is not None and back is not None:
        keys |= {"Return": onward, "Enter": onward, "Left": back}
    for key, act in keys.items():
        shortcut = QShortcut(QKeySequence(key), screen)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        # A key that is held down must not run through the questions, in the older look neither.
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act)
