"""Made-up source files of an item bank for tests: a sound item, a sound card, and folders of them.

Nothing here is a test. The rules' data is the real one, copied from `itembank/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from cehrs_desktop.exam.blueprint import Blueprint

BANK = Path(__file__).parents[1] / "itembank"
RATIONALE = "This says in some ten plain words why the option is so."


def sound(**changes: Any) -> dict[str, Any]:
    """An item without any finding, as YAML would give it; `texts` are the options' texts, `key` the key's place."""
    texts = changes.pop("texts", ["Ask the caller", "Call the clinic", "Send the letter", "Wait for a fax"])
    rationales = changes.pop("rationales", [RATIONALE] * 4)
    key = changes.pop("key", 0)
    return {
        "id": "1.1-001",
        "version": 1,
        "subtopic": "1.1.a",
        "level": "recall",
        "status": "operational",
        "stem": "A new patient brings no identification card. What should the specialist do?",
        "options": [
            {"text": text, "key": n == key, "rationale": rationale}
            for n, (text, rationale) in enumerate(zip(texts, rationales, strict=True))
        ],
        "facts": ["1.1.a-1"],
        "ratings": [{"reader": "r1", "probability": 0.6}],
        "author": "a1",
        **changes,
    }


def card(**changes: Any) -> dict[str, Any]:
    """A fact card without any finding."""
    return {
        "id": "1.1.a-1",
        "fact": "A patient is known by two facts that do not change.",
        "limits": "A room number is none.",
        "errors": ["Taking one.", "Taking the room.", "Taking the diagnosis."],
        "sources": [
            {
                "authority": "HHS",
                "section": "45 CFR 164.514(h)",
                "url": "https://www.ecfr.gov/current/title-45/section-164.514",
            }
        ],
        "volatility": "stable",
        **changes,
    }


def exhibit(**changes: Any) -> dict[str, Any]:
    """An exhibit with one text."""
    return {"id": "1.1-x1", "title": "A note", "parts": [{"kind": "text", "text": "Words."}], **changes}


def write_files(
    folder: Path,
    items: Sequence[Mapping[str, Any]],
    cards: Sequence[Mapping[str, Any]] = (),
    exhibits: Sequence[Mapping[str, Any]] = (),
    blueprint: Blueprint | None = None,
) -> Path:
    """A bank in `folder`: items and cards in a file for each topic, the real rules, and the real or another plan."""
    shutil.copytree(BANK / "rules", folder / "rules")
    for name in ("outline.yaml", "blueprint.yaml"):
        shutil.copy(BANK / name, folder / name)
    if blueprint:
        (folder / "blueprint.yaml").write_text(yaml.safe_dump(_plan(blueprint)), encoding="utf-8")
    for name, entries in (("items", items), ("facts", cards or [card()])):
        (folder / name).mkdir()
        topics: dict[str, list[Mapping[str, Any]]] = {}
        for entry in entries:
            topic = entry["id"].split("-")[0] if name == "items" else entry["id"].rsplit(".", maxsplit=1)[0]
            topics.setdefault(topic, []).append(entry)
        for topic, own in topics.items():
            content: dict[str, Any] = {"topic": topic, name: own}
            if name == "items":
                content["exhibits"] = [shown for shown in exhibits if shown["id"].startswith(f"{topic}-")]
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            (folder / name / f"{topic}.yaml").write_text(text, encoding="utf-8")
    return folder


def _plan(blueprint: Blueprint) -> dict[str, Any]:
    domains = [
        {
            "id": domain.id,
            "name": domain.name,
            "weight": max(domain.scored, 1),
            "scored": domain.scored,
            "pretest": domain.pretest,
            "topics": [{"id": topic.id, "name": topic.name, "scored": topic.scored} for topic in domain.topics],
        }
        for domain in blueprint.domains
    ]
    return {
        "version": "made-up",
        "valid_from": "2020-06-17",
        "valid_to": None,
        "minutes": blueprint.minutes,
        "source": "made up",
        "domains": domains,
    }
