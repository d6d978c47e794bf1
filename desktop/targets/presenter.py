"""Every target with its source, judged; conflicting ones side by side, units on a tile map; plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import PagePresenter
from desktop.desk.printed import printed
from desktop.desk.words import unit_name
from desktop.desk_port import Part, TargetLine
from desktop.entry.display import grouped
from desktop.says import period_name
from desktop.targets.paper import chart_page
from desktop.targets.state import RankLine, Show, TargetsState, Tile
from forms.definition import TargetDef

if TYPE_CHECKING:
    from sync.outputs.listing import Listing

Figures = tuple[tuple[Tile, ...], tuple[tuple[str, float], ...], tuple[RankLine, ...]]
PLACES = {
    "542500": (0, 0),
    "540600": (2, 0),
    "540200": (1, 1),
    "540100": (2, 1),
    "540300": (3, 1),
    "540500": (2, 2),
    "540400": (3, 2),
}
"""Column and row of each prefecture on the schematic map, roughly as they lie: west to east, north to south."""
MONTHS = 36
ZONES = 3
"""The row of the map in which the zones that report here stand."""


VERDICTS = {
    "met": ("met", "good"),
    "on-track": ("on track", "accent"),
    "behind": ("behind", "warning"),
    "missed": ("missed", "error"),
    "no-figure": ("no figure yet", "neutral"),
    "no-target-value": ("no value set", "neutral"),
    "not-measured": ("not measured", "neutral"),
}
SENTENCES = {
    "met": "Met: {value} reached, {target} asked.",
    "on-track": "On track: {value} reached of {target}, {done} done while {time} of the time until {year} has gone.",
    "behind": "Behind: {value} reached of {target}, {done} done while {time} of the time until {year} has gone.",
    "missed": "Missed: {value} reached of {target} by the end of {year}.",
    "no-figure": "No figure was reported that this target could be compared with.",
    "no-target-value": "The document sets no figure.",
    "not-measured": "No form asks for what this target speaks of.",
}


class TargetsPresenter(PagePresenter[TargetsState]):
    """See the module."""

    empty = TargetsState()
    _all: tuple[TargetLine, ...] = ()

    def open(self, period: str = "") -> None:
        """Judge the targets at the end of a period."""
        wanted = period or self.state.period
        self.state = replace(self.state, period=wanted)
        self._tasks.query(lambda _watch: self._read(wanted), self._shown, self._trouble)

    def _read(self, wanted: str) -> tuple[TargetsState, tuple[TargetLine, ...]]:
        periods = tuple(self._desk.periods())
        period = wanted if wanted in periods else periods[min(1, len(periods) - 1)]
        lines = tuple(self._worded(line) for line in self._desk.sums.targets(period))
        state = replace(
            self.state,
            period=period,
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            summary=self._summed(lines),
            ready=True,
        )
        return state, lines

    def _worded(self, line: TargetLine) -> TargetLine:
        """What a target asks for in words where a sign would not do: 累计, 以上."""
        from sync.outputs.official import goal_text

        target = next(target for target in self._desk.index.pack.targets if target.id == line.id)
        return replace(line, target=goal_text(target, self._says.translator))

    def _summed(self, lines: Sequence[TargetLine]) -> str:
        counts = {
            verdict: sum(line.verdict == verdict for line in lines)
            for verdict in ("met", "on-track", "behind", "missed")
        }
        rivals = sum(bool(line.rivals) for line in lines)
        return self._says.text(
            "{all} targets: {met} met, {track} on track, {behind} behind, {rivals} contradict another document",
            all=len(lines),
            met=counts["met"],
            track=counts["on-track"],
            behind=counts["behind"] + counts["missed"],
            rivals=rivals,
        )

    def _shown(self, found: tuple[TargetsState, tuple[TargetLine, ...]]) -> None:
        state, self._all = found
        now = self.state
        chosen = next((x for x in self._all if now.chosen and x.id == now.chosen.id), None)
        self.state = replace(state, show=now.show, chosen=chosen)
        self._set(lines=tuple(line for line in self._all if _wanted(line, now.show)))
        first = chosen or next(iter(self.state.lines), None)
        if first is not None:
            self.choose(first)

    def show_only(self, show: Show) -> None:
        """Show some targets only."""
        self._set(show=show, lines=tuple(line for line in self._all if _wanted(line, show)))

    # one target ---------------------------------------------------------------------------------------

    def choose(self, line: TargetLine) -> None:
        """Show a target's rivals, and its figure by unit."""
        rivals = tuple(x for x in self._all if x.id == line.id or x.id in line.rivals)
        self.state = replace(self.state, tiles=(), trend=(), ranking=(), said=self._said(line))
        self._set(chosen=line, rivals=rivals if line.rivals else ())
        target = next((t for t in self._desk.index.pack.targets if t.id == line.id), None)
        if (
            target is None
            or not (target.form and target.row and target.column)
            or line.verdict == "no-figure"
        ):
            return
        period, state_id = self.state.period, line.id

        def done(found: Figures) -> None:
            if self.state.chosen is not None and self.state.chosen.id == state_id:
                self._set(tiles=found[0], trend=found[1], ranking=found[2])

        self._tasks.query(lambda _watch: self._by_unit(target, period), done, self._trouble)

    def _said(self, line: TargetLine) -> str:
        """The verdict in a sentence, from what was reported and how far the time has gone."""
        say = self._says.text
        if line.verdict not in SENTENCES:
            return ""
        time = f"{line.time:.1f}%" if line.time is not None else "—"
        done = f"{line.completion:.1f}%" if line.completion is not None else "—"
        value = grouped(line.value) if line.value else "—"
        return say(
            SENTENCES[line.verdict], value=value, target=line.target, done=done, time=time, year=line.year
        )

    def _by_unit(self, target: TargetDef, period: str) -> Figures:
        form, cell = target.form or "", (target.row or "", target.column or "")
        node = target.unit or self._desk.unit.code
        parts = self._desk.sums.parts(form, period, self._desk.unit.code, cell)
        return self._tiles(parts), self._trend(form, cell, node, period), self._ranking(parts)

    def _ranking(self, parts: Sequence[Part]) -> tuple[RankLine, ...]:
        """Units by their figures, the largest first, with their share of the total; 其中 units below."""
        ranked = [part for part in parts if part.text and part.text != "—"]  # who is not asked has no rank
        added = sorted((p for p in ranked if not p.inside), key=lambda p: -_number(p.text))
        total = sum(_number(p.text) for p in added)
        lines = [self._ranked(part, place, total) for place, part in enumerate(added, 1)]
        inside = [self._ranked(part, None, total) for part in ranked if part.inside]
        return (*lines, *inside)

    def _ranked(self, part: Part, place: int | None, total: float) -> RankLine:
        name = unit_name(self._desk.index, part.unit)
        return RankLine(
            unit=part.unit,
            place=place,
            name=self._says.text("of which {unit}", unit=name) if part.inside else name,
            figure=grouped(part.text or ""),
            share=_number(part.text) / total * 100 if total else None,
        )

    def _tiles(self, parts: Sequence[Part]) -> tuple[Tile, ...]:
        by_unit = {part.unit: part for part in parts}
        most = max((abs(_number(p.text)) for p in parts), default=0.0)
        me = self._desk.unit.code
        zones = [u for u in self._desk.index.units.values() if u.inside and u.reports_to == me]
        places = [(code, at, False) for code, at in PLACES.items() if code in self._desk.index.units]
        places += [(unit.code, (place, ZONES), True) for place, unit in enumerate(zones[:4])]
        return tuple(
            Tile(
                unit=code,
                name=unit_name(self._desk.index, code),
                column=at[0],
                row=at[1],
                zone=zone,
                figure=grouped(by_unit[code].text or "") if code in by_unit else "",
                share=_number(by_unit[code].text) / most
                if code in by_unit and by_unit[code].text and most
                else None,
            )
            for code, at, zone in places
        )

    def _trend(
        self, form: str, cell: tuple[str, str], node: str, period: str
    ) -> tuple[tuple[str, float], ...]:
        """The target's figure over the months up to this one, where the form is due and something came."""
        months = [month for month in self._desk.periods() if month <= period][:MONTHS]
        points = self._desk.sums.series(form, cell, node, list(reversed(months)))
        return tuple((month, _number(text)) for month, text in points if text is not None)

    def print(self) -> None:
        """Show how the targets that are listed print, with their sources, and the chosen one's charts."""
        if self.state.lines:
            charts = chart_page(self.state, self._says)
            lists, file = [self.listing()], self.file_name()
            self._show_print(printed(self._desk.index, lists, self._says, file, charts))

    def file_name(self) -> str:
        """The name proposed for a file, without its ending."""
        return f"{self._says.text('Targets')}-{self.state.period}"

    def listing(self) -> Listing:
        """The targets that are listed, as a table."""
        from sync.outputs.listing import FIGURE, STEM, TEXT, Listing

        say = self._says.text
        titles = ("Target", "Base", "Aim", "Until", "Reached", "Done", "Time gone", "Verdict", "Source")
        return Listing(
            title=say("Targets"),
            caption=period_name(self._says, self.state.period),
            titles=tuple(say(title) for title in titles),
            kinds=(STEM, *[FIGURE] * 6, TEXT, TEXT),
            lines=tuple(self._texts(line) for line in self.state.lines),
            notes=(self.state.summary,),
        )

    def _texts(self, line: TargetLine) -> tuple[str, ...]:
        done = f"{line.completion:.1f}%" if line.completion is not None else ""
        time = f"{line.time:.1f}%" if line.time is not None else ""
        verdict = self._says.text(VERDICTS[line.verdict][0])
        source = f"{line.document} {line.clause}" + (" ≠" if line.rivals else "")
        year = str(line.year or "")
        return (line.indicator, line.baseline, line.target, year, line.value, done, time, verdict, source)


def _number(text: str | None) -> float:
    """A figure as a length to draw."""
    try:
        return float(Decimal(text or "0"))
    except InvalidOperation:
        return 0.0


def _wanted(line: TargetLine, show: Show) -> bool:
    match show:
        case Show.ALL:
            return True
        case Show.BEHIND:
            return line.verdict in ("behind", "missed")
        case Show.RIVALS:
            return bool(line.rivals)
        case Show.UNCLEAR:
            return line.verdict in ("no-figure", "no-target-value", "not-measured")
