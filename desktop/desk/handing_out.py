"""Bundles leave the desk: into one folder, into a folder for each unit, or as mail drafts."""

from __future__ import annotations

from pathlib import Path

from desktop.desk_port import Delivery
from forms.index import PackIndex
from sync.sealing import Sealed, deliver


def hand_out(sealed: Sealed, unit: str, index: PackIndex, folder: Path, how: Delivery, what: str) -> Path:
    """Write one bundle for a unit; `what` is the kind of bundle in the subject of its mail. Raises `E-DISK`."""
    known = index.units.get(unit)
    name = f"{unit} {known.short_name or known.name}" if known else unit
    file = deliver(sealed, folder / name if how is Delivery.FOLDERS else folder)
    if how is not Delivery.MAIL:
        return file
    from desktop.submit.mail import write_draft

    return write_draft(file, f"{name} {what}", file.name)
