"""Attached files: listed in the draft, named in their line, in one step of undo, refused when they are too much."""

from __future__ import annotations

import pytest

from forms.errors import YuebaoError
from forms.report import Attachment
from sync.office import attaching, roster
from tests.sync.offices import PERIOD

LINES = [{"number": "1", "name": "甲"}, {"number": "2", "name": "乙", "proof": "纸质"}]


@pytest.fixture
def files(tmp_path):
    made = [tmp_path / "证明.pdf", tmp_path / "照片.jpg"]
    for file in made:
        file.write_bytes(b"bytes of " + file.name.encode())
    return made


@pytest.fixture
def ids(office):
    sheet = roster.add_lines(office, "F", PERIOD, LINES)
    return [line.id for line in sheet.lines]


def proofs(office):
    return [line.values["proof"].text for line in office.sheet("F", PERIOD).lines]


def names(office, form="F"):
    return [(one.name, one.row, one.field) for one in office.sheet(form, PERIOD).attachments]


def test_a_line_names_its_files_and_what_people_typed_elsewhere_stays(office, ids, files):
    attaching.attach(office, "F", PERIOD, files, ids[0])
    assert proofs(office) == ["证明.pdf；照片.jpg", "纸质"]
    assert names(office) == [("证明.pdf", ids[0], "proof"), ("照片.jpg", ids[0], "proof")]
    attaching.attach(office, "F", PERIOD, files[:1], ids[0])
    assert len(names(office)) == 2, "the same file once"
    assert office.undo("F", PERIOD).attachments == ()
    assert proofs(office) == [None, "纸质"], "undo takes the files and their names back in one step"
    office.redo("F", PERIOD)
    (first, _) = office.sheet("F", PERIOD).attachments
    attaching.detach(office, "F", PERIOD, [first])
    assert proofs(office) == ["照片.jpg", "纸质"]


def test_a_file_of_the_whole_report_stands_in_no_line(office, ids, files):
    attaching.attach(office, "F", PERIOD, files[:1])
    assert names(office) == [("证明.pdf", None, None)]
    assert proofs(office) == [None, "纸质"]
    attaching.attach(office, "T1", PERIOD, files[1:])
    assert names(office, "T1") == [("照片.jpg", None, None)]
    assert names(office, "R1") == []


def test_a_roster_without_a_field_for_files_keeps_them_by_line(office, files):
    sheet = roster.add_lines(office, "R1", PERIOD, [{"name": "甲"}])
    attaching.attach(office, "R1", PERIOD, files[:1], sheet.lines[0].id)
    assert names(office, "R1") == [("证明.pdf", sheet.lines[0].id, None)]


def test_the_file_is_taken_out_as_it_went_in_and_under_its_bare_name(office, ids, files, tmp_path):
    attaching.attach(office, "F", PERIOD, files[:1], ids[1])
    (kept,) = office.sheet("F", PERIOD).attachments
    out = attaching.take_out(office, kept, tmp_path / "out" / "deep")
    assert out.read_bytes() == files[0].read_bytes()
    odd = Attachment(name="../../证明.pdf", sha256=kept.sha256, bytes=kept.bytes)
    assert attaching.take_out(office, odd, tmp_path / "out") == tmp_path / "out" / "证明.pdf"


def refused(code, call, *arguments):
    with pytest.raises(YuebaoError) as error:
        call(*arguments)
    assert error.value.code == code


def test_what_is_not_there_or_cannot_be_read_or_written_is_said(office, ids, files, tmp_path):
    refused("E-USAGE", attaching.attach, office, "F", PERIOD, [tmp_path / "none.pdf"], ids[0])
    refused("E-USAGE", attaching.attach, office, "F", PERIOD, [tmp_path], ids[0])
    lost = Attachment(name="x.pdf", sha256="0" * 64, bytes=1)
    refused("E-MISSING-FILE", attaching.take_out, office, lost, tmp_path)
    attaching.attach(office, "F", PERIOD, files[:1])
    (kept,) = office.sheet("F", PERIOD).attachments
    refused("E-DISK", attaching.take_out, office, kept, files[0] / "below a file")
    refused("E-USAGE", attaching.attach, office, "XX", PERIOD, files)


def test_too_much_is_refused_whole(office, ids, tmp_path):
    """One file may have 8 MiB and a report 32; of several files none is kept where the last is too much."""
    big = [tmp_path / f"{n}.bin" for n in range(5)]
    for number, file in enumerate(big):
        file.write_bytes(bytes([number]) * attaching.MOST_BYTES)
    attaching.attach(office, "F", PERIOD, big[:4])
    refused("E-LIMIT", attaching.attach, office, "F", PERIOD, big[4:])
    attaching.attach(office, "F", PERIOD, big[3:4], ids[0])
    assert len(names(office)) == 5, "the same bytes count once"
    (tmp_path / "more.bin").write_bytes(bytes(attaching.MOST_BYTES + 1))
    refused("E-LIMIT", attaching.attach, office, "T1", PERIOD, [big[0], tmp_path / "more.bin"])
    assert names(office, "T1") == []
