"""`python -m resources.i18n`: merge the Chinese catalogue fragments into the one file gettext reads."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_FIXED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # the same fragments must give the same bytes on any day
FOLDER = Path(__file__).resolve().parent / "zh"
TARGET = FOLDER / "LC_MESSAGES" / "yuebao.mo"


def merged() -> Catalog:
    """All fragments as one catalogue; one English text must have one Chinese wording."""
    whole = Catalog(locale="zh", creation_date=_FIXED, revision_date=_FIXED)
    for fragment in sorted(FOLDER.glob("*.po")):
        for message in read_po(io.BytesIO(fragment.read_bytes()), locale="zh"):
            if not message.id or not message.string:
                continue
            known = whole.get(message.id)
            if known and known.string != message.string:
                raise SystemExit(f"{fragment.name}: two translations of {message.id!r}")
            whole.add(message.id, message.string)
    return whole


def compiled() -> bytes:
    """The bytes of the `.mo` file, the same for the same fragments."""
    out = io.BytesIO()
    write_mo(out, merged())
    return out.getvalue()


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(compiled())
