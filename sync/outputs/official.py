"""The words around a form as the official layout wants them: title, box, captions, foot (peers: form layout).

A form without 批准文号 prints 工作报表 and the document it rests on, never a made-up number (product.md, rule 11).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forms.definition import FormDef, PackDef, TargetDef, UnitDef
from forms.index import PackIndex
from forms.messages import Translator
from forms.period import Frequency, parse_period
from forms.report import Cover
from forms.values import to_text
from sync.desk.scope import node_title

if TYPE_CHECKING:
    from sync.desk.summary import Summary

Pair = tuple[str, str]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WORKING = "Working report"
_GOALS = {"cumulative": "in all {goal}", "range": "{goal} at least", "=": "{goal}"}


def period_text(period: str, translator: Translator) -> str:
    """2026年10月, 2026年第4季度, 2026年上半年, 2026年; in English October 2026, Q4 2026, H1 2026, 2026."""
    parsed = parse_period(period)
    year, month = parsed.year, parsed.month
    if translator.language == "en":
        match parsed.frequency:
            case Frequency.MONTH:
                return f"{_MONTHS[month - 1]} {year}"
            case Frequency.QUARTER:
                return f"Q{month // 3} {year}"
            case Frequency.HALF:
                return f"H{month // 6} {year}"
            case Frequency.YEAR:
                return str(year)
    match parsed.frequency:
        case Frequency.MONTH:
            return f"{year}年{month}月"
        case Frequency.QUARTER:
            return f"{year}年第{month // 3}季度"
        case Frequency.HALF:
            return f"{year}年{'上半年' if month <= 6 else '下半年'}"  # noqa: PLR2004 - June ends the first half
        case Frequency.YEAR:
            return f"{year}年"


def box(pack: PackDef, form: FormDef, translator: Translator) -> tuple[Pair, ...]:
    """法定标识 at the top right: label and value, one pair a line."""
    text = translator.text
    lines = [(text("Form no."), form.id), (text("Issued by"), pack.authority)]
    if pack.approval:
        lines.append((text("Approval no."), pack.approval))
    else:
        first = next(iter(pack.basis), None)
        clause = f"{first.document}{first.clause or ''}" if first else ""
        lines += [(text("Kind"), text(_WORKING)), (text("Basis"), clause)]
    if pack.valid_until:
        lines.append((text("Valid until"), until_text(pack.valid_until, translator)))
    return tuple(lines)


def node_of(summary: Summary, index: PackIndex, translator: Translator) -> str:
    """Whose figures a summary holds, as it stands on paper."""
    return node_title(index, summary.node, summary.kinds, translator)


def until_text(until: str, translator: Translator) -> str:
    """有效期至 as it is printed; a text of another shape stays as it stands."""
    year, _, month = until.partition("-")
    if not (year.isdigit() and month.isdigit()):
        return until
    return period_text(f"{year}-{month}", translator)


def heading(form: FormDef, translator: Translator) -> str:
    """The form's title."""
    return translator.pick(form.title, form.title_en)


def reporter(unit: UnitDef, translator: Translator) -> tuple[Pair, ...]:
    """Who reports, at the top left."""
    return ((translator.text("Reporting unit"), unit.name), (translator.text("Unit code"), unit.code))


def foot(cover: Cover, translator: Translator) -> tuple[Pair, ...]:
    """The signatures' line, with room to write where nothing was filled in."""
    text = translator.text
    return (
        (text("Head of unit"), cover.head),
        (text("Head of statistics"), cover.statistician),
        (text("Prepared by"), cover.preparer),
        (text("Telephone"), cover.phone),
        (text("Date of report"), day_text(cover.date, translator)),
    )


def day_text(day: str, translator: Translator) -> str:
    """2026年11月3日; what is no date stays as it was written."""
    parts = day.split("-")
    if (
        translator.language == "en"
        or [len(p) for p in parts] != [4, 2, 2]
        or not all(map(str.isdigit, parts))
    ):
        return day
    return f"{parts[0]}年{int(parts[1])}月{int(parts[2])}日"


def one_measure(form: FormDef) -> str | None:
    """The measure of the whole form, where all its rows share one."""
    measures = {row.measure for row in form.rows}
    return next(iter(measures)) if len(measures) == 1 else None


def names(units: Sequence[UnitDef], separator: str = "、") -> str:
    """Units by name, in one text."""
    return separator.join(unit.name for unit in units)


def goal_text(target: TargetDef, translator: Translator) -> str:
    """What a target demands, in words where a sign would not do; empty where it states no value."""
    if target.target is None:
        return ""
    figure = f"{to_text(target.target)}"
    word = _GOALS.get(target.comparator)
    if word is None:
        return f"{target.comparator}{figure}"
    return translator.text(word, goal=figure)
