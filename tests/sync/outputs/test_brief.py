"""The brief comes from a template that the office may edit."""

from __future__ import annotations

import zlib
from decimal import Decimal

import docx
import pytest
from programs import convert, needs_office, needs_poppler, pdf_text

import resources
from forms.errors import YuebaoError
from forms.messages import Translator
from sync.desk.targets import judged_targets
from sync.outputs import write_summary
from sync.outputs.bar import HEIGHT, WIDTH, bar


@pytest.fixture
def own_folder(office):
    folder = office.folder / "templates"
    folder.mkdir(exist_ok=True)
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def texts_of(path):
    document = docx.Document(str(path))
    tables = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *tables])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_missing_units_problems_and_matters_are_in_it(tmp_path, summary, collected, language):
    path = write_summary(
        tmp_path / "b.docx", summary, collected, columns=None, translator=Translator(language)
    )
    text = texts_of(path)
    assert "那曲市" in text
    assert "{" not in text
    assert "载体消防验收" in text
    assert "540200-2021Q1-1" in text
    for judged in judged_targets(collected, "2021-03"):
        if judged.completion is not None:
            assert f"\n{judged.completion}\n" in text
    assert len(docx.Document(str(path)).inline_shapes) > 20


def test_the_office_may_edit_its_template(tmp_path, own_folder, summary, collected):
    document = docx.Document(str(resources.path("templates", "brief.zh.docx")))
    document.paragraphs[0].text = "我办自己的简报 {{ expected }}"
    document.save(str(own_folder / "brief.zh.docx"))
    path = write_summary(tmp_path / "b.docx", summary, collected, columns=None, translator=Translator("zh"))
    assert "我办自己的简报 38" in texts_of(path)


@pytest.mark.parametrize("mistake", ["{{ expekted }}", "{% if %}", "{{ title"])
def test_a_mistake_in_the_template_is_told(tmp_path, own_folder, summary, collected, mistake):
    document = docx.Document(str(resources.path("templates", "brief.zh.docx")))
    document.paragraphs[0].text = mistake
    document.save(str(own_folder / "brief.zh.docx"))
    with pytest.raises(YuebaoError) as refused:
        write_summary(tmp_path / "b.docx", summary, collected, columns=None, translator=Translator("zh"))
    assert refused.value.code == "E-TEMPLATE"
    assert not (tmp_path / "b.docx").exists()


def test_a_file_that_is_no_template_is_told(tmp_path, own_folder, summary, collected):
    (own_folder / "brief.zh.docx").write_bytes(b"no document")
    with pytest.raises(YuebaoError) as refused:
        write_summary(tmp_path / "b.docx", summary, collected, columns=None, translator=Translator("zh"))
    assert refused.value.code == "E-TEMPLATE"


@needs_office
@needs_poppler
def test_libreoffice_opens_it(tmp_path, summary, collected):
    path = write_summary(tmp_path / "b.docx", summary, collected, columns=None, translator=Translator("zh"))
    text = pdf_text(convert(path, "pdf", tmp_path / "office"))
    assert "一、报送情况" in text
    assert "97.4%" in text


def test_a_bar_is_filled_to_its_share():
    picture = bar(Decimal(50), None)
    raw = zlib.decompress(
        picture[picture.index(b"IDAT") + 4 :][: int.from_bytes(picture[picture.index(b"IDAT") - 4 :][:4])]
    )
    line = raw[5 * (1 + 3 * WIDTH) + 1 :][: 3 * WIDTH]
    colours = [line[n : n + 3] for n in range(0, len(line), 3)]
    assert len(raw) == HEIGHT * (1 + 3 * WIDTH)
    assert 110 < colours.count(b"\x3f\x7f\xb5") < 125
