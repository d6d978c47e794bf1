"""A mail draft with the bundle attached, for whatever mail program there is."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from forms.errors import StoreError


def write_draft(bundle: Path, subject: str, text: str) -> Path:
    """Write `<bundle>.eml` beside the bundle; `X-Unsent` makes mail programs open it for sending."""
    message = EmailMessage()
    message["Subject"] = subject
    message["X-Unsent"] = "1"
    message.set_content(text)
    draft = bundle.with_name(bundle.name + ".eml")
    try:
        message.add_attachment(
            bundle.read_bytes(), maintype="application", subtype="octet-stream", filename=bundle.name
        )
        draft.write_bytes(bytes(message))
    except OSError as failure:
        raise StoreError("E-DISK", detail=f"{draft}: {failure.strerror}", where=str(draft)) from failure
    return draft
