"""`cehrs item-stats` and `cehrs item-review`: what responses say about items, and what to do about it."""

from __future__ import annotations

import argparse
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, UNREADABLE, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.psychometrics.item_proposals import Proposal
    from cehrs_desktop.psychometrics.item_review import ItemReview
    from cehrs_desktop.psychometrics.item_statistics import FormStatistics, ItemStatistics
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
    parser.add_argument("--status", type=Path, help="CSV with id and status: pretest items are not in the total score")
    parser.add_argument("--blanks-omitted", action="store_true", help="blanks at the end of a row are omitted too")


@dataclass(frozen=True, slots=True)
class _Read:
    """What the files of a command hold, and the statistics of it."""

    responses: Responses
    status: dict[str, str]
    form: FormStatistics
    reviews: tuple[ItemReview, ...]
    notes: list[str]


def _read(chosen: argparse.Namespace) -> _Read:
    from cehrs_desktop.files.item_columns import has_status, read_status
    from cehrs_desktop.files.key_file import read_key
    from cehrs_desktop.files.response_table import read_responses
    from cehrs_desktop.files.response_times import has_times, read_times
    from cehrs_desktop.psychometrics.item_review import review
    from cehrs_desktop.psychometrics.item_statistics import form_statistics

    key = read_key(chosen.key) if chosen.key else None
    responses = read_responses(
        chosen.responses,
        key=key,
        id_column=chosen.id,
        weights_column=chosen.weights,
        blanks_omitted=chosen.blanks_omitted,
    )
    listed = chosen.status or (chosen.key if chosen.key and has_status(chosen.key) else None)
    status = read_status(listed) if listed else {}
    timed = chosen.times or (chosen.responses if has_times(chosen.responses) else None)
    seconds = read_times(timed, responses, chosen.id) if timed else None
    scored = [item for item in responses.items if status.get(item, "operational") == "operational"]
    form = form_statistics(responses, key=key, scored=scored, seconds=seconds)
    return _Read(responses, status, form, review(form), [*responses.notes, *_notes(form, len(scored), status)])


def _notes(form: FormStatistics, scored: int, status: dict[str, str]) -> list[str]:
    from cehrs_desktop.psychometrics.item_review import ENOUGH, FEWEST

    notes: list[str] = []
    few = f"{form.n:g} {'person is' if form.n == 1 else 'persons are'} too few"
    if form.n < FEWEST:
        notes.append(
            f"Do not act yet: {few}. The numbers are printed for checking; below {FEWEST} "
            "persons nothing may be concluded from them."
        )
    elif form.n < ENOUGH:
        notes.append(f"Do not act yet: {few}; from {ENOUGH} on findings are flags.")
    if scored < len(form.items):
        left = len(form.items) - scored
        words = "1 item is not operational; it is" if left == 1 else f"{left} items are not operational; they are"
        notes.append(f"{words} not in the total score.")
    if form.whole.persons < form.n:
        notes.append(
            f"Mean, sd, alpha and SEM are of the {form.whole.persons:g} persons who were given all {scored} scored "
            "items; take one form at a time, or --blanks-omitted to count items not reached as wrong."
        )
    if form.whole.alpha is None:
        notes.append("Alpha is undefined: it needs at least two items and a total score that varies.")
    elif form.whole.alpha < 0:
        notes.append("Alpha is negative: the items do not go together; is the key right?")
    if unknown := [item for item in status if all(item != known.id for known in form.items)]:
        notes.append(f"{len(unknown)} {'item has' if len(unknown) == 1 else 'items have'} a status and no column.")
    return notes


def _item_stats(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.files.response_errors import ResponseFileError

    try:
        read = _read(chosen)
    except ResponseFileError as error:
        say(f"{error} Nothing was calculated and no file was changed.")
        return UNREADABLE
    plain = _stats_plain(read)
    if chosen.json:
        put(plain)
        return DONE
    for note in read.notes:
        say(note)
    whole = read.form.whole
    say(f"n {read.form.n:g}  mean {_short(whole.mean)}  sd {_short(whole.sd)}  alpha {_short(whole.alpha)}")
    say(f"{'item':20} {'n':>7} {'p':>6} {'rpb':>6} {'d27':>6}  advice")
    for item, words in zip(read.form.items, read.reviews, strict=True):
        say(f"{item.id:20} {item.n:7g} {_short(item.p):>6} {_short(item.rpb):>6} {_short(item.d27):>6}  {words.advice}")
    return DONE


def _item_review(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.files.item_columns import read_priors
    from cehrs_desktop.files.response_errors import ResponseFileError
    from cehrs_desktop.psychometrics.item_proposals import proposals
    from cehrs_desktop.psychometrics.one_item_calibration import difficulties

    try:
        read = _read(chosen)
        priors = read_priors(chosen.priors) if chosen.priors else {}
    except ResponseFileError as error:
        say(f"{error} Nothing was calculated and no file was changed.")
        return UNREADABLE
    population, calibrated = None, {}
    anchors = [item.id for item in read.form.items if item.scored]
    if priors:
        try:
            population, calibrated = difficulties(read.responses, priors, anchors)
        except ValueError:
            read.notes.append("No difficulties: fewer than two operational items have a prior to hold the scale.")
    made = proposals(read.form.items, read.reviews, read.status, calibrated)
    if chosen.json:
        held = None if population is None else {"mean": population.mean, "sd": population.sd}
        put(
            {
                "n": _whole(read.form.n),
                "population": held,
                "counts": dict(Counter(one.proposal for one in made)),
                "proposals": [_proposal_plain(one) for one in made],
                "notes": read.notes,
            }
        )
        return DONE
    for note in read.notes:
        say(note)
    for one in made:
        say(f"{one.id:20} {one.status:12} {one.proposal:10} {' '.join(one.reasons)}")
    say("These are proposals. Nothing was changed.")
    return DONE


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _whole(value: float) -> float:
    """Counts of persons as whole numbers where they are."""
    return int(value) if value.is_integer() else value


def _stats_plain(read: _Read) -> dict[str, Any]:
    from cehrs_desktop.psychometrics.item_review import ENOUGH

    whole = read.form.whole
    return {
        "n": _whole(read.form.n),
        "n_complete": _whole(whole.persons),
        "n_items": sum(item.scored for item in read.form.items),
        "mean": whole.mean,
        "sd": whole.sd,
        "alpha": whole.alpha,
        "kr20": whole.alpha,
        "sem": whole.sem,
        "usable": read.form.n >= ENOUGH,
        "items": [
            _item_plain(item, words, read.status) for item, words in zip(read.form.items, read.reviews, strict=True)
        ],
        "notes": read.notes,
    }


def _item_plain(item: ItemStatistics, words: ItemReview, status: dict[str, str]) -> dict[str, Any]:
    from dataclasses import asdict

    plain: dict[str, Any] = {
        "id": item.id,
        "n": _whole(item.n),
        "p": item.p,
        "wilson": item.interval,
        "rpb": item.rpb,
        "rpb_interval": item.rpb_interval,
        "rpb_total": item.rpb_total,
        "discrimination": item.marks.discrimination,
        "discriminative_efficiency": item.marks.efficiency,
        "effective_weight": item.effective_weight,
        "facility": None if item.p is None else 100 * item.p,
        "sd": None if item.marks.variance is None else math.sqrt(item.marks.variance),
        "d27": item.d27,
        "alpha_without": item.alpha_without,
        "omitted": item.omitted,
        "omitted_count": _whole(item.omitted_count),
        "not_reached": item.not_reached,
        "not_reached_count": _whole(item.not_reached_count),
        "options": [
            {
                "label": option.label,
                "key": option.key,
                "count": _whole(option.count),
                "share": option.share,
                "rpb": option.rpb,
                "mean_rest": option.mean_rest,
            }
            for option in item.options
        ],
        "advice": words.advice,
        "usable": words.usable,
        "findings": [asdict(finding) for finding in words.findings],
    }
    if item.time is not None:
        plain["time"] = {**asdict(item.time), "n": _whole(item.time.n)}
    if item.id in status:
        plain["status"] = status[item.id]
    return plain


def _proposal_plain(one: Proposal) -> dict[str, Any]:
    evidence: dict[str, Any] = {
        "n": _whole(one.item.n),
        "p": one.item.p,
        "rpb": one.item.rpb,
        "rpb_interval": one.item.rpb_interval,
        "basis": one.basis,
        "b": one.b,
        "se": one.se,
    }
    if (known := one.difficulty) is not None:
        evidence |= {
            "b0": known.b0,
            "tau": known.tau,
            "b_data": known.b_data,
            "se_data": known.se_data,
            "displacement": known.displacement,
            "z": known.z,
        }
    return {
        "id": one.id,
        "status": one.status,
        "proposal": one.proposal,
        "hold": one.hold,
        "codes": one.codes,
        "reasons": one.reasons,
        "evidence": evidence,
    }
