"""The look of our workbooks: one set of formats, made once a workbook."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from forms.index import CellDef
from forms.messages import Translator

FONT = "宋体"
HEAD_FILL, SUM_FILL, INSIDE_FILL, INPUT_FILL, GREY = "#E8EEF4", "#F4F7FA", "#FAFAF7", "#FFFFFF", "#F0F0F0"
STATES = {"good": "#DDF0E0", "warn": "#FCF0D0", "bad": "#F9DCDC", "plain": "#FFFFFF"}


class Styles:
    """Formats of one workbook by purpose; `figure(places)` gives the number format of that many decimals."""

    def __init__(self, book: Any, translator: Translator) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._book = book
        self._translator = translator
        self._made: dict[tuple[object, ...], Any] = {}

    def make(self, **about: object) -> Any:  # noqa: ANN401
        """A format with these properties; equal wishes share one."""
        key = tuple(sorted(about.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "valign": "vcenter", **about}
            )
        return self._made[key]

    @cached_property
    def title(self) -> Any:  # noqa: ANN401
        """A sheet's title."""
        return self.make(font_size=16, align="center", bold=True)

    @cached_property
    def caption(self) -> Any:  # noqa: ANN401
        """The line under the title."""
        return self.make(align="center")

    @cached_property
    def plain(self) -> Any:  # noqa: ANN401
        """Text without a frame."""
        return self.make()

    @cached_property
    def note(self) -> Any:  # noqa: ANN401
        """Remarks under a table."""
        return self.make(text_wrap=True, font_size=9, valign="top")

    @cached_property
    def head(self) -> Any:  # noqa: ANN401
        """Heads of columns."""
        return self.make(border=1, align="center", text_wrap=True, bg_color=HEAD_FILL)

    @cached_property
    def index(self) -> Any:  # noqa: ANN401
        """The line 甲 乙 丙 1 2 3."""
        return self.make(border=1, align="center", font_size=9)

    def text(self, fill: str = "", indent: int = 0, /, **about: object) -> Any:  # noqa: ANN401
        """Text in a framed cell; stored as text whatever it looks like."""
        about = {"border": 1, "text_wrap": True, "num_format": "@", **_filled(fill), **about}
        if indent:
            about["indent"] = indent
        return self.make(**about)

    def figure(self, places: int | None, fill: str = "", /, **about: object) -> Any:  # noqa: ANN401
        """A figure in a framed cell with that many decimals; `None` shows what there is."""
        number = "General" if places is None else "#,##0" + ("." + "0" * places if places else "")
        return self.make(**{"border": 1, "align": "right", "num_format": number, **_filled(fill), **about})


def _filled(fill: str) -> dict[str, object]:
    return {"bg_color": fill} if fill else {}


def places_of(cell: CellDef | None) -> int | None:
    """The decimals a cell is shown with."""
    if cell is None:
        return None
    return cell.spec.places if cell.spec.decimals is not None or cell.spec.type == "integer" else None
