"""What an outside check of the contract found: results that are not quite those asked for."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest
from line import GOOD, PACK, hand_over

from sync.cli.main import stoppable
from tests.e2e.shell import COMMAND

MONTH = ("--form", "MY-01", "--period", "2026-11")


@pytest.mark.parametrize("turn", range(3))
def test_submit_names_the_new_revision_whatever_goes_along(region, turn):
    """Older revisions without a receipt travel in the same bundle; the id must be that of the new one in any order."""
    hand_over(region, "T1", *GOOD, period="2026-11")
    region("correct", *MONTH, "--reason", "更正", workspace="T1")
    region("set", *MONTH, f"04,m={turn}", workspace="T1")
    done = region("submit", "--period", "2026-11", "--to", "stick", workspace="T1").result
    found = region("import", done["file"], workspace="region").result["files"][0]["reports"]
    (current,) = (r["revision"] for r in found if (r["form"], r["state"]) == ("MY-01", "current"))
    assert done["revisions"]["MY-01"] == current


@pytest.mark.parametrize("named", ["nothing.here", "."])
@pytest.mark.parametrize(
    ("workspace", "words"),
    [
        (None, ("verify",)),
        ("region", ("import", "--dry-run")),
        ("region", ("enroll", "--fingerprint", "M188-6ZC5-0W2R-5K7Q-F")),
        ("none", ("join", "--unit", "T1", "--root", "M188-6ZC5-0W2R-5K7Q-F", "--to", "x")),
        ("none", ("init", "--unit", "C1", "--pack", "shuangchuang", "--units")),
        ("T1", ("fill", *MONTH, "--from")),
        ("T1", ("submit", "--period", "2026-11", "--to", "x", "--cover")),
        ("T1", ("submit", "--period", "2026-11", "--to", "x", "--passphrase-file")),
        ("T1", ("key", "recover", "--from")),
        ("T1", ("key", "passphrase", "--new-file")),
        ("T1", ("key", "countersign", "--to", "x")),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else str(value),
)
def test_a_file_that_is_not_there_is_the_users_mistake_and_no_failing_disk(founded, named, workspace, words):
    if words[0] == "import" and named == ".":
        return  # a folder is what import takes
    told = founded(*words, named, workspace=workspace, code=2)
    assert told.codes == ["E-USAGE"]
    (problem,) = told.said["problems"]
    assert problem["where"].endswith(named)
    assert ("没有这个文件" in problem["message"]) is (named != ".")
    assert not (founded.folder / "none").exists()


def test_verify_knows_an_encrypted_bundle_and_says_so(region):
    region("set", *MONTH, *GOOD, workspace="T1")
    words = ("submit", "--period", "2026-11", "--to", "stick", "--encrypt")
    sealed = region(*words, workspace="T1").result["file"]
    assert region("verify", sealed, code=3).codes == ["E-DECRYPT"]


def test_reports_are_tried_under_the_pack_in_force_where_none_is_named(county):
    named = county("pack", "try", "2026-10", "--pack", PACK, workspace="region").result
    assert named["reports"]
    assert county("pack", "try", "2026-10", workspace="region").result == named


@pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell")
@pytest.mark.parametrize(
    ("words", "into", "code"),
    [
        ("pack show shuangchuang", "| head -1 >/dev/null", 0),
        ("--json pack show shuangchuang", ">/dev/full", 4),
        ("pack show shuangchuang", ">/dev/full", 4),
        ("version", ">&-", 0),
        ("nonsense", "2>/dev/full", 2),
    ],
)
def test_who_does_not_read_to_the_end_gets_no_traceback(words, into, code):
    line = f'"$0" {words} {into}; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", line, COMMAND], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    assert ("E-DISK" in done.stderr) is (code == 4)


def test_a_command_is_stopped_by_sigterm_as_by_ctrl_c():
    """Its worker processes end with it; by default they would be left waiting."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_every_refusal_of_an_import_names_its_file(region):
    folder = region.folder / "got"
    folder.mkdir()
    for name in ("a.ybz", "b.ybz"):
        (folder / name).write_bytes(b"PK")
    told = region("import", folder, workspace="region", code=1).said["problems"]
    assert [(p["code"], p["where"]) for p in told] == [
        ("E-TRUNCATED", str(folder / name)) for name in ("a.ybz", "b.ybz")
    ]
