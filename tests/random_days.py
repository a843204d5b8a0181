"""A day in a venue that comes with the program, lived through by somebody who does some things wrong, drawn by seed.

Everything goes through the real judging, scenes, sitting and notes, as the windows note it. Nothing here is a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Rules
from cehrs_desktop.rehearsal import relaunch
from cehrs_desktop.rehearsal.accommodations import USED, aids_used
from cehrs_desktop.rehearsal.acts import Act, Ask, Fault
from cehrs_desktop.rehearsal.judging import finishes, gate, judge
from cehrs_desktop.rehearsal.plan import Choices
from cehrs_desktop.rehearsal.scenes import due, due_before, seconds_of
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    CountStep,
    EndSessionStep,
    ExamStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    SignStep,
    SortStep,
    Step,
    TutorialTestStep,
    WaitStep,
)
from tests.day_answers import right_answers
from tests.day_data import NOON_MS, plan_of, venue_of
from tests.rehearsed_days import Rehearsal

OBSERVED: tuple[tuple[str, dict[str, Json]], ...] = (
    ("second_display", {"count": 2, "clones": False}),
    ("clipboard", {"what": "copy"}),
    ("program", {"name": "Chat program"}),
    ("capture", {"key": "Print Screen"}),
    ("switch", {"key": "Alt+Tab", "times": 3}),
    ("idle", {"minutes": 5}),
    ("not_held", {"what": "keys"}),
)

ARRIVALS = (-50, -29, -20, -10, -2, 30)
"""Minutes before or after the appointment at which somebody comes."""


class RandomDay:
    """`lived` is the whole day; `chance` draws all that is decided, so the same arguments give the same day."""

    def __init__(self, venue_id: str, level: str, seed: str, *, minutes: int = 125, **choices: object) -> None:
        self.chance = Random(f"{venue_id} {level} {seed}")
        pick = self.chance.choice
        plan = plan_of(
            venue_of(venue_id),
            Choices(
                level=level,
                ladder=pick(["third", "same_rule"]),
                pause_clock=pick(["stands", "runs"]),
                fault_clock=pick(["stands", "runs"]),
                **choices,  # pyright: ignore[reportArgumentType]
            ),
            seed,
        )
        self.lived = Rehearsal(plan, Rules(minutes=minutes))
        self.plan = plan

    def live(self) -> Rehearsal:
        """The whole day, to the end of its last step."""
        lived = self.lived
        lived.at = replace(lived.at, wall_ms=NOON_MS + self.chance.choice(ARRIVALS) * 60_000)
        while (step := lived.day.step_of(self.plan)) is not None:
            if (planned := due_before(self.plan, lived.day, step.id)) is not None:
                self._play(lambda scene_id=planned.incident.id: lived.begin(scene_id))
            elif isinstance(step, ExamStep):
                self._exam()
                lived.done(step.id)
            else:
                self._step(step)
        lived.do(c.CloseSurvey, answers=())
        return lived

    # ---- the steps
    def _step(self, step: Step) -> None:
        lived, chance = self.lived, self.chance
        before = lived.day.since
        lived.wait(chance.randint(4, 40))
        if isinstance(step, AppointmentStep):
            return self._arrive(step)
        if isinstance(step, WaitStep):
            lived.wait(self.plan.wait_seconds(step))
            return lived.done(step.id, self.plan.ahead_ms(step))
        if isinstance(step, AcceptStep) and chance.random() < 0.35:
            return lived.note("day.went_back", step=step.id, to=step.back_to)
        for given in (*self._wrong(step), *right_answers(self.plan, step)):
            if self._try(step, given):
                return None
        assert lived.day.since == before
        return lived.done(step.id)

    def _try(self, step: Step, given: Json) -> bool:
        """One try; whether the step is over with it."""
        lived = self.lived
        verdict = judge(self.plan, lived.day, step, given, day_ms=lived.at.wall_ms + lived.day.skipped_ms)
        lived.note("day.step_tried", step=step.id, given=given, right=verdict.right, told=list(verdict.told))
        if over := verdict.right and finishes(self.plan, step, given):
            lived.done(step.id)
        lived.wait(self.chance.randint(2, 20))
        return over

    def _arrive(self, step: Step) -> None:
        lived = self.lived
        day_ms = lived.at.wall_ms + lived.day.skipped_ms
        match gate(self.plan, day_ms):
            case "early":
                lived.note("day.time_skipped", ms=self.plan.opens_ms - day_ms)
            case "late":
                lived.note("day.refused", step=step.id, reason="late")
                lived.as_practice()
                lived.done(step.id)
            case _:
                lived.done(step.id)

    def _wrong(self, step: Step) -> tuple[Json, ...]:
        """What is tried before it is done right."""
        chance = self.chance
        if chance.random() < 0.6:
            return ()
        match step:
            case IdentityStep():
                return tuple(card.id for card in self.plan.cards(step) if card.refused)[: chance.randint(1, 2)]
            case SortStep(things=things, places=places):
                return ({thing.id: chance.choice(places).id for thing in things},)
            case SignStep():
                return ("R. Example",)
            case CountStep(sheets=sheets):
                return (sheets,) if self.plan.sheets(step) < sheets else (sheets - 1,)
            case NameStep():
                return ("yes",) if self.plan.other_name(step) else ("not_me",)
            case LaunchStep():
                return ("reload",)
            case EndSessionStep():
                return ("leave",)
            case TutorialTestStep():
                return ("launch", "time_over", "launch", "end", "launch", "end", "launch")[: chance.choice([2, 4, 7])]
            case _:
                return ()

    # ---- the exam
    def _exam(self) -> None:
        lived, chance = self.lived, self.chance
        lived.to_exam()
        size = len(lived.attempt.form.slots)
        requests = [request.id for request in self.plan.venue.requests]
        while lived.sitting.session.phase is Phase.EXAM:
            planned = due(self.plan, lived.day, lived.sitting.session.clock.used_at(lived.at))
            if planned is not None:
                self._play(lambda scene_id=planned.incident.id: lived.begin(scene_id))
            elif chance.random() < 0.03 and requests:
                self._play(lambda: lived.begin(chance.choice(requests), "request"))
            else:
                self._work(size)
        lived.do(c.AcknowledgeReminder)
        lived.note("day.survey", answers=[])

    def _work(self, size: int) -> None:
        lived, chance = self.lived, self.chance
        lived.do(c.ShowItem, position=chance.randint(1, size))
        lived.wait(chance.randint(20, 90))
        if lived.sitting.session.phase is not Phase.EXAM:
            return
        if chance.random() < 0.8:
            lived.do(c.AnswerItem, position=lived.sitting.session.position, option=chance.choice("abcd"))
        what = chance.random()
        if what < 0.04:
            self._notice()
        elif what < 0.05:
            aid = chance.choice(["reader", "line_reader", "masking"])
            if aid not in aids_used(lived.sitting.session.notes):
                lived.note(USED, aid=aid)
        elif what < 0.06:
            lived.do(c.Suspend, reason=chance.choice(["closed", "sleep"]))
            lived.restart(f"run-{lived.sitting.session.seq}", chance.randint(20, 900))
            lived.do(c.Resume)
        elif what < 0.08:
            lived.note("candidate.said", text="May I ask something?")

    def _notice(self) -> None:
        lived, chance = self.lived, self.chance
        if chance.random() < 0.4:
            lived.note("observed.focus_lost", ms=0)
            seconds = chance.randint(1, 60)
            lived.wait(seconds)
            if lived.sitting.session.phase is Phase.EXAM:
                lived.note("observed.focus_lost", ms=seconds * 1000)
        else:
            kind, body = chance.choice(OBSERVED)
            lived.note(f"observed.{kind}", **body)

    # ---- scenes
    def _play(self, begin: Callable[[], None]) -> None:
        lived = self.lived
        begin()
        while (scene := lived.day.scene) is not None:
            if lived.sitting.session.phase not in (Phase.NAME, Phase.EXAM, Phase.SURVEY, Phase.COMPLETE):
                return
            if not scene.todo:
                lived.wait(self.chance.randint(5, 60))
                lived.as_practice()
            else:
                self._act(scene.todo[0])

    def _act(self, act: Act) -> None:
        lived, chance = self.lived, self.chance
        if isinstance(act, Fault) and act.relaunch and self.plan.venue.relaunch_steps:
            lived.wait(act.seconds if self.plan.choices.waits == "full" else 8)
            lived.note(relaunch.BEGUN)
            return self._check_in_again()
        seconds = seconds_of(self.plan, act) or chance.randint(5, 90)
        if not isinstance(act, Ask):
            return lived.go_on(after=seconds)
        silent = chance.random() < 0.15
        choice = "" if silent else chance.choice(act.choices).id
        return lived.go_on(choice, after=seconds if silent else chance.randint(2, max(2, seconds - 1)))

    def _check_in_again(self) -> None:
        """The venue's steps once more, as the windows note them; the question comes back after the last one."""
        lived, chance, plan = self.lived, self.chance, self.plan
        while lived.sitting.session.phase is Phase.EXAM:
            state = relaunch.checked_in_again(plan, lived.day, lived.sitting.session.notes)
            step = None if state is None else state.step_of(plan)
            if state is None or step is None:
                return
            lived.wait(chance.randint(3, 30))
            tries = () if isinstance(step, WaitStep) else (*self._wrong(step), *right_answers(plan, step))
            for given in tries:
                state = relaunch.checked_in_again(plan, lived.day, lived.sitting.session.notes) or state
                verdict = judge(plan, state, step, given)
                lived.note(relaunch.TRIED, step=step.id, given=given, right=verdict.right, told=list(verdict.told))
                if verdict.right and finishes(plan, step, given):
                    break
                lived.wait(chance.randint(2, 20))
            if isinstance(step, WaitStep):
                lived.note("day.time_skipped", ms=plan.ahead_ms(step))
            lived.note(relaunch.DONE, step=step.id)
            if relaunch.is_last(plan, step.id) and lived.sitting.session.phase is Phase.EXAM:
                lived.go_on()
                return
