"""What the windows need from the computer, as plain functions; the composition root fills it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Not wanted on the way to the first page.
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.application.backup_ports import BackupPlace
    from cehrs_desktop.application.computer import ComputerSheet
    from cehrs_desktop.application.day_data import DayData
    from cehrs_desktop.application.desk import Desk, Readiness, Repair
    from cehrs_desktop.application.lockdown import Platform
    from cehrs_desktop.application.packs import PackShelf
    from cehrs_desktop.application.policy import Policy
    from cehrs_desktop.application.policy_sheet import PolicySheet
    from cehrs_desktop.application.ports import AttemptCopy, AttemptStore, Clock
    from cehrs_desktop.application.study_files import StudyFiles
    from cehrs_desktop.application.support import SupportBundle
    from cehrs_desktop.exam.plain import Json
    from cehrs_desktop.rehearsal.displays import Displays
    from cehrs_desktop.study.glossary import Glossary


class SettingsStore(Protocol):
    """Small choices that outlive a run of the program."""

    @property
    def values(self) -> Mapping[str, Json]:
        """All settings, defaults filled in."""
        ...

    def change(self, key: str, value: Json) -> None:
        """Keep a choice; a failure to write is noted and never stops anybody."""
        ...


class HomeCache(Protocol):
    """The first page as it was last seen, to be painted before the data is opened. Never a source of truth."""

    def read(self) -> tuple[AttemptLine, ...]:
        """The lines of the history as last seen; empty when there is nothing."""
        ...

    def write(self, lines: Sequence[AttemptLine]) -> None:
        """Remember the lines for the next start."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The computer as the windows see it. `open_desk`, `readiness` and the repairs are called on the database lane.

    `slept_ms` is how long the computer slept since the program started (`None`: it cannot tell); `keep_awake`
    holds sleep and screensaver off and returns what ends that; `new_id` makes an id that nobody else makes;
    `assemble_command` is the program that assembles a form, which takes the items seen on standard input. `day_data`
    reads the venues and incidents, on a lane; `look_at_computer` compares the computer with what is published, on a
    lane; `forbidden_programs` names running ones that secure browsers refuse; `hold_system` is `ui.lockdown`'s;
    `camera_command` starts the camera's process, which need not be installed; `platform` is `lockdown`'s. `policy` is
    what was set for this computer (`None`: nothing), `policy_sheet` everything in force, for a lane;
    `own_folder_noted`: the person's own folder stood in once and holds rehearsals, which `open_own_folder` opens in a
    second window. `packs` are the item packs of this computer, for a lane; `updates_command` asks for the notice of a
    newer version, without its address; `read_attempt_file` reads an attempt's file,
    `read_glossary` the glossary, both on a lane; `study_files` makes and reads the files of study, `backup_place` knows
    the copies of the database, both for a lane. `support` gathers the support file, on a lane, with the opened data or
    `None` when none is open.
    """

    clock: Clock
    slept_ms: Callable[[], int | None]
    open_desk: Callable[[], Desk]
    repair: Callable[[], Repair]
    readiness: Callable[[], Readiness]
    keep_awake: Callable[[], Callable[[], None]]
    new_id: Callable[[], str]
    settings: SettingsStore
    cache: HomeCache
    data_folder: str
    version: str
    assemble_command: tuple[str, ...]
    day_data: Callable[[], DayData]
    look_at_computer: Callable[[Displays], ComputerSheet]
    forbidden_programs: Callable[[], Sequence[str]]
    hold_system: Callable[[int, Callable[[str, str], None]], Callable[[], None]]
    camera_command: tuple[str, ...]
    platform: Callable[[], Platform]
    policy: Policy | None
    policy_sheet: Callable[[], PolicySheet]
    own_folder_noted: bool
    open_own_folder: Callable[[], bool]
    packs: Callable[[], PackShelf]
    updates_command: tuple[str, ...]
    read_attempt_file: Callable[[str], AttemptCopy]
    read_glossary: Callable[[], Glossary]
    study_files: Callable[[], StudyFiles]
    backup_place: Callable[[], BackupPlace]
    support: Callable[[AttemptStore | None], SupportBundle]
