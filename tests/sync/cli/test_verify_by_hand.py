"""Bundles of every kind that the program writes, checked by their own VERIFY.txt with ordinary tools, typed as it stands."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

TOOLS = ("sh", "unzip", "jq", "openssl", "sha256sum", "sed", "sort", "diff")


@pytest.fixture(scope="module")
def bundles(county, tmp_path_factory):
    """The newest of each kind: a task, an enrolment request, a submission, a reply."""
    folder = tmp_path_factory.mktemp("by-hand")
    shutil.copytree(county.folder / "region", folder / "region")
    written = county("reply", "--to", folder / "replies", workspace=folder / "region").result["files"]
    places = {"task": "tasks-region", "enrolment": "requests", "submission": "stick"}
    found = {kind: max((county.folder / place).glob("*.ybz")) for kind, place in places.items()}
    return found | {"reply": Path(written[0])}


@pytest.mark.skipif(any(shutil.which(tool) is None for tool in TOOLS), reason=f"needs {' '.join(TOOLS)}")
@pytest.mark.parametrize("kind", ["task", "enrolment", "submission", "reply"])
def test_following_its_own_instructions(bundles, tmp_path, kind):
    shutil.copy(bundles[kind], tmp_path / "bundle.ybz")
    with zipfile.ZipFile(tmp_path / "bundle.ybz") as archive:
        text = archive.read("VERIFY.txt").decode()
        files = set(archive.namelist()) - {"manifest.json", "signatures.json"}
    typed = "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))
    done = subprocess.run(
        ["sh", "-eu", "-c", typed], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {line.removesuffix(": OK") for line in done.stdout.splitlines() if line.endswith(": OK")} == files
    assert "Signature Verified Successfully" in done.stdout
