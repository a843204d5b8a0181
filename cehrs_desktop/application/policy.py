"""What a machine's policy makes of the program: sources are judged setting by setting, the strongest one counts.

A value that cannot be used is left out and reported; it never takes another one with it and never stops anybody. From
the strongest to the weakest: what managed settings fix, what the policy file fixes, the environment's data folder, the
person's own choice, the defaults of the two in the same order, what the installer wrote, the program itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from cehrs_desktop.application.policy_places import Machine, expanded
from cehrs_desktop.application.policy_settings import (
    BY_NAME,
    BY_PLAIN_NAME,
    SETTINGS,
    Fault,
    Setting,
    fault_of,
    for_person,
    from_person,
    plain_name,
)
from cehrs_desktop.exam.plain import Json

Origin = Literal["managed", "policy_file", "environment", "person", "installation", "program"]
Part = Literal["fixed", "default"]

FORMAT = 1
_RANKS: tuple[Origin, ...] = ("managed", "policy_file", "installation")
_PARTS: tuple[Part, ...] = ("fixed", "default")


@dataclass(frozen=True, slots=True)
class Source:
    """One place that settings come from. `place` is the file or key as people would look for it; `lines` says on
    which line a part of a file begins, by the steps that lead there (``("fixed", "venue")``)."""

    origin: Origin
    place: str
    fixed: Mapping[str, Json] = field(default_factory=dict[str, Json])
    default: Mapping[str, Json] = field(default_factory=dict[str, Json])
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict[tuple[str | int, ...], int])


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """A value that is not used. `where` is its place in the source (``fixed.venue``), `line` 0 when there is none.
    `setting` is known where the name was."""

    place: str
    where: str
    line: int
    fault: Fault
    given: Json
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A source that cannot be read, or not as a whole, in words of the adapter that tried."""

    place: str
    text: str
    advice: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A usable value and who gave it; texts with places in them are filled in already."""

    value: Json
    origin: Origin
    place: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What was given for this machine: by setting's name what is fixed and what is a default, and what was wrong.

    `sources` are the places that were read, the strongest first.
    """

    fixed: Mapping[str, Given]
    default: Mapping[str, Given]
    faults: tuple[PolicyFault, ...] = ()
    trouble: tuple[FileTrouble, ...] = ()
    sources: tuple[tuple[Origin, str], ...] = ()

    def given(self, name: str) -> Given:
        """What counts when no person chooses otherwise."""
        program = Given(BY_NAME[name].preset, "program", "")
        return self.fixed.get(name) or self.default.get(name) or program

    def value(self, name: str) -> Json:
        """The value of `given`."""
        return self.given(name).value

    def texts(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of texts."""
        return tuple(cast(list[str], self.value(name)))

    @property
    def problems(self) -> int:
        """How many things were wrong."""
        return len(self.faults) + len(self.trouble)

    @property
    def locked(self) -> bool:
        """Whether nothing on the settings page can be changed."""
        return bool(self.value("settings_locked"))

    @property
    def modes(self) -> frozenset[str]:
        """What may be begun."""
        return frozenset(self.texts("modes"))

    @property
    def lockdown_least(self) -> int:
        """The lowest level of lockdown that may be used."""
        return cast(int, self.value("lockdown_least"))

    @property
    def fixed_keys(self) -> frozenset[str]:
        """The keys of the person's settings that cannot be changed."""
        keys = {setting.person for setting in SETTINGS if setting.person}
        if self.locked:
            # A name is typed on the first page, not chosen in the settings.
            return frozenset(keys if "name" in self.fixed else keys - {"name"})
        return frozenset(keys & {BY_NAME[name].person for name in self.fixed})

    def defaults(self, program: Mapping[str, Json]) -> dict[str, Json]:
        """The program's defaults of the person's settings, with what was given for this machine over them."""
        given = {one.person: for_person(one, self.value(one.name)) for one in SETTINGS if one.person in program}
        return {**program, **given}

    def settled(self, values: Mapping[str, Json], program: Mapping[str, Json]) -> dict[str, Json]:
        """A person's settings as they are in force: fixed ones as they are fixed, the lockdown at its least level."""
        given = self.defaults(program)
        over = {**values, **{key: given[key] for key in self.fixed_keys if key in program}}
        least = self.lockdown_least
        if "lockdown" in over and cast(int, from_person(BY_NAME["lockdown"], over["lockdown"])) < least:
            over["lockdown"] = str(least)
        venue, day = self.value("venue"), over.get("day")
        if venue and isinstance(day, dict):
            over["day"] = {**day, "venue": venue} if "venue" in self.fixed else {"venue": venue, **day}
        return over


NO_POLICY = Policy({}, {})


# ---- judging the sources
def policy_of(sources: Sequence[Source], machine: Machine, trouble: Sequence[FileTrouble] = ()) -> Policy:
    """What the sources say together. Never raises: whatever cannot be used is a fault in the result."""
    faults: list[PolicyFault] = []
    found: dict[Part, dict[str, Given]] = {"fixed": {}, "default": {}}
    ordered = sorted(sources, key=lambda source: _RANKS.index(source.origin))
    for source in ordered:
        for part in _PARTS:
            for name, given in _usable(source, part, machine, faults).items():
                found[part].setdefault(name, given)
    _check_together(found, faults)
    _check_lockdown(found["fixed"], faults)
    read: tuple[tuple[Origin, str], ...] = tuple((source.origin, source.place) for source in ordered)
    return Policy(found["fixed"], found["default"], tuple(faults), tuple(trouble), read)


def _usable(source: Source, part: Part, machine: Machine, faults: list[PolicyFault]) -> dict[str, Given]:
    usable: dict[str, Given] = {}
    for name, raw in (source.fixed if part == "fixed" else source.default).items():

        def tell(fault: Fault, setting: Setting | None, name: str = name, raw: Json = raw) -> None:
            where = f"{part}.{name}" if source.origin == "policy_file" else name
            line = source.lines.get((part, name), 0)
            faults.append(PolicyFault(source.place, where, line, fault, raw, setting))

        # A registry has names of another style; in a file, whose schema is published, names are exact.
        setting = BY_NAME.get(name) if source.origin == "policy_file" else BY_PLAIN_NAME.get(plain_name(name))
        if setting is None:
            tell(Fault("unknown_name", name), None)
            continue
        if part == "default" and not setting.may_be_default:
            tell(Fault("only_fixed", setting.name), setting)
            continue
        value = raw if source.origin == "policy_file" else converted(setting, raw)
        fault = fault_of(setting, value, machine)
        if fault is not None:
            tell(fault, setting)
            continue
        usable[setting.name] = Given(_filled(setting, value, machine), source.origin, source.place)
    return usable


def _check_together(found: dict[Part, dict[str, Given]], faults: list[PolicyFault]) -> None:
    """A venue that the list of venues leaves out is not used: the list is the narrower wish."""
    allowed = found["fixed"].get("venues")
    if allowed is None or not allowed.value:
        return
    for part in _PARTS:
        venue = found[part].get("venue")
        if venue is not None and venue.value not in cast(list[str], allowed.value):
            del found[part]["venue"]
            fault = Fault("not_among_venues", str(venue.value))
            faults.append(PolicyFault(venue.place, f"{part}.venue", 0, fault, venue.value, BY_NAME["venue"]))


def _check_lockdown(fixed: dict[str, Given], faults: list[PolicyFault]) -> None:
    """Two levels that contradict each other are told; the higher one is in force (`Policy.settled`)."""
    level, least = fixed.get("lockdown"), fixed.get("lockdown_least")
    if level is not None and least is not None and cast(int, level.value) < cast(int, least.value):
        fault = Fault("below_least", str(least.value))
        faults.append(PolicyFault(level.place, "fixed.lockdown", 0, fault, level.value, BY_NAME["lockdown"]))


def looked_up(
    policy: Policy,
    venues: Collection[str],
    wrong_address: Callable[[str], str],
    wrong_pack: Callable[[str], str] = lambda _: "",
) -> Policy:
    """The policy with what only a look at the computer can tell: a venue that is not there, an address that is not
    asked, an item pack that cannot be used (the functions say why, or nothing). All are told and change nothing else.
    """
    faults: list[PolicyFault] = []
    for part, given in (("fixed", policy.fixed), ("default", policy.default)):
        for name in ("venue", "venues"):
            if (one := given.get(name)) is not None:
                wanted = cast(list[str], one.value) if isinstance(one.value, list) else [str(one.value)]
                faults += [
                    PolicyFault(one.place, f"{part}.{name}", 0, Fault("no_venue", id_), id_, BY_NAME[name])
                    for id_ in wanted
                    if id_ not in venues
                ]
        if (one := given.get("update_address")) is not None and (why := wrong_address(str(one.value))):
            fault = Fault("not_address", why)
            faults.append(
                PolicyFault(one.place, f"{part}.update_address", 0, fault, one.value, BY_NAME["update_address"])
            )
    if (one := policy.fixed.get("item_packs")) is not None:
        faults += [
            PolicyFault(one.place, "fixed.item_packs", 0, Fault("not_pack", why), file, BY_NAME["item_packs"])
            for file in cast(list[str], one.value)
            if (why := wrong_pack(file))
        ]
    return replace(policy, faults=(*policy.faults, *faults)) if faults else policy


def _filled(setting: Setting, value: Json, machine: Machine) -> Json:
    if setting.kind == "folder" or setting.kind == "name":
        return expanded(cast(str, value), machine, folder=setting.kind == "folder")
    if setting.kind == "files":
        return [expanded(one, machine, folder=True) for one in cast(list[str], value)]
    if setting.kind in ("choices", "ids"):
        return list(dict.fromkeys(cast(list[Json], value)))
    return value


def converted(setting: Setting, raw: Json) -> Json:
    """A value of a registry, which knows numbers and texts only, as the setting's kind wants it where it can be."""
    if setting.kind == "yes_no" and type(raw) is int and raw in (0, 1):
        return bool(raw)
    many = setting.kind in ("choices", "ids", "files", "keys")
    if not isinstance(raw, str) or not (many or setting.kind in ("yes_no", "number")):
        return raw
    text = raw.strip()
    if setting.kind == "yes_no":
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(text.lower(), raw)
    if setting.kind == "number":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else raw
    return _listed(text)


def _listed(text: str) -> Json:
    """A list in one text: JSON, or one value alone."""
    if text.startswith("["):
        import json

        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return [text] if text else []
