"""The in-tray: folders, archives, mails, armour; broken things are told and stop nobody else."""

from __future__ import annotations

import io
import mailbox
import zipfile
from email.message import EmailMessage

import pytest
from offices import Region, cells

from sync import armour, intake


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path / "region")
    yield made
    made.close()


@pytest.fixture
def sent(region):
    return region.join("91").submit(cells("5"))


def mail(*attachments: tuple[str, bytes], text: str = "见附件") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "10月双创月报"
    message.set_content(text)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def put(folder, name: str, data: bytes):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


WRAPPINGS = {
    "renamed to zip": lambda d: ("月报.zip", d),
    "in an archive": lambda d: ("all.zip", zipped(("sub/a.ybz", d), ("photo.jpg", b"\xff\xd8\xff"))),
    "armoured text": lambda d: ("a.txt", armour.armour(d).encode()),
    "armour in asc": lambda d: ("a.asc", armour.armour(d).replace("\n", "\r\n").encode()),
    "attached to a mail": lambda d: ("a.eml", mail(("a.ybz", d)).as_bytes()),
    "attached under a Chinese name": lambda d: ("a.eml", mail(("拉萨月报.ybz", d)).as_bytes()),
    "attached with another ending": lambda d: ("a.eml", mail(("a.dat", d)).as_bytes()),
    "an archive attached": lambda d: ("a.eml", mail(("a.zip", zipped(("a.ybz", d)))).as_bytes()),
    "pasted into a mail": lambda d: ("a.eml", mail(text="您好\n" + armour.armour(d)).as_bytes()),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_the_same_bundle_in_every_wrapping(region, sent, tmp_path, wrapping) -> None:
    name, data = WRAPPINGS[wrapping](sent.read_bytes())
    report = region.top.take(put(tmp_path / "in", name, data))
    assert [file.outcome for file in report.files] == ["merged"]
    assert region.top.figure("91") == "5"


def test_a_mailbox_of_many_mails(region, sent, tmp_path) -> None:
    path = tmp_path / "in.mbox"
    box = mailbox.mbox(path)
    for text in ("甲", "乙"):
        box.add(mail(("a.ybz", sent.read_bytes()), text=text))
    box.add(mail(text="没有附件"))
    box.close()
    report = region.top.take(path)
    assert [file.outcome for file in report.files] == ["merged", "known"]


def test_a_stick_with_photographs_and_folders(region, sent, tmp_path) -> None:
    stick = tmp_path / "stick"
    put(stick, "photo.jpg", b"\xff\xd8\xff")
    put(stick, "notes.txt", b"buy tea")
    put(stick, "2026/10/a.ybz", sent.read_bytes())
    put(stick, ".hidden.ybz", b"x")
    report = region.top.take(stick)
    assert [(file.outcome, file.code) for file in report.files] == [("merged", None)]
    assert intake.count([stick]) == 2


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0", "E-NOT-A-BUNDLE"),
        ("empty.ybz", b"", "E-TRUNCATED"),
        ("a.zip", b"PK\x03\x04 broken", "E-NOT-A-BUNDLE"),
        ("a.asc", b"-----BEGIN YUEBAO BUNDLE-----\nUEsDB", "E-TRUNCATED"),
    ],
)
def test_what_is_named_but_no_bundle(region, tmp_path, name, data, code) -> None:
    report = region.top.take(put(tmp_path / "in", name, data))
    assert [(file.outcome, file.code) for file in report.files] == [("refused", code)]


def test_a_missing_file_is_said_and_the_others_are_taken(region, sent, tmp_path) -> None:
    report = region.top.take(tmp_path / "absent.ybz", sent)
    assert [(file.outcome, file.code) for file in report.files] == [("refused", "E-USAGE"), ("merged", None)]


def test_unpacked_and_packed_again(region, sent, tmp_path) -> None:
    with zipfile.ZipFile(sent) as archive:
        members = [(m.filename, archive.read(m)) for m in archive.infolist()]
    report = region.top.take(put(tmp_path / "in", "again.zip", zipped(*members)))
    assert report.files[0].code == "E-NOT-CANONICAL"


def test_a_bomb_is_not_unpacked(region, tmp_path) -> None:
    bomb = zipped(("a.ybz", b"\0" * (80 << 20)))
    report = region.top.take(put(tmp_path / "in", "bomb.zip", bomb))
    assert report.files[0].code == "E-LIMIT"


def test_encrypted_without_a_key(region, tmp_path) -> None:
    report = region.top.take(put(tmp_path / "in", "a.ybz.age", b"age-encryption.org/v1\n..."))
    assert report.files[0].code == "E-DECRYPT"
