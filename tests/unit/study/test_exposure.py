"""What stays sealed and what is left."""

from __future__ import annotations

from cehrs_desktop.study.exposure import Budget, FormItems, budget, sealed_forms


def form(name: str, sat: bool = False) -> FormItems:
    return FormItems(name, frozenset(f"{name}-{n}" for n in range(20)), sat)


FORMS = tuple(form(name) for name in "ABCDE")
ALL = frozenset(item for one in FORMS for item in one.item_ids) | {f"loose-{n}" for n in range(200)}


def seen_of(name: str, count: int) -> frozenset[str]:
    return frozenset(f"{name}-{n}" for n in range(count))


def test_the_last_of_the_untouched_forms_are_sealed_for_the_first_are_offered_first() -> None:
    assert sealed_forms(FORMS, frozenset(), 3) == ("C", "D", "E")
    assert sealed_forms(FORMS, frozenset(), 0) == ()
    assert sealed_forms(FORMS, frozenset(), 9) == tuple("ABCDE")
    assert sealed_forms((), frozenset(), 3) == ()


def test_the_form_least_met_is_sealed_and_a_worn_one_is_not() -> None:
    assert sealed_forms(FORMS, seen_of("E", 1), 3) == ("B", "C", "D")
    assert sealed_forms(FORMS, seen_of("E", 2), 5) == tuple("ABCDE"), "a tenth is not much"
    assert sealed_forms(FORMS, seen_of("E", 3), 5) == tuple("ABCD")


def test_a_form_that_was_sat_is_no_longer_sealed_whatever_was_chosen() -> None:
    forms = (form("A"), form("B", sat=True), form("C"))
    assert sealed_forms(forms, frozenset(), 2, kept=("B",)) == ("A", "C")


def test_what_the_learner_chose_stays_sealed_before_anything_else() -> None:
    assert sealed_forms(FORMS, seen_of("A", 15), 2, kept=("A",)) == ("A", "E")
    assert sealed_forms(FORMS, frozenset(), 1, kept=("A", "B")) == ("A",)
    assert sealed_forms(FORMS, frozenset(), 2, kept=("E",)) == ("D", "E")
    assert sealed_forms(FORMS, frozenset(), 1, kept=("gone", "B", "B")) == ("B",)


def test_practice_never_makes_the_sealed_forms_change() -> None:
    sealed = sealed_forms(FORMS, frozenset(), 3)
    assert sealed_forms(FORMS, seen_of("A", 20) | seen_of("B", 20), 3) == sealed


def test_the_budget_counts_what_practice_can_still_show_as_new() -> None:
    forms = (form("A", sat=True), *FORMS[1:])
    left = budget(forms, ("D", "E"), ALL, seen_of("A", 20) | seen_of("B", 5) | {"gone-1"})
    assert left == Budget(
        forms=5,
        forms_sat=1,
        forms_unseen=3,
        forms_sealed=2,
        items=300,
        items_unseen=275,
        items_sealed=40,
        items_free=235,
        warning="",
    )


def test_a_bank_that_is_used_up_is_told_the_gravest_first() -> None:
    loose = frozenset(item for item in ALL if item.startswith("loose"))
    assert budget(FORMS, tuple("CDE"), ALL, frozenset(sorted(loose)[:150])).warning == "items_few"
    assert budget(FORMS, tuple("ABCDE"), ALL, loose).warning == "items_used_up"
    touched = frozenset(f"{name}-0" for name in "ABCD")
    assert budget(FORMS, (), ALL, touched).warning == "forms_few"
    assert budget(FORMS, (), ALL, touched | {"E-0"}).warning == "forms_used_up"
    assert budget((), (), frozenset(), frozenset()).warning == ""
