"""What version 1 wrote must be readable for ever: a region's database and every kind of bundle in its archive."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from sync.desk.collected import Collected
from sync.desk.matrix import matrix
from sync.desk.summary import summarise
from sync.rebuild import rebuild
from sync.verifying import verify_file
from sync.workspace import Workspace

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "region" / "v1.zip"


def clock():
    return dt.datetime(2026, 11, 9, tzinfo=dt.UTC)


@pytest.fixture
def region(tmp_path):
    with zipfile.ZipFile(GOLDEN) as archive:
        archive.extractall(tmp_path)
    with Workspace.open(tmp_path / "region", clock, read_only=True) as ws:
        yield ws


def test_the_database_of_version_1_is_read(region):
    found = matrix(region, "2026-10")
    assert {row.unit: dict(row.forms) for row in found.units}["T1"] == {"MY-01": "received"}
    assert {row.unit: dict(row.forms) for row in matrix(region, "2026-09").units}["T1"]["MY-01"] == "accepted"
    total = summarise(Collected(region), "2026-10", forms=["MY-01"]).forms[0]
    assert total.cells["01"]["m"] == "125"
    assert (total.cells["04"]["m"], total.cells["04"]["ytd"]) == ("0", "12")


def test_the_archive_of_version_1_gives_the_same_store(region, tmp_path):
    report = rebuild(region, tmp_path / "again.db")
    assert report.differences == ()
    assert report.revisions == 3


def test_every_bundle_of_version_1_verifies(region):
    kinds = {verify_file(file).kind for file in (region.folder / "archive").glob("*.ybz")}
    assert {"task", "enrolment", "submission", "reply"} <= kinds


def test_the_task_bundle_of_version_1_leads_back_to_its_root(region, tmp_path):
    root = (tmp_path / "root.txt").read_text()
    files = [verify_file(file, root) for file in (region.folder / "archive").glob("*.ybz")]
    assert any(found.kind == "task" and found.trusted for found in files)
