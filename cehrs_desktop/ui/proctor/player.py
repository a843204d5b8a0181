"""What the flow of a sitting needs of the proctor: the page in the question's place, and the panel beside it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import ending_view
from cehrs_desktop.rehearsal.acts import Ask, Fault
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.scenes import ENDED, covers
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.proctor.cover import CoverPage, plain_page
from cehrs_desktop.ui.proctor.ending import EndingPage
from cehrs_desktop.ui.proctor.faults import LostPage, RelaunchPage, StillPage, frozen_picture
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.proctor.panel import WIDTH, ProctorPanel
from cehrs_desktop.ui.proctor.side import ProctorSide, QuestionScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.widgets.text_size import stepped


class ScenePlayer(QObject):
    """Plays the scenes of one day. `live` is what goes on. `relaunched`: the candidate has started again after a fault,
    and the venue has steps of its own that are done once more then.

    The flow calls `follow` on every change of the session, and shows what `screen_for` gives, if anything, in place of
    the question or of the day's step: with `Stage.show_kept`, since these pages look after their own text size, and
    only when it is not on the stage already.
    """

    relaunched = Signal()

    def __init__(self, stage: Stage, presenter: ExamPresenter, plan: DayPlan, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self.live = LiveScenes(presenter, plan, clock, self)
        self._page: QWidget | None = None
        self._panel: ProctorPanel | None = None
        self._page_of: tuple[object, ...] = ()
        self._clock = clock
        self._frozen: tuple[int, QPixmap] | None = None
        stage.look_changed.connect(self._use_look)
        if plan.choices.audible:
            self.live.told.connect(self._sound)

    def follow(self, session: Session) -> None:
        """Take a session as it is stored now."""
        self.live.follow(session)

    def screen_for(self, session: Session) -> QWidget | None:
        """The page that is to be seen now; `None` when it is the question, the day's step or the flow's own."""
        self.live.follow(session)
        if not self._is_covering(session):
            self._page = None
            return None
        page_of = (self.live.number, session.phase)
        if self._page is None or self._page is not self._stage.screen or self._page_of != page_of:
            self._page_of = page_of
            self._page = self._make_page(session)
        return self._page

    def furnish(self, screen: QuestionScreen, owner: QWidget) -> ProctorSide:
        """Put the panel and its button on the exam's question screen; `owner` is that screen as a widget."""
        return ProctorSide(self.live, self._stage, screen, owner)

    @property
    def question_open(self) -> bool:
        """Whether a question to the candidate is open beside the exam."""
        act = self.live.act
        return self.live.active and isinstance(act, Ask) and not covers(act)

    def show_open_question(self) -> bool:
        """Unfold the panel if a question is open that is not on the screen; `False` when there is none."""
        if self.live.open or not self.question_open:
            return False
        self.live.set_open(True)
        for panel in self._stage.screen.findChildren(ProctorPanel) if self._stage.screen is not None else ():
            if panel.isVisible():
                panel.go_to_question()
        return True

    def _is_covering(self, session: Session) -> bool:
        if not self.live.active:
            return False
        if session.phase is Phase.EXAM:
            return session.covered is not None
        return self.live.state.scene is not None

    def _make_page(self, session: Session) -> QWidget:
        live, act = self.live, self.live.act
        if live.ended or session.covered == ENDED:
            return self._dressed(EndingPage(live, ending_view(live.plan, live.state, session), self._ask_to_stop))
        if isinstance(act, Fault):
            return self._dressed(self._fault_page(act))
        page = plain_page(live, act) if act is not None else None
        return self._dressed(page or CoverPage(live, words.SCENE_TITLE, words.COVERED_SHORT))

    def _fault_page(self, act: Fault) -> CoverPage:
        again = self._relaunch if act.relaunch else None
        if act.what in ("disconnected", "power"):
            return LostPage(self.live, act, again)
        return StillPage(self.live, act, again, self._help, self._last_picture() if act.what == "frozen" else None)

    def _last_picture(self) -> QPixmap:
        """The screen as it was when the act came on; plain gray when that was in another run of the program."""
        scene, screen = self.live.state.scene, self._stage.screen
        if self._frozen is None or self._frozen[0] != self.live.number:
            here = scene is not None and scene.here.run == self._clock.now().run
            picture = frozen_picture(screen, self._stage.zoom) if here and screen is not None else QPixmap(1, 1)
            if not here:
                picture.fill(self._stage.theme.line)
            self._frozen = (self.live.number, picture)
        return self._frozen[1]

    def _dressed(self, page: CoverPage) -> CoverPage:
        self._panel = ProctorPanel(self.live, self._stage, page, asks=False)
        self._fit(page, self._panel)
        page.zoom_wanted.connect(self._change_zoom)
        page.contrast_wanted.connect(self._stage.next_contrast)
        return page

    def _fit(self, page: CoverPage, panel: ProctorPanel) -> None:
        zoom = self._stage.zoom
        page.set_side(panel, round(WIDTH * (1.0 + (zoom - 1.0) * 0.35)))
        page.set_zoom(zoom)

    def _use_look(self) -> None:
        if isinstance(self._page, CoverPage) and self._page is self._stage.screen and self._panel is not None:
            self._fit(self._page, self._panel)

    def _change_zoom(self, way: int) -> None:
        self._stage.change("zoom", stepped(self._stage.zoom, way) if way else 1.0)

    def _relaunch(self) -> None:
        """The program of the rehearsal was started again: the check-in comes up, the same act goes on."""
        if self.live.plan.venue.relaunch_steps:
            self.relaunched.emit()
            return
        self._page = self._dressed(RelaunchPage(self.live))
        self._stage.show_kept(self._page)

    def _help(self) -> None:
        self._stage.page(words.FAULT_HELP_TITLE, words.FAULT_HELP_TEXT)

    def _ask_to_stop(self) -> None:
        self._stage.question(words.END_QUESTION, words.END_QUESTION_TEXT, words.END_YES, words.END_NO, self.live.stop)

    def _sound(self) -> None:
        QApplication.beep()
