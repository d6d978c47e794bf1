"""A form of this office as a workbook: blank for those who have no program, or with its figures."""

from __future__ import annotations

from pathlib import Path

from forms.calendar import asked_of
from forms.messages import Translator
from forms.sheet import CellState, CellView, Sheet
from sync.office.office import Office
from sync.outputs.template import Wish, write_template


def write_workbook(
    office: Office, form: str, period: str, path: Path, translator: Translator, *, figures: bool
) -> Path:
    """Write the form; with `figures` as it stands now. `fill` takes either back. `E-DISK`."""
    own, index = office.form_period(form, period), office.index.form(form)
    unit = office.unit if asked_of(index.form, office.unit) else None
    sheet = office.sheet(form, period) if figures else None
    wish = Wish(
        form=index,
        unit=unit,
        period=own,
        cells={position: _text(view) for position, view in sheet.cells.items()} if sheet else {},
        lines=_lines(sheet) if sheet else (),
    )
    return write_template(path, office.index.pack, office.program, wish, translator)


def _lines(sheet: Sheet) -> tuple[dict[str, str | None], ...]:
    return tuple({name: _text(view) for name, view in line.values.items()} for line in sheet.lines)


def _text(view: CellView) -> str | None:
    return view.typed if view.state is CellState.INVALID else view.text
