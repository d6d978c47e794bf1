"""Which reports need not be filed (免报), also those of which nothing is known yet."""

from __future__ import annotations

from forms.report import ReportKey
from sync import events, status
from sync.events import EventType
from sync.workspace import Workspace


class Exempted:
    """The exemptions of a workspace, read once."""

    def __init__(self, ws: Workspace) -> None:
        self._said = {row.id: events.decode(row.blob) for row in ws.store.events.all(EventType.EXEMPT)}

    def __contains__(self, key: ReportKey) -> bool:
        return status.is_exempt(self._said, key)
