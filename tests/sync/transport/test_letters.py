"""A letter written, bent by mail gateways in every way known, and taken in."""

from __future__ import annotations

import email
import email.policy
import mailbox
import quopri
import re

import pytest
from offices import cells

from forms.errors import YuebaoError
from forms.messages import Translator
from sync.cli.tables import TABLES
from sync.transport.letters import Enclosure, compose, enclosed, write_draft

ZH = Translator("zh", *TABLES)


@pytest.fixture
def bundle(region):
    return region.join("91").submit(cells("5"))


def letter(region, path, **how):
    return compose(
        [enclosed(path)],
        to=["region@example.cn"],
        sender="91@example.cn",
        translator=how.pop("translator", ZH),
        now=region.clock(),
        **how,
    )


def test_the_letter_says_in_chinese_what_it_is(region, bundle, tmp_path):
    path = write_draft(letter(region, bundle), tmp_path / "drafts")
    read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert read["X-Unsent"] == "1"
    assert "91" in read["Subject"]
    assert re.search("[一-鿿]", read["Subject"])
    text = read.get_body(("plain",)).get_content()
    assert "VERIFY.txt" in text
    assert enclosed(bundle).digest in text
    (attached,) = read.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (bundle.name, bundle.read_bytes())


def test_the_same_files_make_the_same_letter(region, bundle):
    first, second = letter(region, bundle), letter(region, bundle)
    assert first["Message-ID"] == second["Message-ID"]
    assert letter(region, bundle, translator=Translator("en", *TABLES))["Message-ID"] == first["Message-ID"]


def test_what_is_no_bundle_is_named_by_its_file(region):
    file = Enclosure(name="sealed.ybz.age", data=b"age-encryption.org/v1\n")
    made = compose([file, file], to=["a@b.cn"], sender="", translator=ZH, now=region.clock())
    assert "sealed.ybz.age" in str(made["Subject"])
    assert "1" in str(made["Subject"])


def test_an_address_with_a_line_break_is_refused(region, bundle):
    with pytest.raises(YuebaoError) as refused:
        compose([enclosed(bundle)], to=["a@b.cn\nBcc: x@y.z"], sender="", translator=ZH, now=region.clock())
    assert refused.value.code == "E-USAGE"


def test_draft_and_mailbox_are_taken_in(region, bundle, tmp_path):
    path = write_draft(letter(region, bundle), tmp_path / "drafts")
    assert [f.outcome for f in region.top.take(path).files] == ["merged"]
    box = mailbox.mbox(tmp_path / "all.mbox")
    for _ in range(2):
        box.add(letter(region, bundle).as_bytes())
    box.close()
    assert [f.outcome for f in region.top.take(tmp_path / "all.mbox").files] == ["known", "known"]


# --- damage on the way: what still arrives, and what is said of the rest -----------------------------------


def stripped(raw: bytes) -> bytes:
    """A gateway that drops attachments."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    message.set_payload([part for part in message.get_payload() if not part.get_filename()])
    return message.as_bytes()


def quoted(raw: bytes) -> bytes:
    """Forwarded as quoted text, with other line ends."""
    text = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",)).get_content()
    return ("Subject: Fwd\n\n" + "\n".join(f"> {line}" for line in text.splitlines())).encode("utf-8")


def renamed(raw: bytes) -> bytes:
    return raw.replace(b".ybz", b".dat")


def bare_line_ends(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def wrapped_again(raw: bytes) -> bytes:
    """Forwarded as an attachment."""
    outer = email.message.EmailMessage()
    outer["Subject"] = "转发"
    outer.set_content("见附件")
    outer.add_attachment(email.message_from_bytes(raw, policy=email.policy.default))
    return outer.as_bytes()


def with_footer(raw: bytes) -> bytes:
    return raw + b"\r\n--\r\nThis mail was scanned.\r\n"


@pytest.mark.parametrize("bent", [renamed, bare_line_ends, wrapped_again, with_footer])
def test_a_letter_that_was_bent_still_arrives(region, bundle, tmp_path, bent):
    path = tmp_path / "bent.eml"
    path.write_bytes(bent(letter(region, bundle).as_bytes()))
    assert [f.outcome for f in region.top.take(path).files] == ["merged"]


@pytest.mark.parametrize("bent", [stripped, quoted])
def test_armour_in_the_text_arrives_without_the_attachment(region, bundle, tmp_path, bent):
    path = tmp_path / "bent.eml"
    path.write_bytes(bent(letter(region, bundle, armoured=True).as_bytes()))
    assert [f.outcome for f in region.top.take(path).files] == ["merged"]


def binary_part(bundle, change) -> bytes:
    """A letter whose attachment was written out as it is, after a change to its bytes."""
    data = change(bundle.read_bytes())
    head = b'MIME-Version: 1.0\nContent-Type: application/octet-stream; name="a.ybz"\n'
    return head + b"Content-Disposition: attachment; filename=a.ybz\nContent-Transfer-Encoding: " + data


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: b"8bit\n\n" + data.replace(b"\n", b"\r\n"), "E-MAIL-DAMAGE"),
        (lambda data: b"8bit\n\n" + bytes(byte & 0x7F for byte in data), "E-MAIL-DAMAGE"),
        (lambda data: b"8bit\n\n" + data[: len(data) // 2], "E-TRUNCATED"),
        (lambda data: b"8bit\n\n" + quopri.encodestring(data), "E-MAIL-DAMAGE"),
    ],
    ids=["line ends", "seven bits", "cut off", "left encoded"],
)
def test_damage_is_recognised_and_said(region, bundle, tmp_path, change, code):
    path = tmp_path / "damaged.eml"
    path.write_bytes(binary_part(bundle, change))
    (found,) = region.top.take(path).files
    assert (found.outcome, found.code) == ("refused", code)
