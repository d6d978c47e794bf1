"""Two entries at the same instant, and one undo."""

import datetime as dt

from sync.office.office import Office
from sync.workspace import Workspace


def undone(folder):
    """What stands after entering two cells under a frozen clock and taking one step back."""
    with Workspace.open(folder, lambda: dt.datetime(2026, 11, 3, tzinfo=dt.UTC)) as ws:
        office = Office(ws)
        office.enter("MY-01", "2026-10", {("01", "m"): "120"})
        office.enter("MY-01", "2026-10", {("02", "m"): "80"})
        sheet = office.undo("MY-01", "2026-10")
        return {row: sheet.cells[(row, "m")].text for row in ("01", "02")}
