"""Every setting has its words, the published schema is the one that is checked by, the page says who set what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.application.policy import Given, Origin, PolicyFault, Source, policy_of
from cehrs_desktop.application.policy_places import Machine
from cehrs_desktop.application.policy_settings import SETTINGS, Fault, FaultCode
from cehrs_desktop.application.policy_sheet import OwnFolder, PolicySheet, rows_of
from cehrs_desktop.files.policy_file import read_policy
from cehrs_desktop.presentation import policy_texts as words
from cehrs_desktop.presentation.policy_schema import SCHEMA, schema, schema_text
from cehrs_desktop.presentation.policy_view import policy_json, policy_text, policy_view, problem_lines

ROOT = Path(__file__).parents[3]
HERE = Machine(False, "/people/anna", "anna", "lab-12", {})


def sheet(fixed: Any, **more: Any) -> PolicySheet:
    policy = policy_of([Source("policy_file", "/etc/policy.json", fixed, lines={("fixed", "moods"): 4})], HERE)
    rows = rows_of(policy, dict.fromkeys(DEFAULTS), DEFAULTS, Given("/people/anna/data", "program", ""))
    return PolicySheet(rows, policy, **more)


def test_every_setting_and_every_origin_has_words() -> None:
    names = [setting.name for setting in SETTINGS]
    assert list(words.NAMES) == list(words.DOES) == names
    assert set(words.ORIGINS) == set(get_args(Origin))
    for setting in SETTINGS:
        for value in (*setting.choices, setting.preset):
            assert words.value_words(setting, [value] if setting.kind == "choices" and value == "x" else value)


@pytest.mark.parametrize("code", get_args(FaultCode))
def test_every_fault_has_words_for_every_setting(code: FaultCode) -> None:
    for setting in (*SETTINGS, None):
        text, advice = words.fault_words(PolicyFault("p", "fixed.x", 1, Fault(code, "x"), "x" * 300, setting))
        assert text
        assert len(text) < 200
        assert not advice or advice.endswith((".", "?"))


def test_the_published_schema_is_the_program_s() -> None:
    assert (ROOT / "resources" / "policy" / SCHEMA).read_text(encoding="utf-8") == schema_text()
    jsonschema.Draft202012Validator.check_schema(schema())


def _example() -> dict[str, Any]:
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    return json.loads(text.split("```json")[1].split("```")[0])


def test_the_example_of_the_documentation_can_be_used_whole(tmp_path: Path) -> None:
    example = _example()
    jsonschema.validate(example, schema())
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(example), encoding="utf-8")
    told = read_policy(file)
    policy = policy_of(
        [Source("policy_file", "x", told.fixed, told.default)],
        Machine(True, "C:\\People\\a", "a", "b", {"ProgramData": "C:\\ProgramData"}),
    )
    assert (told.problems, policy.faults) == ((), ())
    assert len(policy.fixed) + len(policy.default) == len(example["fixed"]) + len(example["default"])


def test_the_documentation_names_every_setting() -> None:
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert [setting.name for setting in SETTINGS if f"| `{setting.name}` |" not in text] == []


@pytest.mark.parametrize(
    "values",
    [
        {"sounds": 1},
        {"modes": []},
        {"text_size": 90},
        {"moods": 1},
        {"venues": ["A"]},
        {"name": ""},
        {"trusted_keys": ["x"]},
    ],
)
def test_schema_and_program_refuse_the_same(values: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": 1, "fixed": values}, schema())
    assert sheet(values).policy.problems == 1


def test_the_page_tells_who_set_what_and_what_is_wrong() -> None:
    view = policy_view(
        sheet({"theme": "light", "moods": 1}, own=OwnFolder("/people/anna/own", 1_800_000_000_000, "/srv/x"))
    )
    assert view.problems == ("/etc/policy.json, line 4: fixed.moods: there is no such setting. Was 'modes' meant?",)
    assert view.summary == "1 thing cannot be used. Everything else is in force."
    by_name = {name: (value, by) for name, value, by in view.rows}
    assert by_name["Colors"] == ("Light", "Policy file, fixed\n/etc/policy.json")
    assert by_name["Data folder"] == ("/people/anna/data", "The program")
    assert "/people/anna/own" in view.own[0]
    assert "/srv/x" in view.own[1]
    text = policy_text(view)
    for part in (*view.problems, *view.own, "Colors: Light", "Policy file, fixed - /etc/policy.json"):
        assert part in text


def test_the_json_has_every_setting_by_its_name() -> None:
    plain = policy_json(sheet({"theme": "light", "moods": 1}))
    json.dumps(plain)
    settings: Any = plain["settings"]
    assert [one["name"] for one in settings] == [setting.name for setting in SETTINGS]
    assert next(one for one in settings if one["name"] == "theme") == {
        "name": "theme", "value": "light", "set_by": "policy_file", "place": "/etc/policy.json", "fixed": True,
    }  # fmt: skip
    problems: Any = plain["problems"]
    assert (problems[0]["place"], problems[0]["line"]) == ("fixed.moods", 4)


def test_problems_of_several_sources_stand_together() -> None:
    policy = policy_of([Source("managed", "HKLM\\P", {"Sounds": "x"}), Source("policy_file", "f", {"zoom": 1})], HERE)
    assert [line.split(": ")[0] for line in problem_lines(policy)] == ["HKLM\\P", "f"]
