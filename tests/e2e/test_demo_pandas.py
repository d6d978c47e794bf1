"""The region's totals once more, with pandas from the raw JSON of its archive: nothing of `forms` computes here.

What counts is decided by the formats alone: signed by a key that a register names, not replaced by a later revision,
of a unit that stands in no other one (units.csv). Only what the program itself says (`summarise`) is then compared.
"""

import base64
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "resources" / "packs" / "shuangchuang"
ADDED = {"flow", "stock", "to-date"}
BASE = "2021-01"
QUARTER = "2021-03"


# --- the archive ------------------------------------------------------------------------------------


def opened(data: bytes):
    """Every bundle in these bytes, leaves included: its files by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    yield files
    for name, inner in files.items():
        if name.startswith("leaves/"):
            yield from opened(inner)


def bundles(archive: Path) -> list[dict[str, bytes]]:
    return [files for path in sorted(archive.glob("*.ybz")) for files in opened(path.read_bytes())]


def registered(found) -> set[str]:
    """The key ids in the last register of every keeper."""
    last: dict[str, dict] = {}
    for files in found:
        for name, data in files.items():
            if name.startswith("register/"):
                signed = register_of(json.loads(data))
                if signed["version"] >= last.get(signed["unit"], {"version": 0})["version"]:
                    last[signed["unit"]] = signed
    return {key["keyid"] for register in last.values() for key in register["keys"]}


def register_of(envelope: dict) -> dict:
    """The signed part, however it is wrapped."""
    if "payload" in envelope:
        return json.loads(base64.b64decode(envelope["payload"]))
    return envelope["signed"]


def revisions(found) -> dict[str, dict]:
    """Revisions by id, of bundles that a registered key signed."""
    known = registered(found)
    return {
        name.removeprefix("revisions/").removesuffix(".json"): json.loads(data)
        for files in found
        if signers(files) <= known
        for name, data in files.items()
        if name.startswith("revisions/")
    }


def signers(files) -> set[str]:
    return {one["keyid"] for one in json.loads(files["signatures.json"])["signatures"]}


def standing(every: dict[str, dict]) -> list[dict]:
    """One revision a report: the one that no other replaces; a report with two of them counts for nothing."""
    replaced = {parent for revision in every.values() for parent in revision["parents"]}
    heads: dict[tuple[str, str, str], list[dict]] = {}
    for name, revision in every.items():
        if name not in replaced:
            heads.setdefault((revision["unit"], revision["form"], revision["period"]), []).append(revision)
    return [found[0] for found in heads.values() if len(found) == 1]


# --- the pack ---------------------------------------------------------------------------------------


def additive() -> pd.DataFrame:
    """Form, row and column of every cell that adds up over units, from the pack's own files."""
    found = []
    for path in sorted((PACK / "forms").glob("*.yaml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in form.get("rows") or ():
            found += [(form["id"], row["id"], c["id"]) for c in form["columns"] if is_additive(row, c)]
    return pd.DataFrame(found, columns=["form", "row", "column"])


def is_additive(row: dict, column: dict) -> bool:
    kind = column.get("type") or row.get("type") or "number"
    nature = column.get("nature") or row.get("nature") or "flow"
    applies = (row.get("applies") or {}).get(column["id"], True)
    derived = column.get("derive") in ("target", "progress")
    return kind in ("number", "integer") and nature in ADDED and bool(applies) and not derived


def added_units() -> set[str]:
    """Units whose figures are in no other unit's: everything but what lies inside a prefecture."""
    units = pd.read_csv(PACK / "units.csv", dtype=str)
    return set(units.loc[(units["inside"] != "yes") & units["parent"].notna(), "code"])


# --- figures ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(demo) -> list[dict]:
    return standing(revisions(bundles(Path(demo.region) / "archive")))


@pytest.fixture(scope="module")
def totals(reports) -> pd.Series:
    """The sum of every cell over the units that are added, by period, form, row and column."""
    added = added_units()
    lines = [
        (r["period"], r["form"], row, column, Decimal(text))
        for r in reports
        if r["unit"] in added
        for row, cells in r["cells"].items()
        for column, text in cells.items()
        if is_figure(text)
    ]
    table = pd.DataFrame(lines, columns=["period", "form", "row", "column", "figure"])
    wanted = table.merge(additive(), on=["form", "row", "column"])
    return wanted.groupby(["period", "form", "row", "column"])["figure"].agg(
        lambda figures: sum(figures, Decimal(0))
    )


def is_figure(text: str | None) -> bool:
    return text is not None and text.lstrip("-").replace(".", "", 1).isdecimal()


@pytest.fixture(scope="module")
def rosters(reports) -> pd.DataFrame:
    """Every line of the added units' rosters."""
    added = added_units()
    return pd.DataFrame(
        [
            {"_period": r["period"], "_form": r["form"], **line}
            for r in reports
            if r["unit"] in added
            for line in r["rows"]
        ]
    )


@pytest.fixture(scope="module")
def summaries(demo):
    import datetime as dt

    from sync.desk.collected import Collected
    from sync.desk.summary import summarise
    from sync.workspace import Workspace

    with Workspace.open(Path(demo.region), lambda: dt.datetime.now(dt.UTC), read_only=True) as ws:
        collected = Collected(ws)
        yield {period: summarise(collected, period) for period in demo.periods}


def test_every_unit_is_in_the_archive_also_those_that_report_to_a_city(reports):
    units = pd.read_csv(PACK / "units.csv", dtype=str)
    reported = {r["unit"] for r in reports if r["period"] == BASE}
    assert reported == set(units.loc[units["parent"].notna(), "code"])


# --- comparisons ------------------------------------------------------------------------------------


def test_every_additive_cell_of_every_month_is_what_summary_says(demo, totals, summaries):
    wanted = set(additive().itertuples(index=False, name=None))
    compared = 0
    for period, summary in summaries.items():
        for form in summary.forms:
            for row, cells in form.cells.items():
                for column, text in cells.items():
                    if (form.form, row, column) not in wanted:
                        continue
                    own = totals.get((form.period, form.form, row, column))
                    said = Decimal(text) if is_figure(text) else None
                    assert said == own, (period, form.form, row, column)
                    compared += own is not None
    assert compared > 1500
    assert compared == len(totals)


def test_rosters_have_as_many_lines_as_summary_counts(rosters, summaries):
    counted = rosters.groupby(["_period", "_form"]).size()
    for summary in summaries.values():
        for form in summary.forms:
            if not form.cells:
                assert form.lines == counted.get((form.period, form.form), 0)
    assert counted[BASE, "SC-02A"] == 138


PUBLISHED = {
    "B-01": ("1", [("SC-05", "05.01", "joint")], BASE),
    "B-02": ("1", [("SC-06", "06.13.3", "m")], BASE),
    "B-03": ("4", [("SC-06", "06.12.1", "m")], BASE),
    "B-04": ("7", [("SC-05", "05.05", "national")], BASE),
    "B-05": ("37", [("SC-05", "05.01", "regional"), ("SC-05", "05.03", "regional")], BASE),
    "B-06": ("4", [("SC-05", "05.04", "regional")], BASE),
    "B-07": ("3", [("SC-01", "01.02", "end")], BASE),
    "B-08": ("1", [("SC-06", "06.13.4", "m")], BASE),
    "B-09": ("2", [("SC-06", "06.12.2", "m")], BASE),
    "B-17": ("3", [("SC-05", "05.06", "total")], BASE),
    "B-18": ("10519", [("SC-08", "08.02", "m")], BASE),
    "B-28": ("87", [("SC-04", "04.01", "end")], BASE),
    "B-30": ("25", [("SC-04", "04.04", "end")], QUARTER),
    "B-31": ("211", [("SC-04", "04.05", "end")], BASE),
    "B-32": ("49.01", [("SC-04", "04.06", "end")], QUARTER),
    "B-33": ("2", [("SC-06", "06.16.1", "m")], QUARTER),
    "B-34": ("2", [("SC-02", "02.02", "national")], BASE),
    "B-35": ("138", [("SC-02", "02.10", "total")], BASE),
    "B-36": ("19", [("SC-02", "02.10", "national")], BASE),
    "B-37": ("30", [("SC-02", "02.10", "regional")], BASE),
    "B-38": ("2691", [("SC-02", "02.12", "total")], BASE),
    "B-39": ("24200", [("SC-02", "02.13", "total")], BASE),
    "B-40": ("3", [("SC-07", "07.03", "m")], BASE),
    "B-41": ("115", [("SC-07", "07.01", "m")], BASE),
    "B-42": ("1.88", [("SC-07", "07.02", "m")], BASE),
    "B-48": ("1", [("SC-06", "06.13.2", "m")], BASE),
    "B-54": ("87", [("SC-01", "01.17", "end")], BASE),
    "B-55": ("211", [("SC-01", "01.18", "end")], BASE),
}
"""Copied from the sources' table of baselines, not from the program."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_figure_is_the_total_of_the_archive(name, totals):
    figure, cells, period = PUBLISHED[name]
    assert sum((totals[(period, *cell)] for cell in cells), Decimal(0)) == Decimal(figure)


def test_the_revenue_of_high_tech_enterprises_stands_in_their_roster(rosters):
    lines = rosters[(rosters["_form"] == "SC-04A") & (rosters["_period"] == BASE)]
    high = lines[lines["kind"] == "C-80"]
    revenue = high["revenue"].dropna().map(Decimal)
    assert len(high) == 87
    assert sum(revenue, Decimal(0)) == Decimal("248.37")
    assert (revenue >= 1).sum() == 25


def test_the_program_compares_the_same_figures(demo):
    assert {one.id for one in demo.published} == {*PUBLISHED, "B-29"}
    assert all(one.equal for one in demo.published)
