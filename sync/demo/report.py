"""What the example came to: a plain value for the command line, for scripts and for tests."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sync.demo.filing import Incident
from sync.demo.published import Carried
from sync.desk.matrix import Matrix


class Import(Struct, frozen=True, kw_only=True):
    """One day's post at the region, with its balance."""

    at: str
    period: str
    files: int
    merged: int
    known: int
    pending: int
    refused: int
    reports: Mapping[str, int]


class Unwelcome(Struct, frozen=True, kw_only=True):
    """A file that was refused or waits: which, for which code, and the sentence for it."""

    file: str
    outcome: str
    code: str
    unit: str
    said: str


class Rival(Struct, frozen=True, kw_only=True):
    """A report with two states; both are kept until a person decides."""

    unit: str
    form: str
    period: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]


class Headline(Struct, frozen=True, kw_only=True):
    """One line of the totals, month by month."""

    form: str
    row: str
    column: str
    title: str
    measure: str
    figures: Mapping[str, str | None]


class Goal(Struct, frozen=True, kw_only=True):
    """A target with its source. `rivals` are other targets for the same figure; none of them wins."""

    id: str
    indicator: str
    source: str
    goal: str
    value: str | None
    completion: str | None
    time_progress: str | None
    verdict: str
    rivals: tuple[str, ...]


class Missing(Struct, frozen=True, kw_only=True):
    """Published figures that no row carries."""

    ids: str
    reason: str


class DemoReport(Struct, frozen=True, kw_only=True):
    """The whole example. `unexpected` are findings and refusals that nobody planted: there should be none."""

    folder: str
    region: str
    mail: str
    passphrase_file: str
    root_fingerprint: str
    seed: int
    periods: tuple[str, ...]
    laptops: int
    units: tuple[str, ...]
    names: Mapping[str, str]
    made_at: str
    imports: tuple[Import, ...]
    matrices: tuple[Matrix, ...]
    totals: tuple[Headline, ...]
    published: tuple[Carried, ...]
    not_carried: tuple[Missing, ...]
    goals: tuple[Goal, ...]
    incidents: tuple[Incident, ...]
    unwelcome: tuple[Unwelcome, ...]
    rivals: tuple[Rival, ...]
    nodes: int
    unexpected: tuple[str, ...]
    notes: tuple[str, ...]
    commands: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every published figure that was looked for came out."""
        return bool(self.published) and all(one.equal for one in self.published)
