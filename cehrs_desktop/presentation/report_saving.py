"""Saving the report from the words' side: what the file is called, and what to tell when it cannot be written."""

from __future__ import annotations

import errno
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict

from cehrs_desktop.application.ports import ItemReport
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.problems import Problem
from cehrs_desktop.presentation.report_view import ReportView

_NAME_LIMIT = 120

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_GONE = (errno.ENOENT, errno.ENOTDIR)
_IMPOSSIBLE_NAME = (errno.ENAMETOOLONG, errno.EINVAL, errno.EISDIR)


def file_name(view: ReportView, suffix: str) -> str:
    """A name for the report's file that every system accepts; `suffix` comes without its dot."""
    day = words.utc_text(view.numbers.ended_ms)[:10]
    plain = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in view.candidate)
    stem = " ".join(f"CEHRS practice report {plain}".split())[:_NAME_LIMIT].rstrip()
    return f"{stem} {day}.{suffix}"


def reports_json(reports: Sequence[ItemReport]) -> str:
    """What was reported about items, as a JSON list."""
    return json.dumps([asdict(report) for report in reports], ensure_ascii=False, indent=2) + "\n"


def save_problem(error: OSError, path: str, safe: str = words.SAVE_SAFE) -> Problem:
    """What to tell when writing to `path` failed; `safe` says what is not lost by it."""
    match error.errno:
        case number if number in _FULL:
            happened = f"There is no space left for {path}."
            following = "Free some space or choose another place, then save again."
        case number if number in _FORBIDDEN:
            happened = f"The program may not write to {path}."
            following = "Choose a folder that you may write to, then save again."
        case number if number in _GONE:
            happened = f"The folder of {path} is not there. A stick or network folder may have gone away."
            following = "Connect it again or choose another folder, then save again."
        case number if number in _IMPOSSIBLE_NAME:
            happened = f"{path} cannot be the name of a file here."
            following = "Choose another, shorter name, then save again."
        case _:
            happened = f"{path} could not be written."
            following = "Choose another folder, then save again."
    return Problem(words.SAVE_FAILED_TITLE, happened, safe, following, str(error))


def problem_line(problem: Problem) -> str:
    """A problem in one line of notice."""
    return f"{problem.title}. {problem.happened} {problem.safe} {problem.next}"
