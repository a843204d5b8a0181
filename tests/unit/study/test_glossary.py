"""Finding terms in a text, and the glossary as a plain value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cehrs_desktop.exam.items import Reference
from cehrs_desktop.study.glossary import Glossary, Term, glossary_from_plain, linked, prepared, term_to_plain


def term(name: str, **changes: Any) -> Term:
    values: dict[str, Any] = {
        "id": name.lower().replace(" ", "-"), "term": name, "abbreviations": (), "also": (), "definition": "Words.",
        "domain": "1", "topics": ("1.1",), "facts": (), "sources": (Reference("HHS", "45 CFR 164", "https://hhs.gov"),),
        "checked_on": "", "see": (), "link": True,
    }  # fmt: skip
    return Term(**(values | changes))


TERMS = (
    term("patient portal", also=("portal",)),
    term("portal message"),
    term("protected health information", abbreviations=("PHI",)),
    term("electronic protected health information", abbreviations=("ePHI",)),
    term("allergy"),
    term("notice of privacy practices", abbreviations=("NPP",)),
    term("accounts receivable", abbreviations=("A/R",)),
    term("workers' compensation"),
    term("history and physical", abbreviations=("H&P",)),
    term("ICD-10-CM"),
    term("Medicare Part B", also=("Part B",)),
    term("mean", link=False),
    term("breach"),
    term("Direct message"),
)


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in linked(text, prepared(TERMS))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The patient portal shows it.", ["patient portal"]),
        ("A Portal closed.", ["Portal"]),
        ("portals, allergies and breaches", ["portals", "allergies", "breaches"]),
        ("The patient portal message waits.", ["patient portal"]),
        ("A portal message waits; ePHI is PHI.", ["portal message", "ePHI", "PHI"]),
        ("electronic protected health\ninformation", ["electronic protected health\ninformation"]),
        ("Notices of privacy practices, NPPs", ["Notices of privacy practices", "NPPs"]),
        ("A/R grew; an H&P, workers’ compensation", ["A/R", "H&P", "workers’ compensation"]),
        ("ICD-10-CM codes; the subscriber's Part B", ["ICD-10-CM", "Part B"]),
        ("A patient-portal view", ["patient-portal"]),
        ("the breach's date", ["breach"]),
        ("", []),
        # whole words
        ("portalled, a breachable non-breach, portal.example", []),
        # short forms and capitals that tell apart
        ("phi, ephi and npp are no short forms; part b of a letter", []),
        ("icd-10-cm", []),
        ("direct messages", ["direct messages"]),
        # everyday words
        ("They mean well.", []),
        # a full stop or a line of its own between the words
        ("It went to the patient. Portal hours vary.", ["Portal"]),
    ],
)
def test_terms_are_found_as_people_write_them(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_of_two_terms_with_one_name_the_first_has_it() -> None:
    links = prepared((term("chart", id="one"), term("chart", id="two")))
    assert [span.term_id for span in linked("charts", links)] == ["one"]


def test_a_glossary_survives_as_plain_json_and_finds_its_terms() -> None:
    whole = Glossary("v1", TERMS)
    plain = json.loads(json.dumps({"version": "v1", "terms": [term_to_plain(t) for t in TERMS]}))
    assert glossary_from_plain(plain) == whole
    assert whole.term("breach") == TERMS[12]
    assert whole.term("none") is None
    assert whole.searchable()[2] == ("protected-health-information", "protected health information", "PHI · Words.")


@pytest.mark.parametrize(
    "change",
    [{"id": 1}, {"also": "x"}, {"see": [1]}, {"link": 1}, {"sources": [{"authority": "a"}]}, {"definition": None}],
)
def test_what_is_no_term_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"term|glossary"):
        glossary_from_plain({"version": "v1", "terms": [term_to_plain(TERMS[0]) | change]})
