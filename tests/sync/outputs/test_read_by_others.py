"""What goes out is read by the programs it is made for: frictionless, pysdmx, fastparquet."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import BytesIO

import pytest

from forms.messages import Translator
from sync.outputs import sdmx, write_summary
from sync.outputs.export import export
from sync.outputs.observations import held_reports, observations

ZH = Translator("zh")
PERIOD = "2021-03"


@pytest.fixture
def package(collected, tmp_path):
    """A data package of the month, as its folder."""
    export(collected, PERIOD, "datapackage", tmp_path, ZH)
    return tmp_path


def problems(folder):
    """The kinds of problem that frictionless finds."""
    from frictionless import validate

    return {kind for (kind,) in validate(str(folder / "datapackage.json")).flatten(["type"])}


def test_frictionless_finds_nothing_wrong(package):
    assert problems(package) == set()


def test_frictionless_would_have_told(package):
    damages = (
        ("reports", "540100,", "540199,", "a unit that is not listed"),
        ("observations", ",zero,", ",none,", "a state that is not listed"),
        ("observations", ",value,", ",value,x", "a figure that is none"),
    )
    for table, old, new, _ in damages:
        file = package / f"{table}.csv"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert {"foreign-key", "constraint-error", "type-error"} <= problems(package)


def test_pysdmx_reads_every_observation(collected, tmp_path):
    from pysdmx.io import read_sdmx

    (path,) = export(collected, PERIOD, "sdmx-csv", tmp_path, ZH)
    (dataset,) = read_sdmx(path).data
    assert dataset.short_urn == "Dataflow=YUEBAO:SHUANGCHUANG(2021.1.0)"
    ours = {
        (o.held.unit.code, o.cell.form, sdmx.code(o.cell.row.id), sdmx.code(o.cell.column.id)): o.text or ""
        for held in held_reports(collected, PERIOD)
        if held.form.is_table
        for o in observations(held)
        if o.cell.spec.type.numeric
    }
    read = dataset.data.fillna("").astype(str)
    places = zip(*(read[name] for name in ("REF_AREA", "FORM", "INDICATOR", "COLUMN")), strict=True)
    theirs = dict(zip(places, read["OBS_VALUE"], strict=True))
    assert {place: theirs[place] for place in ours} == ours


def test_parquet_read_by_another_library_holds_the_lines_of_the_csv(collected, summary, tmp_path):
    import fastparquet
    import pandas as pd

    write_summary(tmp_path / "t.csv", summary, collected, columns=None, translator=ZH)
    out = write_summary(tmp_path / "t.parquet", summary, collected, columns=None, translator=ZH)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    frame = fastparquet.ParquetFile(BytesIO(out.read_bytes())).to_pandas()
    assert frame.drop(columns="figure").astype(str).to_dict("records") == lines
    for figure, total in zip(frame["figure"], frame["total"], strict=True):
        assert pd.isna(figure) or figure == pytest.approx(float(total), rel=1e-12)
    exact = pd.read_parquet(out)["figure"].dropna()
    assert {type(figure) for figure in exact} == {Decimal}
    figures = [line["total"] for line in lines if line["total"].lstrip("-").replace(".", "", 1).isdigit()]
    assert exact.sum() == sum(map(Decimal, figures))
