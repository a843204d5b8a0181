"""Time to build today's plan and draw its set from 100,000 past answers: at most 100 ms.

From a real store over the bank's own items, as the study page does it: read what the answers add up to, make cards of a
session's fresh answers and keep them, make the plan and the day, then draw the day's set. The rounds each have a new
session. What a page pays once is apart: reading the bank (`bank_ms`, at the start of a visit) and making cards of all
100,000 answers (`all_cards_s`, only where none was ever made). `drawing` and `day` are the parts that do not read.
Median and best of the rounds: other work on the machine only ever makes a round longer.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bench.measuring import machine
from bench.study_store import RUN, WHO, meet
from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.application.practising import drawn
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.studying import study_day
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.study.cards import cards_from
from cehrs_desktop.study.days import midnight_ms
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.study.today import situation_of, today_of

ANSWERS, SESSION = 100_000, 20
LIMIT_MS = 100.0
TODAY, EXAM = "2026-11-22", "2027-01-17"
DAYS = 365
"""The answers lie this many days back and nearer, 274 a day: more than anybody gives for a year."""

_A_DAY_MS = 86_400_000


def measure(folder: Path, rounds: int = 15) -> dict[str, object]:
    chance = Random(7)
    begin = time.perf_counter()
    source = remembered(open_pack())
    items = source.items()
    bank_ms = (time.perf_counter() - begin) * 1e3
    sealed = {slot.item_id for form in source.forms()[-3:] for slot in form.form.slots}
    open_items = [item for item in items if item.id not in sealed]
    store = open_store(folder)
    store.save_candidate(WHO)
    profile = Profile(
        exam_date=EXAM,
        minutes=(120, 120, 120, 120, 120, 120, 120),
        sealed_forms=tuple(f.form.seed for f in source.forms()[-3:]),
    )
    store.study.keep_study_profile(WHO.id, profile)
    now_ms = midnight_ms(TODAY) + _A_DAY_MS // 2
    for run in range(ANSWERS // RUN):
        at = now_ms - DAYS * _A_DAY_MS + run * (DAYS - 1) * _A_DAY_MS * RUN // ANSWERS
        meet(store, WHO.id, f"run-{run}", chance.sample(open_items, RUN), chance, at)
    begin = time.perf_counter()
    study_day(store, store.study, source, WHO, now_ms, _day_of)
    all_cards_s = time.perf_counter() - begin
    taken: dict[str, list[float]] = {"page": [], "day": [], "drawing": [], "whole": []}
    for turn in range(rounds):
        meet(store, WHO.id, f"session-{turn}", chance.sample(open_items, SESSION), chance, now_ms - _A_DAY_MS)
        begin = time.perf_counter()
        page = study_day(store, store.study, source, WHO, now_ms, _day_of)
        there = time.perf_counter()
        wish = next(task.wish for task in page.today.tasks if task.wish is not None)
        if len(drawn(page.stock, wish, f"set {turn}").slots) != wish.items:
            raise ValueError("the set is short")
        done = time.perf_counter()
        cards = cards_from((card.item_id, card.content) for card in store.study.cards(WHO.id)).by_id
        stock, again = page.stock, time.perf_counter()
        situation = situation_of(
            page.profile, TODAY, TODAY, stock.blueprint, stock.pasts, stock.items, page.profile.sealed_forms
        )
        today_of(situation, stock.items, stock.pasts, cards, stock.sealed)
        taken["day"].append((time.perf_counter() - again) * 1e3)
        for name, span in (("page", there - begin), ("drawing", done - there), ("whole", done - begin)):
            taken[name].append(span * 1e3)
    count = len(store.study.answers(WHO.id))
    store.shut()
    told: dict[str, object] = {"machine": machine(), "answers": count, "items": len(items), "session": SESSION}
    told |= {"bank_ms": round(bank_ms, 1), "all_cards_s": round(all_cards_s, 1)}
    return told | {name: _told(spans) for name, spans in taken.items()} | {"limit_ms": LIMIT_MS}


def _day_of(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).date().isoformat()


def _told(spans: list[float]) -> dict[str, float]:
    low, _, high = quantiles(spans, n=4)
    return {"best_ms": round(min(spans), 2), "median_ms": round(median(spans), 2), "iqr_ms": round(high - low, 2)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        result = measure(Path(place))
    print(json.dumps(result, indent=2))
    whole = result["whole"]
    sys.exit(not (isinstance(whole, dict) and whole["median_ms"] <= LIMIT_MS))
