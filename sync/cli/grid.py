"""Tables on a terminal: never cut. What is too wide comes in blocks that repeat the columns saying which line it is.

A line of words that says nothing in a block is left out of it. For a file or another program every line stays whole,
however long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table

WIDEST: Final = 30
"""Cells that a text may take before it goes on in the next line, where the table is wider than the terminal."""
WIDEST_HEAD: Final = 10
FRAME: Final = 3
"""Cells a column takes besides its text: a space at each side and a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Lines of texts under `heads`; the first `keys` columns identify a line, the others are `figures` or words."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    keys: int = 1
    figures: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole = [max(map(cell_len, column), default=0) for column in self._columns()]
        if not console.is_terminal or _framed(whole) <= options.max_width:
            yield from console.render(
                self._table(range(len(self.heads)), whole), options.update_width(_framed(whole))
            )
            return
        widths = [self._narrowed(number, options.max_width) for number in range(len(self.heads))]
        for block in self._blocks(widths, options.max_width):
            yield self._table(block, widths)

    def _columns(self) -> Iterator[Sequence[str]]:
        for number, head in enumerate(self.heads):
            yield [head, *(row[number] for row in self.rows)]

    def _narrowed(self, number: int, room: int) -> int:
        """Figures stay in one line; other texts may go on in the next, keys at a fourth of the room."""
        most = min(WIDEST, room // 4) if number < self.keys else WIDEST
        longest = max((cell_len(row[number]) for row in self.rows), default=0)
        return max(min(longest, most), min(cell_len(self.heads[number]), WIDEST_HEAD), 1)

    def _blocks(self, widths: Sequence[int], room: int) -> Iterable[Sequence[int]]:
        keys = list(range(self.keys))
        block: list[int] = []
        for number in range(self.keys, len(widths)):
            if block and _framed([widths[n] for n in (*keys, *block, number)]) > room:
                yield [*keys, *block]
                block = []
            block.append(number)
        yield [*keys, *block]

    def _table(self, block: Sequence[int], widths: Sequence[int]) -> Table:
        first = self.keys in block or len(self.heads) <= self.keys
        table = Table(title=self.title if first and self.title else None, title_justify="left")
        for number in block:
            right = self.figures and number >= self.keys
            table.add_column(
                self.heads[number],
                justify="right" if right else "left",
                width=widths[number],
                overflow="fold",
            )
        for row in self.rows:
            if len(block) == len(self.heads) or self.figures or any(row[n] for n in block if n >= self.keys):
                table.add_row(*(row[number] for number in block))
        return table


def _framed(widths: Sequence[int]) -> int:
    return sum(widths) + FRAME * len(widths) + 1
