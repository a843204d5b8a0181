"""The page about items and updates as values: what is in use, what else is installed, who is trusted, what is newer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cehrs_desktop.presentation import pack_texts as words
from cehrs_desktop.presentation.pack_problems import fallback_problem, pack_problem
from cehrs_desktop.presentation.report_texts import moment, moment_text

if TYPE_CHECKING:
    from cehrs_desktop.application.pack_ports import InstalledPack, PackManifest
    from cehrs_desktop.application.packs import OfferedPack, PacksHere
    from cehrs_desktop.application.updates import News


@dataclass(frozen=True, slots=True)
class PackRow:
    """An installed pack that is not in use. `usable`: it was found whole."""

    pack_id: str
    title: str
    facts: str
    usable: bool


@dataclass(frozen=True, slots=True)
class PacksView:
    """What the page shows. `trouble` is empty when all is well; `may_choose` is false where a policy chose."""

    title: str
    pairs: tuple[tuple[str, str], ...]
    shipped: bool
    may_choose: bool
    trouble: tuple[str, ...]
    rows: tuple[PackRow, ...]
    keys: tuple[str, ...]


def packs_view(here: PacksHere) -> PacksView:
    """The page for what there is."""
    in_use = here.in_use
    manifest = in_use.manifest
    trouble: list[str] = []
    if in_use.problem is not None:
        problem = fallback_problem(in_use.problem, another=manifest is not None)
        trouble += [f"{problem.title}. {problem.happened}", problem.safe, problem.next]
    if here.keys_problem is not None:
        problem = pack_problem(here.keys_problem)
        trouble += [f"{problem.title}. {problem.happened} {problem.safe} {problem.next}"]
    return PacksView(
        title=words.SHIPPED if manifest is None else manifest.title,
        pairs=_pairs(here),
        shipped=manifest is None,
        may_choose=not in_use.fixed,
        trouble=tuple(trouble),
        rows=tuple(_row(one) for one in here.installed if manifest is None or one.pack_id != manifest.pack_id),
        keys=tuple(key.owner for key in here.keys),
    )


def _pairs(here: PacksHere) -> tuple[tuple[str, str], ...]:
    manifest = here.in_use.manifest
    facts = [(words.QUESTIONS, str(here.items)), (words.PACK, here.pack_id)]
    if manifest is not None:
        facts += [
            (words.VERSION, f"{manifest.name} {manifest.version}"),
            (words.RELEASED, manifest.released),
            (words.PUBLISHER, manifest.publisher),
            (words.SIGNED_BY, here.in_use.signer),
        ]
        if here.in_use.since_ms:
            facts.append((words.SINCE, moment_text(moment(here.in_use.since_ms))))
    return tuple(facts)


def _row(one: InstalledPack) -> PackRow:
    if one.manifest is None:
        problem = pack_problem(one.problem or ValueError(one.pack_id), "The questions in use are not affected.")
        return PackRow(one.pack_id, words.cannot_use(one.pack_id), f"{problem.title}. {problem.next}", usable=False)
    told = one.manifest
    facts = f"{told.name} {told.version}, {told.released}, {told.items} questions, by {told.publisher}"
    return PackRow(one.pack_id, told.title, facts, usable=one.problem is None)


def offer_text(offered: OfferedPack) -> str:
    """What is said of a file that was checked."""
    told: PackManifest = offered.manifest
    text = words.offer(told.title, told.version, told.publisher, offered.signer, told.items, told.released)
    return f"{words.already(told.title)}\n\n{text}" if offered.installed else text


def news_text(news: News) -> str:
    """What is newer, in plain lines; that there is nothing, when there is nothing."""
    if not news.any:
        return words.NOTICE_NOTHING
    lines = [words.newer(news.program, tuple((one.name, one.version) for one in news.packs)), news.text, news.page]
    return "\n".join(line for line in lines if line)
