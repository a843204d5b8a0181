"""`cehrs`: form assemble and form verify."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, UNREADABLE, USAGE, bar, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.exam.blueprint import Blueprint
    from cehrs_desktop.files.pool import PoolRow
    from cehrs_desktop.psychometrics.assembly.sequence import Assembly
    from cehrs_desktop.psychometrics.parameters import ParameterSet

MOST_FORMS = 1000


def add_commands(commands: Any) -> None:
    """Add `form` to the command line."""
    form = commands.add_parser("form", help="equal forms").add_subparsers(metavar="WHAT", required=True)
    assemble = form.add_parser("assemble", help="assemble forms of equal difficulty from a bank")
    assemble.add_argument("--count", type=_whole(1, MOST_FORMS), default=1, help="how many forms (1)")
    assemble.add_argument("--seed", default="1", help="the same seed gives the same forms (1)")
    assemble.add_argument("--disjoint", action="store_true", help="no item on two of the forms")
    _with_bank(assemble)
    assemble.add_argument("--seen", type=Path, help='JSON {"item id": times seen}, the least seen first; - for stdin')
    assemble.add_argument("--avoid-dated", action="store_true", help="no items with a review date where others do")
    assemble.add_argument("--max-overlap", type=_whole(0, 10_000), help="most items that two forms may share")
    assemble.add_argument("--max-use", type=_whole(1, MOST_FORMS), help="most forms that one item may stand on")
    assemble.add_argument("--out", type=Path, help="write the forms to this file")
    assemble.add_argument("--tables", action="store_true", help="with the score table of each form")
    assemble.add_argument("--progress", action="store_true", help="each step as a line of JSON on standard error")
    with_json(assemble, _assemble)
    verify = form.add_parser("verify", help="judge written forms against the bank; exit code 1 when a rule is broken")
    verify.add_argument("file", type=Path, help="the forms, as `form assemble --out` or `--json` writes them")
    _with_bank(verify)
    with_json(verify, _verify)


def _with_bank(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bank", type=Path, help="an item pack, or a pool as CSV or JSON; else the pack in use")
    parser.add_argument("--blueprint", type=Path, help="a test plan as YAML; else that of the pack or the program")
    parser.add_argument("--theta-cut", type=_logit, help="ability at the pass line, for a pool (as the program's)")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if text.isascii() and text.isdigit() and low <= int(text[:9]) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")

    return number


def _logit(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 99.0
    if not -6 <= value <= 6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from -6 to 6")
    return value


@dataclass(frozen=True, slots=True)
class _Source:
    """A bank, whatever it was read from: rows with ratings or difficulties, and what they are scored with."""

    rows: tuple[PoolRow, ...]
    blueprint: Blueprint
    parameters: ParameterSet
    pack_id: str
    notes: tuple[str, ...]
    says_locked: bool = True


def _source(chosen: argparse.Namespace) -> _Source:
    """Raises `StoreError`, `PoolFileError` or `SourceError`."""
    from cehrs_desktop.app.items import pack_in_use
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.files.pool import PoolFileError, PoolRow, rating_parameters, read_pool

    given = read_blueprint_file(chosen.blueprint) if chosen.blueprint else None
    if chosen.bank is None or _is_pack(chosen.bank):
        if chosen.theta_cut is not None:
            raise PoolFileError(
                chosen.bank or Path("items.pack"), "A pack has its own pass line.", "Leave --theta-cut out."
            )
        pack = ItemPack(chosen.bank) if chosen.bank else pack_in_use()
        rows = tuple(PoolRow(item, None, 1.0) for item in pack.all_items())
        return _Source(rows, given or pack.blueprint, pack.parameters, pack.pack_id, ())
    from cehrs_desktop.psychometrics.parameters import THETA_CUT

    read = read_pool(chosen.bank)
    blueprint = given or pack_in_use().blueprint
    strangers = sorted({row.item.domain for row in read.rows} - {domain.id for domain in blueprint.domains})
    notes = read.notes
    if strangers:
        notes += (f"domains that the test plan does not have, left out: {', '.join(strangers[:10])}",)
    cut = THETA_CUT if chosen.theta_cut is None else chosen.theta_cut
    return _Source(read.rows, blueprint, rating_parameters(read.rows, cut), chosen.bank.name, notes, read.says_locked)


def read_blueprint_file(file: Path) -> Blueprint:
    """A test plan from YAML. Raises `PoolFileError`."""
    from cehrs_desktop.bank.source import SourceError, read_blueprint
    from cehrs_desktop.files.pool import PoolFileError

    advice = "Name a test plan in YAML, as --blueprint needs, or leave it out."
    if file.is_dir():
        raise PoolFileError(file, "This is a folder, not a file.", advice)
    try:
        return read_blueprint(file)
    except SourceError as error:
        first = error.problems[0]
        # The reader's words for a part of the wrong kind name a class.
        text = "this part must be a group of fields" if "instance of" in first.text else first.text
        if not first.field:
            text = "this is no test plan" if "instance of" in first.text else text
        text = f"{first.field}: {text}" if first.field else f"{text[:1].upper()}{text[1:]}"
        raise PoolFileError(file, f"{text}.", advice, line=first.line or None) from None


def _is_pack(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(6) == b"SQLite"
    except OSError:
        return False


def _assemble(chosen: argparse.Namespace) -> int:
    with _stoppable() as stopped:
        return _told(lambda: _assembled(chosen, stopped))


def _assembled(chosen: argparse.Namespace, stopped: Callable[[], bool]) -> int:
    from cehrs_desktop.files.form_file import FormFileError, assembly_to_plain, write_forms
    from cehrs_desktop.files.pool import assembly_items, kept_in_order, read_seen
    from cehrs_desktop.psychometrics.assembly.highs import Stopped
    from cehrs_desktop.psychometrics.assembly.sequence import assemble
    from cehrs_desktop.psychometrics.assembly.specification import Limits

    if chosen.disjoint and (chosen.max_overlap or (chosen.max_use or 1) > 1):
        say("--disjoint already means no overlap and one use: leave out --max-overlap and --max-use.")
        return USAGE
    if chosen.out and not chosen.out.parent.is_dir():
        say(f"The folder of {chosen.out} is not there. Make it or choose another; nothing was done.")
        return FAILED
    source = _source(chosen)
    if chosen.tables and chosen.bank and not _is_pack(chosen.bank):
        say("--tables needs an item pack: a pool has no practice scale.")
        return USAGE
    seen: dict[str, int] = {}
    if chosen.seen is not None:
        seen = read_seen(None, sys.stdin.read()) if str(chosen.seen) == "-" else read_seen(chosen.seen)
    limits = Limits(chosen.disjoint, chosen.max_overlap, chosen.max_use, chosen.avoid_dated)
    progress = _progress(chosen, stopped)

    def run(rows: tuple[PoolRow, ...]) -> Assembly:
        return assemble(
            assembly_items(rows, source.parameters),
            source.blueprint,
            theta_cut=source.parameters.theta_cut,
            count=chosen.count,
            seed=chosen.seed,
            pack_id=source.pack_id,
            limits=limits,
            seen=seen,
            progress=progress,
        )

    begun = time.perf_counter()
    notes = list(source.notes)
    try:
        # Of such a pool nobody knows whether options can be moved: they are only where it has to be.
        made = run(source.rows if source.says_locked else kept_in_order(source.rows))
        if not source.says_locked and any("keys" in shortage.constraint for shortage in made.shortages):
            made = run(source.rows)
            notes.append("the keys cannot be balanced where the pool has them: options are moved")
    except Stopped:
        say("Stopped. Nothing was written.")
        return FAILED
    about = {
        "seed": chosen.seed,
        "theta_cut": source.parameters.theta_cut,
        "pack_id": source.pack_id,
        "blueprint_version": source.blueprint.version,
        "parameters_version": source.parameters.version,
        "notes": [*notes, *_notes(made, chosen)],
    }
    plain = assembly_to_plain(made, limits, about)
    if made.forms and chosen.tables:
        _add_tables(plain, made, source.parameters)
    seconds = round(time.perf_counter() - begun, 3)
    if made.forms and chosen.out:
        try:
            write_forms(chosen.out, plain)
        except FormFileError as error:
            say(str(error))
            return FAILED
    # In the file there is no time: the same seed gives the same file.
    plain["seconds"] = seconds
    plain["infeasible"] = [asdict(shortage) for shortage in made.shortages]
    plain["possible"] = made.possible if made.shortages else len(made.forms)
    _tell(chosen, plain)
    return DONE if made.forms else FAILED


def _notes(made: Assembly, chosen: argparse.Namespace) -> list[str]:
    notes: list[str] = []
    if made.solver != "highs":
        notes.append("HiGHS could not be loaded: assembled by swaps, without a bound; the rules are the same")
    dated = sum(entry.item.review_by is not None for form in made.forms for entry in form.items)
    if chosen.avoid_dated and dated:
        items = "1 item with a review date was" if dated == 1 else f"{dated} items with a review date were"
        notes.append(f"{items} needed where the others do not suffice")
    return notes


def _add_tables(plain: dict[str, Any], made: Assembly, parameters: ParameterSet) -> None:
    from cehrs_desktop.psychometrics.form_table import FixedForm, fixed_form_to_plain
    from cehrs_desktop.psychometrics.tables import form_table

    for told, form in zip(plain["forms"], made.forms, strict=True):
        scored = [
            (slot.domain, entry.b) for slot, entry in zip(form.form.slots, form.items, strict=True) if slot.scored
        ]
        told["fixed"] = fixed_form_to_plain(FixedForm(form.form, form_table(scored, parameters)))


def _progress(chosen: argparse.Namespace, stopped: Callable[[], bool]) -> Callable[[int, int, str], bool]:
    last = ""
    seen = sys.stderr.isatty() and not chosen.json and not chosen.progress

    def progress(done: int, of: int, words: str) -> bool:
        nonlocal last
        if words != last:
            last = words
            if chosen.progress:
                say(json.dumps({"done": done, "of": of, "words": words}))
            elif seen:
                bar(done, of)
        return not stopped()

    return progress


def _tell(chosen: argparse.Namespace, plain: dict[str, Any]) -> None:
    if chosen.json:
        put(plain)
        return
    for note in plain["notes"]:
        say(f"Note: {note}.")
    for form in plain["forms"]:
        gap = "no bound" if form["gap"] is None else f"gap {100 * form['gap']:.2f} %"
        say(f"{form['id']}  raw cut {form['raw_cut']:.3f}  information {form['information']:.2f}  {gap}")
    if plain["forms"]:
        where = f", written to {chosen.out}" if chosen.out else ". Add --out FILE or --json to keep them"
        count = "1 form" if len(plain["forms"]) == 1 else f"{len(plain['forms'])} forms"
        say(f"{count} in {plain['seconds']:.1f} s{where}.")
        return
    for shortage in plain["infeasible"]:
        say(shortage["words"])
    say(f"Nothing was written. {_possible(plain['possible'])}")


def _possible(count: int) -> str:
    if count == 0:
        return "Not one form is possible."
    return f"With these limits {count} {'form is' if count == 1 else 'forms are'} possible at most."


def _told(act: Callable[[], int]) -> int:
    """Carry out a command; files that cannot be used, and Ctrl-C, are told in words."""
    try:
        from cehrs_desktop.bank.source import SourceError
        from cehrs_desktop.files.form_file import FormFileError
        from cehrs_desktop.files.pool import PoolFileError

        try:
            return act()
        except (PoolFileError, FormFileError, SourceError) as error:
            say(str(error))
            return UNREADABLE
    except KeyboardInterrupt:
        say("Stopped. Nothing was written.")
        return FAILED


@contextmanager
def _stoppable() -> Generator[Callable[[], bool]]:
    """Ctrl-C only raises a flag: the solver asks for it, and nothing is torn down in the middle."""
    asked = False

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def _verify(chosen: argparse.Namespace) -> int:
    return _told(lambda: _verified(chosen))


def _verified(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.forms import bank_facts
    from cehrs_desktop.files.form_file import read_forms
    from cehrs_desktop.psychometrics.form_check import check_forms

    told = read_forms(chosen.file)
    source = _source(chosen)
    facts = bank_facts(((row.item, row.b, row.a) for row in source.rows), source.blueprint, source.parameters)
    violations = check_forms(told, facts)
    if chosen.json:
        put({"ok": not violations, "violations": [asdict(found) for found in violations], "notes": list(source.notes)})
    else:
        for found in violations:
            say(f"{found.form or 'all forms'}: {found.rule}: {found.words}")
        say(f"Rules broken: {len(violations)}." if violations else "The forms keep every rule.")
    return FAILED if violations else DONE
