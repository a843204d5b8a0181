"""`cehrs bank`: the item bank's source files and compiled packs."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, UNREADABLE, bar, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.bank.pack import ItemPack


def add_commands(commands: Any) -> None:
    """Add `bank` to the command line."""
    bank = commands.add_parser("bank", help="the item bank").add_subparsers(metavar="WHAT", required=True)
    build = bank.add_parser("build", help="check the source files and compile them to an item pack")
    build.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    build.add_argument("--target", type=Path, default=Path("build/items.pack"), help="the pack to write")
    build.add_argument("--forms", type=Path, help="the forms to ship; forms.json beside the source files without this")
    build.add_argument("--no-forms", action="store_true", help="a pack without forms, to assemble new ones from")
    with_json(build, _bank_build)
    lint = bank.add_parser("lint", help="check the source files; exit code 1 when something blocks or a gate fails")
    lint.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    lint.add_argument("--as-of", type=dt.date.fromisoformat, help="the day for review dates, as 2026-11-22; else today")
    lint.add_argument("--release", action="store_true", help="for a release: past dates and missing items block too")
    with_json(lint, _bank_lint)
    page = bank.add_parser("report", help="write the quality report of the bank")
    page.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    page.add_argument("--html", type=Path, required=True, help="the page to write")
    page.add_argument("--as-of", type=dt.date.fromisoformat, help="the day for review dates, as 2026-11-22; else today")
    with_json(page, _bank_report)
    terms = bank.add_parser("glossary", help="check the glossary and compile it to the file that the program reads")
    terms.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    terms.add_argument(
        "--target", type=Path, default=Path("resources/glossary/glossary.json"), help="the file to write"
    )
    with_json(terms, _bank_glossary)
    priors = bank.add_parser("priors", help="write the rated difficulties as priors for item-review and calibrate")
    priors.add_argument("--csv", type=Path, required=True, help="the file to write: id,b0,tau")
    priors.add_argument("--pack", type=Path, help="the pack; the program's own without this")
    with_json(priors, _bank_priors)
    for name, act, words in (
        ("stats", _bank_stats, "count the items of a pack"),
        ("export", _bank_export, "write every item of a pack"),
    ):
        made = bank.add_parser(name, help=words)
        made.add_argument("--pack", type=Path, help="the pack; the program's own without this")
        with_json(made, act)


def _bank_build(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.build import BankRejected, build_pack
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.bank.source import SourceError
    from cehrs_desktop.files.form_file import FormFileError, read_forms

    listed = chosen.forms or chosen.source / "forms.json"
    try:
        forms = None if chosen.no_forms or not (chosen.forms or listed.exists()) else read_forms(listed)
        pack_id = build_pack(chosen.source, chosen.target, forms)
    except (SourceError, FormFileError) as error:
        say(f"{error} Nothing was written.")
        return UNREADABLE
    except BankRejected as error:
        for finding in error.findings:
            say(str(finding))
        say("These block the build. Nothing was written.")
        return FAILED
    items = len(ItemPack(chosen.target).all_items())
    if chosen.json:
        put({"pack": str(chosen.target), "pack_id": pack_id, "items": items})
    else:
        say(f"{items} items, pack {pack_id}, written to {chosen.target}")
    return DONE


def _as_of(chosen: argparse.Namespace) -> dt.date:
    return chosen.as_of or dt.datetime.now(dt.UTC).date()


def _bank_lint(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.lint.runner import lint, summary

    seen = sys.stderr.isatty() and not chosen.json
    report = lint(chosen.source, _as_of(chosen), release=chosen.release, **({"progress": bar} if seen else {}))
    if chosen.json:
        put(report.as_plain())
    else:
        for finding in report.findings:
            say(f"{finding.severity:8}  {finding}")
        for line in summary(report):
            say(line)
    if not report.readable:
        return UNREADABLE
    return DONE if report.passes else FAILED


def _bank_report(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.lint.runner import lint
    from cehrs_desktop.bank.lint.subject import read_sources
    from cehrs_desktop.bank.quality_report import quality_report
    from cehrs_desktop.bank.solves import SolvesUnreadable, count_solves, read_solves
    from cehrs_desktop.bank.source import SourceError, to_items

    if not chosen.html.parent.is_dir():
        # Said before half a minute of work, not after it.
        say(f"{chosen.html} could not be written: there is no such folder. Choose another place.")
        return FAILED
    try:
        sources = read_sources(chosen.source)
        items = [item for topic in sources.topics for item in to_items(topic.value, sources.cards)]
        solves = read_solves(chosen.source / "solves.csv")
    except (SourceError, SolvesUnreadable) as error:
        say(f"{error}\nNothing was written.")
        return UNREADABLE
    as_of = _as_of(chosen)
    found = lint(chosen.source, as_of)
    counts = count_solves(solves, {item.id: item.version for item in items if item.status != "retired"})
    page = quality_report(sources, items, found, counts, as_of.isoformat())
    try:
        chosen.html.write_text(page, encoding="utf-8")
    except OSError as error:
        say(f"{chosen.html} could not be written: {error.strerror}. Choose another place.")
        return FAILED
    if chosen.json:
        put({"html": str(chosen.html), "items": len(items), "passes": found.passes})
    else:
        say(f"{len(items)} items, written to {chosen.html}")
    return DONE


def _bank_glossary(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.glossary import glossary_text, read_glossary_files, to_glossary
    from cehrs_desktop.bank.lint.subject import read_sources
    from cehrs_desktop.bank.lint.terms import check_glossary
    from cehrs_desktop.bank.source import SourceError

    try:
        sources, files = read_sources(chosen.source), read_glossary_files(chosen.source)
    except SourceError as error:
        say(f"{error}\nNothing was written.")
        return UNREADABLE
    blocking = [finding for finding in check_glossary(files, sources) if finding.blocks]
    if blocking:
        for finding in blocking:
            say(str(finding))
        say("These block the glossary. Nothing was written.")
        return FAILED
    glossary = to_glossary(files, sources.cards)
    try:
        chosen.target.parent.mkdir(parents=True, exist_ok=True)
        chosen.target.write_text(glossary_text(glossary), encoding="utf-8", newline="\n")
    except OSError as error:
        say(f"{chosen.target} could not be written: {error.strerror}. Choose another place.")
        return FAILED
    if chosen.json:
        put({"glossary": str(chosen.target), "version": glossary.version, "terms": len(glossary.terms)})
    else:
        say(f"{len(glossary.terms)} terms, version {glossary.version}, written to {chosen.target}")
    return DONE


def _pack(chosen: argparse.Namespace) -> ItemPack:
    from cehrs_desktop.app.items import pack_in_use
    from cehrs_desktop.bank.pack import ItemPack

    return ItemPack(chosen.pack) if chosen.pack else pack_in_use()


def _bank_stats(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.build import bank_stats

    stats = bank_stats(_pack(chosen).all_items())
    if chosen.json:
        put(stats)
    else:
        for name, value in stats.items():
            say(f"{name}: {value}")
    return DONE


def _bank_export(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.build import exported_item

    # There is no other form than JSON to export items in yet; the flag is accepted for scripts.
    put([exported_item(item) for item in _pack(chosen).all_items()])
    return DONE


def _bank_priors(chosen: argparse.Namespace) -> int:
    import csv

    from cehrs_desktop.psychometrics.parameters import PRIOR_SD
    from cehrs_desktop.psychometrics.scoring import difficulty

    pack = _pack(chosen)
    # From the ratings even where responses were accepted: the same responses must not count again as a prior.
    rows = [
        (item.id, round(difficulty((one.probability for one in item.ratings), pack.parameters), 6), PRIOR_SD)
        for item in pack.items()
    ]
    try:
        with chosen.csv.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("id", "b0", "tau"), *rows])
    except OSError as error:
        say(f"{chosen.csv} could not be written: {error.strerror}. Choose another place.")
        return FAILED
    if chosen.json:
        put({"csv": str(chosen.csv), "items": len(rows), "parameters_version": pack.parameters.version})
    else:
        say(f"{len(rows)} items, written to {chosen.csv}")
    return DONE
