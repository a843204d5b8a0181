"""Reading the glossary that the program is delivered with. No pydantic and no YAML: the window reads it."""

from __future__ import annotations

import json
from pathlib import Path

from cehrs_desktop.application.ports import PackDamaged, PackMissing
from cehrs_desktop.study.glossary import Glossary, glossary_from_plain

NAME = "resources/glossary/glossary.json"
"""The delivered file, as `system.paths.data_file` names it."""


def read_glossary(file: Path) -> Glossary:
    """The glossary in `file`. Raises `PackMissing` or `PackDamaged`."""
    try:
        return glossary_from_plain(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise PackMissing(str(file), error.strerror or str(error)) from error
    except ValueError as error:
        raise PackDamaged(str(file), str(error)) from error
