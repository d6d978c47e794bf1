"""Lists of the desk as something the print preview shows. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.says import Says
from forms.index import PackIndex

if TYPE_CHECKING:
    from desktop.preview.state import PrintSource
    from sync.outputs.listing import Listing
    from sync.outputs.print_job import ChartPage, PrintJob


def nowhere(_source: PrintSource) -> None:
    """Where no print preview is at hand."""


def printed(
    index: PackIndex, listings: Sequence[Listing], says: Says, file: str, charts: Sequence[ChartPage] = ()
) -> PrintSource:
    """The lists on paper, charts after them; the foot of every page names the pack."""
    from desktop.preview.state import PrintSource
    from sync.outputs.listing import list_job

    stamp, translator = f"{index.pack.title} {index.pack.version}", says.translator

    def job(_relations: bool) -> PrintJob:
        return list_job(listings, translator, stamp, charts)

    title = f"{listings[0].title} {listings[0].caption}"
    return PrintSource(title=title, file=file, job=job, has_relations=False)
