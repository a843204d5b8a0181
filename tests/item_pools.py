"""Made-up item pools for the assembly of forms, and the checker's view of them.

Nothing here is a test. Difficulties are drawn from N(-1.25, 1): about two thirds right at the cut.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cehrs_desktop.bank.forms import bank_facts
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.files.form_file import assembly_to_plain
from cehrs_desktop.psychometrics.assembly.pool import PoolItem
from cehrs_desktop.psychometrics.assembly.sequence import Assembly, assemble
from cehrs_desktop.psychometrics.assembly.specification import Limits
from cehrs_desktop.psychometrics.form_check import Violation, check_forms
from cehrs_desktop.psychometrics.form_check_bank import Bank
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet
from tests.building import full_blueprint, make_item

POOL_PARAMETERS = ParameterSet("pool", THETA_CUT, RATING_SHRINK, 0.0, ())
DISJOINT = Limits(disjoint=True)


def made_pool(
    forms: float, *, seed: int = 1, enemies: float = 0.1, cases: float = 0.0, spread: float = 1.0
) -> list[PoolItem]:
    """Items for `forms` disjoint forms, every cell and topic in proportion; a share of them in pairs and cases of 4."""
    dice = random.Random(seed)
    pool: list[PoolItem] = []
    for domain in full_blueprint().domains:
        topics = [topic.id for topic in domain.topics for _ in range(topic.scored)]
        dice.shuffle(topics)
        for status, count in (("operational", domain.scored), ("pretest", domain.pretest)):
            cell = [
                PoolItem(
                    make_item(f"{topics[n % len(topics)]}-{status[0]}{n:04}", status=status, key=dice.randrange(4)),
                    round(dice.gauss(-1.25, 1), 4),
                )
                for n in range(round(count * forms))
            ]
            pool += _barred(cell, dice, enemies, cases)
    return pool


def _barred(cell: Sequence[PoolItem], dice: random.Random, enemies: float, cases: float) -> list[PoolItem]:
    order = list(cell)
    dice.shuffle(order)
    paired = int(len(order) * enemies) // 2 * 2
    made: list[PoolItem] = []
    for n, entry in enumerate(order):
        item = entry.item
        if n < paired and n % 2 == 0:
            item = replace(item, enemies=(order[n + 1].item.id,))
        elif paired <= n < paired + int((len(order) - paired) * cases):
            item = replace(item, case=f"{order[0].item.id} case {n // 4}")
        made.append(replace(entry, item=item))
    return made


def run(pool: Sequence[PoolItem], count: int, limits: Limits = DISJOINT, *, seed: str = "1", **more: Any) -> Assembly:
    """`count` forms from a made-up pool."""
    return assemble(
        pool, full_blueprint(), theta_cut=THETA_CUT, count=count, seed=seed, pack_id="pool", limits=limits, **more
    )


def plain_of(made: Assembly, limits: Limits = DISJOINT) -> dict[str, Any]:
    """The forms as they would be written."""
    about = {
        "theta_cut": THETA_CUT,
        "blueprint_version": full_blueprint().version,
        "parameters_version": POOL_PARAMETERS.version,
    }
    return assembly_to_plain(made, limits, about)


def facts_of(pool: Sequence[PoolItem], blueprint: Blueprint | None = None) -> Bank:
    """The pool as the checker sees it."""
    rows = ((entry.item, entry.b, entry.a) for entry in pool)
    return bank_facts(rows, blueprint or full_blueprint(), POOL_PARAMETERS)


def violations(made: Assembly, pool: Sequence[PoolItem], limits: Limits = DISJOINT) -> list[Violation]:
    """What the checker finds in finished forms."""
    return check_forms(plain_of(made, limits), facts_of(pool))


def ids(made: Assembly) -> list[set[str]]:
    """The items of each form."""
    return [{slot.item_id for slot in form.form.slots} for form in made.forms]
