"""How the window comes to an office. What is heavy is imported here, when it is needed, on the data worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from desktop.office_port import Office
from forms.messages import Language, Translator

DATABASE = "yuebao.db"


def is_workspace(folder: Path) -> bool:
    """Whether there is a workspace to open."""
    return (folder / DATABASE).is_file()


def open_office(folder: Path, now: Callable[[], dt.datetime]) -> Office:
    """The office of a workspace; on the data worker, which then owns its database."""
    from desktop.reporting import ReportingOffice

    return ReportingOffice.open(folder, now)


def translator(language: Language) -> Translator:
    """Texts of the program with every table of sentences the window may need."""
    from forms.formula import messages as formula
    from forms.packs import messages as packs
    from forms.store import messages as store
    from sync import merge_messages, messages, trust_messages
    from sync.outputs import messages as outputs
    from sync.transport import messages as transport

    return Translator(
        language,
        formula.SENTENCES,
        packs.SENTENCES,
        store.SENTENCES,
        messages.SENTENCES,
        trust_messages.SENTENCES,
        merge_messages.SENTENCES,
        outputs.SENTENCES,
        transport.SENTENCES,
    )
