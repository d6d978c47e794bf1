"""The key on paper: printed, scanned or typed with mistakes, put back, and signing again."""

from __future__ import annotations

import random
import shutil
from xml.etree import ElementTree as ET

import pytest
from offices import PASSPHRASE, Region, cells

from forms.errors import YuebaoError
from forms.messages import Translator
from sync import key_sheet, keyring
from sync.cli.main import main
from sync.cli.tables import TABLES
from sync.workspace import Workspace

ZH = Translator("zh", *TABLES)


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(region):
    return region.join("91")


def read(text):
    return key_sheet.read(text)


def test_codes_and_lines_say_the_same(office):
    sheet = key_sheet.make(office.ws)
    assert read("\n".join(key_sheet.codes(sheet))) == sheet.sealed
    assert read("\n".join(key_sheet.lines(sheet))) == sheet.sealed
    assert read("\n".join(reversed(key_sheet.codes(sheet)))) == sheet.sealed
    assert all(len(code) < 700 for code in key_sheet.codes(sheet))


def test_typing_is_forgiven_and_mistakes_are_told_at_their_line(office):
    sheet = key_sheet.make(office.ws)
    lines = list(key_sheet.lines(sheet))
    typed = [line[:3] + line[3:].replace(" ", "  ").lower().replace("0", "o") for line in lines]
    assert read("\n".join(["handwritten:", *typed])) == sheet.sealed
    rng = random.Random(1)
    told = []
    for _ in range(60):
        at = rng.randrange(len(lines))
        head, body = lines[at][:4], lines[at][4:]
        place = rng.choice([n for n, c in enumerate(body) if c.isalnum()])
        other = rng.choice([c for c in key_sheet._ALPHABET if c != body[place]])
        wrong = [*lines[:at], f"{head}{body[:place]}{other}{body[place + 1 :]}", *lines[at + 1 :]]
        said = read_or_line("\n".join(wrong))
        assert said is not None
        told.append(said == str(at + 1))
    assert (
        sum(told) >= 58
    )  # ten bits of check a line: one mistake in a thousand is told by the mark of the whole


def read_or_line(text):
    try:
        key_sheet.read(text)
    except YuebaoError as error:
        return error.problem.params["detail"]
    return None


@pytest.mark.parametrize("missing", [0, 3, -1])
def test_a_missing_line_is_named(office, missing):
    lines = list(key_sheet.lines(key_sheet.make(office.ws)))
    number = len(lines) if missing == -1 else missing + 1
    del lines[missing]
    assert read_or_line("\n".join(lines)) == str(number)


def test_a_missing_or_foreign_code(region, office):
    sheet = key_sheet.make(office.ws)
    codes = key_sheet.codes(sheet)
    other = key_sheet.codes(key_sheet.make(region.top.ws))
    assert read_or_line("") == "1"
    if len(codes) > 1:
        assert read_or_line(codes[0]).endswith(f"/{len(codes)}")
    assert read_or_line(codes[0] + "\n" + other[-1]) is not None


def test_a_code_that_was_scanned_wrongly_is_told(office):
    (code, *_) = key_sheet.codes(key_sheet.make(office.ws))
    other = "0" if code[-9] != "0" else "1"
    assert read_or_line(f"{code[:-9]}{other}{code[-8:]}") == "SHA-256"
    assert read_or_line(code.replace(":1/1:", ":1/2:")) == "2/2"
    head, _, letters = code.rpartition(":")
    assert read_or_line(f"{head}:{letters[:8]}U{letters[9:]}") is not None, "there is no U among the letters"


def test_the_key_comes_back_and_signs(region, office, tmp_path):
    sheet = key_sheet.make(office.ws)
    shutil.rmtree(office.ws.folder / "keys")
    office.ws.store.settings.set("keys", None)
    office.ws.forget()
    held = key_sheet.recover(office.ws, sheet.sealed, PASSPHRASE)
    assert [key.keyid for key in held if key.active] == list(office.keys.keyids)
    office.keys = office.ws.unlock(PASSPHRASE)
    assert region.top.take(office.submit(cells("5"))).files[0].outcome == "merged"


def test_after_a_rotation_both_keys_are_on_it(region, office, tmp_path):
    keyring.rotate(region.top.ws, tmp_path / "out", region.setup())
    active = region.top.ws.unlock(PASSPHRASE).keyids
    sheet = key_sheet.make(region.top.ws)
    held = key_sheet.recover(region.top.ws, read("\n".join(key_sheet.codes(sheet))), PASSPHRASE)
    assert sorted(key.active for key in held) == [False, True]
    assert region.top.ws.unlock(PASSPHRASE).keyids == active


def test_a_wrong_passphrase_and_anothers_key_change_nothing(region, office):
    before = (office.ws.folder / "keys" / "device.key.age").read_bytes()
    mine, theirs = key_sheet.make(office.ws), key_sheet.make(region.join("94", region.join("92")).ws)
    for sealed, passphrase, code in (
        (mine.sealed, "another one", "E-PASSPHRASE"),
        (theirs.sealed, PASSPHRASE, "E-SHEET-KEY"),
    ):
        with pytest.raises(YuebaoError) as refused:
            key_sheet.recover(office.ws, sealed, passphrase)
        assert refused.value.code == code
    assert (office.ws.folder / "keys" / "device.key.age").read_bytes() == before


def test_every_kind_of_sheet_by_command(region, office, tmp_path, monkeypatch):
    monkeypatch.setenv("YUEBAO_PASSPHRASE", PASSPHRASE)
    folder = office.ws.folder
    office.ws.close()
    for ending in ("txt", "html", "svg", "pdf"):
        out = tmp_path / ending / f"sheet.{ending}"
        out.parent.mkdir()
        assert main(["--workspace", str(folder), "key", "sheet", "--out", str(out)]) == 0
    assert ET.parse(tmp_path / "svg" / "sheet.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own
    assert (tmp_path / "html" / "sheet.html").read_text(encoding="utf-8").count("<svg") >= 1
    assert all(p.read_bytes().startswith(b"%PDF") for p in (tmp_path / "pdf").glob("*.pdf"))
    for source in (
        tmp_path / "txt" / "sheet.txt",
        tmp_path / "html" / "sheet.html",
        tmp_path / "pdf" / "sheet.txt",
    ):
        (folder / "keys" / "device.key.age").unlink()
        assert main(["--workspace", str(folder), "key", "recover", "--from", str(source)]) == 0
    with Workspace.open(folder, region.clock) as ws:
        assert ws.unlock(PASSPHRASE).active
    assert main(["--workspace", str(folder), "key", "sheet", "--out", str(tmp_path / "sheet.docx")]) == 2
