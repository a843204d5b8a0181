"""What reading a learner's past and searching cost at 100,000 answers and 100,000 indexed items.

    python bench/study_store.py [--answers 100000] [--items 1400] [--indexed 100000] [--folder FOLDER]

Everything is written by the store's own methods. Prints JSON in milliseconds: the best and the median of five, and
the best as a ratio to the best of a bare SELECT of the same rows on the same connection; `limit_ms` is the most that
the program allows itself. Each search returns what the window would show.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cehrs_desktop.application.ports import Candidate  # noqa: E402 - the checkout must be on the path first
from cehrs_desktop.application.study_ports import StoredCard  # noqa: E402
from cehrs_desktop.exam.items import Item  # noqa: E402
from cehrs_desktop.exam.plain import Json  # noqa: E402
from cehrs_desktop.storage.opening import open_store  # noqa: E402
from cehrs_desktop.storage.store import SqlAttemptStore  # noqa: E402
from cehrs_desktop.study.past import Answer  # noqa: E402
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish  # noqa: E402
from tests.building import make_item  # noqa: E402

PAST_LIMIT_MS, SEARCH_LIMIT_MS = 60.0, 50.0
TRIES = 5
RUN = 125
WHO, OTHER = Candidate("bench", "Bench"), Candidate("other", "Other")
COMMON = ("patient", "claim", "record", "access", "denial", "coding", "audit", "schedule", "report", "privacy")
RARE = tuple(
    f"{first}{second}{n}" for n in range(5) for first in "bcdfglmnprstv" for second in ("ar", "el", "io", "un")
)


def item(number: int, chance: random.Random) -> Item:
    """An item as long as the real ones; every tenth word is common, and "the" is in every stem."""

    def words(count: int) -> str:
        return " ".join(chance.choice(COMMON if chance.random() < 0.1 else RARE) for _ in range(count))

    plain = make_item(f"{1 + number % 5}.1-{number:06}")
    options = tuple(replace(option, text=words(6), rationale=words(25)) for option in plain.options)
    return replace(plain, stem=f"the {words(30)}", options=options)


def meet(store: SqlAttemptStore, who: str, run: str, items: list[Item], chance: random.Random, begun: int) -> None:
    """A set over these items with all its answers, as a rehearsal is taken over: in one transaction."""
    slots = tuple(SetSlot(one.id, one.version, ("a", "b", "c", "d")) for one in items)
    practice = PracticeSet(run, who, "practice", begun, Wish(), slots)
    answers = [
        Answer(
            one.id,
            one.version,
            one.domain,
            one.topic,
            "practice",
            run,
            at,
            begun + at,
            ("a",),
            chance.random() < 0.7,
            50_000,
        )
        for at, one in enumerate(items, 1)
    ]
    study = store.study
    with study.transaction:
        number = study.put_set(study.known(who), practice, items, "over", 0)
        study.put_answers(study.known(who), number, answers)


def timed(act: Callable[[], object], bare: Callable[[], object], limit: float) -> dict[str, object]:
    """Milliseconds of an act and of its lower bound, in turns."""
    own: list[float] = []
    least: list[float] = []
    for _ in range(TRIES):
        for one, told in ((act, own), (bare, least)):
            begin = time.perf_counter_ns()
            one()
            told.append((time.perf_counter_ns() - begin) / 1e6)
    return {
        "best_ms": round(min(own), 3),
        "median_ms": round(statistics.median(own), 3),
        "bare_ms": round(min(least), 3),
        "ratio": round(min(own) / min(least), 2),
        "limit_ms": limit,
        "within": statistics.median(own) <= limit,
    }


def pasts(folder: Path, answers: int, count: int) -> dict[str, object]:
    """Reading what a day is planned with."""
    chance = random.Random(1)
    store = open_store(folder)
    store.save_candidate(WHO)
    items = [item(number, chance) for number in range(count)]
    for run in range(answers // RUN):
        meet(store, WHO.id, f"run-{run}", chance.sample(items, RUN), chance, run * 1_000_000)
    content: dict[str, Json] = {
        "card": 1,
        "stability": 12.5,
        "difficulty": 5.25,
        "last_day": "2026-11-22",
        "met": 3,
        "rehearsals": ["a"],
    }
    store.study.keep_cards(WHO.id, [StoredCard(one.id, chance.randrange(10**9), dict(content)) for one in items])
    driver = store.study.driver

    def bare(table: str) -> Callable[[], object]:
        return lambda: driver.execute(f"SELECT * FROM {table} WHERE candidate = 1").fetchall()

    told: dict[str, object] = {
        "answers": len(store.study.answers(WHO.id)),
        "items": count,
        "item_pasts": timed(lambda: store.study.item_pasts(WHO.id), bare("study_item"), PAST_LIMIT_MS),
        "cards": timed(lambda: store.study.cards(WHO.id), bare("study_card"), PAST_LIMIT_MS),
        "runs": timed(lambda: store.study.runs(WHO.id), bare("study_run"), PAST_LIMIT_MS),
        "both": timed(
            lambda: (store.study.item_pasts(WHO.id), store.study.cards(WHO.id)),
            lambda: (bare("study_item")(), bare("study_card")()),
            PAST_LIMIT_MS,
        ),
    }
    store.shut()
    told["file_mb"] = round((folder / "attempts.db").stat().st_size / 1e6, 1)
    begin = time.perf_counter()
    open_store(folder).shut()
    told["open_ms"] = round((time.perf_counter() - begin) * 1000)
    return told


def searches(folder: Path, indexed: int) -> dict[str, object]:
    """Searching among everything a learner has met; another learner has met a fifth as much before."""
    chance = random.Random(2)
    store = open_store(folder)
    for who, most in ((OTHER, indexed // 5), (WHO, indexed)):
        store.save_candidate(who)
        for begin in range(0, most, RUN):
            items = [item(number, chance) for number in range(begin, min(begin + RUN, most))]
            meet(store, who.id, f"{who.id}-{begin}", items, chance, begin)
    terms = [(f"t{n}", " ".join(chance.sample(RARE, 2)), " ".join(chance.choices(COMMON, k=25))) for n in range(320)]
    begin = time.perf_counter()
    store.study.index_terms(terms, "1")
    told: dict[str, object] = {"indexed": indexed, "index_again_s": round(time.perf_counter() - begin, 1)}
    driver = store.study.driver
    for name, typed in {
        "in_every_item": "the",
        "common_word": "patient",
        "common_words": "patient claim record",
        "one_letter": "p",
        "three_letters": "b c p",
        "beginning": "pat",
        "long_beginning": "patien",
        "beginnings": "patien clai recor",
        "rare_word": RARE[7],
        "rare_and_common": f"{RARE[7]} patient the",
        "no_match": "hippopotamus",
        "common_but_never_together": "the patient hippopotam",
        "twelve_words": " ".join((*COMMON, "the", RARE[3])),
        "twelve_beginnings": "patien clai recor acces denia codin audi schedul repor privac bar",
    }.items():
        found = store.study.search(WHO.id, typed)
        keys = [one.key for one in found if one.kind != "term"]
        marks = ",".join("?" * len(keys))
        query = (
            "SELECT item_content.content FROM study_item JOIN item_content ON item_content.number = study_item.content"
            f" WHERE candidate = 2 AND item_id IN ({marks})"
        )
        one = timed(
            lambda typed=typed: store.study.search(WHO.id, typed),
            lambda query=query, keys=keys: driver.execute(query, keys).fetchall(),
            SEARCH_LIMIT_MS,
        )
        told[name] = {"found": len(found), **one}
    store.shut()
    told["file_mb"] = round((folder / "attempts.db").stat().st_size / 1e6, 1)
    return told


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=1_400)
    parser.add_argument("--indexed", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        told = {
            "past": pasts(Path(folder) / "past", given.answers, given.items),
            "search": searches(Path(folder) / "search", given.indexed),
        }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
