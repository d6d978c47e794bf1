"""E1, E2, E4: 300 calculations and 400 checks in the product's rule language, and the same by hand and in simpleeval."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from forms.definition import CalculationDef, CheckDef, FormDef, Level, PackDef
from forms.evaluation import Evaluation, Inputs
from forms.formula import compiler, parser
from forms.formula.arithmetic import exact
from forms.index import PackIndex, Position
from forms.loader import pack_problems
from forms.past import PastReport
from forms.period import parse_period
from forms.program import LineRule, Program
from forms.report import Content
from forms.validate import findings
from tests.benchmarks import work
from tests.benchmarks.timing import median_of, tell

if TYPE_CHECKING:
    import pandas as pd

Names = Callable[[int, int, int, bool], str]
"""How a dialect writes a cell: form (from 0), row, column, and whether it is the period before."""


def sources(
    at: Names, *, sign: str, when: str
) -> tuple[list[tuple[tuple[int, int, int], str]], list[tuple[int, str]]]:
    """Calculations by target and checks by form, in a dialect: `sign` is equality, `when` a conditional."""

    def cell(f: int, r: int, c: int, before: bool = False) -> str:
        return at(f, r, c, before)

    def total(f: int, rows: range, c: int) -> str:
        return " + ".join(cell(f, r, c) for r in rows)

    calculations: list[tuple[tuple[int, int, int], str]] = []
    checks: list[tuple[int, str]] = []
    for f in range(10):
        calculations += [((f, 6, c), total(f, range(1, 6), c)) for c in range(1, 6)]
        for r in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11):
            share = f"{cell(f, r, 1)} / {cell(f, r, 2)} * 100"
            calculations.append(((f, r, 4), when.format(f"{cell(f, r, 2)} > 0", share, "0")))
            balance = f"{cell(f, r, 1)} + {cell(f, r, 2)} - {cell(f, r, 3)}"
            opening = f"{cell(f, 12, 1, True)} + " if r == 7 else ""
            carried = f" + {cell(f - 1, 12, 1)}" if r == 1 and f else ""
            calculations.append(((f, r, 5), opening + balance + carried))
        calculations += [((f, 12, c), f"{cell(f, 6, c)} + {total(f, range(7, 12), c)}") for c in range(1, 6)]
        checks += [(f, f"{cell(f, r, 1)} * 1000 >= {cell(f, r, 2)}") for r in range(1, 13)]
        for r in range(1, 11):
            gap = f"{cell(f, r, 5)} - ({cell(f, r, 1)} + {cell(f, r, 2)} - {cell(f, r, 3)})"
            checks.append((f, f"abs({gap}) <= {cell(f, 12, 1)} * 9"))
        checks += [
            (f, f"{cell(f, r, 1)} <= {cell(f, r, 1, True)} * 3 + {cell(f, 12, 2)} * 9") for r in range(1, 7)
        ]
        g = (f + 9) % 10
        checks += [
            (f, f"{cell(f, 1, c)} <= {cell(g, 12, c)} or {cell(g, 12, c)} {sign} 0") for c in range(1, 5)
        ]
        for r in range(8, 12):
            checks.append(
                (f, when.format(f"{cell(f, r, 1)} > 0", f"{cell(f, r, 3)} >= 0", f"{cell(f, r, 3)} {sign} 0"))
            )
        checks += [(f, f"{total(f, range(6, 12), c)} {sign} {cell(f, 12, c)}") for c in (1, 2, 3, 5)]
    return calculations, checks


def own(f: int, r: int, c: int, before: bool) -> str:
    reference = f"F{f + 1:02d}[r{r:02d}, c{c}]"
    return f"prev({reference})" if before else reference


def place(f: int, r: int, c: int, before: bool) -> str:
    return f"v[{(600 if before else 0) + f * 60 + (r - 1) * 5 + c - 1}]"


def program(*, with_rosters: bool = False) -> Program:
    """The 700 rules in the product's language; with 20 more for the lines of each roster."""
    calculations, checks = sources(own, sign="=", when="if({}, {}, {})")
    forms = list(work.pack(20).forms[:10])
    for f, form in enumerate(forms):
        forms[f] = replace(
            form,
            calculations=tuple(
                CalculationDef(target=f"[r{r:02d}, c{c}]", formula=text)
                for (at, r, c), text in calculations
                if at == f
            ),
            checks=tuple(
                CheckDef(id=f"F{f}-{n}", level=Level.ERROR, formula=text, message="x")
                for n, (at, text) in enumerate(checks)
                if at == f
            ),
        )
    if with_rosters:
        forms += [work.roster(name, checks=line_checks(name, line_pairs())) for name in ("R1", "R2")]
    pack = replace(work.pack(20), forms=tuple(forms))
    if found := pack_problems(pack):
        raise SystemExit(str(found[0]))
    return Program(PackIndex(pack))


class Before:
    """The month before, accepted."""

    def report(self, form: str, period: object) -> PastReport | None:
        del period
        return PastReport(Content(cells=work.cells(work.figures(3, 29), work.FORMS.index(form))), "accepted")


def bare(values: list[Decimal], ready: Program) -> Callable[[], list[object]]:
    """The physical limit: the same 700 expressions in the product's order as one plain Python function."""
    calculations, checks = sources(place, sign="==", when="(({1}) if {0} else Z)")
    texts = {own(*at, False): text for at, text in calculations}
    body = ["def run(v):"]
    for step in ready.steps:
        cell = ready.cells[step.slot]
        at = (int(cell.form[1:]) - 1, int(cell.row.id[1:]), int(cell.column.id[1:]))
        body.append(
            f" {place(*at, False)} = ({texts[own(*at, False)]}).quantize({'C' if at[2] > 3 else 'Z'})"
        )
    body.append(" return [" + ", ".join(text.replace("else Z", "else True") for _, text in checks) + "]")
    space: dict[str, object] = {"Z": Decimal(0), "C": Decimal("0.01")}
    exec(compile("\n".join(body), "bare", "exec"), space)  # noqa: S102 - the benchmark's own text
    run = cast("Callable[[list[Decimal]], list[object]]", space["run"])
    return lambda: run(values)


def simple(values: list[Decimal]) -> Callable[[], object]:
    """simpleeval with every expression parsed beforehand; cells are names."""
    from simpleeval import SimpleEval

    def name(f: int, r: int, c: int, before: bool) -> str:
        return f"n{(600 if before else 0) + f * 60 + (r - 1) * 5 + c - 1}"

    calculations, checks = sources(name, sign="==", when="(({1}) if {0} else ({2}))")
    evaluator = SimpleEval(names={f"n{n}": value for n, value in enumerate(values)}, functions={"abs": abs})
    trees = [(text, evaluator.parse(text)) for _, text in [*calculations, *checks]]
    return lambda: [evaluator.eval(text, previously_parsed=tree) for text, tree in trees]


def evaluation() -> Evaluation:
    ready = program()
    values = work.figures(3, 30)
    inputs: dict[str, Inputs] = {}
    for f, form in enumerate(work.FORMS):
        cells = work.cells(values, f)
        inputs[form] = Inputs(
            {Position(r, c): Decimal(t) for r, cs in cells.items() for c, t in cs.items() if t}
        )
    unit = ready.index.units[work.unit_code(0)]
    return Evaluation(ready, unit, parse_period(work.month(30)), inputs, Before())


def edits(running: Evaluation) -> list[float]:
    """One entered cell after the other, the time of each edit."""
    source = random.Random(5)
    filled = {step.slot for step in running.program.steps}
    entered = [cell for slot, cell in enumerate(running.program.cells) if slot not in filled]
    taken = []
    for _ in range(3):
        for cell in entered:
            value = {cell.position: Decimal(source.randrange(50_000))}
            started = time.perf_counter()
            running.change(cell.form, value)
            taken.append(time.perf_counter() - started)
    return sorted(taken)


NUMBERS = [n for n in range(20) if n % 4 in (1, 2)]


def line_pairs() -> list[tuple[str, str]]:
    """The fields that the 20 checks of a line compare."""
    return [(work.FIELDS[a], work.FIELDS[b]) for a in NUMBERS for b in NUMBERS if a < b][:20]


def line_checks(form: str, pairs: list[tuple[str, str]]) -> tuple[CheckDef, ...]:
    return tuple(
        CheckDef(id=f"{form}-{n}", level=Level.ERROR, formula=f"{a} + 1000000 >= {b} * 2", message="x")
        for n, (a, b) in enumerate(pairs)
    )


class Lines:
    """5,000 lines × 20 checks."""

    def __init__(self) -> None:
        self.pairs = line_pairs()
        pack = replace(work.pack(20), forms=(work.roster("R1", checks=line_checks("R1", self.pairs)),))
        self.program = Program(PackIndex(pack))
        source = random.Random(2)
        self.lines = [
            tuple(Decimal(source.randrange(10**5)) if n in NUMBERS else str(k) for n in range(20))
            for k in range(5000)
        ]

    def running(self, lines: list[tuple[object, ...]]) -> Evaluation:
        pack = self.program.index.pack
        inputs = {"R1": Inputs({}, lines)}  # type: ignore[arg-type]
        return Evaluation(self.program, pack.units[-1], parse_period(work.month(30)), inputs, Before())

    def frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({work.FIELDS[n]: [int(line[n]) for line in self.lines] for n in NUMBERS})  # type: ignore[call-overload]

    def vectorised(self, frame: pd.DataFrame) -> list[object]:
        return [(frame[a] + 1_000_000 < frame[b] * 2).to_numpy().nonzero() for a, b in self.pairs]


def roster() -> dict[str, float]:
    """The rules over lines held ready, and from lines as an office's worksheet gives them: the product and pandas."""
    work_of = Lines()
    checks = work_of.program.row_checks("R1")
    with exact():
        columns = checks.columns(work_of.lines)
    frame = work_of.frame()
    if columns is None or len(checks.numbers) != len(work_of.pairs):
        raise SystemExit("a check of the roster is not decided at once")
    held, theirs, fresh, framed = [], [], [], []
    for _ in range(5):
        held.append(median_of(lambda: checks.failed(columns), 3))
        theirs.append(median_of(lambda: work_of.vectorised(frame), 3))
        fresh.append(median_of(lambda: failed(work_of.running(work_of.lines)), 3))
        framed.append(median_of(lambda: work_of.vectorised(work_of.frame()), 3))
    part = work_of.lines[:500]
    every = median_of(lambda: findings(work_of.running(part), "R1", (), part), 5)
    return {
        "roster": sorted(held)[2], "pandas": sorted(theirs)[2],
        "fresh": sorted(fresh)[2], "framed": sorted(framed)[2], "part": every,
    }  # fmt: skip


def failed(running: Evaluation) -> list[object]:
    """What every line rule finds."""
    rules = (rule for rule in running.program.line_rules if isinstance(rule, LineRule))
    return [running.failed_lines(rule) for rule in rules]


def compile_times(pack: PackDef) -> tuple[float, float]:
    """Seconds to compile all rules of a pack for the first time in a process, and of half its forms."""
    half = replace(pack, forms=pack.forms[: len(pack.forms) // 2])
    half = replace(half, forms=tuple(_without_neighbours(form) for form in half.forms))

    def anew(some: PackDef) -> None:
        parser.parse.cache_clear()
        compiler._template.cache_clear()
        _ = Program(PackIndex(some)).rules

    return median_of(lambda: anew(pack), 3), median_of(lambda: anew(half), 3)


def _without_neighbours(form: FormDef) -> FormDef:
    """The form with what reads other forms left out, so that it can stand with few others."""
    return replace(
        form,
        calculations=tuple(c for c in form.calculations if c.formula.count("F") == c.formula.count(form.id)),
        checks=tuple(c for c in form.checks if c.formula.count("F") == c.formula.count(form.id)),
    )


def main() -> None:
    running = evaluation()
    values = [Decimal(v) / 100 for v in work.figures(3, 30) + work.figures(3, 29)]
    limit = bare(values, running.program)
    with exact():
        verdicts = limit()
    if [bool(v) for v in verdicts] != [bool(v) for v in running.verdicts]:
        raise SystemExit("the bare loop and the product do not agree")
    ours, theirs = [], []
    for _ in range(5):
        ours.append(median_of(running.run_all))
        with exact():
            theirs.append(median_of(limit))
    with exact():
        slow = median_of(simple(values), 3)
    fails = sum(verdict is False for verdict in running.verdicts)
    total = float(sum(value for value in running.values if isinstance(value, Decimal)))  # noqa: PD011
    compiled, half = compile_times(running.program.index.pack)
    taken = edits(running)
    tell(
        t=sorted(ours)[2], bare=sorted(theirs)[2], simpleeval=slow, compiled=compiled, half=half, fails=fails,
        total=total,
        edit=taken[int(len(taken) * 0.95)], **roster(),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
