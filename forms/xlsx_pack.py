"""A form pack as a workbook and back, without loss: what the region's statistician edits in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forms.definition import PackDef
from forms.loader import pack_from_source
from forms.packs.scenarios import Sample
from forms.packs.xlsx_read import read_workbook
from forms.packs.xlsx_write import write_workbook


def to_xlsx(pack: PackDef, path: Path, samples: Sequence[Sample] = ()) -> None:
    """Write the pack and its scenarios into one workbook, a sheet per concern."""
    write_workbook(pack, path, samples)


def from_xlsx(path: Path) -> PackDef:
    """The pack of a workbook; raises PackError with everything wrong with it, by sheet and cell.

    Its scenarios are in `read_workbook(path).samples`; `forms.samples.check_source` runs them.
    """
    return pack_from_source(read_workbook(path))
