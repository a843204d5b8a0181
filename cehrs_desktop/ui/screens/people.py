"""The learners on this computer: the list, one of them, what erasing did, and the question for a PIN."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton

from cehrs_desktop.application.learners import Learner
from cehrs_desktop.application.people_ports import PIN_LEAST, PIN_MOST, ErasePlan
from cehrs_desktop.presentation import people_texts as words
from cehrs_desktop.presentation.people_view import learner_line, may_break, pin_lines, plan_lines
from cehrs_desktop.presentation.person_arrival_texts import OPEN_KINDS
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, card, enlarge, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.page import Page


class PeopleScreen(Page):
    """Emits `person_wanted(candidate id)`, `file_wanted(a learner's file)` and `left`. `show_people` fills it once."""

    person_wanted = Signal(str)
    file_wanted = Signal(str)
    left = Signal()

    def __init__(self, zoom: float) -> None:
        super().__init__(words.TITLE)
        self._zoom = zoom
        self.paragraphs([words.LEAD])
        self._told = label(words.READING, role="muted")
        self.column.addWidget(self._told)
        self._close = way_back(words.BACK, self.left.emit, role="chief")
        self._take_in = button(words.TAKE_IN, self._ask_file)
        self.footer(self._take_in, self._close)
        self.notice = self.add_notice()

    def show_people(self, people: Sequence[Learner]) -> None:
        """Show everybody."""
        self._told.setVisible(not people)
        self._told.setText(words.NOBODY)
        for one in people:
            frame, column = card()
            column.addWidget(label(may_break(one.person.name), BODY, bold=True))
            column.addWidget(label(learner_line(one)))
            open_one = button(words.OPEN)
            open_one.setAccessibleName(f"{one.person.name}: {words.OPEN}")
            open_one.clicked.connect(lambda _=False, who=one.person.id: self.person_wanted.emit(who))
            column.addWidget(open_one, 0, Qt.AlignmentFlag.AlignLeft)
            enlarge(frame, self._zoom)
            self.column.addWidget(frame)
        self.end_column()

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._close.setFocus()

    def _ask_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, words.TAKE_IN.replace("&", ""), folder, OPEN_KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file_wanted)
        # Deleted by hand: Qt's own dialog is still at work when the signal comes.
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class PersonScreen(Page):
    """One learner. Emits `pin_wanted(present, new)`, an empty new one to remove it; `forgotten`;
    `save_wanted(present)`; `erase_wanted(present)` after the name was typed; `left`."""

    pin_wanted = Signal(str, str)
    forgotten = Signal()
    save_wanted = Signal(str)
    erase_wanted = Signal(str)
    left = Signal()

    def __init__(self, learner: Learner) -> None:
        super().__init__(may_break(learner.person.name))
        self._learner = learner
        has_pin = learner.pin.is_set
        self.column.setSpacing(8)
        self.column.addWidget(label(learner_line(learner), role="muted"))
        self.column.addWidget(label(words.PIN, BODY, bold=True))
        self.paragraphs([words.PROTECTS, *pin_lines(learner.pin)])
        self.present = _secret(words.PRESENT)
        if has_pin:
            self._field(words.PRESENT, self.present)
            self.column.addWidget(label(words.PRESENT_LEAD, SMALL, role="muted"))
        self.new, self.again = _secret(words.NEW), _secret(words.REPEAT)
        self._field(words.NEW, self.new)
        self._field(words.REPEAT, self.again)
        self._acts = [button(words.CHANGE if has_pin else words.SET, self._set)]
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._acts[0].click)
        if has_pin:
            self._acts.append(button(words.REMOVE, lambda: self.pin_wanted.emit(self.present.text(), "")))
            self._acts.append(button(words.FORGOT, self.forgotten.emit))
        for act in self._acts:
            self.column.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(16)
        self.column.addWidget(label(words.SAVE, BODY, bold=True))
        self.column.addWidget(label(words.SAVE_LEAD))
        self._acts.append(button(words.SAVE_BUTTON, lambda: self.save_wanted.emit(self.present.text())))
        self.column.addWidget(self._acts[-1], 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(16)
        self.column.addWidget(label(words.ERASE, BODY, bold=True))
        self._plan = label(words.LOOKING)
        self.column.addWidget(self._plan)
        self.name = QLineEdit()
        self._dress(self.name, words.TYPE_NAME)
        self._field(words.TYPE_NAME, self.name)
        self._erase = button(words.ERASE_BUTTON, self._ask_erase)
        self._erase.setEnabled(False)
        self.column.addWidget(self._erase, 0, Qt.AlignmentFlag.AlignLeft)
        self.end_column()
        self.notice = self.add_notice()
        self._back = way_back(words.BACK, self.left.emit, role="chief")
        self.footer(self._back)
        self._planned = False

    def show_plan(self, plan: ErasePlan) -> None:
        """Say what erasing takes with it; only then can it be asked for."""
        self._plan.setText("\n\n".join(plan_lines(plan)))
        self._planned = True
        self._erase.setEnabled(True)

    def show_plan_failed(self, why: str) -> None:
        """Say that nobody knows what would be erased: it cannot be asked for then."""
        self._plan.setText(why)

    def busy(self, busy: bool) -> None:
        """While something is done nothing else can be asked for."""
        for act in (*self._acts, self._back):
            act.setEnabled(not busy)
        self._erase.setEnabled(self._planned and not busy)

    def ask_place(self, chosen: Callable[[Path], object]) -> QFileDialog:
        """Ask where everything about the learner is to be saved."""
        name = words.file_name(self._learner.person.name)
        return ask_file(self, words.SAVE_KINDS, name, words.SUFFIX, chosen, words.SAVE_BUTTON)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        (self.present if self._learner.pin.is_set else self.new).setFocus()

    def _set(self) -> None:
        if not PIN_LEAST <= len(self.new.text()) <= PIN_MOST:
            self.notice.tell(words.LENGTH)
        elif self.new.text() != self.again.text():
            self.notice.tell(words.DIFFERENT)
        else:
            self.pin_wanted.emit(self.present.text(), self.new.text())

    def _ask_erase(self) -> None:
        if self.name.text().strip() != self._learner.person.name.strip():
            self.notice.tell(words.WRONG_NAME)
        else:
            self.erase_wanted.emit(self.present.text())

    def _field(self, name: str, field: QLineEdit) -> None:
        named: QLabel = label(name)
        named.setBuddy(field)
        self.column.addWidget(named)
        self.column.addWidget(field)

    @staticmethod
    def _dress(field: QLineEdit, name: str) -> None:
        field.setFont(font(BODY))
        field.setAccessibleName(name)


class ErasedScreen(Page):
    """What erasing did. Emits `sweep_wanted` and `left`."""

    sweep_wanted = Signal()
    left = Signal()

    def __init__(self, title: str, lines: Sequence[str], *, sweep: bool) -> None:
        super().__init__(title)
        self.paragraphs(lines)
        self.end_column()
        self.notice = self.add_notice()
        self._close = way_back(words.BACK, self.left.emit, role="chief")
        ways: list[QPushButton] = [self._close]
        if sweep:
            ways.insert(0, button(words.SWEEP, self.sweep_wanted.emit))
        self.footer(*ways)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._close.setFocus()


class PinScreen(Page):
    """Asks for a PIN. Emits `tried(pin)`, `forgotten`, `left`."""

    tried = Signal(str)
    forgotten = Signal()
    left = Signal()

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        super().__init__(may_break(words.ask_title(name)))
        self.paragraphs([words.ASK_LEAD, *lines])
        self.field = _secret(words.PIN)
        named = label(words.PIN, BODY, bold=True)
        named.setBuddy(self.field)
        self.column.addWidget(named)
        self.column.addWidget(self.field)
        self.end_column()
        self.notice = self.add_notice()
        self._open = button(words.ASK_OPEN, self._try, role="chief")
        self.field.returnPressed.connect(self._try)
        self.footer(
            button(words.FORGOT, self.forgotten.emit, role="plain"), way_back(words.BACK, self.left.emit), self._open
        )

    def refuse(self, why: str) -> None:
        """Say why the PIN did not open anything, and take another."""
        self._open.setEnabled(True)
        self.field.clear()
        self.field.setFocus()
        self.notice.tell(why)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self.field.setFocus()

    def _try(self) -> None:
        if self.field.text() and self._open.isEnabled():
            self._open.setEnabled(False)
            self.tried.emit(self.field.text())


def _secret(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(PIN_MOST)
    field.setFont(font(BODY))
    field.setAccessibleName(name)
    return field
