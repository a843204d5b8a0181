"""`cehrs item-stats` and `cehrs item-review`: what responses say about items, and what to do about it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, UNREADABLE, put, say, with_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cehrs_desktop.psychometrics.responses import Responses


def add_commands(commands: Any) -> None:
    """Add them to the command line."""
    stats = commands.add_parser("item-stats", help="classical statistics of a test and its items, with advice")
    _with_files(stats)
    with_json(stats, _item_stats)
    reviewed = commands.add_parser(
        "item-review", help="propose items to promote, hold, retire or check; nothing is changed"
    )
    _with_files(reviewed)
    reviewed.add_argument("--priors", type=Path, help="CSV with id, b0, tau: difficulties from ratings, in logits")
    with_json(reviewed, _item_review)


def _with_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--responses", type=Path, required=True, help="CSV: one row a person, one column an item")
    parser.add_argument("--key", type=Path, help="CSV with id and key; needed when the responses are letters")
    parser.add_argument("--weights", metavar="COLUMN", help="column of pattern counts")
    parser.add_argument("--id", metavar="COLUMN", help="column of person ids")
    parser.add_argument("--times", type=Path, help="CSV shaped like the responses: seconds on each item")
    parser.add_argument(
        "--status", type=Path, help="CSV with id and status: pretest items are not in the total score"
    )
    parser.add_argument("--blanks-omitted", action="store_true", help="blanks at the end of a row are omitted too")


class _Read:
    """What the files hold."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        from cehrs_desktop.files.item_columns import has_status, read_status
        from cehrs_desktop.files.key_file import read_key
        from cehrs_desktop.files.response_table import read_responses
        from cehrs_desktop.files.response_times import has_times, read_times

        self.key = read_key(chosen.key) if chosen.key else None
        self.responses: Responses = read_responses(
            chosen.responses,
            key=self.key,
            id_column=chosen.id,
            weights_column=chosen.weights,
            blanks_omitted=chosen.blanks_omitted,
        )
        listed = chosen.status or (chosen.key if chosen.key and has_status(chosen.key) else None)
        self.status = read_status(listed) if listed else {}
        timed = chosen.times or (chosen.responses if has_times(chosen.responses) else None)
        self.seconds: NDArray[np.float64] | None = read_times(timed, self.responses, chosen.id) if timed else None
        self.scored = [item for item in self.responses.items if self.status.get(item, "operational") == "operational"]


def _item_stats(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.files.response_errors import ResponseFileError
    from cehrs_desktop.psychometrics.item_review import review
    from cehrs_desktop.psychometrics.item_statistics import form_statistics

    try:
        read = _Read(chosen)
    except ResponseFileError as error:
        say(f"{error} Nothing was calculated and no file was changed.")
        return UNREADABLE
    form = form_statistics(read.responses, key=read.key, scored=read.scored, seconds=read.seconds)
    reviews = review(form)
    plain = {
        **_form_plain(form, len(read.scored)),
        "notes": [*read.responses.notes, *_form_notes(form, read)],
        "items": [
            {**_item_plain(item, read.status), "advice": words.advice, "usable": words.usable, "findings": _found(words)}
            for item, words in zip(form.items, reviews, strict=True)
        ],
    }
    if chosen.json:
        put(plain)
    else:
        _print_stats(plain)
    return DONE
