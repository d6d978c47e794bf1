"""Blank forms go out as workbooks and come back without loss."""

from __future__ import annotations

import pytest
from programs import convert, load, needs_office

import resources
from forms.calendar import asked, is_respondent, own_period
from forms.evaluation import Evaluation, Inputs
from forms.index import PackIndex, Position
from forms.intake.readers import read_filling
from forms.loader import load_pack
from forms.messages import Translator
from forms.past import NoPast
from forms.period import parse_period
from forms.program import Program
from forms.values import parse_entry
from sync.office.freezing import frozen_content
from sync.outputs.template import Wish, write_template

PACK = load_pack(resources.path("packs", "shuangchuang"))
INDEX = PackIndex(PACK)
PROGRAM = Program(INDEX)
UNIT = INDEX.unit("540100")
MONTH = parse_period("2021-12")
FORMS = [f for f in PACK.forms if is_respondent(f, UNIT, own_period(f, MONTH))]


def written(path, form_id, language="zh"):
    form = INDEX.form(form_id)
    wish = Wish(form=form, unit=UNIT, period=own_period(form.form, MONTH))
    return form, write_template(path, PACK, PROGRAM, wish, Translator(language))


def sample(spec, number):
    match str(spec.type):
        case "integer":
            return str(number)
        case "number":
            places = spec.places if spec.decimals is not None else 2
            return f"{number}.{'5' * places}" if places else str(number)
        case "choice":
            return spec.choices[number % len(spec.choices)].title
        case "yesno":
            return "是"
        case "date":
            return "2021-12-03"
        case "month":
            return "2021-11"
        case "uscc":
            return "91540100MA0000020A"
        case _:
            return f"文本{number}" if number % 3 else "བོད་ཡིག"


def as_typed(text, spec):
    return float(text) if spec.type.numeric else text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form_id", [f.id for f in PACK.forms])
def test_a_blank_form_holds_nothing_but_what_is_not_asked(tmp_path, form_id, language):
    form, path = written(tmp_path / f"{form_id}.xlsx", form_id, language)
    filling = read_filling(form, path)
    assert filling.unrecognised == ()
    assert filling.rows == ()
    assert set(filling.cells.values()) <= {"—"}


def entered(form):
    period = own_period(form.form, MONTH)
    return [
        p
        for p, cell in form.cells.items()
        if asked(form.form, cell.row, cell.column, UNIT, period)
        and PROGRAM.slots[cell.form, *p] not in PROGRAM.step_of
    ]


@pytest.mark.parametrize("form_id", [f.id for f in FORMS if f.rows])
def test_a_table_filled_in_comes_back_exactly(tmp_path, form_id):
    form, path = written(tmp_path / f"{form_id}.xlsx", form_id)
    texts = {p: sample(form.cells[p].spec, n) for n, p in enumerate(entered(form))}
    type_in(path, form, texts)
    filling = read_filling(form, path)
    assert filling.unrecognised == ()
    assert filling.converted == ()
    for position, text in texts.items():
        spec = form.cells[position].spec
        assert parse_entry(filling.cells[position], spec).value == parse_entry(text, spec).value


def type_in(path, form, texts):
    book = load(path)
    sheet = book[form.form.id]
    heading = next(n for n in range(8, 14) if sheet.cell(n, 3).value == form.form.rows[0].id)
    lines = {row.id: heading + n for n, row in enumerate(form.form.rows)}
    columns = {column.id: 4 + n for n, column in enumerate(form.form.columns)}
    for (row, column), text in texts.items():
        cell = sheet.cell(lines[row], columns[column])
        assert not cell.protection.locked
        cell.value = as_typed(text, form.cells[Position(row, column)].spec)
    book.save(path)
    return lines, columns


@pytest.mark.parametrize("form_id", [f.id for f in FORMS if f.fields])
def test_a_roster_filled_in_comes_back_exactly(tmp_path, form_id):
    form, path = written(tmp_path / f"{form_id}.xlsx", form_id)
    book = load(path)
    sheet = book[form_id]
    computed = {c.field for c in PROGRAM.line_calculations if c.form == form_id}
    fields = [f for f in form.form.fields if f.id not in computed]
    places = {f.id: n for n, f in enumerate(form.form.fields, 1)}
    top = next(
        n
        for n in range(5, 25)
        if sheet.cell(n, 1).fill.fgColor.rgb == "FFE8EEF4"
        and sheet.cell(n, 1).alignment.horizontal == "center"
    )
    lines = [
        {f.id: sample(form.field_specs[f.id], n + 3 * k) for n, f in enumerate(fields)} for k in range(3)
    ]
    for number, line in enumerate(lines, top + 1):
        for name, text in line.items():
            sheet.cell(number, places[name]).value = as_typed(text, form.field_specs[name])
    book.save(path)
    filling = read_filling(form, path)
    assert filling.unrecognised == ()
    assert len(filling.rows) == len(lines)
    for found, line in zip(filling.rows, lines, strict=True):
        for name, text in line.items():
            spec = form.field_specs[name]
            assert parse_entry(found[name], spec).value == parse_entry(text, spec).value


@needs_office
def test_formulas_give_what_the_program_computes(tmp_path):
    """SC-02 and SC-09 typed in by hand and recalculated by LibreOffice."""
    form, path = written(tmp_path / "SC-02.xlsx", "SC-02")
    texts = {p: sample(form.cells[p].spec, n) for n, p in enumerate(entered(form)) if n % 4}
    lines, columns = type_in(path, form, texts)
    sheet = load(path)["SC-02"]
    found = load(convert(path, "xlsx", tmp_path / "office"), data_only=True)["SC-02"]
    values = {p: parse_entry(t, form.cells[p].spec).value for p, t in texts.items()}
    evaluation = Evaluation(PROGRAM, UNIT, MONTH, {"SC-02": Inputs(values)}, NoPast())
    content = frozen_content(evaluation, form)
    compared = 0
    for row, line in lines.items():
        for column, place in columns.items():
            if str(sheet.cell(line, place).value).startswith("="):
                ours = content.cell(row, column)
                shown = found.cell(line, place).value
                assert (None if shown in (None, "") else float(shown)) == (
                    None if ours is None else float(ours)
                )
                compared += 1
    assert compared >= 20


def test_choices_are_lists_and_heads_have_comments(tmp_path):
    _, path = written(tmp_path / "SC-02A.xlsx", "SC-02A")
    book = load(path)
    kinds = {rule.type for rule in book["SC-02A"].data_validations.dataValidation}
    assert {"list", "custom"} <= kinds
    assert book["_lists"].sheet_state == "hidden"
    assert sum(cell.comment is not None for line in book["SC-02A"].iter_rows() for cell in line) == 18
    assert book["SC-02A"].protection.sheet
