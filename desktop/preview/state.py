"""What is printed, and what the preview of it shows, as frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.printing.marks import Page

if TYPE_CHECKING:
    from sync.outputs.print_job import PrintJob


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSource:
    """Something that can be printed. `job` is called on the data worker, with whether 审核关系 are wanted.

    `file` is the name proposed for a PDF, without its ending; without `has_relations` nobody is asked for them.
    """

    title: str
    file: str
    job: Callable[[bool], PrintJob]
    has_relations: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewState:
    """Everything on the preview. `working` while pages are laid out, written or sent to the printer."""

    title: str = ""
    file: str = ""
    pages: tuple[Page, ...] = ()
    relations: bool = False
    has_relations: bool = True
    working: bool = False
    ready: bool = False
