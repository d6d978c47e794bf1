"""The charts of the chosen target on paper: its course over time, its figure by unit. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.entry.display import grouped
from desktop.says import Says, period_name
from desktop.targets.state import RankLine, TargetsState
from desktop.targets.state import Tile as ShownTile

if TYPE_CHECKING:
    from sync.outputs.print_job import Bar, ChartPage, Course, Tile


def chart_page(state: TargetsState, says: Says) -> tuple[ChartPage, ...]:
    """What the page shows beside the list, where there is anything to draw."""
    from sync.outputs.print_job import ChartPage

    one = state.chosen
    if one is None or not (state.trend or state.tiles or state.ranking):
        return ()
    page = ChartPage(
        title=one.indicator,
        caption=period_name(says, state.period),
        said=tuple(filter(None, (state.said, f"{one.document} {one.clause}".strip(), one.note))),
        courses=_courses(state, says),
        tiles_title=says.text("By unit (schematic)"),
        tiles=tuple(_tile(tile) for tile in state.tiles),
        bars_title=says.text("Units by their share"),
        bars=_bars(state.ranking),
    )
    return (page,)


def _courses(state: TargetsState, says: Says) -> tuple[Course, ...]:
    from sync.outputs.print_job import Course
    from sync.outputs.word_chart import shortened

    if not state.trend or state.chosen is None:
        return ()
    course = Course(
        title=says.text("Over months"),
        periods=shortened([month for month, _value in state.trend]),
        figures=tuple(f"{value:,.12g}" for _month, value in state.trend),
        goal=grouped(state.chosen.aim) if state.chosen.aim else "",
    )
    return (course,)


def _tile(tile: ShownTile) -> Tile:
    from sync.outputs.print_job import Tile

    return Tile(name=tile.name, figure=tile.figure, column=tile.column, row=tile.row, share=tile.share)


def _bars(ranking: Sequence[RankLine]) -> tuple[Bar, ...]:
    """The largest unit's bar is the longest there is room for."""
    from sync.outputs.print_job import Bar

    most = max((line.share or 0.0 for line in ranking), default=0.0) or 1.0
    return tuple(
        Bar(
            name=line.name,
            figure=line.figure,
            share=f"{line.share:.1f}%" if line.share is not None else "—",
            length=(line.share or 0.0) / most,
            place=str(line.place or ""),
        )
        for line in ranking
    )
