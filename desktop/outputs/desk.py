"""The real side of outputs: the same services as the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from desktop.affairs_port import Choice
from desktop.desk.bench import Bench
from desktop.task_port import Cancelled, Watch
from forms.messages import Language, Translator
from sync.progress import Step
from sync.workspace import Workspace

if TYPE_CHECKING:
    from sync.desk.readiness import Readiness
    from sync.desk.scope import Scope
    from sync.outputs.issue import Issue, Wish

REMEMBERED = "outputs"


class RealOutputs:
    """See `desktop.affairs_port.OutputDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def remembered(self) -> Choice:
        """The last choice; the usual one where there is none or it cannot be read."""
        text = self._bench.ws.store.settings.get(REMEMBERED)
        try:
            return msgspec.json.decode(text, type=Choice) if text else Choice()
        except msgspec.MsgspecError:  # written by another version: a habit lost, nothing else
            return Choice()

    def remember(self, choice: Choice) -> None:
        """Keep the choice in the workspace."""
        self._bench.ws.store.settings.set(REMEMBERED, msgspec.json.encode(choice).decode())

    def standing(self, period: str, scope: Scope) -> Readiness:
        """What is missing or open."""
        from sync.desk.readiness import readiness

        return readiness(self._bench.collected, period, scope)

    def write(self, wish: Wish, folder: Path, translator: Translator, watch: Watch) -> Issue:
        """Write from a connection of its own, so that the data worker stays free for the pages."""
        from sync.desk.collected import Collected
        from sync.outputs.issue import issue

        def progress(step: Step) -> bool:
            try:
                watch.step(step.done, step.total, step.what)
            except Cancelled:
                return False
            return True

        ours = self._bench.ws
        with Workspace.open(ours.folder, ours.clock, read_only=True) as ws:
            return issue(Collected(ws), wish, folder, translator, progress)

    def has_template(self, language: Language) -> bool:
        """Whether the brief is made from an own template."""
        from sync.outputs import own_template

        return own_template.own(self._bench.ws.folder, language).is_file()

    def take_template(self, language: Language) -> Path:
        """The own template, copied from the shipped one where there was none. `E-DISK`."""
        from sync.outputs import own_template

        return own_template.take(self._bench.ws.folder, language)

    def restore_template(self, language: Language) -> Path | None:
        """Put the own template aside; where it is kept."""
        from sync.outputs import own_template

        clock = self._bench.ws.clock
        return own_template.put_aside(
            self._bench.ws.folder, language, lambda: clock().isoformat(timespec="seconds")
        )
