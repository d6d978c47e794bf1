"""The four states of a cell are the same four in every open format."""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest
from lxml import etree

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.period import parse_period
from sync.outputs import adx, sdmx
from sync.outputs.export import export
from sync.outputs.observations import State, held_reports, observations

ZH = Translator("zh")
PERIOD = "2021-03"
SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:ihe:qrph:adx:2015"
    targetNamespace="urn:ihe:qrph:adx:2015" elementFormDefault="qualified">
  <xs:complexType name="valueType">
    <xs:sequence minOccurs="0"><xs:element name="annotation"/></xs:sequence>
    <xs:attribute name="dataElement" use="required" type="xs:token"/>
    <xs:attribute name="value" use="required" type="xs:decimal"/>
    <xs:anyAttribute processContents="skip"/>
  </xs:complexType>
  <xs:simpleType name="periodType"><xs:restriction base="xs:token">
    <xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}/P[0-9]+M"/></xs:restriction></xs:simpleType>
  <xs:complexType name="groupType">
    <xs:sequence maxOccurs="unbounded"><xs:element name="dataValue" type="valueType"/></xs:sequence>
    <xs:attribute name="orgUnit" use="required" type="xs:token"/>
    <xs:attribute name="period" use="required" type="periodType"/>
    <xs:anyAttribute processContents="skip"/>
  </xs:complexType>
  <xs:complexType name="adxType">
    <xs:sequence maxOccurs="unbounded"><xs:element name="group" type="groupType"/></xs:sequence>
    <xs:attribute name="exported" use="required" type="xs:dateTime"/>
    <xs:anyAttribute processContents="skip"/>
  </xs:complexType>
  <xs:element name="adx" type="adxType"/>
</xs:schema>"""


@pytest.fixture(scope="module")
def seen(collected):
    return [o for held in held_reports(collected, PERIOD) if held.form.is_table for o in observations(held)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


def read(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_all_four_states_are_in_the_example(seen):
    assert {o.state for o in seen} == set(State)
    assert len({o.held.unit.code for o in seen}) > 12


def test_data_package(folder, collected, seen):
    files = export(collected, PERIOD, "datapackage", folder / "dp", ZH)
    package = json.loads(files[-1].read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    for resource in package["resources"]:
        lines = read(folder / "dp" / resource["path"])
        names = [f["name"] for f in resource["schema"]["fields"]]
        assert not lines or list(lines[0]) == names
        keys = [tuple(line[k] for k in resource["schema"]["primaryKey"]) for line in lines]
        assert len(set(keys)) == len(keys)
        assert (folder / "dp" / resource["path"]).stat().st_size == resource["bytes"]
    found = read(folder / "dp" / "observations.csv")
    assert Counter(line["state"] for line in found) == Counter(str(o.state) for o in seen)
    for line, o in zip(found, seen, strict=True):
        assert (line["row"], line["column"]) == tuple(o.cell.position)
        assert (line["figure"] or line["text"]) == (o.text or "")


def test_foreign_keys_lead_somewhere(folder, collected):
    export(collected, PERIOD, "datapackage", folder / "fk", ZH)
    package = json.loads((folder / "fk" / "datapackage.json").read_text(encoding="utf-8"))
    tables = {r["name"]: read(folder / "fk" / r["path"]) for r in package["resources"]}
    for resource in package["resources"]:
        for key in resource["schema"].get("foreignKeys", ()):
            there = {
                tuple(line[f] for f in key["reference"]["fields"])
                for line in tables[key["reference"]["resource"]]
            }
            here = {tuple(line[f] for f in key["fields"]) for line in tables[resource["name"]]}
            assert here <= there


def test_csv_has_the_same_lines(folder, collected, seen):
    files = export(collected, PERIOD, "csv", folder / "csv", ZH)
    names = {path.name for path in files}
    assert {"observations.csv", "reports.csv", "roster-sc-02a.csv", "roster-sc-12.csv"} <= names
    assert len(read(folder / "csv" / "observations.csv", "utf-8-sig")) == len(seen)


def test_sdmx(folder, collected, seen):
    (path,) = export(collected, PERIOD, "sdmx-csv", folder / "sdmx", ZH)
    lines = read(path)
    assert tuple(lines[0]) == sdmx.COLUMNS
    assert lines[0]["STRUCTURE_ID"] == "YUEBAO:SHUANGCHUANG(2021.1.0)"
    status = {State.VALUE: "A", State.ZERO: "A", State.BLANK: "O", State.NOT_APPLICABLE: "M"}
    for line, o in zip(lines, seen, strict=True):
        assert line["OBS_STATUS"] == status[o.state]
        assert (line["OBS_VALUE"] or line["COMMENT_OBS"]) == (o.text or "")
        assert line["INDICATOR"].replace("@", ".") == o.cell.row.id
    keys = [tuple(line[c] for c in sdmx.COLUMNS[3:9]) for line in lines]
    assert len(set(keys)) == len(keys)


def test_adx_against_its_schema(folder, collected, seen):
    (path,) = export(collected, PERIOD, "adx", folder / "adx", ZH)
    document = etree.parse(str(path))
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(document)
    root = document.getroot()
    name = "{urn:ihe:qrph:adx:2015}"
    figures = {
        (group.get("orgUnit"), value.get("dataElement")): value.get("value")
        for group in root.iter(f"{name}group")
        for value in group.iter(f"{name}dataValue")
    }
    expected = {
        (o.held.unit.code, f"{o.cell.form}.{o.cell.row.id}.{o.cell.column.id}"): o.text
        for o in seen
        if o.text is not None and o.cell.spec.type.numeric
    }
    assert figures == expected
    without = set((root.get("empty") or "").split())
    listed = {
        state: sum(len((group.get(state) or "").split()) for group in root.iter(f"{name}group"))
        for state in ("blank", "notApplicable")
    }
    shown = [o for o in seen if f"{o.held.unit.code}/{o.cell.form}" not in without]
    assert listed["blank"] == sum(o.state is State.BLANK for o in shown)
    assert listed["notApplicable"] == sum(o.state is State.NOT_APPLICABLE for o in shown)


@pytest.mark.parametrize(
    ("period", "time", "interval"),
    [
        ("2026-10", "2026-10", "2026-10-01/P1M"),
        ("2026Q4", "2026-Q4", "2026-10-01/P3M"),
        ("2026H1", "2026-S1", "2026-01-01/P6M"),
        ("2026", "2026", "2026-01-01/P12M"),
    ],
)
def test_periods(period, time, interval):
    assert sdmx.time_text(parse_period(period)) == time
    assert adx.period_text(parse_period(period)) == interval


def test_the_workbook_and_an_empty_period(folder, collected):
    (path,) = export(collected, PERIOD, "xlsx", folder / "x", ZH)
    assert path.name == "540000-2021-03.xlsx"
    with pytest.raises(YuebaoError) as nothing:
        export(collected, "2022-05", "csv", folder / "none", ZH)
    assert nothing.value.code == "E-EMPTY"
    assert not (folder / "none").exists()
