"""The folder for the stick, used as a clerk uses it: `make frozen` builds it first, and so does CI."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.packaging import bare
from tests.window import screen

ROOT = Path(__file__).parents[2]
SUFFIX = ".exe" if sys.platform == "win32" else ""
MOST_MB = {"clerk": 160, "full": 330}
EDITION = os.environ.get("YUEBAO_EDITION", "clerk")
BUILT = os.environ.get("YUEBAO_FOLDER", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not BUILT, reason="no folder was built: make frozen"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What `pyinstaller build.spec` made, where the build tree is out of reach."""
    stick = tmp_path_factory.mktemp("stick") / "双创 月报"
    shutil.copytree(ROOT / BUILT, stick, symlinks=True)
    return stick


@pytest.fixture(scope="module")
def region(folder, tmp_path_factory):
    """A small region, made by the frozen program with processes of its own."""
    to = tmp_path_factory.mktemp("demo") / "示例"
    run(folder, "yuebao", "demo", "--to", str(to), "--units", "2", "--months", "1")
    return to / "region"


def run(folder, program, *words, code=0, **more):
    """One of the two programs, as if no Python and no display were on the machine."""
    kept = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", **more}
    command = [str(folder / f"{program}{SUFFIX}"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=300)
    assert done.returncode == code, done.stdout.decode(errors="replace") + done.stderr.decode(
        errors="replace"
    )
    return done.stdout.decode()


def test_folder_is_two_programs_and_one_library_folder_without_links(folder):
    assert {entry.name for entry in folder.iterdir()} == {f"yuebao{SUFFIX}", f"yuebao-app{SUFFIX}", "lib"}
    assert not [entry for entry in folder.rglob("*") if entry.is_symlink()]


def test_folder_is_small_enough_for_any_stick(folder):
    megabytes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    assert megabytes < MOST_MB[EDITION]


@pytest.mark.skipif(EDITION == "full", reason="the full edition has pandas")
def test_clerks_edition_has_no_pandas_and_no_part_of_qt_that_nobody_sees(folder):
    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*")}
    parts = {"pandas", "numpy", "PIL", "tkinter", "QtQml", "QtQuick", "sqldrivers", "tls"}
    assert not [name for name in names if parts & set(name.replace(".", "/").split("/"))]


def test_all_that_is_shipped_is_there(folder):
    shipped = [f for f in (ROOT / "resources").rglob("*") if f.is_file() and f.suffix not in {".py", ".pyc"}]
    missing = [f for f in shipped if not (folder / "lib" / f.relative_to(ROOT)).is_file()]
    assert shipped
    assert not missing


def test_command_line_says_its_version_and_finds_the_shipped_pack(folder):
    assert run(folder, "yuebao", "version").startswith("yuebao/")
    assert "shuangchuang" in run(folder, "yuebao", "pack", "check", "shuangchuang")


def test_everything_works_with_only_the_libraries_that_the_guide_names(folder, tmp_path):
    """No shell, no Python, no fonts, no settings: the folder and what docs/building.md says a machine must have."""
    guide = (ROOT / "docs/building.md").read_text(encoding="utf-8")
    assert [name for name in bare.NAMED if f"`{name}`" not in guide] == []
    lacking = [*bare.missing(), *screen.missing()]
    if lacking:
        run(folder, "yuebao-app", "--self-test")
        pytest.skip(f"tried on this machine only: {', '.join(lacking)}")
    bare.make(tmp_path / "system")
    shutil.copytree(folder, tmp_path / "system/stick")
    with screen.screen(tmp_path) as shown:
        done = bare.run(tmp_path / "system", ["/stick/yuebao-app", "--self-test"], DISPLAY=shown["DISPLAY"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line[:8] for line in done.stdout.splitlines()] == ["ok      "] * 6


STARTS = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "docx": b"PK", "parquet": b"PAR1"}


def total(folder, region, file, code=0):
    words = ("summary", "--period", "2021-01", "--form", "SC-02", "--out", str(file))
    return json.loads(run(folder, "yuebao", "--json", "--workspace", str(region), *words, code=code))


@pytest.mark.parametrize("ending", [*STARTS][: None if EDITION == "full" else -1])
def test_totals_go_out_in_every_format(folder, region, tmp_path, ending):
    file = tmp_path / f"汇总.{ending}"
    total(folder, region, file)
    assert file.read_bytes().startswith(STARTS[ending])
    if STARTS[ending] == b"PK":
        assert zipfile.ZipFile(file).testzip() is None


@pytest.mark.skipif(EDITION == "full", reason="the full edition writes Parquet")
def test_clerks_edition_says_what_it_cannot_write(folder, region, tmp_path):
    told = total(folder, region, tmp_path / "汇总.parquet", code=2)
    assert [problem["code"] for problem in told["problems"]] == ["E-LIBRARY"]


def test_workspace_beside_the_programs_is_the_one_that_opens(folder, region):
    office = region.parent / "offices" / "540100"
    beside = folder / "workspace"
    shutil.copytree(office, beside)
    try:
        told = json.loads(run(folder, "yuebao", "--json", "status", "--period", "2021-01"))
    finally:
        shutil.rmtree(beside)
    assert told["result"]["unit"] == "540100"
