"""The self-test's study: a rehearsal's misses become cards, one is reviewed, the glossary is read, a PIN is tried."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.application import practising
from cehrs_desktop.application.studying import study_day
from cehrs_desktop.bank.glossary_file import read_glossary
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.study import practice_run
from cehrs_desktop.study.cards import cards_from
from cehrs_desktop.system.clock import SystemClock
from cehrs_desktop.system.paths import data_file

if TYPE_CHECKING:
    from cehrs_desktop.exam.plain import Json

_PIN = "2468"


def study_once(data: Path) -> dict[str, Json]:
    """Study in a folder in which an exam was sat: how many cards were made and how many of them met again, how many
    terms the glossary has, whether a right PIN is known from a wrong one."""
    clock, source = SystemClock(), open_pack()
    store = open_store(data)
    try:
        (person,) = store.candidates()
        study_day(store, store.study, source, person, clock.now().wall_ms, _day_of)
        made = [card.item_id for card in store.study.cards(person.id)]
        stock = practising.stock_of(store, store.study, source, person.id, _day_of(clock.now().wall_ms))
        run, _ = practising.begin_review(store.study, stock, person.id, made[:1], "self-test", clock.now())
        run = practice_run.choose(run, run.item.key.id, clock.now())
        practising.end(store.study, practising.keep_answer(store.study, run, clock.now()), clock.now())
        study_day(store, store.study, source, person, clock.now().wall_ms, _day_of)
        cards = cards_from((card.item_id, card.content) for card in store.study.cards(person.id))
        store.people.set_pin(person.id, _PIN)
        now_ms = clock.now().wall_ms
        known = store.people.try_pin(person.id, _PIN, now_ms) and not store.people.try_pin(
            person.id, _PIN[::-1], now_ms
        )
    finally:
        store.shut()
    return {
        "cards": len(made),
        "reviewed": sum(card.begun for card in cards.by_id.values()),
        "terms": len(read_glossary(data_file("resources/glossary/glossary.json")).terms),
        "pin": known,
    }


def _day_of(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).date().isoformat()
