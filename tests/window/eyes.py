"""What a person with a screen reader sees of the window: one JSON question a line in, one JSON answer a line out.

Run by the system's own Python, where pyatspi lives; it therefore imports nothing of the product.

    {"ask": "find", "role": "push button", "name": "下一步"}  →  [{"role", "name", "box", "states", "text", "value"}, …]
"""

import json
import sys

import pyatspi

APPLICATION = "yuebao"


def application(pid):
    """The program with this process number, when its tree has come up."""
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.get_process_id() == pid:
            return app
    return None


def seen(node):
    """Whether it is on the screen now."""
    states = node.getState()
    return states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)


def walk(node, *, into_tables=False):
    """Every visible thing below, tables as one thing unless asked."""
    for child in node:
        if child is None or not seen(child):
            continue
        yield child
        if into_tables or child.getRoleName() not in ("table", "tree", "tree table", "list"):
            yield from walk(child, into_tables=into_tables)


def told(node):
    """One thing in words and numbers."""
    try:
        area = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        box = [area.x, area.y, area.width, area.height]
    except NotImplementedError:
        box = None
    try:
        text = node.queryText().getText(0, -1)
    except NotImplementedError:
        text = None
    states = [pyatspi.stateToString(state) for state in node.getState().getStates()]
    return {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "box": box,
        "states": states,
        "text": text,
    }


def matching(app, question):
    """Things with the role and name asked for; `name` may end in `…` for "begins with"."""
    role, name = question.get("role"), question.get("name")
    for node in walk(app, into_tables=question.get("inside", False)):
        if role is not None and node.getRoleName() != role:
            continue
        if name is None or node.name == name or (name.endswith("…") and node.name.startswith(name[:-1])):
            yield node


def cells(app, question):
    """The cells of the table with this name: their words and where they are."""
    for table in matching(app, {"name": question["name"]}):
        try:
            grid = table.queryTable()
        except NotImplementedError:
            continue
        for row in range(min(grid.nRows, question.get("rows", 60))):
            for column in range(grid.nColumns):
                cell = grid.getAccessibleAt(row, column)
                if cell is not None:
                    yield {"row": row, "column": column} | told(cell)
        return


def press(app, question):
    """Do what the thing does when it is activated; whether it was there."""
    for node in matching(app, question):
        node.queryAction().doAction(0)
        return True
    return False


def answer(question):
    """One question of the process `pid`."""
    app = application(question["pid"])
    if app is None:
        return None
    match question["ask"]:
        case "find":
            return [told(node) for node in matching(app, question)]
        case "cells":
            return list(cells(app, question))
        case "press":
            return press(app, question)
    raise ValueError(question["ask"])


def main():
    for line in sys.stdin:
        try:
            found = {"answer": answer(json.loads(line))}
        except Exception as failure:  # noqa: BLE001 - the tree changed under our hands: the asker asks again
            found = {"failure": f"{type(failure).__name__}: {failure}"}
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
