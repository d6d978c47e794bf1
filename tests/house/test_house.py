"""The house rules that no linter holds: sizes, lock file, catalogue."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("forms", "sync", "desktop", "resources")
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_FILE = 400
MAX_FUNCTION = 50


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_FILE
    too_long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1})"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert too_long == []


def test_lock_file_has_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^--(extra-)?index-url|^--find-links", lock, re.MULTILINE)
    for requirement in re.split(r"\n(?=\S)", lock):
        if "==" in requirement.split("\n")[0] and not requirement.startswith("#"):
            assert "--hash=sha256:" in requirement


def test_catalogue_is_compiled_from_its_fragments():
    from resources.i18n import __main__ as i18n

    assert i18n.compiled() == i18n.TARGET.read_bytes()


def test_no_generic_module_names():
    banned = {"utils", "common", "helpers", "manager"}
    assert [p for p in SOURCES if p.stem in banned] == []
