"""The JSON Schema of a policy file, made from the table of settings, for editors and for `cehrs policy schema`."""

from __future__ import annotations

import json

from cehrs_desktop.application.policy import FORMAT
from cehrs_desktop.application.policy_settings import LONGEST_NAME, LONGEST_TEXT, MOST_IN_A_LIST, SETTINGS, Setting
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation.policy_texts import DOES

SCHEMA = "policy.schema.json"
_ID = "^[a-z0-9][a-z0-9_]{0,63}$"


def schema_text() -> str:
    """The schema as it stands beside the program's other data."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Json]:
    """The schema of a policy file."""
    fixed: dict[str, Json] = {one.name: _described(one) for one in SETTINGS}
    default: dict[str, Json] = {one.name: _described(one) for one in SETTINGS if one.may_be_default}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings for a whole computer",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string", "description": "Where an editor finds the schema."},
            "format": {"const": FORMAT, "description": f"Always {FORMAT}."},
            "fixed": _object("What nobody here can choose otherwise.", fixed),
            "default": _object("What is so until a person chooses otherwise.", default),
        },
    }


def _object(description: str, properties: dict[str, Json]) -> Json:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "properties": properties,
    }


def _described(setting: Setting) -> Json:
    described: dict[str, Json] = {"description": DOES[setting.name], **_type(setting)}
    if setting.preset not in ("", []):
        described["default"] = setting.preset
    return described


def _type(setting: Setting) -> dict[str, Json]:
    match setting.kind:
        case "yes_no":
            return {"type": "boolean"}
        case "choice" | "number":
            return {"enum": list(setting.choices)}
        case "id":
            return {"type": "string", "pattern": _ID}
        case "text" | "name" | "folder":
            longest = LONGEST_NAME if setting.kind == "name" else LONGEST_TEXT
            return {"type": "string", "minLength": 1, "maxLength": longest}
        case "choices":
            return _list({"enum": list(setting.choices)}, minItems=1)
        case "ids":
            return _list({"type": "string", "pattern": _ID})
        case "files":
            return _list({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT})
        case "keys":
            return _list({"type": "string", "pattern": "^[0-9a-fA-F]{64}( .{1,200})?$"})


def _list(items: Json, **more: Json) -> dict[str, Json]:
    return {"type": "array", "maxItems": MOST_IN_A_LIST, "items": items, **more}
