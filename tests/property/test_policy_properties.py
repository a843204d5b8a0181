"""Whatever stands in a policy, there are settings that the program can run with, and every word for the page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.application.lockdown import level_of
from cehrs_desktop.application.policy import Given, Origin, Source, policy_of
from cehrs_desktop.application.policy_places import Machine
from cehrs_desktop.application.policy_settings import MODES, SETTINGS
from cehrs_desktop.application.policy_sheet import PolicySheet, rows_of
from cehrs_desktop.files.policy_file import read_policy
from cehrs_desktop.presentation.policy_view import policy_json, policy_text, policy_view

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CHOICES = st.one_of([st.sampled_from([*setting.choices, setting.preset]) for setting in SETTINGS])
NAMES = st.sampled_from([setting.name for setting in SETTINGS]) | st.text(max_size=8)
PART = st.dictionaries(NAMES, JSON | CHOICES, max_size=12)
MACHINES = st.builds(
    Machine,
    st.booleans(),
    st.sampled_from(["", "/people/a", "C:\\a"]),
    st.text(max_size=6),
    st.text(max_size=6),
    st.just({}),
)
ORIGINS: list[Origin] = ["managed", "policy_file", "installation"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(Source, st.sampled_from(ORIGINS), st.just("p"), PART, PART), max_size=3), MACHINES)
def test_any_policy_leaves_a_program_that_runs(sources: list[Source], machine: Machine) -> None:
    policy = policy_of(sources, machine)
    values = policy.settled(policy.defaults(DEFAULTS), DEFAULTS)
    assert {key: type(value) for key, value in values.items()} == {key: type(value) for key, value in DEFAULTS.items()}
    assert policy.modes & set(MODES)
    assert level_of(values["lockdown"]) >= policy.lockdown_least
    assert 1.0 <= float(str(values["zoom"])) <= 2.0
    given_values = sum(len(source.fixed) + len(source.default) for source in sources)
    assert len(policy.faults) <= given_values + 1
    rows = rows_of(policy, dict.fromkeys(DEFAULTS), DEFAULTS, Given("x", "program", ""))
    sheet = PolicySheet(rows, policy)
    assert len(policy_view(sheet).problems) == policy.problems
    assert policy_text(policy_view(sheet))
    assert policy_json(sheet)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-16", "surrogatepass")))
def test_any_bytes_are_told_or_read(content: bytes) -> None:
    told = read_policy(Path("policy.json"), bytes_of=lambda _: content)
    found: Any = {**told.fixed, **told.default}
    assert told.problems or found == {}


def test_the_shortest_policy_is_no_problem() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.json"
        file.write_text("{}")
        assert read_policy(file).problems == ()
