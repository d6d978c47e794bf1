"""What a template's cell accepts, as a spreadsheet's own validation, and what its head says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms.definition import CellType, ChoiceDef, ColumnDef, FieldDef, PackDef
from forms.index import choices_of
from forms.messages import Translator
from forms.values import CellSpec

_YES_NO = ("yes", "no")


@dataclass(slots=True)
class Lists:
    """Lists that cells choose from, each in a column of a hidden sheet; equal ones share it."""

    columns: dict[tuple[str, ...], int] = field(default_factory=dict)

    def source(self, texts: tuple[str, ...]) -> str:
        """The formula that names a list."""
        from xlsxwriter.utility import xl_col_to_name

        column = xl_col_to_name(self.columns.setdefault(texts, len(self.columns)))
        return f"=_lists!${column}$1:${column}${len(texts)}"

    def write(self, book: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
        """The hidden sheet; nothing where no cell chooses."""
        if not self.columns:
            return
        sheet = book.add_worksheet("_lists")
        for texts, column in self.columns.items():
            for line, text in enumerate(texts):
                sheet.write_string(line, column, text)
        sheet.hide()


def rule_for(
    spec: CellSpec,
    least: Decimal | None,
    most: Decimal | None,
    lists: Lists,
    place: tuple[int, int],
    translator: Translator,
) -> dict[str, object] | None:
    """The validation of a cell (its upper left one for a range); wrong entries warn, for the program decides."""
    text = translator.text
    about: dict[str, object] = {"error_type": "warning", "error_title": text("Please check")}
    if spec.type is CellType.CHOICE and spec.choices:
        titles = tuple(_title(choice, translator) for choice in spec.choices)
        return {
            **about,
            "validate": "list",
            "source": lists.source(titles),
            "error_message": text("Choose from the list."),
        }
    if spec.type is CellType.YESNO:
        titles = tuple(text(word) for word in _YES_NO)
        return {
            **about,
            "validate": "list",
            "source": lists.source(titles),
            "error_message": text("Choose from the list."),
        }
    if spec.type.numeric:
        said = limits_text(spec, least, most, translator)
        return {
            **about,
            "validate": "custom",
            "value": _numeric(spec, least, most, place),
            "error_message": said[:255],
        }
    if spec.type in (CellType.DATE, CellType.MONTH):
        shape = "2026-10-31" if spec.type is CellType.DATE else "2026-10"
        return {"validate": "any", "input_title": text("Date"), "input_message": shape}
    return None


def _title(choice: ChoiceDef, translator: Translator) -> str:
    return translator.pick(choice.title, choice.title_en)


def _numeric(spec: CellSpec, least: Decimal | None, most: Decimal | None, place: tuple[int, int]) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell = xl_rowcol_to_cell(*place)
    tests = [f"ISNUMBER({cell})"]
    if least is not None:
        tests.append(f"{cell}>={format(least, 'f')}")
    if most is not None:
        tests.append(f"{cell}<={format(most, 'f')}")
    tests.append(f"{cell}=ROUND({cell},{spec.places})")
    return f'=OR(AND({",".join(tests)}),{cell}="—")'


def limits_text(spec: CellSpec, least: Decimal | None, most: Decimal | None, translator: Translator) -> str:
    """What a figure must be, in a sentence."""
    text = translator.text
    parts = [text("a figure with at most {places} decimals", places=spec.places)]
    if least is not None:
        parts.append(f"≥ {format(least, 'f')}")
    if most is not None:
        parts.append(f"≤ {format(most, 'f')}")
    if spec.measure:
        parts.append(text("in {measure}", measure=spec.measure))
    return (", " if translator.language == "en" else "，").join(parts)


def comment_on(item: ColumnDef | FieldDef, pack: PackDef, translator: Translator) -> str:
    """The head's comment: name, measure, limits, list, remarks."""
    text = translator.text
    colon = ": " if translator.language == "en" else "："
    lines = [f"{translator.pick(item.title, item.title_en)} [{item.id}]"]
    if item.measure:
        lines.append(f"{text('Measure')}{colon}{item.measure}")
    if item.required:
        lines.append(text("must be filled in"))
    for sign, limit in (("≥", item.min), ("≤", item.max)):
        if limit is not None:
            lines.append(f"{sign} {format(limit, 'f')}")
    choices = choices_of(pack, item.list)
    if choices:
        lines.append("、".join(_title(choice, translator) for choice in choices[:30]))
    if item.note:
        lines.append(item.note)
    return "\n".join(lines)
