"""What a rule says, and what becomes of it when somebody has waived it. No rule stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["blocking", "warning", "info"]
BLOCK: Severity = "blocking"
WARN: Severity = "warning"
INFO: Severity = "info"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found in one item; `path` leads to the place inside the item, as ``("options", 2)``."""

    rule: str
    severity: Severity
    message: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `item` is the id of an item or a fact card, or ``bank``; `others` are further items it is about."""

    rule: str
    severity: Severity
    item: str
    file: str
    line: int
    message: str
    others: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether the bank cannot be used as long as this stands."""
        return self.severity == BLOCK

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{self.rule} {self.item}: {self.message}" + (f" ({where})" if where else "")


def of_bank(rule: str, severity: Severity, message: str, file: str = "", line: int = 0) -> Finding:
    """A finding about no single item."""
    return Finding(rule, severity, "bank", file, line, message)


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure that a release needs. `limit` is a highest value, or a lowest and a highest."""

    value: float | list[float]
    limit: float | list[float]
    passes: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result; `guessers` gives each guesser's share of right answers in each domain.

    Where a source file could not be read, `readable` is false and the findings say why.
    """

    items: int
    findings: tuple[Finding, ...]
    waived: int = 0
    gates: Mapping[str, Gate] = field(default_factory=dict[str, Gate])
    guessers: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])
    readable: bool = True

    @property
    def blocking(self) -> int:
        """How many findings block."""
        return sum(finding.blocks for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many warnings nobody has waived."""
        return sum(finding.severity == WARN for finding in self.findings)

    @property
    def passes(self) -> bool:
        """Whether nothing blocks and every gate passes."""
        return not self.blocking and all(gate.passes for gate in self.gates.values())

    def as_plain(self) -> dict[str, Any]:
        """The JSON of `cehrs bank lint --json`."""
        return {
            "items": self.items,
            "blocking": self.blocking,
            "warnings": self.warnings,
            "waived": self.waived,
            "findings": [
                {
                    "rule": f.rule,
                    "severity": f.severity,
                    "item": f.item,
                    "file": f.file,
                    "line": f.line,
                    "message": f.message,
                }
                for f in self.findings
            ],
            "gates": {
                name: {"value": gate.value, "limit": gate.limit, "pass": gate.passes}
                for name, gate in self.gates.items()
            },
            "guessers": {domain: dict(shares) for domain, shares in self.guessers.items()},
        }


def apply_waivers(
    findings: Sequence[Finding], waivers: Mapping[str, Mapping[str, Finding]]
) -> tuple[list[Finding], int]:
    """The findings that are left, and how many warnings were waived.

    `waivers` gives for each item and rule the finding W-01 that stands in the waiver's place when it waives nothing.
    A waiver takes off warnings and information about its item, never what blocks.
    """
    left: list[Finding] = []
    used: set[tuple[str, str]] = set()
    waived = 0
    for finding in findings:
        by = [item for item in (finding.item, *finding.others) if finding.rule in waivers.get(item, {})]
        if by and not finding.blocks:
            used |= {(item, finding.rule) for item in by}
            waived += finding.severity == WARN
        else:
            left.append(finding)
    for item, rules in waivers.items():
        left += [idle for rule, idle in rules.items() if (item, rule) not in used]
    return left, waived
