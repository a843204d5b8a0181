"""`cehrs attempts`, `attempts debrief`, `report`, `verify`, `item-reports`, `self-test`: what is stored, and whether
it is whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli import attempt_files
from cehrs_desktop.cli.output import DONE, FAILED, USAGE, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.storage.store import SqlAttemptStore


def add_commands(commands: Any) -> None:
    """Add the commands about stored attempts to the command line."""
    attempts = commands.add_parser("attempts", help="list the stored attempts, the newest first")
    with_json(attempts, _attempts)
    about = attempts.add_subparsers(metavar="COMMAND")
    debrief = about.add_parser("debrief", help="the exam-day debrief of a stored attempt")
    debrief.add_argument("attempt", help="the attempt's id, as `cehrs attempts` lists it")
    with_json(debrief, _debrief)
    attempt_files.add_commands(about, open_program_store)
    report = commands.add_parser("report", help="the report of a stored attempt")
    report.add_argument("attempt", help="the attempt's id, as `cehrs attempts` lists it")
    report.add_argument("--pdf", type=Path, help="write the one-page report here")
    report.add_argument("--html", type=Path, help="write the report as a page here")
    with_json(report, _report)
    verify = commands.add_parser("verify", help="check the event log of every stored attempt")
    with_json(verify, _verify)
    reports = commands.add_parser("item-reports", help="what candidates reported about items")
    with_json(reports, _item_reports)
    responses = commands.add_parser(
        "responses", help="write the stored answers as a table for item-stats, item-review and calibrate"
    )
    responses.add_argument("--csv", type=Path, required=True, help="the table to write")
    responses.add_argument("--key", type=Path, help="also write the key, as item-stats takes it")
    responses.add_argument("--times", type=Path, help="also write the seconds on each item")
    with_json(responses, _responses)
    test = commands.add_parser("self-test", help="drive the real windows through a whole exam in a temporary folder")
    how = test.add_mutually_exclusive_group()
    how.add_argument("--kill-and-resume", action="store_true", help="kill the program in the middle of an exam instead")
    # The one that is killed: the program calls itself with it.
    how.add_argument("--victim", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    with_json(test, _self_test)


def open_program_store() -> SqlAttemptStore:
    """The store of the program's data folder. Raises a `StoreError`."""
    from cehrs_desktop.app.machine import settled_here
    from cehrs_desktop.storage.opening import open_store
    from cehrs_desktop.system.filesystem import filesystem_kind

    folder = settled_here().paths.data
    return open_store(folder, filesystem_kind(folder))


def _attempts(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict

    store = open_program_store()
    try:
        lines = store.lines()
    finally:
        store.shut()
    if chosen.json:
        put([asdict(line) for line in lines])
    else:
        for line in lines:
            score = line.outcome["score"] if line.outcome else ""
            say(f"{line.id}  {line.state}  {score}  {line.candidate_name}")
    return DONE


def _debrief(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.debriefing import read_debrief
    from cehrs_desktop.presentation.debrief_export import debrief_plain, debrief_text
    from cehrs_desktop.presentation.debrief_view import debrief_view

    store = open_program_store()
    try:
        told = read_debrief(store, chosen.attempt)
    finally:
        store.shut()
    if chosen.json:
        put(debrief_plain(told))
    else:
        say(debrief_text(debrief_view(told)))
    return DONE


def _report(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.results import read_record
    from cehrs_desktop.application.standing import standing_at
    from cehrs_desktop.presentation.report_export import report_html, report_plain
    from cehrs_desktop.presentation.report_view import report_view

    store = open_program_store()
    try:
        record = read_record(store, chosen.attempt)
        standing = standing_at(store, record, store.study)
    finally:
        store.shut()
    if record.outcome is None:
        say("This attempt has no result: its exam was not ended by submitting or by time.")
        return FAILED
    view = report_view(record, standing)
    if chosen.html:
        chosen.html.write_text(report_html(view), encoding="utf-8")
    if chosen.pdf:
        from cehrs_desktop.app.report_files import write_pdf

        write_pdf(view, chosen.pdf)
    if chosen.json or not (chosen.html or chosen.pdf):
        put(report_plain(view))
    return DONE


def _verify(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.ports import AttemptDamaged
    from cehrs_desktop.application.results import record_of

    store = open_program_store()
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
        put({"ok": whole, "attempts": found})
    else:
        say(f"{len(found)} attempts, {'all whole' if whole else 'some damaged'}")
    return DONE if whole else FAILED


def _item_reports(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict

    store = open_program_store()
    try:
        reports = store.item_reports()
    finally:
        store.shut()
    if chosen.json:
        put([asdict(report) for report in reports])
    else:
        for report in reports:
            say(f"{report.item_id} version {report.item_version}  {report.kind}  {report.text}")
        say(f"{len(reports)} reports")
    return DONE


def _responses(chosen: argparse.Namespace) -> int:
    import csv

    from cehrs_desktop.application.response_export import key_lines, response_table, table_lines, time_lines

    store = open_program_store()
    try:
        table = response_table(store)
    finally:
        store.shut()
    wanted = ((chosen.csv, table_lines), (chosen.key, key_lines), (chosen.times, time_lines))
    named = [file.resolve() for file, _ in wanted if file is not None]
    if len(set(named)) < len(named):
        say("Two of the files have the same name: one would overwrite the other. Nothing was written.")
        return USAGE
    for file, lines in wanted:
        if file is None:
            continue
        try:
            with file.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(lines(table))
        except OSError as error:
            say(f"{file} could not be written: {error.strerror}. The stored answers are safe. Choose another place.")
            return FAILED
    told = {
        "attempts": len(table.rows),
        "items": len(table.keys),
        "left_out": {
            "repeated": table.repeated,
            "guessed": table.guessed,
            "outdated": table.outdated,
            "damaged": table.damaged,
        },
    }
    if chosen.json:
        put(told)
    else:
        say(f"{len(table.rows)} attempts, {len(table.keys)} items, written to {chosen.csv}")
        words = ("met before", "guessed within seconds", "of older versions")
        counts = (table.repeated, table.guessed, table.outdated)
        say("Answers left out: " + ", ".join(f"{count} {what}" for count, what in zip(counts, words, strict=True)))
        if table.damaged:
            say(f"{table.damaged} damaged attempts were left out; cehrs verify names them.")
    return DONE


def _self_test(chosen: argparse.Namespace) -> int:
    if chosen.victim is not None:
        from cehrs_desktop.app.kill_and_resume import sit_until_killed

        sit_until_killed(chosen.victim)
        return FAILED
    if chosen.kill_and_resume:
        from cehrs_desktop.app.kill_and_resume import kill_and_resume
        from cehrs_desktop.app.wiring import command_line

        result = kill_and_resume((*command_line(), "self-test", "--victim"))
    else:
        from cehrs_desktop.app.self_test import self_test

        result = self_test()
    if chosen.json:
        put(result)
    else:
        say(f"{'passed' if result['ok'] else 'FAILED'} in {result['seconds']} s: {result}")
    return DONE if result["ok"] else FAILED
