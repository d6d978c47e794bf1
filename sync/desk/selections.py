"""选择汇总: named choices of what the summary tables show, kept in the workspace; the one used last has no name."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from forms.errors import YuebaoError
from sync import merge_messages
from sync.workspace import Workspace

SETTING = "desk.selections"
LONGEST = 60


class Selection(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is summed up and how it is shown. The period is none of it: a selection is used month after month."""

    name: str
    form: str
    node: str
    view: str = ""
    layer: str = ""
    column: str = ""


def selections(ws: Workspace) -> tuple[Selection, ...]:
    """Those kept, by name; what another version of the program wrote and this one cannot read is left alone."""
    text = ws.store.settings.get(SETTING)
    try:
        found = msgspec.json.decode(text, type=tuple[Selection, ...]) if text else ()
    except msgspec.MsgspecError:
        return ()
    return tuple(sorted(found, key=lambda one: one.name))


def keep(ws: Workspace, one: Selection) -> None:
    """Keep a selection in place of one of the same name. Raises `E-USAGE` without a name."""
    name = " ".join(one.name.split())[:LONGEST]
    if not name:
        raise YuebaoError("E-USAGE", detail=merge_messages.NO_NAME)
    others = [known for known in selections(ws) if known.name != name]
    _save(ws, (*others, msgspec.structs.replace(one, name=name)))


def drop(ws: Workspace, name: str) -> None:
    """Forget a selection."""
    _save(ws, [known for known in selections(ws) if known.name != name])


def _save(ws: Workspace, found: Sequence[Selection]) -> None:
    ws.store.settings.set(SETTING, msgspec.json.encode(tuple(found)).decode())
