"""What is taken out of a log before it leaves the computer, and what has to stay for it to be of use."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.application.scrubbing import (
    ADDRESS,
    DATA,
    FOLDER,
    MAIL,
    NAME,
    QUOTED,
    Scrubber,
    names_left,
    scrubber_for,
)

WHO = scrubber_for(
    ["Zoë Quillfeather-Brandt", "李明", "zquill", "LAB-PC-17"],
    [
        ("/people/zquill", "~"),
        (r"C:\People\zquill", "~"),
        ("/srv/exam data/zoë", DATA),
        ("~/.local/share/cehrs-desktop", DATA),
    ],
)
STAMP = "2026-11-22T08:00:00.000Z WARNING cehrs_desktop.storage.store: "


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("attempt of Zoë Quillfeather-Brandt", f"attempt of {NAME}"),
        ("ZOË and brandt", f"{NAME} and {NAME}"),
        (unicodedata.normalize("NFD", "about Zoë here"), f"about {NAME} here"),
        ("考生李明的答案", f"考生{NAME}的答案"),
        ("brandtish is another word", "brandtish is another word"),
        ("zquill_2 on LAB-PC-17", f"{NAME}_2 on {NAME}"),
        ("no backup: /people/other/My Exam/attempts.db: disk full", f"no backup: {FOLDER}: disk full"),
        (r"no backup: \\server\exams\anna b\x.db: disk full", f"no backup: {FOLDER}: disk full"),
        (r"no backup: D:\exams\anna b\x.db: disk full", f"no backup: {FOLDER}: disk full"),
        ("no backup: /srv/exam data/zoë/attempts.db: disk full", f"no backup: {DATA}/attempts.db: disk full"),
        (
            "no backup: ~/.local/share/cehrs-desktop/backups/attempts-1.part",
            f"no backup: {DATA}/backups/attempts-1.part",
        ),
        ("left out: /srv/exam data/zoë/venues/anna's room.json: bad", f"left out: {DATA}/{QUOTED}: bad"),
        ("write to anna.b@school.example now", f"write to {MAIL} now"),
        ("got 'secret note' and \"more of it\"", f"got {QUOTED} and {QUOTED}"),
        ("got 'it\\'s a secret' there", f"got {QUOTED} there"),
        ("got 'a secret that has no end", f"got {QUOTED}"),
        ("the school's file isn't whole", "the school's file isn't whole"),
        ("asked https://school.example/u/anna?x=1 for it", f"asked {ADDRESS} for it"),
        ("from 192.168.7.21 and 52:54:00:ab:cd:ef", f"from {ADDRESS} and {ADDRESS}"),
        ("the database went from version 3 to 4", "the database went from version 3 to 4"),
        ("SQLite 3.45.1, Windows 10.0.26100", "SQLite 3.45.1, Windows 10.0.26100"),
    ],
)
def test_a_line(line: str, told: str) -> None:
    assert WHO.text(line) == told
    assert WHO.log(STAMP + line) == STAMP + told + "\n"


TRACEBACK = """2026-11-22T08:00:00.000Z CRITICAL cehrs_desktop: unexpected
Traceback (most recent call last):
  File "/people/zquill/venv/lib/python3.11/site-packages/pydantic/main.py", line 7, in validate
    raise ValueError(anna)
  File "C:\\Program Files\\CEHRS Desktop\\_internal\\cehrs_desktop\\ui\\flow.py", line 12, in _begin
  File "/people/anna b/scripts/mine.py", line 3, in <module>
ValueError: Anna wrote this

During handling of the above exception, another exception occurred:

sqlite3.OperationalError: disk I/O error
pydantic_core._pydantic_core.ValidationError: 1 error for Anna
name
  Input should be shorter [type=x, input_value='Anna', input_type=str]
cehrs_desktop.application.ports.StoreBusy: /people/anna/x.db
OSError: [Errno 28] No space left on device: '/people/anna/x.db'
KeyError
Anna.Bell: something
"""


def test_a_traceback_keeps_where_it_happened_and_what_kind_of_error_it_was() -> None:
    told = WHO.log(TRACEBACK)
    assert told.splitlines() == [
        "2026-11-22T08:00:00.000Z CRITICAL cehrs_desktop: unexpected",
        "Traceback (most recent call last):",
        "  site-packages/pydantic/main.py, line 7, in validate",
        "(1 line left out)",
        "  cehrs_desktop/ui/flow.py, line 12, in _begin",
        f"  {FOLDER}, line 3, in <module>",
        "ValueError (message of 15 characters left out)",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "sqlite3.OperationalError: disk I/O error",
        "pydantic_core._pydantic_core.ValidationError (message of 16 characters left out)",
        "(2 lines left out)",
        "cehrs_desktop.application.ports.StoreBusy (message of 17 characters left out)",
        f"OSError: [Errno 28] No space left on device: {QUOTED}",
        "KeyError",
        "(1 line left out)",
    ]
    assert "anna" not in told.casefold()


NAMES = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=3, max_size=12)
AROUND = st.text(st.characters(codec="utf-8", exclude_categories=["L", "Cs", "Cc", "M"]), max_size=12)


@given(NAMES, AROUND, AROUND)
def test_no_name_that_is_known_stays(name: str, before: str, after: str) -> None:
    scrubber = scrubber_for([name])
    told = scrubber.log(f"{STAMP}{before}{name}{after}")
    assert names_left([told.removeprefix(STAMP)], scrubber) == ()


def test_what_is_left_is_noticed() -> None:
    assert names_left(["nothing"], WHO) == ()
    assert "zquill" in names_left(["nothing", "for ZQUILL."], WHO)
    assert Scrubber().text("plain words") == "plain words"
    assert scrubber_for(["", " ", "J"]).words == ()
