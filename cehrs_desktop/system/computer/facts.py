"""What the three systems tell in the same shape, and the signals that are made of it alike on each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cehrs_desktop.rehearsal.acceptance import Evidence, Mark, Sign, Signal, Subject, Where
from cehrs_desktop.rehearsal.displays import Displays, Screen


@dataclass(frozen=True, slots=True)
class Told:
    """A text of the computer in which signs are looked for, and the place where it stands."""

    where: Where
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Adapter:
    """A network adapter. `texts` are its name, kind and description; `address` is that of its card, in lower case
    with colons, or empty. `outward`: it leads out of the computer, and not only to programs on it."""

    texts: tuple[str, ...]
    address: str
    connected: bool
    outward: bool
    wireless: bool
    place: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A display as the system knows it without windows. `active`: it shows a picture (`None`: the driver does not
    say). `pixels` are 0 × 0 where they are not known. Two panels with one `picture` show the same; empty: unknown."""

    name: str
    active: bool | None
    pixels: tuple[int, int]
    picture: str
    place: str
    answer: str


def devices(subject: Subject, names: Sequence[str], evidence: Iterable[Evidence]) -> Signal:
    """A signal that counts devices by name."""
    return Signal(subject, len(names), tuple(Mark(name) for name in names), tuple(evidence))


def network_signal(adapters: Sequence[Adapter]) -> Signal:
    """How many adapters that lead outside are connected."""
    connected = [one for one in adapters if one.connected and one.outward]
    marks = tuple(Mark(one.texts[0], "Wi-Fi" if one.wireless else "") for one in connected)
    return Signal("network", len(connected), marks, tuple(_state(one) for one in adapters))


def _state(adapter: Adapter) -> Evidence:
    return Evidence(adapter.place, f"{', '.join(adapter.texts)}: {'up' if adapter.connected else 'down'}")


def vpn_signal(adapters: Sequence[Adapter], signs: Iterable[Sign]) -> Signal:
    """Which connected adapters look like a private network: one mark for an adapter."""
    listed = [sign for sign in signs if sign.subject == "vpn" and sign.where == "adapter"]
    marks: list[Mark] = []
    evidence: list[Evidence] = []
    for adapter in adapters:
        seen = next((sign for sign in listed if any(map(sign.seen_in, adapter.texts))), None)
        if adapter.connected and seen is not None:
            marks.append(Mark(adapter.texts[0], seen.what, seen.innocent))
            evidence.append(_state(adapter))
    return Signal("vpn", len(marks), tuple(marks), tuple(evidence) or tuple(map(_state, adapters)))


def machine_signal(texts: Iterable[Told], signs: Iterable[Sign]) -> Signal:
    """Signs of a virtual machine, each with the first text in which it stands. Without any text it was not asked."""
    told = tuple(texts)
    marks: list[Mark] = []
    evidence: list[Evidence] = []
    for sign in signs:
        if sign.subject != "virtual_machine":
            continue
        at = next((one for one in told if one.where == sign.where and sign.seen_in(one.text)), None)
        if at is not None and sign.what not in [mark.what for mark in marks]:
            marks.append(Mark(at.text, sign.what, sign.innocent))
            evidence.append(Evidence(at.place, at.text))
    if not marks:
        # Addresses of network cards are nobody's business when they are no sign.
        evidence = [Evidence(one.place, one.text) for one in told if one.text and one.where != "network_address"]
    return Signal("virtual_machine", len(marks) if told else None, tuple(marks), tuple(evidence))


def adapter_texts(adapters: Iterable[Adapter]) -> tuple[Told, ...]:
    """The addresses of the network cards that are in the computer, as texts in which signs are looked for."""
    return tuple(Told("network_address", one.address, one.place) for one in adapters if one.address and one.outward)


def screen_signal(displays: Displays | None, panels: Sequence[Panel]) -> Signal:
    """The pixels of the largest display in use."""
    evidence = [Evidence(one.place, one.answer) for one in panels]
    sizes = [one.pixels for one in panels if one.active is not False and one.pixels != (0, 0)]
    if displays is not None and displays.screens:
        sizes = [one.pixels for one in displays.screens]
        evidence = [_as_seen(displays, one) for one in displays.screens]
    largest = max(sizes, key=lambda size: size[0] * size[1], default=None)
    return Signal("screen", largest, (), tuple(evidence))


def displays_signal(displays: Displays | None, panels: Sequence[Panel]) -> Signal:
    """How many displays are in use, copies included; one mark for each, a copy with ``copy`` as what it is.

    The windows see one screen where two panels show the same picture, and a notebook's shut panel is no display in
    use: so the larger one of both numbers counts. Where drivers do not say whether a panel is in use, only the
    windows are asked, if there are any.
    """
    screens = displays.screens if displays is not None else ()
    evidence = [_as_seen(displays, one) for one in screens] if displays is not None else []
    evidence += [Evidence(one.place, one.answer) for one in panels]
    active = [one for one in panels if one.active]
    if not active and not screens:
        active = [one for one in panels if one.active is None]
    if not active and not screens:
        return Signal("displays", None, (), tuple(evidence))
    if len(active) > len(screens):
        marks = _with_copies([(one.name, one.picture) for one in active], len(screens))
    else:
        marks = tuple(
            Mark(one.name, "copy" if any(one.same_place(other) for other in screens[:at]) else "")
            for at, one in enumerate(screens)
        )
    return Signal("displays", len(marks), marks, tuple(evidence))


def _with_copies(named: Sequence[tuple[str, str]], screens: int) -> tuple[Mark, ...]:
    """Panels by name and picture. Where the system does not tell pictures apart, panels beyond the number of screens
    that the windows see (0: there are no windows to ask) are copies."""
    marks: list[Mark] = []
    for at, (name, picture) in enumerate(named):
        pictured = bool(picture) and picture in [other for _, other in named[:at]]
        beyond = not picture and 0 < screens <= at
        marks.append(Mark(name, "copy" if pictured or beyond else ""))
    return tuple(marks)


def _as_seen(displays: Displays, screen: Screen) -> Evidence:
    wide, high = screen.pixels
    place = f"{displays.platform or 'windows'} screen {screen.name}"
    return Evidence(place, f"{wide} × {high} at {screen.x}, {screen.y}; scale {screen.scale:g}")
