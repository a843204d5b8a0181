"""Dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.presentation.typed_days import day_shown, typed_day

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_way_of_writing_a_day_is_understood(day: date) -> None:
    ways = (
        day.isoformat(),
        f"{day.month}/{day.day}/{day.year}",
        f"{day.month:02}-{day.day:02}-{day.year % 100:02}",
        f"{day.month}.{day.day}.{day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b}. {day.day} {day.year}",
        f" {day.day} {day:%b}   {day.year} ",
        f"{day:%a}, {day:%B} {day.day}TH, {day.year}".upper(),
        day_shown(day.isoformat()),
    )
    assert {typed_day(way) for way in ways} == {day.isoformat()}


@given(st.text())
def test_anything_typed_is_a_day_or_none(text: str) -> None:
    found = typed_day(text)
    assert found is None or date.fromisoformat(found)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "13/12/2026", "2/30/2027", "12/12", "Dez 12 2026", "12/12/20265", "٣/٤/2027", "m 3 2027"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert typed_day(text) is None
