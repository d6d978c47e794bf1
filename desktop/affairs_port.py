"""What the pages of outputs, registries, supervision and decisions need of a collecting office.

Like `desk_port`: everything is called on the data worker, but for `OutputDesk.write`, which opens the store a second time
to read, and so may run beside it.
"""

# ruff: noqa: D102 - the real classes document these

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from desktop.task_port import Watch
from forms.messages import Language, Translator

if TYPE_CHECKING:
    from sync.desk.readiness import Readiness
    from sync.desk.registry import Entry
    from sync.desk.scope import Scope
    from sync.desk.supervising import Notice, Told
    from sync.events import Matter
    from sync.outputs.issue import Issue, Wish


class Choice(Struct, frozen=True, kw_only=True):
    """What was chosen last on the page of outputs; `scope` is a unit's code or `zones`, empty for all."""

    kinds: tuple[str, ...] = ("xlsx", "pdf", "docx")
    scope: str = ""
    form: str = ""
    folder: str = ""


class OutputDesk(Protocol):
    """报表输出."""

    def remembered(self) -> Choice: ...
    def remember(self, choice: Choice) -> None: ...
    def standing(self, period: str, scope: Scope) -> Readiness: ...
    def write(self, wish: Wish, folder: Path, translator: Translator, watch: Watch) -> Issue: ...
    def has_template(self, language: Language) -> bool: ...
    def take_template(self, language: Language) -> Path: ...
    def restore_template(self, language: Language) -> Path | None: ...


class Source(Struct, frozen=True, kw_only=True):
    """The bundle that brought a report: its number, when it came, and the fingerprints of the keys that signed it."""

    bundle: str
    sequence: int | None
    received_at: str
    signers: tuple[str, ...]


class RegistryDesk(Protocol):
    """名录."""

    def registers(self) -> Sequence[str]: ...
    def read(self, form: str) -> Sequence[Entry]: ...
    def source(self, revision: str) -> Source | None: ...
    def export(self, path: Path, form: str, entries: Sequence[Entry], translator: Translator) -> Path: ...


class SupervisionDesk(Protocol):
    """督办与议定; acts that sign need `unlock` first."""

    def problems(self, period: str) -> Sequence[Told]: ...
    def notices(self) -> Sequence[Notice]: ...
    def submitted(self, period: str) -> Sequence[Told]: ...
    def notify(self, unit: str, matter: Matter) -> str: ...
    def close(self, number: str, reason: str) -> None: ...
    def decide(self, unit: str, matter: Matter) -> None: ...
    def agenda(self, path: Path, period: str, translator: Translator) -> Path: ...
    def units(self) -> Sequence[str]: ...
