"""What several sources of a policy make together: the strongest counts, a wrong value takes nothing along."""

from __future__ import annotations

from typing import Any

import pytest

from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.application.policy import NO_POLICY, Given, Policy, Source, looked_up, policy_of
from cehrs_desktop.application.policy_places import Machine, WrongTemplate, expanded
from cehrs_desktop.application.policy_settings import BY_NAME, SETTINGS, for_person, from_person
from cehrs_desktop.application.policy_sheet import Row, rows_of
from cehrs_desktop.exam.plain import Json

LINUX = Machine(False, "/people/anna", "anna", "lab-12", {"SHARE": "/srv/lab", "EMPTY": ""})
WINDOWS = Machine(True, r"C:\People\Анна", "Анна", "LAB-12", {"ProgramData": r"C:\ProgramData"})
PLACE = "/etc/policy.json"


def policy(*, fixed: Any = (), default: Any = (), machine: Machine = LINUX) -> Policy:
    return policy_of([Source("policy_file", PLACE, dict(fixed), dict(default))], machine)


def codes(found: Policy) -> list[tuple[str, str]]:
    return [(fault.where, fault.fault.code) for fault in found.faults]


# ---- the table
def test_the_program_s_own_values_are_what_a_policy_would_call_them() -> None:
    """Otherwise a policy that sets nothing would change something."""
    theirs = {one.person: for_person(one, one.preset) for one in SETTINGS if one.person in DEFAULTS}
    assert theirs == {key: DEFAULTS[key] for key in theirs}
    assert {"theme", "zoom", "lockdown", "screen", "sounds", "full_screen", "result", "name"} <= set(theirs)
    assert NO_POLICY.defaults(DEFAULTS) == dict(DEFAULTS)
    assert NO_POLICY.settled(DEFAULTS, DEFAULTS) == dict(DEFAULTS)


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one.choices and one.person], ids=lambda one: one.name)
def test_a_person_s_value_and_a_policy_s_are_each_other_s(setting: Any) -> None:
    for value in setting.choices:
        assert from_person(setting, for_person(setting, value)) == value


# ---- which source counts
def test_the_strongest_source_counts_setting_by_setting() -> None:
    found = policy_of(
        [
            Source("installation", "HKLM", default={"Venue": "school", "DataFolder": "/srv/a"}),
            Source("policy_file", PLACE, {"lockdown": 1, "sounds": False}, {"venue": "test_center"}),
            Source("managed", "Policies", {"Lockdown": 2}),
        ],
        LINUX,
    )
    assert found.given("lockdown") == Given(2, "managed", "Policies")
    assert found.given("sounds") == Given(False, "policy_file", PLACE)
    assert found.given("venue") == Given("test_center", "policy_file", PLACE)
    assert found.given("data_folder") == Given("/srv/a", "installation", "HKLM")
    assert found.given("theme") == Given("system", "program", "")
    assert [origin for origin, _ in found.sources] == ["managed", "policy_file", "installation"]
    assert found.faults == ()


def test_a_person_s_choice_stands_over_a_default_and_under_what_is_fixed() -> None:
    found = policy(fixed={"theme": "light"}, default={"text_size": 150, "theme": "dark", "sounds": False})
    values = found.settled({**found.defaults(DEFAULTS), "theme": "cream", "zoom": 1.25}, DEFAULTS)
    assert (values["theme"], values["zoom"], values["sounds"]) == ("light", 1.25, False)
    assert found.settled(found.defaults(DEFAULTS), DEFAULTS)["zoom"] == 1.5
    assert found.fixed_keys == {"theme"}


def test_the_least_level_lifts_and_never_lowers() -> None:
    found = policy(fixed={"lockdown_least": 1})
    levels = {own: found.settled({**DEFAULTS, "lockdown": own}, DEFAULTS)["lockdown"] for own in ("0", "1", "2", "?")}
    assert levels == {"0": "1", "1": "1", "2": "2", "?": "?"}
    torn = policy(fixed={"lockdown": 0, "lockdown_least": 2})
    assert torn.settled(DEFAULTS, DEFAULTS)["lockdown"] == "2"
    assert codes(torn) == [("fixed.lockdown", "below_least")]


def test_locked_settings_are_those_of_policy_and_program_whatever_was_chosen_before() -> None:
    found = policy(fixed={"settings_locked": True}, default={"theme": "cream"})
    values = found.settled({**DEFAULTS, "theme": "dark", "zoom": 2.0, "name": "Robin", "sounds": False}, DEFAULTS)
    assert (values["theme"], values["zoom"], values["sounds"], values["name"]) == ("cream", 1.0, True, "Robin")
    assert "name" not in found.fixed_keys
    assert "name" in policy(fixed={"settings_locked": True, "name": "X"}).fixed_keys


def test_a_default_venue_is_chosen_beforehand_and_a_fixed_one_for_good() -> None:
    chosen: dict[str, Json] = {**DEFAULTS, "day": {"venue": "live_remote", "level": "none"}}
    default = policy(default={"venue": "school"})
    assert default.settled(DEFAULTS, DEFAULTS)["day"] == {"venue": "school"}
    assert default.settled(chosen, DEFAULTS)["day"] == chosen["day"]
    fixed = policy(fixed={"venue": "school"})
    assert fixed.settled(chosen, DEFAULTS)["day"] == {"venue": "school", "level": "none"}


# ---- what cannot be used
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("sounds", "no", "wrong_type"),
        ("sounds", 1, "wrong_type"),
        ("lockdown", 3, "not_possible"),
        ("lockdown", True, "wrong_type"),
        ("lockdown", "2", "wrong_type"),
        ("theme", "Light", "not_possible"),
        ("theme", ["light"], "wrong_type"),
        ("text_size", 99, "not_possible"),
        ("text_size", 100.0, "wrong_type"),
        ("modes", [], "no_mode"),
        ("modes", ["quick_start", "exam"], "not_possible"),
        ("modes", "quick_start", "wrong_type"),
        ("venues", ["School"], "not_id"),
        ("venues", ["a"] * 101, "too_many"),
        ("venue", "../x", "not_id"),
        ("name", "", "empty"),
        ("name", "x" * 81, "too_long"),
        ("name", "a\nb", "bad_character"),
        ("name", "\ud800", "bad_character"),
        ("name", "{usr}", "unknown_brace"),
        ("data_folder", "Rehearsals", "not_absolute"),
        ("data_folder", "C:\\Rehearsals", "not_absolute"),
        ("data_folder", "/srv/\x00", "bad_character"),
        ("data_folder", "$NOWHERE/x", "unset_variable"),
        ("data_folder", "$EMPTY/x", "unset_variable"),
        ("data_folder", "~beth/x", "not_absolute"),
        ("data_folder", None, "wrong_type"),
        ("item_packs", ["packs/a.cehrspack"], "not_absolute"),
        ("item_packs", ["/srv/" + "x" * 1000], "too_long"),
        ("trusted_keys", ["abc"], "not_key"),
        ("update_address", "http://lab/latest.json", "not_address"),
        ("moods", True, "unknown_name"),
    ],
)
def test_a_wrong_value_is_left_out_alone(name: str, value: Any, code: str) -> None:
    found = policy(fixed={"lockdown_least": 1, name: value, "result": "two_days"})
    assert codes(found) == [(f"fixed.{name}", code)]
    assert (found.value("lockdown_least"), found.value("result")) == (1, "two_days")
    if name in BY_NAME:
        assert found.given(name).origin == "program"


def test_what_nobody_could_choose_is_no_default() -> None:
    found = policy(default={"modes": ["quick_start"], "own_folder": False, "theme": "dark"})
    assert codes(found) == [("default.modes", "only_fixed"), ("default.own_folder", "only_fixed")]
    assert (found.modes, found.value("own_folder"), found.value("theme")) == (
        {"full_rehearsal", "quick_start", "forms", "practice"},
        True,
        "dark",
    )


def test_a_wrong_value_of_a_strong_source_leaves_room_for_a_weaker_one() -> None:
    sources = [Source("managed", "M", {"Lockdown": "many"}), Source("policy_file", PLACE, {"lockdown": 2})]
    found = policy_of(sources, LINUX)
    assert found.given("lockdown") == Given(2, "policy_file", PLACE)
    assert codes(found) == [("Lockdown", "wrong_type")]


def test_a_venue_that_is_not_there_and_an_address_never_asked_are_told_and_change_nothing() -> None:
    found = policy(
        fixed={"venues": ["school", "mars"], "update_address": "ftp://here/latest"}, default={"venue": "mars"}
    )
    told = looked_up(found, {"school", "test_center"}, lambda address: "no" if address.startswith("ftp:") else "")
    wanted = [("fixed.venues", "no_venue"), ("fixed.update_address", "not_address"), ("default.venue", "no_venue")]
    assert [one for one in codes(told) if one not in codes(found)] == wanted
    assert (told.fixed, told.default) == (found.fixed, found.default)
    assert looked_up(told, {"school", "mars"}, lambda _: "") is told
    packs = policy(fixed={"item_packs": ["/srv/a.cehrspack", "/srv/b.cehrspack"]})
    told = looked_up(packs, (), lambda _: "", lambda file: "broken" if "/a." in file else "")
    assert codes(told) == [("fixed.item_packs", "not_pack")]


def test_a_venue_outside_the_list_of_venues_is_not_used() -> None:
    found = policy(fixed={"venues": ["school"], "venue": "test_center"})
    assert codes(found) == [("fixed.venue", "not_among_venues")]
    assert "venue" not in found.fixed
    assert policy(fixed={"venues": ["school"]}, default={"venue": "school"}).faults == ()


def test_the_line_of_a_file_comes_along() -> None:
    source = Source("policy_file", PLACE, {"sounds": 0}, lines={("fixed", "sounds"): 7})
    assert policy_of([source], LINUX).faults[0].line == 7


# ---- registries
@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("Sounds", 0, False),
        ("SOUNDS", "true", True),
        ("full_screen", "No", False),
        ("LockdownLeast", "2", 2),
        ("TextSize", 150, 150),
        ("Modes", "quick_start", ["quick_start"]),
        ("Modes", '["quick_start", "forms"]', ["quick_start", "forms"]),
        ("Modes", ["forms"], ["forms"]),
        ("Venues", "", []),
        ("Theme", "high_contrast", "high_contrast"),
    ],
)
def test_a_registry_s_values_are_understood(name: str, raw: Any, value: Any) -> None:
    found = policy_of([Source("managed", "M", {name: raw})], LINUX)
    assert found.faults == ()
    assert [given.value for given in found.fixed.values()] == [value]


@pytest.mark.parametrize(
    ("name", "raw"), [("Sounds", 2), ("Sounds", "perhaps"), ("Lockdown", "9" * 5000), ("Modes", "[")]
)
def test_what_a_registry_cannot_mean_is_told(name: str, raw: Any) -> None:
    found = policy_of([Source("managed", "M", {name: raw})], LINUX)
    assert len(found.faults) == 1
    assert found.fixed == {}


# ---- folders
@pytest.mark.parametrize(
    ("template", "machine", "path"),
    [
        ("~/Rehearsals", LINUX, "/people/anna/Rehearsals"),
        ("$SHARE/{user}", LINUX, "/srv/lab/anna"),
        ("${SHARE}/{computer}/{user}", LINUX, "/srv/lab/lab-12/anna"),
        (" /srv/100 % sure ", LINUX, "/srv/100 % sure"),
        ("/srv/$", LINUX, "/srv/$"),
        (r"%PROGRAMDATA%\CEHRS\{user}", WINDOWS, "C:\\ProgramData\\CEHRS\\Анна"),
        ("\\\\server\\share$\\{user}", WINDOWS, "\\\\server\\share$\\Анна"),
        ("//server/share/{user}", WINDOWS, "//server/share/Анна"),
        ("~\\x", WINDOWS, "C:\\People\\Анна\\x"),
        ("D:/x", WINDOWS, "D:/x"),
    ],
)
def test_places_are_filled_in(template: str, machine: Machine, path: str) -> None:
    assert expanded(template, machine, folder=True) == path


@pytest.mark.parametrize(
    ("user", "folder"),
    [
        ("LAB\\anna", "/d/LAB-anna"),
        ("../../etc", "/d/..-..-etc"),
        ("..", "/d/-"),
        ("nul", "/d/-nul"),
        ("a.", "/d/a"),
        ("李 明", "/d/李 明"),
    ],
)
def test_a_user_s_name_leads_nowhere_else(user: str, folder: str) -> None:
    assert expanded("/d/{user}", Machine(False, "", user, "", {}), folder=True) == folder


def test_a_name_takes_users_and_computers_but_no_variables() -> None:
    assert expanded("Candidate {computer} $SHARE ~", LINUX, folder=False) == "Candidate lab-12 $SHARE ~"
    with pytest.raises(WrongTemplate):
        expanded("{user}", Machine(False, "", "", "", {}), folder=False)
    with pytest.raises(WrongTemplate):
        expanded("~/x", Machine(False, "", "", "", {}), folder=True)


# ---- the sheet
def row(rows: tuple[Row, ...], name: str) -> tuple[Any, str, bool]:
    (found,) = [one for one in rows if one.setting.name == name]
    return found.value, found.origin, found.fixed


def test_every_setting_is_told_with_who_set_it() -> None:
    found = policy(fixed={"theme": "light", "lockdown_least": 2}, default={"text_size": 150, "screen": "older"})
    stored = dict.fromkeys(DEFAULTS) | {"theme": "dark", "zoom": 1.25, "sounds": False, "lockdown": "0"}
    rows = rows_of(found, stored, DEFAULTS, Given("/people/anna/x", "environment", "CEHRS_DATA_DIR"))
    assert [one.setting for one in rows] == list(SETTINGS)
    assert row(rows, "data_folder") == ("/people/anna/x", "environment", False)
    assert row(rows, "theme") == ("light", "policy_file", True)
    assert row(rows, "text_size") == (125, "person", False)
    assert row(rows, "screen") == ("older", "policy_file", False)
    assert row(rows, "sounds") == (False, "person", False)
    assert row(rows, "lockdown") == (2, "policy_file", False), "lifted by the least level, whoever chose 0"
    assert row(rows, "lockdown_least") == (2, "policy_file", True)
    assert row(rows, "full_screen") == (True, "program", False)


def test_a_locked_page_is_told_as_the_reason() -> None:
    rows = rows_of(
        policy(fixed={"settings_locked": True}),
        dict.fromkeys(DEFAULTS) | {"sounds": False},
        DEFAULTS,
        Given("", "program", ""),
    )
    assert row(rows, "sounds") == (True, "policy_file", True)
    assert row(rows, "result") == ("now", "policy_file", True)
    assert row(rows, "name") == ("", "program", False)
