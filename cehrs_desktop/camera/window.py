"""The camera's one window: live picture, what to do, what the light is like, and what to press. Nothing is kept.

"Take the picture" takes none: it ends the live picture, turns the camera off, and says what would have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoSink
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.camera.feeds import MakeFeed
from cehrs_desktop.camera.picture import Picture
from cehrs_desktop.presentation import camera_texts as words
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, LARGE, SMALL
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, centered, enlarge, label
from cehrs_desktop.ui.widgets.speech import announce

JUDGE_EVERY_MS = 500
ALIVE_EVERY_MS = 2000
WIDEST_TEXT = 640

Say = Callable[..., None]
Phase = Literal["starting", "live", "taken", "trouble", "over"]


class CameraWindow(QWidget):
    """One task at the camera. `say` is told every word for the program that waits; `finished` is called at the end."""

    def __init__(
        self,
        task: words.Task,
        *,
        theme: Theme,
        sheet: str,
        zoom: float,
        places: Sequence[str],
        held: tuple[str, ...],
        feed: MakeFeed,
        say: Say,
        finished: Callable[[], None],
    ) -> None:
        super().__init__()
        self._task: words.Task = task
        self._words = words.WORDS[task]
        self._say = say
        self._finished = finished
        self._places = tuple(places) if task == "room" else ()
        self._at = 0
        self._hinted: tuple[str, ...] = ()
        self._phase: Phase = "starting"
        self.setWindowTitle(f"{self._words.title} - {words.WINDOW}")
        self.setStyleSheet(f"CameraWindow {{ background: {theme.surface}; }}\n{sheet}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build(theme, zoom, held)
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._framed)
        self._feed = feed(self._session, self)
        self._feed.troubled.connect(self._troubled)
        self._judging = QTimer(self)
        self._judging.setInterval(JUDGE_EVERY_MS)
        self._judging.timeout.connect(self._judge)
        alive = QTimer(self)
        alive.timeout.connect(self._alive)
        alive.start(ALIVE_EVERY_MS)
        self._start()

    # ---- what it is made of
    def _build(self, theme: Theme, zoom: float, held: tuple[str, ...]) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head, row = bar("bottom")
        row.addWidget(label(self._words.title, HEADING, bold=True, wrap=False))
        promise = label(words.PROMISE, BODY, bold=True)
        promise.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(promise, 1)
        outer.addWidget(head)
        middle = QHBoxLayout()
        middle.setContentsMargins(24, 16, 24, 16)
        middle.setSpacing(24)
        self._picture = Picture(self._task, theme)
        middle.addWidget(self._picture, 3)
        middle.addWidget(self._side(held, round(WIDEST_TEXT * zoom)), 2)
        outer.addLayout(middle, 1)
        foot, self._row = bar("top")
        outer.addWidget(foot)
        self._close = button(words.CLOSE, self.close)
        self._mirror = button(words.MIRROR, self._toggle_mirror)
        self._mirror.setCheckable(True)
        self._mirror.setChecked(self._picture.mirrored)
        self._other = button(words.OTHER_CAMERA, self._next_camera)
        self._beside = button("", self._not_so)
        self._chief = button("", self._go, role="chief", size=LARGE)
        for made in (self._close, self._other, self._mirror):
            self._row.addWidget(made)
        self._row.addStretch(1)
        self._row.addWidget(self._beside)
        self._row.addWidget(self._chief)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        enlarge(self, zoom)

    def _side(self, held: tuple[str, ...], widest: int) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._title = label("", LARGE, bold=True)
        self._hints = label("", LARGE, bold=True)
        self._lines = label("", LARGE)
        self._list = label("", BODY)
        # What changes comes first: with large text the rest is below the fold.
        for made in (self._title, self._hints, self._lines, self._list):
            column.addWidget(made)
        column.addStretch(1)
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        column.addWidget(rule)
        column.addWidget(label(words.held_words(held), SMALL, role="muted"))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(centered(content, widest))
        # The keyboard scrolls it where the text is larger than the room for it.
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return area

    # ---- what happens
    def _start(self) -> None:
        self._phase = "starting"
        self._at = 0
        self._picture.show()
        self._tell(words.STARTING_TITLE, (words.STARTING,))
        self._offer("")
        self._feed.start()

    def _framed(self, frame: QVideoFrame) -> None:
        if self._phase not in ("starting", "live"):
            return
        image = frame.toImage()
        if image.isNull():
            return
        self._picture.show_image(image)
        if self._phase == "starting":
            self._live()

    def _live(self) -> None:
        """The first frame is there: what to do, and what to press."""
        self._phase = "live"
        self._feed.had_frame()
        self._say("ready")
        self._judging.start()
        self._tell("", self._words.how)
        self._show_places()

    def _judge(self) -> None:
        found = self._picture.framing()
        if found is None:
            return
        self._say("framing", light=found.light, glare=found.glare, behind=found.behind)
        lines = words.framing_words(self._task, found.light, found.glare, found.behind)
        if lines != self._hinted:
            self._hinted = lines
            self._hints.setText("\n".join(lines))
            self._hints.show()
            announce(self._hints, " ".join(lines))

    def _go(self) -> None:
        """The chief button: the next place, the picture, the end, or trying again."""
        if self._phase == "trouble":
            # In a new process: this one may only use the cameras that were there when it began.
            self._end("again")
        elif self._phase == "taken":
            self._end("done")
        elif self._at + 1 < len(self._places):
            self._at += 1
            self._show_places()
            announce(self._list, words.PLACE_NOW.format(self._places[self._at]))
        else:
            self._take()

    def _take(self) -> None:
        self._say("taken")
        seen = (words.LAST_SEEN.format(" ".join(self._hinted)),) if self._hinted else ()
        self._stop_picture()
        self._phase = "taken"
        self._tell(words.TAKEN_TITLE, (self._words.taken, words.TAKEN, *seen))
        self._offer(words.GO_ON, beside=words.AGAIN)

    def _not_so(self) -> None:
        """The button beside the chief one: take it again, or do without."""
        if self._phase == "trouble":
            self.close()
        else:
            self._say("retake")
            self._start()

    def _troubled(self, what: words.Trouble) -> None:
        self._say(what)
        self._stop_picture()
        self._phase = "trouble"
        title, text = words.TROUBLE[what]
        self._tell(title, (text,))
        self._offer(words.TRY_AGAIN, beside=words.WITHOUT)

    def _stop_picture(self) -> None:
        self._judging.stop()
        self._feed.stop()
        # The sink holds the last frame too.
        self._sink.setVideoFrame(QVideoFrame())
        self._picture.clear()
        self._picture.hide()

    def _tell(self, title: str, lines: Sequence[str]) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._lines.setText("\n\n".join(lines))
        self._hints.hide()
        self._hinted = ()
        self._list.setText("")
        announce(self._lines, f"{title} {' '.join(lines)}")

    def _offer(self, chief: str, beside: str = "") -> None:
        """Show these buttons, and those that belong to a picture while there is one. An empty one is not there."""
        for made, text in ((self._chief, chief), (self._beside, beside)):
            made.setText(text)
            made.setVisible(bool(text))
        with_picture = self._phase in ("starting", "live")
        self._mirror.setVisible(with_picture)
        self._other.setVisible(with_picture and self._feed.choices > 1)
        self._close.setVisible(self._phase != "trouble")
        (self._chief if chief else self._close).setFocus()

    def _show_places(self) -> None:
        lines: list[str] = []
        for index, place in enumerate(self._places):
            state = words.PLACE_SHOWN if index < self._at else words.PLACE_LATER
            lines.append((words.PLACE_NOW if index == self._at else state).format(place))
        if lines:
            self._title.setText(lines[self._at])
            self._title.show()
        self._list.setText("\n".join(lines) if len(lines) > 1 else "")
        last = words.LAST_PLACE if len(lines) > 1 else words.ONLY_PLACE
        self._offer(last if lines and self._at + 1 == len(lines) else self._words.take)

    def _toggle_mirror(self) -> None:
        self._picture.mirror(self._mirror.isChecked())

    def _next_camera(self) -> None:
        self._stop_picture()
        self._feed.choose_next()
        self._start()

    def _alive(self) -> None:
        self._say("alive")

    def _end(self, said: str) -> None:
        if self._phase != "over":
            self._phase = "over"
            self._stop_picture()
            self._say(said)
            self._finished()

    # ---- Qt
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.activateWindow()
        self.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end("closed")
        event.accept()
