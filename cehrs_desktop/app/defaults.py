"""Settings as they are before anybody changed one."""

from __future__ import annotations

from collections.abc import Mapping

from cehrs_desktop.exam.plain import Json

DEFAULTS: Mapping[str, Json] = {
    "name": "",
    "theme": "system",
    "zoom": 1.0,
    "result": "now",
    "clock_returns": True,
    "full_screen": True,
    "screen": "default",
    "only_next_records": False,
    "lockdown": "1",
    "sounds": True,
    # Nobody is asked for newer versions unless it is switched on, and there is no address to ask.
    "update_notice": False,
    "update_address": "",
    # What was chosen when a day was last rehearsed.
    "day": {},
}
