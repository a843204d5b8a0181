"""A package for Anki, imported and read back by Anki's own library."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.exam.exhibits import Exhibit, TablePart, TextPart
from cehrs_desktop.files.anki_file import AnkiCard, anki_package
from tests.building import make_item

pytest.importorskip("anki", reason="Anki's library is a developer's package")

NAMES = {"1": "Access & registration", "2": "Two words"}
NOW = 1_790_000_000_000
ODD = 'Łódź 🩺 <b>5 < 6</b> & {{c1::x}} "q" [sound:a.mp3] \\( x \\)\nsecond\x1fline\x00 \ud800 日本'


@pytest.fixture
def collection(tmp_path: Path) -> Generator[Any]:
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "reader.anki2"))
    yield opened
    opened.close()


def import_into(collection: Any, package: bytes, folder: Path) -> Any:
    from anki.collection import ImportAnkiPackageRequest
    from anki.import_export_pb2 import ImportAnkiPackageOptions

    file = folder / "cards.apkg"
    file.write_bytes(package)
    options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=False, with_deck_configs=False)
    return collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=options)).log


def test_anki_imports_a_thousand_cards_and_shows_them(collection: Any, tmp_path: Path) -> None:
    cards = [AnkiCard(make_item(f"1.1-{number:04}")) for number in range(1000)]
    log = import_into(collection, anki_package(cards, NAMES, NOW), tmp_path)
    assert len(log.new) == 1000
    assert collection.card_count() == 1000
    assert collection.decks.id_for_name("CEHRS") is not None
    assert len(collection.find_cards("deck:CEHRS is:new")) == 1000, "no scheduling is carried"
    assert len(collection.find_notes("tag:CEHRS::domain_1_Access_&_registration tag:CEHRS::topic_1.1")) == 1000
    assert collection.fix_integrity()[1], "Anki finds nothing to mend"


def test_a_card_shows_question_options_key_reasons_source_and_note(collection: Any, tmp_path: Path) -> None:
    item = make_item("1.1-001")
    import_into(collection, anki_package([AnkiCard(item, "My own words")], NAMES, NOW), tmp_path)
    card = collection.get_card(collection.find_cards("")[0])
    question, answer = card.question(), card.answer()
    assert item.stem in question
    assert all(option.text in question for option in item.options)
    assert "My own words" not in question
    assert "My own words" in answer
    assert all(option.rationale in answer for option in item.options)
    assert all(one.authority in answer for one in item.references)
    place = question.split("<li>").index(next(part for part in question.split("<li>") if item.key.text in part)) - 1
    assert f"<b>{'ABCD'[place]}. {item.key.text}</b>" in answer


def test_odd_letters_are_shown_and_are_neither_markup_nor_fields(collection: Any, tmp_path: Path) -> None:
    parts = (TextPart(ODD), TablePart("C<", ("a", "b"), (("1", "<i>"),)))
    item = replace(make_item("1.1-001"), stem=ODD, exhibit=Exhibit("e", "T & U", parts))
    import_into(collection, anki_package([AnkiCard(item, ODD)], NAMES, NOW), tmp_path)
    card = collection.get_card(collection.find_cards("")[0])
    question = card.question()
    assert "Łódź 🩺 &lt;b&gt;5 &lt; 6&lt;/b&gt; &amp;" in question
    assert "<br>secondline" in question
    assert "日本" in question
    assert "[sound:" not in question
    assert "[anki:play" not in question
    assert "<td>&lt;i&gt;</td>" in question
    assert "T &amp; U" in question
    assert len(card.note().fields) == 8


def test_a_second_import_renews_the_text_and_leaves_the_schedule(collection: Any, tmp_path: Path) -> None:
    item = make_item("1.1-001")
    import_into(collection, anki_package([AnkiCard(item, "old")], NAMES, NOW), tmp_path)
    collection.sched.set_due_date(collection.find_cards(""), "7")
    later = anki_package([AnkiCard(make_item("1.1-000")), AnkiCard(item, "new")], NAMES, NOW + 60_000)
    log = import_into(collection, later, tmp_path)
    assert (len(log.new), len(log.updated)) == (1, 1)
    assert collection.card_count() == 2
    [card] = [collection.get_card(one) for one in collection.find_cards("-is:new")]
    assert card.ivl == 7
    assert card.note()["Notes"] == "new"


def test_no_cards_make_a_package_that_can_be_imported(collection: Any, tmp_path: Path) -> None:
    assert len(import_into(collection, anki_package([], {}, NOW), tmp_path).new) == 0


def test_an_item_given_twice_is_one_card(collection: Any, tmp_path: Path) -> None:
    twice = [AnkiCard(make_item("1.1-001"), "first"), AnkiCard(make_item("1.1-001"), "second")]
    import_into(collection, anki_package(twice, {}, NOW), tmp_path)
    assert [collection.get_note(one)["Notes"] for one in collection.find_notes("")] == ["first"]
