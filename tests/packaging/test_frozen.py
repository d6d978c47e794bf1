"""The folder for the stick, built and used as a clerk uses it; minutes of work, so only where it is asked for."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUFFIX = ".exe" if sys.platform == "win32" else ""
MOST_MB = {"clerk": 160, "full": 300}
EDITION = os.environ.get("YUEBAO_EDITION", "clerk")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(os.environ.get("YUEBAO_BUILD") != "1", reason="builds for minutes: YUEBAO_BUILD=1"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What `pyinstaller build.spec` makes, moved where the build tree is out of reach."""
    made = tmp_path_factory.mktemp("build")
    fixed = {"SOURCE_DATE_EPOCH": "1600000000", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "PyInstaller", "--clean", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(made / "dist"), "--workpath", str(made / "work"), "build.spec"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **fixed}, check=True)
    stick = tmp_path_factory.mktemp("stick") / "双创 月报"
    shutil.move(made / "dist" / "yuebao", stick)
    return stick


@pytest.fixture(scope="module")
def region(folder, tmp_path_factory):
    """A small region, made by the frozen program with processes of its own."""
    to = tmp_path_factory.mktemp("demo") / "示例"
    run(folder, "yuebao", "demo", "--to", str(to), "--units", "2", "--months", "1")
    return to / "region"


def run(folder, program, *words, **more):
    """One of the two programs, as if no Python and no display were on the machine."""
    kept = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", **more}
    command = [str(folder / f"{program}{SUFFIX}"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
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


def test_window_does_a_whole_month(folder):
    run(folder, "yuebao-app", "--self-test")


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv", "docx"])
def test_totals_go_out_in_every_format(folder, region, tmp_path, ending):
    file = tmp_path / f"汇总.{ending}"
    words = ("summary", "--period", "2021-01", "--form", "SC-02", "--out", str(file))
    run(folder, "yuebao", "--workspace", str(region), *words)
    if ending in {"xlsx", "docx"}:
        assert zipfile.ZipFile(file).testzip() is None
    else:
        assert file.read_bytes().startswith(b"%PDF" if ending == "pdf" else b"\xef\xbb\xbf")


def test_workspace_beside_the_programs_is_the_one_that_opens(folder, region):
    office = region.parent / "offices" / "540100"
    beside = folder / "workspace"
    shutil.copytree(office, beside)
    try:
        told = json.loads(run(folder, "yuebao", "--json", "status", "--period", "2021-01"))
    finally:
        shutil.rmtree(beside)
    assert told["result"]["unit"] == "540100"
