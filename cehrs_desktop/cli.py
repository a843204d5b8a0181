"""The command `cehrs`: the program's powers without a window, for labs, scripts and tests.

A public interface. With ``--json`` there is JSON alone on standard output; words for people go to standard error.
Exit codes: 0 done; 1 not done or not passed (what was found is printed); 2 wrong usage; 3 the program is open and
holds the data; 4 the data cannot be read. Keys may be added to the JSON, never changed or taken away.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop import __version__

if TYPE_CHECKING:
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.storage.store import SqlAttemptStore

DONE, FAILED, USAGE, BUSY, UNREADABLE = 0, 1, 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console in another code page must not turn an item's dash into a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.act is None:
        parser.print_help(sys.stderr)
        return USAGE
    from cehrs_desktop.application.ports import StoreBusy, StoreError

    try:
        return chosen.act(chosen)
    except StoreBusy as error:
        _say(f"The data is in use by another program: {error}")
        return BUSY
    except StoreError as error:
        from cehrs_desktop.presentation.problems import problem_of

        problem = problem_of(error)
        _say(f"{problem.title}. {problem.happened} {problem.safe} {problem.next}")
        return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cehrs", description="CEHRS Rehearsal without a window.")
    parser.add_argument("--version", action="version", version=f"cehrs {__version__}")
    parser.set_defaults(act=None)
    commands = parser.add_subparsers(metavar="COMMAND")

    bank = commands.add_parser("bank", help="the item bank").add_subparsers(metavar="WHAT", required=True)
    build = bank.add_parser("build", help="check the source files and compile them to an item pack")
    build.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    build.add_argument("--target", type=Path, default=Path("build/items.pack"), help="the pack to write")
    _with_json(build, _bank_build)
    lint = bank.add_parser("lint", help="check the source files; exit code 1 when something blocks or a gate fails")
    lint.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    lint.add_argument("--as-of", type=dt.date.fromisoformat, help="the day for review dates, as 2026-11-22; else today")
    lint.add_argument("--release", action="store_true", help="for a release: past dates and missing items block too")
    _with_json(lint, _bank_lint)
    page = bank.add_parser("report", help="write the quality report of the bank")
    page.add_argument("--source", type=Path, default=Path("itembank"), help="folder of the source files")
    page.add_argument("--html", type=Path, required=True, help="the page to write")
    page.add_argument("--as-of", type=dt.date.fromisoformat, help="the day for review dates, as 2026-11-22; else today")
    _with_json(page, _bank_report)
    for name, act, words in (
        ("stats", _bank_stats, "count the items of a pack"),
        ("export", _bank_export, "write every item of a pack"),
    ):
        made = bank.add_parser(name, help=words)
        made.add_argument("--pack", type=Path, help="the pack; the program's own without this")
        _with_json(made, act)

    attempts = commands.add_parser("attempts", help="list the stored attempts, the newest first")
    _with_json(attempts, _attempts)
    report = commands.add_parser("report", help="the report of a stored attempt")
    report.add_argument("attempt", help="the attempt's id, as `cehrs attempts` lists it")
    report.add_argument("--pdf", type=Path, help="write the one-page report here")
    report.add_argument("--html", type=Path, help="write the report as a page here")
    _with_json(report, _report)
    verify = commands.add_parser("verify", help="check the event log of every stored attempt")
    _with_json(verify, _verify)
    reports = commands.add_parser("item-reports", help="what candidates reported about items")
    _with_json(reports, _item_reports)
    test = commands.add_parser("self-test", help="drive the real windows through a whole exam in a temporary folder")
    _with_json(test, _self_test)
    return parser


def _with_json(parser: argparse.ArgumentParser, act: Any) -> None:
    parser.add_argument("--json", action="store_true", help="JSON alone on standard output")
    parser.set_defaults(act=act)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _put(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


# ---- the bank
def _bank_build(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.build import BankRejected, build_pack
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.bank.source import SourceError

    try:
        pack_id = build_pack(chosen.source, chosen.target)
    except SourceError as error:
        _say(f"{error} Nothing was written.")
        return UNREADABLE
    except BankRejected as error:
        for finding in error.findings:
            _say(str(finding))
        _say("These block the build. Nothing was written.")
        return FAILED
    items = len(ItemPack(chosen.target).all_items())
    if chosen.json:
        _put({"pack": str(chosen.target), "pack_id": pack_id, "items": items})
    else:
        _say(f"{items} items, pack {pack_id}, written to {chosen.target}")
    return DONE


def _as_of(chosen: argparse.Namespace) -> dt.date:
    return chosen.as_of or dt.datetime.now(dt.UTC).date()


def _bank_lint(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.lint.runner import lint, summary

    def bar(done: int, of: int) -> None:
        width = 40 * done // of
        end = "\r\N{ESCAPE}[K" if done == of else ""
        print(f"\r[{'#' * width}{'.' * (40 - width)}] {done} of {of}{end}", end="", file=sys.stderr, flush=True)

    seen = sys.stderr.isatty() and not chosen.json
    report = lint(chosen.source, _as_of(chosen), release=chosen.release, **({"progress": bar} if seen else {}))
    if chosen.json:
        _put(report.as_plain())
    else:
        for finding in report.findings:
            _say(f"{finding.severity:8}  {finding}")
        for line in summary(report):
            _say(line)
    if not report.readable:
        return UNREADABLE
    return DONE if report.passes else FAILED


def _bank_report(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.lint.runner import lint
    from cehrs_desktop.bank.lint.subject import read_sources
    from cehrs_desktop.bank.quality_report import quality_report
    from cehrs_desktop.bank.solves import SolvesUnreadable, count_solves, read_solves
    from cehrs_desktop.bank.source import SourceError, to_items

    try:
        sources = read_sources(chosen.source)
        items = [item for topic in sources.topics for item in to_items(topic.value, sources.cards)]
        solves = read_solves(chosen.source / "solves.csv")
    except (SourceError, SolvesUnreadable) as error:
        _say(f"{error}\nNothing was written.")
        return UNREADABLE
    as_of = _as_of(chosen)
    found = lint(chosen.source, as_of)
    counts = count_solves(solves, {item.id: item.version for item in items if item.status != "retired"})
    page = quality_report(sources, items, found, counts, as_of.isoformat())
    try:
        chosen.html.write_text(page, encoding="utf-8")
    except OSError as error:
        _say(f"{chosen.html} could not be written: {error.strerror}. Choose another place.")
        return FAILED
    if chosen.json:
        _put({"html": str(chosen.html), "items": len(items), "passes": found.passes})
    else:
        _say(f"{len(items)} items, written to {chosen.html}")
    return DONE


def _pack(chosen: argparse.Namespace) -> ItemPack:
    from cehrs_desktop.app.opening import open_pack
    from cehrs_desktop.bank.pack import ItemPack

    return ItemPack(chosen.pack) if chosen.pack else open_pack()


def _bank_stats(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.build import bank_stats

    stats = bank_stats(_pack(chosen).all_items())
    if chosen.json:
        _put(stats)
    else:
        for name, value in stats.items():
            _say(f"{name}: {value}")
    return DONE


def _bank_export(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.build import exported_item

    # There is no other form than JSON to export items in yet; the flag is accepted for scripts.
    _put([exported_item(item) for item in _pack(chosen).all_items()])
    return DONE


# ---- stored attempts
def _store() -> SqlAttemptStore:
    from cehrs_desktop.storage.opening import open_store
    from cehrs_desktop.system.filesystem import filesystem_kind
    from cehrs_desktop.system.paths import program_paths

    folder = program_paths().data
    return open_store(folder, filesystem_kind(folder))


def _attempts(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict

    store = _store()
    try:
        lines = store.lines()
    finally:
        store.shut()
    if chosen.json:
        _put([asdict(line) for line in lines])
    else:
        for line in lines:
            score = line.outcome["score"] if line.outcome else ""
            _say(f"{line.id}  {line.state}  {score}  {line.candidate_name}")
    return DONE


def _report(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.results import read_record
    from cehrs_desktop.presentation.report_export import report_html, report_plain
    from cehrs_desktop.presentation.report_view import report_view

    store = _store()
    try:
        record = read_record(store, chosen.attempt)
    finally:
        store.shut()
    if record.outcome is None:
        _say("This attempt has no result: its exam was not ended by submitting or by time.")
        return FAILED
    view = report_view(record)
    if chosen.html:
        chosen.html.write_text(report_html(view), encoding="utf-8")
    if chosen.pdf:
        from cehrs_desktop.app.report_files import write_pdf

        write_pdf(view, chosen.pdf)
    if chosen.json or not (chosen.html or chosen.pdf):
        _put(report_plain(view))
    return DONE


def _verify(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.ports import AttemptDamaged
    from cehrs_desktop.application.results import record_of

    store = _store()
    found: list[dict[str, object]] = []
    try:
        for line in store.lines():
            try:
                record = record_of(store.load(line.id))
                found.append({"attempt": line.id, "ok": True, "events": record.session.seq})
            except AttemptDamaged as error:
                found.append({"attempt": line.id, "ok": False, "error": str(error)})
    finally:
        store.shut()
    whole = all(entry["ok"] for entry in found)
    if chosen.json:
        _put({"ok": whole, "attempts": found})
    else:
        _say(f"{len(found)} attempts, {'all whole' if whole else 'some damaged'}")
    return DONE if whole else FAILED


def _item_reports(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict

    store = _store()
    try:
        reports = store.item_reports()
    finally:
        store.shut()
    if chosen.json:
        _put([asdict(report) for report in reports])
    else:
        for report in reports:
            _say(f"{report.item_id} version {report.item_version}  {report.kind}  {report.text}")
        _say(f"{len(reports)} reports")
    return DONE


def _self_test(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.app.self_test import self_test

    result = self_test()
    if chosen.json:
        _put(result)
    else:
        _say(f"{'passed' if result['ok'] else 'FAILED'} in {result['seconds']} s: {result}")
    return DONE if result["ok"] else FAILED


if __name__ == "__main__":
    sys.exit(main())
