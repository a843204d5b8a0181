"""Whether the system holds anything about this program for the whole machine, as cheaply as that can be asked.

Asked on the way to the first window, so it imports next to nothing and costs a look at one path (on macOS at two; on
Windows three keys have to be read). What is held is read by `managed_readers`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

POLICY_VARIABLE = "CEHRS_POLICY_FILE"
"""Environment variable that names a policy file; it counts only where the machine has none."""

LINUX_FILE = "/etc/cehrs-desktop/policy.json"
MAC_FILE = "/Library/Application Support/CEHRS Desktop/policy.json"
MAC_MANAGED = "/Library/Managed Preferences/org.cehrs-desktop.CEHRSDesktop.plist"


def may_hold(environ: Mapping[str, str]) -> bool:
    """Whether it is worth reading what is held."""
    if sys.platform == "win32" or environ.get(POLICY_VARIABLE):
        return True
    if sys.platform == "darwin":
        return is_there(MAC_FILE) or is_there(MAC_MANAGED)
    return is_there(LINUX_FILE)


def is_there(file: str) -> bool:
    """Whether there is something at a path, be it that it cannot be looked at."""
    try:
        Path(file).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # There, and not to be looked at: whoever reads it says why.
        return True
    return True
