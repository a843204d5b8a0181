"""The aids that were approved for a person, on the question screen: line reader, masking, reading aloud.

All are off until the candidate switches one on. Everybody can have the time said by a key; it is never said unasked.
That an aid was used is noted once in the attempt's log, for the sheet of what was rehearsed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation import aid_texts as words
from cehrs_desktop.presentation.exam_view import exam_view
from cehrs_desktop.rehearsal.accommodations import USED, Accommodations, aids_used
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.comment import CommentField
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.speech_reader import SpeechReader, find_voice
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.theme.fonts import SMALL, font
from cehrs_desktop.ui.widgets.basics import StateButton, bar, state_button
from cehrs_desktop.ui.widgets.chart import Chart
from cehrs_desktop.ui.widgets.exhibit import Grid
from cehrs_desktop.ui.widgets.line_places import line_places
from cehrs_desktop.ui.widgets.line_reader import LineReader
from cehrs_desktop.ui.widgets.masking import Masking
from cehrs_desktop.ui.widgets.option_row import OptionRow
from cehrs_desktop.ui.widgets.overlay import Overlay
from cehrs_desktop.ui.widgets.reading import ReadingText
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.stem import Stem
from cehrs_desktop.ui.widgets.text_size import frame_zoom

_RING, _BESIDE_RING, _EDGE = 28, 18, 4
"""What of an option's row stays free of its cover: the ring with its letter, which shows whether it is chosen (at
100 %), the room at its sides, and the edge that shows the focus."""


class ReadingAids(QObject):
    """What `granted` allows, for the rooms of one sitting; goes with them. Its keys are added to the rooms' list.

    A voice is looked for when reading aloud is first asked for.
    """

    def __init__(
        self,
        stage: Stage,
        rooms: ExamRooms,
        presenter: ExamPresenter,
        items: Sequence[Item],
        granted: Accommodations | None,
    ) -> None:
        super().__init__(rooms)
        self._stage, self._presenter, self._items = stage, presenter, items
        self._screen = rooms.exam
        self._granted = granted or Accommodations()
        self._rows = self._screen.findChildren(OptionRow)
        self._stem: Stem = self._screen.findChildren(Stem)[0]
        self._comment: CommentField = self._screen.findChildren(CommentField)[0]
        self._row = QHBoxLayout()
        self._buttons: dict[str, StateButton] = {}
        self._readers: tuple[LineReader, ...] = ()
        self._masking: Masking | None = None
        self._speech: SpeechReader | None = None
        self._shown = _shown(presenter.session)
        self.keys: tuple[tuple[str, str], ...] = (words.TIME_KEY,)
        for page in rooms.screens:
            _add_key("F2", page, lambda page=page: self._tell_time(page))
        if self._granted.line_reader or self._granted.masking or self._granted.reader:
            self._add_line()
        if self._granted.line_reader:
            self._add_line_reader()
        if self._granted.masking:
            self._add_masking()
        if self._granted.reader:
            self._add_reading()
        self._row.addStretch(1)
        # Tab comes to them between the last of the tools and the question.
        before = _before(self._stem)
        for made in self._buttons.values():
            QWidget.setTabOrder(before, made)
            before = made
        rooms.keys += self.keys
        presenter.changed.connect(self._follow)
        stage.look_changed.connect(self._renew_look)
        self._renew_look()

    # ---- what there is
    def _add_tool(self, text: str, tip: str, act: Callable[[], None]) -> StateButton:
        made = state_button(text, act, role="plain", size=SMALL)
        made.setToolTip(tip)
        self._row.addWidget(made)
        return made

    def _add_line(self) -> None:
        """A line of their own below the tools, which at 200 % have no room to give."""
        frame, self._row = bar("bottom")
        self._row.setContentsMargins(16, 2, 16, 2)
        self._row.setSpacing(4)
        column = self._screen.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, frame)

    def _add_line_reader(self) -> None:
        theme, question_area, exhibit_area = self._stage.theme, self._question_area(), self._exhibit_area()
        watched = (_content(question_area), self._stem, *self._rows, self._comment)
        question = LineReader(question_area, self._question_lines, watched, theme)
        exhibit = LineReader(exhibit_area, self._exhibit_lines, (_content(exhibit_area),), theme)
        self._readers = (question, exhibit)
        self._buttons["line_reader"] = self._add_tool(words.LINE_READER, words.LINE_READER_TIP, self.toggle_line_reader)
        self.keys += words.LINE_READER_KEYS
        _add_key("L", self._screen, self.toggle_line_reader)
        # Held down they run on: a line that was passed is not lost, as a question would be.
        _add_key("Ctrl+Down", self._screen, lambda: self._step(1), repeats=True)
        _add_key("Ctrl+Up", self._screen, lambda: self._step(-1), repeats=True)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def _add_masking(self) -> None:
        area = self._question_area()
        watched = (_content(area), *self._rows)
        self._masking = Masking(area.viewport(), self._option_texts, watched, self._stage.theme, words.COVERED)
        self._buttons["masking"] = self._add_tool(words.MASKING, words.MASKING_TIP, self.toggle_masking)
        self.keys += words.MASKING_KEYS
        _add_key("X", self._screen, self.toggle_masking)
        _add_key("U", self._screen, self._masking.uncover_next)

    def _add_reading(self) -> None:
        self._buttons["reader"] = self._add_tool(words.READ_ALOUD, words.READ_ALOUD_TIP, self.toggle_reading)
        self.keys += words.READ_ALOUD_KEYS
        _add_key("V", self._screen, self.toggle_reading)

    # ---- where things are
    def _question_area(self) -> QScrollArea:
        return _area_of(self._stem)

    def _exhibit_area(self) -> QScrollArea:
        areas = self._screen.findChildren(QScrollArea)
        return next(area for area in areas if area.property("role") == "side")

    def _question_lines(self) -> list[QRect]:
        return line_places((self._stem, *self._rows, self._comment), self._question_area().viewport())

    def _exhibit_lines(self) -> list[QRect]:
        area = self._exhibit_area()
        parts: list[QWidget] = []
        for kind in (QLabel, ReadingText, Grid, Chart):
            parts += _content(area).findChildren(kind)
        viewport = area.viewport()
        return sorted(line_places(parts, viewport), key=lambda place: place.top())

    def _option_texts(self) -> list[QRect]:
        room = round(_RING * self._stage.zoom) + _BESIDE_RING
        rows = line_places(self._rows, self._question_area().viewport())
        return [row.adjusted(room, _EDGE, -_EDGE, -_EDGE) for row in rows]

    # ---- acting
    def toggle_line_reader(self) -> None:
        """Switch the line reader on at the first line, or off."""
        on = not self._readers[0].on
        self._switch("line_reader", self._readers, on=on)
        if on:
            self._begin_lines()

    def _begin_lines(self) -> None:
        for reader in self._readers:
            reader.go_to(0)

    def _step(self, way: int) -> None:
        """Move the band of the side that has the keyboard; the question's where neither has it."""
        question, exhibit = self._readers
        if not question.isVisible() and not exhibit.isVisible():
            return
        at_exhibit = exhibit.isVisible() and (_holds_focus(self._exhibit_area()) or not question.isVisible())
        (exhibit if at_exhibit else question).step(way)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What has the keyboard is never dimmed: the band goes there, unless it is there already."""
        for reader in self._readers:
            viewport = reader.viewport
            if now is None or not reader.isVisible() or not viewport.isAncestorOf(now):
                continue
            where = QRect(now.mapTo(viewport, QPoint(0, 0)), now.size())
            places = reader.places()
            if places and not where.intersects(places[reader.at]):
                reader.go_near(where.center().y() if where.height() < reader.height() else where.top())

    def toggle_masking(self) -> None:
        """Cover the options, or show them all."""
        if self._masking is not None:
            on = not self._masking.on
            self._switch("masking", (self._masking,), on=on)
            self._masking.cover()

    def _switch(self, aid: str, overlays: Sequence[Overlay], *, on: bool) -> None:
        for overlay in overlays:
            overlay.switch(on=on)
        for reader in self._readers:
            # The line reader dims the covers too, whichever was switched on last.
            reader.raise_()
            reader.grip.raise_()
        self._buttons[aid].show_state(on)
        if on:
            self._note_used(aid)

    def toggle_reading(self) -> None:
        """Read the question aloud, or stop reading."""
        if self._speech is None:
            engine = find_voice()
            if not engine:
                self._screen.notice.tell(words.NO_VOICE)
                return
            self._speech = SpeechReader(engine, self)
            self._speech.speaking.connect(self._buttons["reader"].show_state)
            self._speech.failed.connect(self._tell_no_voice)
        if self._speech.is_speaking:
            self._speech.stop()
            return
        view = exam_view(self._presenter.session, self._items, self._presenter.pending)
        self._speech.say(words.spoken_question(view))
        if self._speech.is_speaking:
            self._note_used("reader")

    def _tell_no_voice(self) -> None:
        self._screen.notice.tell(words.READER_GONE)

    def _tell_time(self, page: QWidget) -> None:
        told = words.time_told(self._presenter.left_ms())
        if self._screen.isVisible():
            # In a line as well: a clock that is hidden is asked for like this too.
            self._screen.notice.tell(told)
        else:
            announce(page, told)

    def _note_used(self, aid: str) -> None:
        if aid not in aids_used(self._presenter.session.notes):
            self._presenter.ask(lambda at: c.Note(at=at, kind=USED, body=(("aid", aid),)))

    # ---- following
    def _follow(self, session: Session) -> None:
        shown = _shown(session)
        if shown == self._shown:
            return
        self._shown = shown
        if self._speech is not None:
            self._speech.stop()
        if session.phase is Phase.EXAM and not session.at_summary:
            # When the question is laid out.
            QTimer.singleShot(0, self, self._begin_question)

    def _begin_question(self) -> None:
        if self._readers and self._readers[0].on:
            self._begin_lines()
        if self._masking is not None and self._masking.on:
            self._masking.cover()

    def _renew_look(self) -> None:
        for made in self._buttons.values():
            made.setFont(font(SMALL, zoom=frame_zoom(self._stage.zoom)))
        for reader in self._readers:
            reader.set_theme(self._stage.theme)
        if self._masking is not None:
            self._masking.set_look(self._stage.theme, self._stage.zoom)
            QTimer.singleShot(0, self, self._masking.follow)


def _before(widget: QWidget) -> QWidget:
    """What has the keyboard before this one, going by Tab; itself where there is nothing else."""
    at = widget.previousInFocusChain()
    while at is not None and at is not widget and not at.focusPolicy() & Qt.FocusPolicy.TabFocus:
        at = at.previousInFocusChain()
    return at or widget


def _shown(session: Session) -> tuple[object, ...]:
    """What is on the screen: when it changes, nothing of what was there is read on."""
    return session.position, session.at_summary, session.covered, session.suspended, session.phase


def _area_of(widget: QWidget) -> QScrollArea:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    assert parent is not None, "a question scrolls"
    return parent


def _content(area: QScrollArea) -> QWidget:
    content = area.widget()
    assert content is not None, "what scrolls has a content"
    return content


def _holds_focus(area: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and area.isAncestorOf(focused)


def _add_key(key: str, screen: QWidget, act: Callable[[], object], *, repeats: bool = False) -> None:
    shortcut = QShortcut(QKeySequence(key), screen)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.setAutoRepeat(repeats)
    shortcut.activated.connect(act)
