"""All tables of sentences the command line may need, in one tuple."""

from __future__ import annotations

from forms.formula import messages as formula
from forms.packs import messages as packs
from forms.store import messages as store
from sync import merge_messages, messages, trust_messages
from sync.outputs import messages as outputs
from sync.transport import messages as transport

TABLES = (
    formula.SENTENCES,
    packs.SENTENCES,
    store.SENTENCES,
    messages.SENTENCES,
    trust_messages.SENTENCES,
    merge_messages.SENTENCES,
    outputs.SENTENCES,
    transport.SENTENCES,
)
