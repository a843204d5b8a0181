"""What a screen reader sees of a running application, or one press as a screen reader makes it.

    /usr/bin/python3 atspi_reader.py APPLICATION tree
    /usr/bin/python3 atspi_reader.py APPLICATION press NAME ROLE

For the system's Python with pyatspi: it knows nothing of the program and talks to it over the accessibility bus only.
``tree`` prints every showing object as a JSON list; ``press`` exits with 0 when the object took the press.
"""

import contextlib
import json
import sys

import pyatspi

STATES = ("checked", "focused", "focusable", "enabled", "showing", "editable", "multi_line", "selectable_text")


def walk(node):
    yield node
    for index in range(node.childCount):
        child = node.getChildAtIndex(index)
        if child is not None:
            yield from walk(child)


def described(node):
    states = node.getState()
    found = {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "states": [name for name in STATES if states.contains(getattr(pyatspi, "STATE_" + name.upper()))],
        "text": None,
    }
    with contextlib.suppress(NotImplementedError):
        found["text"] = node.queryText().getText(0, -1)
    return found


def nodes(application):
    desktop = pyatspi.Registry.getDesktop(0)
    found = [one for one in desktop if one is not None and application in one.name.lower()]
    if not found:
        sys.exit(f"no application named like {application!r} on the accessibility bus")
    for node in walk(found[0]):
        if node.getState().contains(pyatspi.STATE_SHOWING):
            yield node


def main(application, what, *rest):
    if what == "tree":
        json.dump([described(node) for node in nodes(application)], sys.stdout)
        return 0
    name, role = rest
    for node in nodes(application):
        if node.getRoleName() == role and node.name == name and node.getState().contains(pyatspi.STATE_ENABLED):
            return 0 if node.queryAction().doAction(0) else "the press was refused"
    return f"nothing named {name!r} with the role {role!r} can be pressed"


sys.exit(main(*sys.argv[1:]))
