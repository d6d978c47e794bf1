"""Letters with bundles attached: drafts any mail program opens (`.eml`), and what the outbox sends.

The attachment is base64 under its own name; whoever expects a gateway that drops attachments adds the text armour,
which `import` reads from the letter's text.
"""

from __future__ import annotations

import email.policy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from forms.errors import YuebaoError
from forms.files import disk_errors
from forms.messages import Translator
from sync import armour, bundle, durable

_POLICY = email.policy.SMTP.clone(cte_type="7bit", max_line_length=78)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """One file to go with a letter."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """Its SHA-256, by which the receiver can ask for it."""
        return hashlib.sha256(self.data).hexdigest()


def enclosed(path: Path) -> Enclosure:
    """A file from the disk."""
    with disk_errors(path):
        return Enclosure(name=path.name, data=path.read_bytes())


def compose(
    files: Sequence[Enclosure],
    *,
    to: Sequence[str],
    sender: str,
    translator: Translator,
    now: datetime,
    armoured: bool = False,
) -> EmailMessage:
    """The letter, in the reader's language. Raises `E-USAGE` for an address that is none."""
    message = EmailMessage(policy=_POLICY)
    try:
        message["To"] = ", ".join(to)
        if sender:
            message["From"] = sender
        message["Subject"] = _subject(files, translator)
    except ValueError as error:
        raise YuebaoError("E-USAGE", detail=str(error)) from error
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_one_name(files)}@yuebao.invalid>"
    text = "\n".join([*_body(files, translator), *(_armour(files) if armoured else ())])
    message.set_content(text, charset="utf-8", cte="base64" if not armoured else "quoted-printable")
    for file in files:
        message.add_attachment(
            file.data, maintype="application", subtype="octet-stream", filename=file.name, cte="base64"
        )
    return message


def write_draft(message: EmailMessage, folder: Path) -> Path:
    """An `.eml` file that mail programs open as a letter still to be sent."""
    draft = email.message_from_bytes(message.as_bytes(), policy=_POLICY)
    draft["X-Unsent"] = "1"
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    name = str(message["Message-ID"]).strip("<>").partition("@")[0][:16]
    return durable.replace_file(folder / f"letter-{name}.eml", draft.as_bytes())


def _one_name(files: Sequence[Enclosure]) -> str:
    """The same files make the same letter, so that one sent twice is seen to be the same."""
    return hashlib.sha256("\n".join(file.digest for file in files).encode()).hexdigest()[:32]


def _subject(files: Sequence[Enclosure], translator: Translator) -> str:
    first = _described(files[0], translator)
    if len(files) == 1:
        return translator.text("Monthly reports: {what}", what=first)
    return translator.text("Monthly reports: {what} and {count} more", what=first, count=len(files) - 1)


def _described(file: Enclosure, translator: Translator) -> str:
    """Kind, unit and number of a bundle; of one that is encrypted only its name."""
    try:
        manifest = bundle.open_bundle(file.data).manifest
    except YuebaoError:
        return file.name
    return translator.text(
        "{kind} of {unit}, number {n}",
        kind=translator.text(manifest.kind.value),
        unit=manifest.unit,
        n=manifest.sequence,
    )


def _body(files: Sequence[Enclosure], translator: Translator) -> list[str]:
    text = translator.text
    lines = [text("Enclosed are signed report files:"), ""]
    for file in files:
        lines += [
            f"  {file.name}  ({_described(file, translator)})",
            f"  {len(file.data)} B, SHA-256 {file.digest}",
            "",
        ]
    lines += [
        text("Do not unpack, rename or convert them; take this letter in as it is:"),
        "",
        "  yuebao import letter.eml",
        "",
        text("Each file contains VERIFY.txt, which says how anyone can check it."),
    ]
    return lines


def _armour(files: Sequence[Enclosure]) -> list[str]:
    return ["", *(armour.armour(file.data) for file in files)]
