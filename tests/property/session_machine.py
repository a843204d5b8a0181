"""The state machine that plays a session at random against its invariants; run by `test_session_machine`."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cehrs_desktop.application.ports import StoreFull
from cehrs_desktop.application.sitting import Sitting, reopen_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.errors import CommandRefused
from cehrs_desktop.exam.navigation import Filter, counts, next_open, positions
from cehrs_desktop.exam.session import Rules, Session, evolve, new_session, replay
from cehrs_desktop.exam.timing import Instant
from tests.building import MemoryAttemptStore, small_attempt
from tests.property.exam_commands import (
    CURRENT,
    LATER,
    OPTIONS,
    QUESTIONS,
    anything,
    around_exam,
    endings,
    given,
    in_exam,
)
from tests.property.exam_model import ExamModel, Sheet

RULES = Rules(minutes=40, warnings=(45, 30, 15, 5), clock_returns=10)
LIMIT_MS = RULES.minutes * 60_000


class SessionMachine(RuleBasedStateMachine):
    """Commands of every kind at every moment, time that jumps, kills, full disks, and events of other kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryAttemptStore()
        attempt, items = small_attempt(rules=RULES)
        self.store.create(attempt, items)
        self.start: Session = new_session(attempt.form, attempt.rules)
        self.sitting = Sitting(self.store, attempt, items, self.start)
        self.model = ExamModel(QUESTIONS, attempt.form.slots[0].option_order, RULES)
        self.run = 1
        self.now_ms = 1000
        self.wall_ms = 1_800_000_000_000
        self.beat_ms = 0
        self.left_shown = LIMIT_MS
        self.at_end: list[object] | None = None

    # ------------------------------------------------------------------------------------------ what is tried

    @initialize(started=st.sampled_from([True, True, True, False]))
    def begin(self, started: bool) -> None:
        """Most games start inside the exam, so that its beginning does not eat all the steps."""
        if started:
            for kind in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
                self.give(kind(at=self.now()))

    @rule(asked=st.lists(in_exam, min_size=1, max_size=6))
    def work(self, asked: list[c.Command]) -> None:
        for command in asked:
            self.give(given(command, self.now(), self.sitting.session.position))

    @rule(asked=around_exam)
    def go_on(self, asked: c.Command) -> None:
        self.give(given(asked, self.now(), self.sitting.session.position))

    @rule()
    @precondition(lambda self: self.model.suspended)
    def come_back(self) -> None:
        self.give(c.Resume(at=self.now()))

    @rule(
        runs=st.booleans(),
        seconds=st.sampled_from([5, 120, LIMIT_MS // 1000]),
        stops=st.booleans(),
        back=st.sampled_from([True, True, False]),
    )
    @precondition(lambda self: self.model.phase == "exam" and not self.model.suspended)
    def cover(self, runs: bool, seconds: int, stops: bool, back: bool) -> None:
        """The question goes off the screen: all the time that passes is exam time, or none of it; it may run out.

        With `stops` the program is suspended and resumed under the cover, which changes neither.
        """
        self.give(c.Cover(at=self.now(), reason="pause", clock_runs=runs))
        if stops and self.model.phase == "exam":
            self.give(c.Suspend(at=self.now(), reason="window closed"))
            self.let_time_pass(60)
            self.give(c.Resume(at=self.now()))
        used_ms = self.model.used_ms
        self.let_time_pass(seconds)
        session = self.sitting.session
        if session.phase.value == "reminder":
            assert (session.ended, session.covered, session.clock_held) == ("time_out", None, False)
            return
        assert runs or session.clock.used_at(self.now()) == used_ms
        if back:
            self.give(c.Uncover(at=self.now()))

    @rule(asked=endings, really=st.integers(0, 5))
    def give_up(self, asked: c.Command, really: int) -> None:
        if really == 0:
            self.give(given(asked, self.now(), 1))

    @rule(asked=st.lists(st.builds(c.AnswerItem, at=LATER, position=st.just(CURRENT), option=OPTIONS), min_size=1))
    @precondition(lambda self: self.at_end is not None)
    def answer_after_the_end(self, asked: list[c.Command]) -> None:
        for command in asked:
            self.give(given(command, self.now(), self.sitting.session.position))

    @rule(asked=anything, earlier_ms=st.integers(1, 120_000))
    def give_late(self, asked: c.Command, earlier_ms: int) -> None:
        """A command whose instant was taken before something else was recorded."""
        at = replace(self.now(), awake_ms=max(0, self.now_ms - earlier_ms))
        self.give(given(asked, at, self.sitting.session.position))

    @rule(asked=anything)
    @precondition(lambda self: self.model.running)
    def give_from_another_run(self, asked: c.Command) -> None:
        """While the clock runs, instants of another run mean nothing and are refused."""
        before, writes = self.sitting.session, self.store.writes
        command = given(asked, replace(self.now(), run="another"), before.position)
        assert self._refusal(lambda: self.sitting.do(command)) == "clock_of_another_run"
        assert (self.sitting.session, self.store.writes) == (before, writes)

    @rule(seconds=st.one_of(st.integers(0, 20), st.integers(0, 9 * 60)))
    def let_time_pass(self, seconds: int) -> None:
        self.now_ms += seconds * 1000
        self.wall_ms += seconds * 1000
        self.give(c.Tick(at=self.now()))

    @rule(by_ms=st.integers(-(10**10), 10**10))
    def set_the_wall_clock(self, by_ms: int) -> None:
        self.wall_ms += by_ms

    @rule()
    def beat(self) -> None:
        self.sitting.beat(self.now())
        if self.model.running:
            self.beat_ms = self.now_ms

    @rule(beaten_ms=st.integers(0, 30_000), unseen_ms=st.integers(0, 30_000), restart_ms=st.integers(0, 10**7))
    def kill(self, beaten_ms: int, unseen_ms: int, restart_ms: int) -> None:
        """The program is gone at once; another run opens the attempt, its awake clock starting anywhere."""
        if beaten_ms:
            self.now_ms += beaten_ms
            self.beat()
        self.now_ms += unseen_ms
        last_sign = replace(self.now(), awake_ms=max(self.model.noted_ms, self.beat_ms))
        left_before = LIMIT_MS - self.model.used_at(self.now_ms)
        if self.model.phase == "exam" and not self.model.suspended:
            assert self.model.take(c.Suspend(at=last_sign, reason="interrupted"))
            assert LIMIT_MS - self.model.used_ms <= left_before + self.now_ms - last_sign.awake_ms
        self.run += 1
        self.now_ms = restart_ms
        self.model.noted_ms = self.beat_ms = 0
        self.sitting = reopen_attempt(self.store, "attempt-1")
        assert not self.sitting.session.running
        self.left_shown = LIMIT_MS - self.model.used_ms

    @rule(asked=anything, down_ms=st.integers(0, 60 * 60_000))
    def fill_the_disk(self, asked: c.Command, down_ms: int) -> None:
        """A write fails: nothing moves on. Later it works again, and the time in between is given back."""
        before, failed_at = self.sitting.session, self.now()
        self.store.fails_with = StoreFull("memory")
        try:
            self.sitting.do(given(asked, failed_at, before.position))
        except StoreFull:
            failed = True
        except CommandRefused:
            failed = False
        else:
            failed = False
        self.store.fails_with = None
        assert self.sitting.session == before, "the state moved on although nothing was stored"
        if not failed:
            return
        self.now_ms += down_ms
        again = given(asked, self.now(), before.position)
        if self.model.running:
            acts = (c.Suspend(at=failed_at, reason="storage_fault"), c.Resume(at=self.now()), again)
        else:
            acts = (again,)
        self._compare(acts, lambda: self.sitting.do_after_fault(failed_at, again))

    @rule(first=in_exam, second=anything)
    def give_two_at_once(self, first: c.Command, second: c.Command) -> None:
        """Two commands in one act: all of it is stored in one piece, or none."""
        position = self.sitting.session.position
        one = given(first, self.now(), position)
        two = given(second, self.now(), one.position if isinstance(one, c.ShowItem) else position)
        self._compare((one, two), lambda: self.sitting.do(one, two))

    @rule(
        kind=st.sampled_from(["scene.said", "venue.noise", "observed.focus_lost", "exam.started"]),
        body=st.dictionaries(st.text(max_size=4), st.one_of(st.none(), st.integers(), st.text(max_size=4)), max_size=3),
        version=st.integers(1, 9),
    )
    def carry_another_kind(self, kind: str, body: dict[str, e.Json], version: int) -> None:
        """Events of other kinds are kept in their place and change nothing but the count."""
        named = kind.removeprefix("exam.")
        other = e.OtherEvent(at=self.now(), other_kind=named, body=tuple(body.items()), version=version)
        before = self.sitting.session
        self.store.append("attempt-1", before.seq, [other])
        self.sitting.session = evolve(before, other)
        assert self.sitting.session == replace(before, seq=before.seq + 1, notes=(*before.notes, other))
        # A note of the program's own goes the way of every command, in whatever phase; the exam's kinds are refused.
        self.give(c.Note(at=self.now(), kind=kind, body=tuple(body.items())))
        own = () if kind.startswith("exam.") else (replace(other, version=e.ENVELOPE_VERSION),)
        expected = replace(before, seq=before.seq + 1 + len(own), notes=(*before.notes, other, *own))
        assert self.sitting.session == expected

    # ------------------------------------------------------------------------------------ what always holds

    @invariant()
    def the_state_is_what_was_done(self) -> None:
        session, model = self.sitting.session, self.model
        assert session.phase.value == model.phase
        assert (session.suspended is not None) == model.suspended
        assert (session.covered, session.clock_held) == (model.covered, model.held)
        assert session.running == model.running
        done = [(r.seen, r.chosen, r.marked, r.struck, r.highlights, r.comment) for r in session.responses]
        assert done == [sheet.value() for sheet in model.sheets]
        assert (session.position, session.at_summary) == (model.position, model.at_summary)
        assert session.clock_shown == model.clock_shown

    @invariant()
    def counts_agree_with_the_list(self) -> None:
        session, found = self.sitting.session, counts(self.sitting.session)
        assert found.answered + found.unanswered == len(positions(session, Filter.ALL)) == QUESTIONS
        sheets: list[tuple[int, Sheet]] = list(enumerate(self.model.sheets, 1))
        expected = {
            Filter.ANSWERED: [n for n, sheet in sheets if sheet.chosen is not None],
            Filter.UNANSWERED: [n for n, sheet in sheets if sheet.chosen is None],
            Filter.MARKED: [n for n, sheet in sheets if sheet.marked],
            Filter.UNSEEN: [n for n, sheet in sheets if not sheet.seen],
        }
        for which, expected_positions in expected.items():
            assert list(positions(session, which)) == expected_positions
            assert getattr(found, which.value) == len(expected_positions)
        waiting = set(expected[Filter.UNANSWERED]) | set(expected[Filter.MARKED])
        following = [(session.position - 1 + step) % QUESTIONS + 1 for step in range(1, QUESTIONS + 1)]
        assert next_open(session) == next((n for n in following if n in waiting), None)

    @invariant()
    def nothing_changes_after_the_end(self) -> None:
        done: list[object] = list(self.sitting.session.responses)
        if self.at_end is not None:
            assert done == self.at_end
        elif self.sitting.session.phase.value not in ("name", "agreement", "tutorial", "exam"):
            self.at_end = done
            assert self.sitting.session.clock.since is None

    @invariant()
    def time_is_only_used_up(self) -> None:
        clock = self.sitting.session.clock
        used = clock.used_at(self.now())
        assert used == self.model.used_at(self.now_ms) <= LIMIT_MS
        assert clock.left_at(self.now()) == LIMIT_MS - used
        assert LIMIT_MS - used <= self.left_shown, "the remaining time grew"
        self.left_shown = LIMIT_MS - used

    @invariant()
    def each_warning_was_given_once(self) -> None:
        warned = list(self.sitting.session.warned)
        assert warned == self.model.warned == sorted(set(warned), reverse=True)
        # The 45 minutes of the rules are more than the whole exam has: that warning would make no sense.
        assert set(warned) <= {30, 15, 5}

    @invariant()
    def replay_gives_the_same_state(self) -> None:
        stored = self.store.load("attempt-1")
        through_json = [e.from_envelope(json.loads(json.dumps(e.to_envelope(event)))) for event in stored.events]
        assert tuple(through_json) == stored.events
        assert replay(self.start, through_json) == self.sitting.session
        assert self.sitting.session.seq == len(stored.events)

    # ---------------------------------------------------------------------------------------------- plumbing

    def now(self) -> Instant:
        return Instant(self.wall_ms, self.now_ms, f"run-{self.run}")

    def give(self, command: c.Command) -> None:
        """Give one command. One with an earlier instant that stops the clock gives back at most what it is late by."""
        late_ms = self.now_ms - max(command.at.awake_ms, self.model.noted_ms)
        self._compare((command,), lambda: self.sitting.do(command))
        self.left_shown += max(0, late_ms)

    def _refusal(self, do: Callable[[], Session]) -> str | None:
        """The reason for which an act is refused; `None`: it was carried out, and gave the state that is now."""
        try:
            after = do()
        except CommandRefused as refused:
            return refused.reason
        assert after is self.sitting.session
        return None

    def _compare(self, commands: Sequence[c.Command], do: Callable[[], Session]) -> None:
        """See that an act does what the model says, or is refused as the model says and then changes nothing."""
        before, writes, model = self.sitting.session, self.store.writes, copy.deepcopy(self.model)
        fits = model.take_all(commands)
        reason = self._refusal(do)
        if reason is not None:
            assert not fits, f"refused ({reason}): {commands}"
            assert (self.sitting.session, self.store.writes) == (before, writes)
            return
        assert fits, f"accepted: {commands}"
        after = self.sitting.session
        assert self.store.writes - writes == int(after.seq > before.seq), "an act is one write"
        self.model = model
