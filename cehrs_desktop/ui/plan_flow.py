"""The visit to the page on which a day is chosen: remembers the choices, tells what is to be begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, cast

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.beginning import DayWish
from cehrs_desktop.application.day_data import DayData
from cehrs_desktop.application.lockdown import level_of
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import plan_texts as words
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.plan import Choices
from cehrs_desktop.rehearsal.venue import Venue
from cehrs_desktop.ui.camera import CameraHelper
from cehrs_desktop.ui.screens.plan import PlanScreen
from cehrs_desktop.ui.stage import Stage

_MINUTE_MS = 60_000
_FROM_NOW_MINUTES = {"early": 10, "late": -10, "too_late": -20}
"""How many minutes after now the appointment is, by when one begins; ``opening`` is as the venue opens."""


class PlanFlow(QObject):
    """`chosen` carries a `DayWish`; `left` leads back to the first page."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, stage: Stage, around: Surroundings, data: DayData) -> None:
        super().__init__(stage)
        self._stage, self._around, self._data = stage, around, data
        remembered = around.settings.values.get("day")
        self._screen = PlanScreen(data, remembered if isinstance(remembered, dict) else {})
        self._camera = CameraHelper(around.camera_command, self)
        self._camera.checked.connect(self._screen.show_camera)
        self._screen.begun.connect(self._begun)
        self._screen.left.connect(self.left)
        self._screen.problems_wanted.connect(self._show_problems)

    def start(self) -> None:
        """Show the page."""
        self._stage.show(self._screen)
        self._camera.check()

    def _show_problems(self) -> None:
        self._stage.page(words.PROBLEMS_TITLE, (words.PROBLEMS_LEAD, *self._data.problems))

    def _begun(self, chosen: dict[str, Json]) -> None:
        self._around.settings.change("day", chosen)
        venue = next(venue for venue in self._data.venues if venue.id == chosen["venue"])
        appointment_ms = self._appointment(venue, chosen)
        self.chosen.emit(DayWish(venue, self._data.deck, self._choices(chosen), appointment_ms))

    def _appointment(self, venue: Venue, chosen: Mapping[str, Json]) -> int:
        now_ms = self._around.clock.now().wall_ms
        arrival = str(chosen["arrival"])
        if arrival != "clock":
            minutes = _FROM_NOW_MINUTES.get(arrival, venue.opens_minutes)
            # On a whole minute, as appointments are; the one that has begun, so that an opening is open.
            return now_ms // _MINUTE_MS * _MINUTE_MS + minutes * _MINUTE_MS
        now = moment(now_ms)
        hour, minute = (int(part) for part in str(chosen["time"]).split(":"))
        at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        # A time that is long past is meant for tomorrow; one a little past is a late arrival.
        if now - at > timedelta(hours=6):
            at += timedelta(days=1)
        return _utc_ms(at)

    def _choices(self, chosen: Mapping[str, Json]) -> Choices:
        values = self._around.settings.values
        return Choices(
            level=str(chosen["level"]),
            waits=cast(Literal["full", "short"], chosen["waits"]),
            ladder=cast(Literal["third", "same_rule"], chosen["ladder"]),
            pause_clock=cast(Literal["stands", "runs"], chosen["pause_clock"]),
            fault_clock=cast(Literal["stands", "runs"], chosen["fault_clock"]),
            late_minutes=int(str(chosen["late"])),
            audible=bool(chosen["audible"]) and bool(values["sounds"]),
            camera=bool(chosen["camera"]),
            lockdown=level_of(values["lockdown"]),
            screen="older" if values["screen"] == "older" else "default",
            only_next_records=bool(values["only_next_records"]),
        )


def _utc_ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
