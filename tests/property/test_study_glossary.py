"""Finding terms, whatever the terms and the text are."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.study.glossary import Term, linked, prepared

WORDS = ("claim", "Claim", "PHI", "ePHI", "of", "date", "x", "Part", "B", "entry", "entries", "claims", "é", "A")
GAPS = (" ", "  ", "\n", "-", ", ", ". ", "/", "'s ", " & ", "", "—", "’ ", "(")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
texts = st.lists(st.sampled_from((*WORDS, *GAPS)), max_size=30).map("".join) | st.text(max_size=40)


def made(number: int, name: str, link: bool) -> Term:
    return Term(f"t{number}", name, (), (), "", "1", (), (), (), "", (), link)


terms = st.lists(st.tuples(names, st.booleans()), max_size=8).map(
    lambda given: tuple(made(number, name, link) for number, (name, link) in enumerate(given))
)


@given(terms, texts)
def test_spans_stand_in_order_never_overlap_and_hold_whole_words_of_a_term(known: tuple[Term, ...], text: str) -> None:
    by_id = {term.id: term for term in known}
    end = 0
    for span in linked(text, prepared(known)):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        term = by_id[span.term_id]
        assert term.link
        said, named = (re.findall(r"\w+", part.lower()) for part in (text[span.start : span.end], term.term))
        assert len(said) == len(named)
        # Every word is the name's own, or its plural.
        for word, own in zip(said, named, strict=True):
            assert word in (own, f"{own}s", f"{own}es", f"{own[:-1]}ies")
        assert not text[: span.start][-1:].isalnum()
        assert not text[span.end :][:1].isalnum()


@given(terms, texts)
def test_the_same_terms_and_text_give_the_same_spans_and_more_terms_leave_no_text_with_less(
    known: tuple[Term, ...], text: str
) -> None:
    first = linked(text, prepared(known))
    assert first == linked(text, prepared(known))
    # Marking the text keeps every character of it.
    pieces, at = [], 0
    for span in first:
        pieces += [text[at : span.start], text[span.start : span.end]]
        at = span.end
    assert "".join([*pieces, text[at:]]) == text
    covered = sum(span.end - span.start for span in linked(text, prepared(known[:1])))
    assert bool(first) or not covered


@given(names, st.sampled_from(("", "See ", "(", "the\n")), st.sampled_from(("", ".", ")", ", too")))
def test_a_term_is_found_where_it_stands_alone(name: str, before: str, after: str) -> None:
    text = before + name + after
    (span,) = linked(text, prepared((made(1, name, True),)))
    assert (span.start, span.end) == (len(before), len(before) + len(name))


@given(st.lists(names, min_size=2, max_size=2, unique=True))
def test_the_longer_of_two_names_that_begin_alike_is_taken(pair: list[str]) -> None:
    short, more = pair
    long = f"{short} {more}"
    found = linked(f"The {long} stands.", prepared((made(1, short, True), made(2, long, True))))
    assert [span.term_id for span in found] == ["t2"]
