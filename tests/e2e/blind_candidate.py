"""A candidate who cannot see, from outside: sits questions by what the accessibility bus says, and by nothing else.

    /usr/bin/python3 blind_candidate.py APPLICATION QUESTIONS

For the system's Python with pyatspi; keys are pressed with xdotool. It knows the words a candidate is told to look for
and how an option's name begins, nothing of the program. It chooses the option whose words are the longest, half of the
times by an action of the bus and half by its letter on the keyboard, and prints one JSON object: for each question
what was read and what became of it, and everything that was announced without being asked, and when it was asked.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time

import gi
import pyatspi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_SECONDS = 90.0
QUIET_SECONDS = 3.0
LETTERS = "ABCD"

announced = []


def heard(event):
    announced.append(str(event.any_data))


def listen(seconds=0.0):
    """Let what was said arrive."""
    until = time.monotonic() + seconds
    while True:
        while GLib.MainContext.default().iteration(False):
            pass
        if time.monotonic() >= until:
            return
        time.sleep(0.01)


def walk(node):
    yield node
    for index in range(node.childCount):
        child = node.getChildAtIndex(index)
        if child is not None:
            yield from walk(child)


def showing(application):
    """Everything on the screen that has a role and a name, as it is now: nothing that the bus's client remembers."""
    with contextlib.suppress(GLib.Error):
        application.clear_cache()
    return [node for node in walk(application) if node.getState().contains(pyatspi.STATE_SHOWING)]


def wait_for(look, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        # A page that is just left answers no more: then it is read again.
        with contextlib.suppress(GLib.Error, AttributeError, NotImplementedError):
            if found := look():
                return found
        if time.monotonic() > deadline:
            sys.exit(f"waited {PATIENCE_SECONDS:.0f} s for {what}")
        listen(0.02)


def application_named(name):
    desktop = pyatspi.Registry.getDesktop(0)
    return next((one for one in desktop if one is not None and name in one.name.lower()), None)


def find(application, role, begins):
    for node in showing(application):
        if node.getRoleName() == role and node.name.startswith(begins):
            return node
    return None


def press(application, begins):
    """An action of the bus on an enabled button."""

    def pressed():
        node = find(application, "push button", begins)
        return node is not None and node.getState().contains(pyatspi.STATE_ENABLED) and node.queryAction().doAction(0)

    wait_for(pressed, f"the button {begins!r}")


def begin(application):
    """Press the button of the first page, again as long as its page is there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not wait_for(
        lambda: find(application, "push button", "Skip") or find(application, "push button", "Quick"), "the first page"
    ).name.startswith("Skip"):
        if time.monotonic() > deadline:
            names = [node.name for node in showing(application)]
            sys.exit(f"the exam does not begin; on the screen: {names}")
        press(application, "Quick start")
        listen(2)


def key(name):
    subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)


def text_of(node):
    return node.queryText().getText(0, -1)


def options(application):
    found = [node for node in showing(application) if node.getRoleName() == "radio button"]
    return found if len(found) == len(LETTERS) else None


def checked(application):
    return [node.getState().contains(pyatspi.STATE_CHECKED) for node in options(application) or ()]


def question_at(application, number):
    node = find(application, "text", f"Question {number} of ")
    return node if node is not None and options(application) else None


def sit(application, number, *, by_key):
    """Read a question, choose by what was read, and go on."""
    stem = wait_for(lambda: question_at(application, number), f"question {number}")
    names = [node.name for node in options(application)]
    chosen = max(range(len(names)), key=lambda at: (len(names[at]), -at))
    told = {
        "name": stem.name,
        "stem": text_of(stem),
        "options": names,
        "roles": [node.getRoleName() for node in options(application)],
        "enabled": [node.getState().contains(pyatspi.STATE_ENABLED) for node in options(application)],
        "checked_before": checked(application),
        "chosen": chosen,
        "by_key": by_key,
    }
    if by_key:
        key(LETTERS[chosen].lower())
    else:
        options(application)[chosen].queryAction().doAction(0)
    wanted = [at == chosen for at in range(len(LETTERS))]
    wait_for(lambda: checked(application) == wanted, f"the choice at question {number} to be told")
    told["checked_after"] = checked(application)
    # Who is told that part of the question was not seen chooses Next again, as the words say.
    for _ in range(3):
        if by_key:
            key("n")
        else:
            press(application, "Next")
        listen(0.3)
        if question_at(application, number) is None:
            break
    return told


def main(name, questions):
    application = wait_for(lambda: application_named(name), "the application on the bus")
    listener = Atspi.EventListener.new(heard)
    listener.register("object:announcement")
    begin(application)
    press(application, "Skip")
    dialog = wait_for(lambda: find(application, "dialog", ""), "the question before the clock starts")
    before_the_clock = dialog.description
    press(application, "Yes")
    told = [sit(application, number, by_key=number % 2 == 0) for number in range(1, questions + 1)]
    wait_for(lambda: question_at(application, questions + 1), "the question after the last")
    unasked = list(announced)
    announced.clear()
    clock = wait_for(lambda: find(application, "label", "Time remaining"), "the clock")
    first = clock.name
    listen(QUIET_SECONDS)
    later = find(application, "label", "Time remaining").name
    while_waiting = list(announced)
    key("F2")
    wait_for(lambda: announced or None, "the time to be said")
    json.dump(
        {
            "before_the_clock": before_the_clock,
            "questions": told,
            "unasked": unasked,
            "while_waiting": while_waiting,
            "clock": [first, later],
            "asked": list(announced),
        },
        sys.stdout,
    )
    return 0


sys.exit(main(sys.argv[1], int(sys.argv[2])))
