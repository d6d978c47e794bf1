"""docs/formats/pack.md is true: its files are the golden pack, its tables are the code's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forms.definition import CalculationDef, CheckDef, ColumnDef, FieldDef, FormDef, RowDef
from forms.packs.messages import SENTENCES
from forms.packs.schema import TARGET, pack_schema
from forms.packs.sheets import COVER, SAMPLES, SHEETS, explanation, heading
from resources.i18n.__main__ import merged

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "formats" / "pack.md").read_text(encoding="utf-8")
MINIMAL = ROOT / "tests" / "golden" / "packs" / "minimal"
BLOCKS = dict(re.findall(r"^`([\w./-]+)`\n```\w+\n(.*?)```$", TEXT, re.DOTALL | re.MULTILINE))
CODES = dict(re.findall(r"^\| `(E-[A-Z-]+)` \| (.*) \|$", TEXT, re.MULTILINE))


def test_the_example_is_the_golden_pack():
    files = {
        str(path.relative_to(MINIMAL)): path.read_text(encoding="utf-8") for path in MINIMAL.rglob("*.*")
    }
    assert files == BLOCKS


def test_every_key_of_a_form_is_explained():
    told = set(re.findall(r"^\| `(\w+)` \| (?:form|column|row|field|calculation|check)", TEXT, re.MULTILINE))
    records = (FormDef, ColumnDef, RowDef, FieldDef, CalculationDef, CheckDef)
    assert told == {name for record in records for name in record.__struct_fields__}


def test_every_refusal_is_listed_with_its_sentence():
    assert {code: sentence.text for code, sentence in SENTENCES.items()} == CODES


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_has_its_chinese_with_the_same_parameters(code):
    catalogue = merged()
    for english in (SENTENCES[code].text, SENTENCES[code].advice):
        message = catalogue.get(english)
        assert message is not None
        assert message.string
        assert set(re.findall(r"{\w+}", message.string)) <= set(re.findall(r"{\w+}", english))


def test_sheets_are_named_and_every_column_explained():
    names = [COVER, *(sheet.name for sheet in SHEETS), SAMPLES]
    assert " ".join(names) in TEXT
    for sheet in SHEETS:
        for column in sheet.columns:
            assert heading(column).endswith(f"\n{column}")
            assert explanation(column)


def test_the_schema_is_current():
    assert TARGET.read_text(encoding="utf-8") == pack_schema()
