"""审核关系 of a form as its printed page lists them: in statisticians' notation, with level and sentence."""

from __future__ import annotations

from forms.definition import CheckDef, FormDef, Level
from forms.formula.parser import parse
from forms.formula.relation import relation
from forms.messages import Translator

LEVELS = {Level.ERROR: "must hold", Level.WARNING: "explain if not", Level.HINT: "hint"}


def relations_of(form: FormDef, translator: Translator) -> tuple[str, ...]:
    """Every check of the form; columns by the numbers they are printed with."""
    rows = tuple(row.id for row in form.rows)
    columns = {column.id: str(number) for number, column in enumerate(form.columns, 1)}
    return tuple(_relation(check, rows, columns, translator) for check in form.checks)


def _relation(check: CheckDef, rows: tuple[str, ...], columns: dict[str, str], translator: Translator) -> str:
    said = relation(parse(check.formula), rows, columns)
    level = translator.text(LEVELS[check.level])
    message = translator.pick(check.message, check.message_en)
    if translator.language == "en":
        return f"{said}  [{level}] {message} ({check.id})"
    return f"{said}　【{level}】{message}（{check.id}）"
