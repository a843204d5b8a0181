"""The page about what is set for this computer, as values to draw, as text to copy and as plain values for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from cehrs_desktop.application.policy import Policy
from cehrs_desktop.application.policy_sheet import PolicySheet
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import policy_texts as words
from cehrs_desktop.presentation.report_texts import moment, moment_text


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The page. `rows` are setting, value and who set it; `problems` one text each; `own` tells of the person's own
    folder, empty when there is nothing to tell."""

    summary: str
    problems: tuple[str, ...]
    read_from: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    own: tuple[str, ...] = ()
    changed: str = ""


def policy_view(sheet: PolicySheet, zone: tzinfo | None = None) -> PolicyView:
    """The sheet in words, in the time of `zone` (`None`: the computer's)."""
    policy = sheet.policy
    own: list[str] = []
    if sheet.own is not None:
        own.append(words.own_folder_lead(sheet.own.folder))
        if sheet.own.since_ms:
            own.append(words.own_folder_why(moment_text(moment(sheet.own.since_ms, zone)), sheet.own.instead_of))
    return PolicyView(
        _summary(policy),
        problem_lines(policy),
        tuple(f"{words.ORIGINS[origin]}: {place}" for origin, place in policy.sources),
        tuple(
            (
                words.NAMES[row.setting.name],
                words.value_words(row.setting, row.value),
                words.set_by(row.origin, row.place, row.fixed),
            )
            for row in sheet.rows
        ),
        tuple(own),
        words.CHANGED if sheet.changed else "",
    )


def _summary(policy: Policy) -> str:
    if not policy.sources and not policy.trouble:
        return words.NOTHING_READ
    return words.problems_summary(policy.problems, rest=bool(policy.fixed or policy.default))


def problem_lines(policy: Policy) -> tuple[str, ...]:
    """Everything that is wrong with what was set, one text each: where, what, and what to do."""
    lines = [_line(trouble.place, trouble.line, "", trouble.text, trouble.advice) for trouble in policy.trouble]
    for fault in policy.faults:
        text, advice = words.fault_words(fault)
        lines.append(_line(fault.place, fault.line, fault.where, text, advice))
    return tuple(lines)


def _line(place: str, line: int, where: str, text: str, advice: str) -> str:
    head = f"{place}, line {line}" if line else place
    what = f"{where}: {text}" if where else text
    return f"{head}: {what}. {advice}".rstrip()


def policy_text(view: PolicyView) -> str:
    """The page as plain text."""
    lines = [words.TITLE, "=" * len(words.TITLE), ""]
    lines += [*view.own, ""] if view.own else []
    lines += [view.changed, ""] if view.changed else []
    lines += [view.summary, *(f"  - {problem}" for problem in view.problems), ""]
    lines += [words.READ_FROM, *(f"  - {one}" for one in view.read_from or (words.NOTHING_SET,)), ""]
    for name, value, by in view.rows:
        lines.append(f"{name}: {'; '.join(value.splitlines())}")
        lines.append(f"    {' - '.join(by.splitlines())}")
    return "\n".join(lines) + "\n"


def policy_json(sheet: PolicySheet) -> dict[str, Json]:
    """The sheet for scripts; keys may be added, never changed."""
    own = sheet.own
    return {
        "settings": [
            {"name": row.setting.name, "value": row.value, "set_by": row.origin, "place": row.place, "fixed": row.fixed}
            for row in sheet.rows
        ],
        "read_from": [{"set_by": origin, "place": place} for origin, place in sheet.policy.sources],
        "problems": problems_json(sheet.policy),
        "own_folder": None
        if own is None
        else {"folder": own.folder, "since_ms": own.since_ms or None, "instead_of": own.instead_of or None},
    }


def problems_json(policy: Policy) -> list[Json]:
    """Everything that is wrong, for scripts."""
    found: list[Json] = [
        {"source": one.place, "place": "", "line": one.line, "text": one.text, "advice": one.advice}
        for one in policy.trouble
    ]
    for fault in policy.faults:
        text, advice = words.fault_words(fault)
        found.append({"source": fault.place, "place": fault.where, "line": fault.line, "text": text, "advice": advice})
    return found
