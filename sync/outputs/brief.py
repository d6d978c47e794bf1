"""The brief for the leading group's meeting (工作简报): a Word template that the office may edit, filled in.

A template of the same name in the workspace's folder `templates/` is taken instead of the one shipped.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.period import Period, parse_period
from forms.targets import Judged, Verdict
from forms.values import to_text
from sync.desk.collected import Collected
from sync.desk.matrix import matrix
from sync.desk.summary import FormTotal, Summary
from sync.desk.targets import VERDICT_WORDS, judged_targets
from sync.desk.trends import Trend, trends
from sync.outputs import official
from sync.outputs.bar import bar
from sync.outputs.heads import field_title, measured
from sync.outputs.own_template import in_use
from sync.outputs.printing import roster_lines
from sync.outputs.word_chart import Plot, WordChart, shortened
from sync.outputs.wording import field_text
from sync.outputs.writing import whole

_BAR_MM = 28
_MEASURED = (Verdict.MET, Verdict.ON_TRACK, Verdict.BEHIND, Verdict.MISSED)
Strings = Sequence[str]


class Goal(Struct, frozen=True, kw_only=True):
    """One target as the template names it; all texts are final."""

    indicator: str
    source: str
    goal: str
    year: str
    value: str
    measure: str
    completion: str
    time: str
    verdict: str
    measured: bool
    bar: object = ""


class Course(Struct, frozen=True, kw_only=True):
    """A key indicator over time: `chart` stands where a template names it."""

    title: str
    measure: str
    value: str
    change: str
    chart: object


class RosterTable(Struct, frozen=True, kw_only=True):
    """A roster's lines as texts by field id, for loops of the template."""

    title: str = ""
    heads: Mapping[str, str] = {}
    lines: Sequence[Mapping[str, str]] = ()


def template_path(collected: Collected, translator: Translator) -> Path:
    """The office's own template, or the one shipped."""
    return in_use(collected.ws.folder, translator.language)


def write_brief(path: Path, summary: Summary, collected: Collected, *, translator: Translator) -> Path:
    """Fill the template in. `E-TEMPLATE` says what is wrong with an edited one; `E-DISK`."""
    import docx.opc.exceptions
    import jinja2
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage

    source = template_path(collected, translator)
    template = DocxTemplate(str(source))

    def picture(judged: Judged) -> object:
        made = io.BytesIO(bar(judged.completion, judged.time_progress))
        return InlineImage(template, made, width=Mm(_BAR_MM)) if judged.completion is not None else ""

    about = facts(summary, collected, translator)
    try:
        template.init_docx()
        about["goals"] = [
            _goal(judged, collected, translator, picture(judged)) for judged in _judged(summary, collected)
        ]
        about["trends"] = [
            _course(trend, collected, translator, template)
            for trend in trends(collected, summary.period, node=summary.node, kinds=summary.kinds)
            if trend.moved
        ]
        template.render(
            about, jinja_env=jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        )
    except (jinja2.TemplateError, docx.opc.exceptions.PackageNotFoundError, KeyError, ValueError) as failure:
        raise YuebaoError("E-TEMPLATE", detail=f"{source.name}: {failure}", where=str(source)) from failure
    with whole(path) as beside:
        template.save(str(beside))
    return path


def facts(summary: Summary, collected: Collected, translator: Translator) -> dict[str, Any]:
    """Everything the template may name, but for targets (`goals`) and `trends`, which carry pictures."""
    pack = collected.index.pack
    month = str(Period(parse_period(summary.period).end, 1))
    found = matrix(collected.ws, month)
    names = {unit.unit: unit.name for unit in found.units}
    verdicts = Counter(judged.verdict for judged in _judged(summary, collected))
    measured = sum(verdicts[verdict] for verdict in _MEASURED)
    return {
        "title": translator.pick(pack.title, pack.title_en),
        "period": official.period_text(summary.period, translator),
        "month": official.period_text(month, translator),
        "node": official.node_of(summary, collected.index, translator),
        "authority": pack.authority,
        "basis": "；".join(f"{b.document}{b.clause or ''}" for b in pack.basis),
        "date": official.day_text(collected.ws.clock().date().isoformat(), translator),
        "expected": found.expected,
        "reported": found.reported,
        "rate": f"{100 * found.reported / found.expected:.1f}" if found.expected else "—",
        "missing": _joined([names[code] for code in found.missing], translator),
        "incomplete": _joined([names[code] for code in found.incomplete], translator),
        "late": _joined([u.name for u in found.units if u.reported and u.late_days], translator),
        "verdicts": {verdict.name.lower(): verdicts[verdict] for verdict in Verdict} | {"measured": measured},
        "unmeasured": verdicts.total() - measured,
        "gaps": _gaps(summary, collected, translator),
        "adjustments": _adjustments(summary, collected),
        "rosters": {form: _roster(summary, collected, translator, form) for form in collected.index.forms},
    }


def _joined(words: Strings, translator: Translator) -> str:
    return (", " if translator.language == "en" else "、").join(words)


def _judged(summary: Summary, collected: Collected) -> tuple[Judged, ...]:
    return judged_targets(collected, summary.period)


def _goal(judged: Judged, collected: Collected, translator: Translator, picture: object) -> Goal:
    target = judged.target
    form = collected.index.forms.get(target.form or "")
    cell = form.cell(target.row or "", target.column or "") if form else None
    return Goal(
        indicator=target.indicator,
        source=f"{target.document}{target.clause}",
        goal=official.goal_text(target, translator),
        year=str(target.target_year or ""),
        value=to_text(judged.value) or "",
        measure=(cell.spec.measure or "") if cell else "",
        measured=judged.verdict in _MEASURED,
        completion=to_text(judged.completion) or "",
        time=to_text(judged.time_progress) or "",
        verdict=translator.text(VERDICT_WORDS[judged.verdict]),
        bar=picture,
    )


def _course(trend: Trend, collected: Collected, translator: Translator, template: object) -> Course:
    """The latest figure, its change against the one before, and the chart of its months."""
    cell = trend.cell(collected)
    title, measure = translator.pick(cell.row.title, cell.row.title_en), cell.spec.measure or ""
    before, now = trend.months[-2].value, trend.months[-1].value
    plot = Plot(
        title=measured(title, measure, translator),
        words=shortened([point.period for point in trend.months]),
        figures=tuple(point.value for point in trend.months),
    )
    return Course(
        title=title,
        measure=measure,
        value=f"{now:f}",
        change=f"{now - before:+f}",
        chart=WordChart(template, plot),
    )


def _gaps(summary: Summary, collected: Collected, translator: Translator) -> list[dict[str, str]]:
    """Units that are missing in a total with their forms; those that miss the same forms stand together."""
    found: dict[str, list[str]] = {}
    for total in summary.forms:
        for code in total.missing:
            found.setdefault(code, []).append(total.form)
    alike: dict[tuple[str, ...], list[str]] = {}
    for code, forms in found.items():
        alike.setdefault(tuple(forms), []).append(collected.index.unit(code).name)
    return [
        {"unit": _joined(units, translator), "forms": _joined(forms, translator)}
        for forms, units in alike.items()
    ]


def _adjustments(summary: Summary, collected: Collected) -> list[dict[str, str]]:
    return [
        {
            "unit": collected.index.unit(made.unit).name,
            "form": total.form,
            "row": made.row,
            "column": made.column,
            "difference": made.difference,
            "reason": made.reason,
        }
        for total in summary.forms
        for made in total.adjustments
    ]


def _roster(summary: Summary, collected: Collected, translator: Translator, form_id: str) -> RosterTable:
    """A roster's lines; empty where it is not due in the period, so that a template need not ask."""
    total: FormTotal | None = next((t for t in summary.forms if t.form == form_id), None)
    form = collected.index.form(form_id).form
    if total is None or not form.fields:
        return RosterTable(title=official.heading(form, translator))
    pack = collected.index.pack
    return RosterTable(
        title=official.heading(form, translator),
        heads={field.id: field_title(field, translator) for field in form.fields},
        lines=[
            {field.id: field_text(pack, field, line.get(field.id), translator) for field in form.fields}
            for line in roster_lines(summary, total, collected)
        ],
    )
