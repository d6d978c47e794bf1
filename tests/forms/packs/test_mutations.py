"""Whatever stands in the files of a pack, the answer is a pack or a list of problems, and it comes soon."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forms.errors import PackError
from forms.loader import load_pack, pack_from_json, pack_json
from forms.messages import Translator
from forms.packs.messages import SENTENCES
from forms.samples import check_pack

MINIMAL = Path(__file__).parents[2] / "golden" / "packs" / "minimal"
FILES = sorted(str(path.relative_to(MINIMAL)) for path in MINIMAL.rglob("*.*"))
PIECES = [
    "",
    "\n",
    " ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    ",",
    "#",
    "null",
    "yes",
    "-1",
    "1e9",
    "\t",
    "&a",
    "*a",
]
PIECES += [
    "!!str",
    "---",
    "\0",
    "\ufeff",
    "\u2028",
    "\ud7ff",
    "99999999999999999999",
    "é",
    "T1",
    "MY-01",
    "part_of",
    "=1",
]
calm = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def outcome(folder: Path) -> None:
    """A pack that carries itself, or problems that can be worded."""
    report = check_pack(folder)
    if report.pack is not None:
        assert pack_from_json(pack_json(report.pack)) == report.pack
    for problem in report.problems:
        assert problem.where
        for language in ("zh", "en"):
            assert Translator(language, SENTENCES).word(problem).advice


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=4),
)
@calm
def test_mutated_files(tmp_path_factory, name, edits):
    folder = tmp_path_factory.mktemp("m") / "p"
    shutil.copytree(MINIMAL, folder)
    text = (folder / name).read_text(encoding="utf-8")
    for place, length, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    outcome(folder)
    shutil.rmtree(folder.parent)


@given(st.sampled_from(FILES), st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@example("pack.yaml", b"forms: {a: b}")
@example("pack.yaml", b"- a")
@example("lists.yaml", b"a: 1")
@example("lists.yaml", b"a: {b: c}")
@example("lists.yaml", b"[a]")
@example("forms/MY-01.yaml", b"[]")
@example("samples/my-01-clean.yaml", b"reports: [{form: MY-01, cells: {a: b}, rows: {c: d}}]")
@calm
def test_arbitrary_files(tmp_path_factory, name, data):
    folder = tmp_path_factory.mktemp("a") / "p"
    shutil.copytree(MINIMAL, folder)
    (folder / name).write_bytes(data)
    outcome(folder)
    shutil.rmtree(folder.parent)


HOSTILE = {
    "billion laughs": "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n",
    "very deep": "title: " + "[" * 100_000,
    "very deep maps": "title: " + "{a: " * 50_000,
    "very deep blocks": "".join("  " * n + "a:\n" for n in range(800)),
    "many keys": "".join(f"k{n}: {n}\n" for n in range(20_000)),
    "long text": "title: " + "x" * 1_000_000,
    "long number": "due: {month: " + "9" * 100_000 + "}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_yaml_is_refused_soon(tmp_path, text):
    folder = shutil.copytree(MINIMAL, tmp_path / "p")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(PackError):
        load_pack(folder)
    assert time.process_time() - start < 20
