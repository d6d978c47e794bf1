"""A mail draft without an attachment, for reminders."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from forms.errors import StoreError


def write_text_draft(file: Path, subject: str, text: str) -> None:
    """Write an unsent mail. Raises `E-DISK`."""
    message = EmailMessage()
    message["Subject"] = subject
    message["X-Unsent"] = "1"
    message.set_content(text)
    try:
        file.write_bytes(bytes(message))
    except OSError as failure:
        raise StoreError("E-DISK", detail=f"{file}: {failure.strerror}", where=str(file)) from failure
