"""The canonical ZIP: read by every tool, written in one way only."""

from __future__ import annotations

import io
import subprocess
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.errors import YuebaoError
from sync import container
from sync.limits import STANDARD, Limits

PART = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}[a-z]", fullmatch=True)
NAMES = st.lists(PART, min_size=1, max_size=4).map("/".join)
SAMPLE = [
    ("leaves/b.ybz", b"\x00\xff"),
    ("VERIFY.txt", "说明\n".encode()),
    ("revisions/a.json", b"{}"),
    ("signatures.json", b"[]"),
    ("manifest.json", b'{"a":1}'),
    ("zz/other", b""),
]


def code_of(function, *arguments):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments)
    return caught.value.code


def test_entries_come_in_the_order_of_the_format():
    assert list(container.read(container.write(SAMPLE))) == [
        "manifest.json",
        "signatures.json",
        "VERIFY.txt",
        "revisions/a.json",
        "leaves/b.ybz",
        "zz/other",
    ]


@given(st.dictionaries(NAMES, st.binary(max_size=40), min_size=1, max_size=6), st.randoms())
@settings(max_examples=150)
def test_what_is_written_is_read_and_order_of_writing_is_nothing(entries, random):
    try:
        data = container.write(list(entries.items()))
    except YuebaoError as error:
        assert error.code == "E-NAME"  # noqa: PT017 - names that differ in case only, or CON
        return
    shuffled = list(entries.items())
    random.shuffle(shuffled)
    assert container.write(shuffled) == data
    assert container.read(data) == entries


def test_python_zipfile_reads_it():
    with zipfile.ZipFile(io.BytesIO(container.write(SAMPLE))) as archive:
        assert archive.testzip() is None
        assert {i.filename: archive.read(i) for i in archive.infolist()} == dict(SAMPLE)
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {(i.extract_version, i.flag_bits, i.extra, i.comment) for i in archive.infolist()} == {
            (10, 0, b"", b"")
        }


def test_unzip_reads_it(tmp_path):
    (tmp_path / "a.ybz").write_bytes(container.write(SAMPLE))
    done = subprocess.run(
        ["unzip", "-q", "a.ybz", "-d", "out"], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stderr == b""
    assert {name: (tmp_path / "out" / name).read_bytes() for name, _ in SAMPLE} == dict(SAMPLE)


def test_zipfile_cannot_write_it_by_chance():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manifest.json", b"{}")
    assert code_of(container.read, out.getvalue()) == "E-NOT-CANONICAL"


GOOD = ["a", "A.b-c_d", "9", "a" * 80, "a/b/c/d", "a..b", "con1", "nul_", "x.con-y", "a-"]
BAD = [
    "",
    ".",
    "..",
    "../a",
    "/a",
    "a/",
    "a//b",
    "a/../b",
    ".a",
    "-a",
    "_a",
    "a.",
    "a./b",
    "a b",
    "a\\b",
    "C:a",
    "a:b",
    "a*",
    "a\0b",
    "a\n",
    "a" * 81,
    "a/b/c/d/e",
    "CON",
    "con.json",
    "pack/nul",
    "Aux/x",
    "prn.tar.gz",
    "COM1",
    "lpt9.txt",
    "键",
    "é",
    "\u0430",  # a Cyrillic letter that looks Latin
]


@pytest.mark.parametrize("name", GOOD)
def test_good_names(name):
    assert container.read(container.write([(name, b"x")])) == {name: b"x"}


@pytest.mark.parametrize("name", BAD)
def test_bad_names_are_neither_written_nor_read(name):
    assert code_of(container.write, [(name, b"")]) == "E-NAME"


@pytest.mark.parametrize("names", [("a", "A"), ("a", "a"), ("a", "a/b"), ("A/b", "a"), ("x/y/z", "X/y")])
def test_names_that_one_folder_cannot_hold(names):
    assert code_of(container.write, [(name, b"") for name in names]) == "E-NAME"


def test_limits_when_writing():
    assert code_of(container.write, [(f"a{i}", b"") for i in range(4097)]) == "E-LIMIT"
    assert code_of(container.write, [("a.json", bytes(STANDARD.json + 1))]) == "E-LIMIT"
    assert code_of(container.write, [("a", bytes(STANDARD.total + 1))]) == "E-LIMIT"
    assert code_of(container.write, [("a", bytes(STANDARD.total - 1))]) == "E-LIMIT"


def test_limits_when_reading():
    data = container.write(SAMPLE)
    assert code_of(container.read, data, Limits(total=len(data) - 1)) == "E-LIMIT"
    assert code_of(container.read, data, Limits(entries=5)) == "E-LIMIT"
    assert code_of(container.read, data, Limits(json=6)) == "E-LIMIT"
    assert container.read(data, Limits(total=len(data), entries=6, json=7)) == dict(SAMPLE)
