"""A small rehearsed day for tests: a venue with one step of most kinds, a deck, and somebody who lives through it.

Everything goes through the real sitting, scenes and notes; the venue and the deck are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cehrs_desktop.application.ports import AttemptStore
from cehrs_desktop.application.sitting import Sitting, reopen_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Rules, new_session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.rehearsal import scenes
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.rehearsal.acts import (
    Act,
    Ask,
    Away,
    Choice,
    EndHere,
    Fault,
    NewProctor,
    NewStation,
    Noise,
    Pause,
    Recheck,
    Say,
    Warn,
)
from cehrs_desktop.rehearsal.day import DayState, day_state
from cehrs_desktop.rehearsal.incidents import Deck, Incident, Level, Observation, Planned, Rule, When
from cehrs_desktop.rehearsal.judging import judge
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    Card,
    Check,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    ExamStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    PageStep,
    Place,
    Request,
    SignStep,
    SortStep,
    Step,
    Thing,
    Venue,
    WaitStep,
)
from tests.building import MemoryAttemptStore, moment, small_attempt

HANDS = Rule(id="hands", title="Hands in view", text="Both hands stay where the camera sees them.")
TALK = Rule(id="talk", title="No talking", text="Nobody reads aloud or mumbles.", unconfirmed=True)
PHONE = Rule(id="phone", title="Phone", text="A phone within reach ends the exam.", major=True)

VENUE = Venue(
    id="made_up",
    title="A made-up place",
    summary="For tests.",
    opens_minutes=30,
    late_minutes=15,
    contact="chat",
    staff=("Ana", "Ben", "Cem"),
    house_rules=("Be quiet.",),
    steps=(
        AppointmentStep(id="arrive", title="Arrive"),
        WaitStep(id="reception", title="Reception", shortest=5, longest=9, queue=True),
        IdentityStep(
            id="identity",
            title="Identification",
            source="https://example.org/identity",
            cards=(
                Card(id="licence", label="Driver's license"),
                Card(id="old", label="Expired license", expired=True, refused="It has expired."),
                Card(id="photo", label="Picture of a passport", photo=True, refused="A picture is no card."),
            ),
            offered=3,
        ),
        SignStep(id="roster", title="Roster"),
        SortStep(
            id="locker",
            title="Locker",
            unconfirmed=True,
            places=(Place(id="locker", label="Locker"), Place(id="desk", label="Desk")),
            things=(
                Thing(id="phone", label="Phone", right="locker", why="A phone at the desk ends the exam."),
                Thing(id="card", label="Your card", right="desk", why="It is looked at again."),
            ),
        ),
        ChecklistStep(
            id="body",
            title="Pockets and sleeves",
            checks=(
                Check(id="pockets", label="Pockets", finding="A note is in the left one.", remedy="Put it away."),
                Check(id="sleeves", label="Sleeves"),
            ),
            findings=1,
        ),
        CountStep(id="paper_out", title="Scratch paper", way="out", short=True),
        NameStep(id="seat", title="Your seat", other_name=True),
        AcceptStep(id="rules", title="Rules", rules=("No phone.",), back_to="seat"),
        LaunchStep(id="launch", title="Launch"),
        ExamStep(id="exam", title="Exam"),
        CountStep(id="paper_in", title="Paper back", way="in"),
        EndSessionStep(id="end", title="End of the session", told="Stay until it is ended."),
        PageStep(id="home", title="Home"),
    ),
    requests=(
        Request(
            id="break",
            label="Ask for a break",
            acts=(
                Say(text="The clock runs on."),
                Away(text="You are away."),
                Recheck(text="Once more.", checks=("Pockets",)),
            ),
        ),
    ),
)


def incident(incident_id: str, *acts: Act, size: str = "small", levels: tuple[str, ...] = ("hard",), **more: object):
    """An incident of the made-up place; `more` are fields of `Incident`."""
    return Incident(
        id=incident_id,
        title=f"Title of {incident_id}",
        venues=(VENUE.id,),
        levels=levels,
        size=size,  # pyright: ignore[reportArgumentType]
        when=more.pop("when", When()),  # pyright: ignore[reportArgumentType]
        acts=acts,
        rule=f"The rule of {incident_id}.",
        on_the_day=f"What to do about {incident_id}.",
        source=f"https://example.org/{incident_id}",
        **more,  # pyright: ignore[reportArgumentType]
    )


PAUSED = incident("paused", Say(text="I pause the exam."), Pause(text="Show your hands.", seconds=30))
ASKED = incident(
    "asked",
    Say(text="What are you looking at?", spoken=True),
    Ask(
        text="The proctor waits.",
        choices=(
            Choice(id="show", label="Show the desk", good=True, told="Calm is quickest."),
            Choice(
                id="argue", label="Argue", good=False, told="It costs time.", then=(Warn(rule="talk", text="Quiet."),)
            ),
        ),
        seconds=40,
        silent="argue",
    ),
)
HANDS_AWAY = incident("hands_away", Warn(rule="hands", text="Hands up, please."))
LOST = incident(
    "lost",
    Fault(what="disconnected", text="The connection is gone.", seconds=90, relaunch=True),
    NewProctor(text="Another proctor takes over."),
    Recheck(text="Show the room.", checks=("Walls", "Desk")),
    size="large",
)
NOISY = incident("noisy", Noise(text="Somebody coughs.", sound="cough", seconds=20))
MOVED = incident("moved", NewStation(text="Move to the next station."), size="large")
RINGS = incident(
    "rings",
    Ask(
        text="Your phone rings.",
        choices=(
            Choice(id="tell", label="Tell the staff", good=True, told="Say it at once."),
            Choice(
                id="hide",
                label="Hide it",
                good=False,
                told="It is seen.",
                then=(EndHere(rule="phone", text="It ends here."),),
            ),
        ),
        silent="hide",
    ),
    size="ending",
)
EVERY_INCIDENT = (PAUSED, ASKED, HANDS_AWAY, LOST, NOISY, MOVED, RINGS)

DECK = Deck(
    levels=(
        Level(id="calm", title="Calm", text="Little.", at_most=1),
        Level(id="hard", title="Hard", text="Much.", at_most=6, at_least=2, large=2, endings=True),
    ),
    rules=(HANDS, TALK, PHONE),
    incidents=EVERY_INCIDENT,
    observations=(
        Observation(
            kind="focus_lost",
            title="Another window",
            rule="Only the exam's window.",
            innocent=("A message of the system.",),
            on_the_day="Close everything first.",
        ),
    ),
)

APPOINTMENT_MS = moment().wall_ms + 10 * 60_000


def plan_of(*incidents: Incident, **choices: object) -> DayPlan:
    """A day on which these incidents come up from minute 1 on, one every 6 minutes; `choices` are `Choices`' fields."""
    return DayPlan(
        venue=VENUE,
        choices=Choices(**choices),  # pyright: ignore[reportArgumentType]
        seed="seed-1",
        name="Robin Example",
        appointment_ms=APPOINTMENT_MS,
        seat=7,
        incidents=tuple(Planned(incident=one, minute=1 + 6 * n) for n, one in enumerate(incidents)),
        rules=DECK.rules,
        observations=DECK.observations,
    )


class Rehearsal:
    """Somebody who lives through a day: what is done is stored, and time passes only in `wait`."""

    def __init__(
        self,
        plan: DayPlan | None,
        rules: Rules | None = None,
        accommodations: Accommodations | None = None,
        attempt_id: str = "attempt-1",
        store: AttemptStore | None = None,
    ) -> None:
        attempt, items = small_attempt(attempt_id, rules or Rules())
        self.plan = plan
        self.attempt = replace(attempt, day=plan, accommodations=accommodations)
        self.store: AttemptStore = store or MemoryAttemptStore()
        self.store.create(self.attempt, items)
        self.start = new_session(attempt.form, attempt.rules)
        self.sitting = Sitting(self.store, self.attempt, items, self.start)
        self.at = moment(0)

    @property
    def day(self) -> DayState:
        assert self.plan is not None
        return day_state(self.plan, self.sitting.session.notes)

    def wait(self, seconds: float) -> None:
        """Time goes by, awake; the exam is told so."""
        ms = round(seconds * 1000)
        self.at = Instant(self.at.wall_ms + ms, self.at.awake_ms + ms, self.at.run)
        if self.sitting.session.running:
            self.do(c.Tick)

    def restart(self, run: str, down_seconds: float) -> None:
        """The program is gone for a while and comes back in another run."""
        self.at = Instant(self.at.wall_ms + round(down_seconds * 1000), 500, run)
        self.sitting = reopen_attempt(self.store, self.attempt.id)

    def do(self, kind: Callable[..., c.Command], **values: object) -> None:
        self.sitting.do(kind(at=self.at, **values))

    def act(self, *commands: c.Command) -> None:
        if commands:
            self.sitting.do(*commands)

    def note(self, kind: str, **body: Json) -> None:
        self.sitting.do(c.Note(at=self.at, kind=kind, body=tuple(body.items())))

    # ---- the day
    def step(self, step_id: str) -> Step:
        return next(step for step in VENUE.steps if step.id == step_id)

    def give(self, step_id: str, given: Json) -> bool:
        """Try something at a step, as its screen would note it."""
        assert self.plan is not None
        verdict = judge(self.plan, self.day, self.step(step_id), given)
        self.note("day.step_tried", step=step_id, given=given, right=verdict.right, told=list(verdict.told))
        return verdict.right

    def done(self, step_id: str, skipped_ms: int = 0) -> None:
        self.note("day.step_done", step=step_id, skipped_ms=skipped_ms)

    def to_exam(self) -> None:
        """Everything up to the first question, where it is not done yet."""
        for begin in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
            if self.sitting.session.phase is not Phase.EXAM:
                self.do(begin)

    # ---- scenes
    def begin(self, scene_id: str, source: str = "incident") -> None:
        assert self.plan is not None
        self.act(*scenes.begin_scene(self.plan, self.day, self.sitting.session, self.at, scene_id, source))

    def go_on(self, choice: str = "", after: float = 0) -> None:
        """The act that is on is over, after some seconds."""
        assert self.plan is not None
        self.wait(after)
        self.act(*scenes.pass_act(self.plan, self.day, self.sitting.session, self.at, choice))

    def play(self, scene_id: str, *choices: str, seconds: float = 10, source: str = "incident") -> None:
        """A whole scene: every act lasts so long, the choices in their order."""
        self.begin(scene_id, source)
        left = list(choices)
        while (scene := self.day.scene) is not None and scene.todo:
            self.go_on(left.pop(0) if isinstance(scene.todo[0], Ask) and left else "", after=seconds)

    def as_practice(self) -> None:
        self.act(*scenes.go_on_as_practice(self.day, self.sitting.session, self.at))

    def finish(self) -> None:
        """Submit, and everything after it."""
        if self.sitting.session.phase is Phase.EXAM:
            self.do(c.SubmitExam)
        self.do(c.AcknowledgeReminder)
        self.do(c.CloseSurvey, answers=())
