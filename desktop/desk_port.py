"""What the pages of a collecting office need of it; `desktop.desk.collecting.CollectingDesk` is the real one.

Like `office_port`: everything is called on the data worker, but for `index` and `unit`, which are fixed.
Acts that sign need `unlock` first and raise `E-PASSPHRASE` without it.
"""

# ruff: noqa: D102 - the real classes document these

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.task_port import Watch
from forms.definition import PackDef, UnitDef
from forms.errors import Problem
from forms.findings import Finding
from forms.index import PackIndex
from forms.report import Explanation, ReportKey, Status
from forms.sheet import Sheet

if TYPE_CHECKING:
    from desktop.affairs_port import OutputDesk, RegistryDesk, SupervisionDesk
    from forms.messages import Translator
    from sync.desk.matrix import Matrix
    from sync.desk.nodecheck import NodeFinding
    from sync.desk.pivot import Compared, UnitFigures
    from sync.desk.provenance import History
    from sync.desk.selections import Selection
    from sync.desk.summary import FormTotal
    from sync.desk.trial import Tried
    from sync.events import Adjusted, Remark
    from sync.import_report import Balance
    from sync.outputs.print_job import PrintJob
    from sync.settling import Conflict
    from sync.withdrawal import WithdrawalEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed: a key of a unit. `unit` is blank for a key that no register lists."""

    unit: str
    fingerprint: str
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One file of the in-tray, verified. `outcome` is that of `sync.import_report.FileOutcome`."""

    file: str
    outcome: str
    kind: str = ""
    unit: str = ""
    bundle: str = ""
    sequence: int | None = None
    sent_at: str = ""
    signatures: tuple[Signature, ...] = ()
    reports: tuple[tuple[ReportKey, str, int], ...] = ()
    gaps: tuple[int, ...] = ()
    problem: Problem | None = None

    @property
    def asks(self) -> bool:
        """Whether it asks for a key to be admitted, which a person decides: nothing is wrong with it."""
        return self.kind == "enrolment" and self.outcome == "pending"

    @property
    def changed(self) -> int:
        """Cells that would change against the current figures."""
        return sum(cells for _, _, cells in self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """A whole in-tray: what its files are, or became, and the balance sheet."""

    files: tuple[Arrived, ...]
    balance: Balance
    settled: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell (or field of a roster line) before and after; for a roster `row` is the line's key."""

    form: str
    period: str
    row: str
    column: str
    old: str | None
    new: str | None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllChanges:
    """Every cell that a tray would change, as far as they are listed; `total` counts them all."""

    cells: tuple[CellChange, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A laptop that asks to be admitted; the fingerprint is compared by telephone."""

    bundle: str
    unit: str
    fingerprint: str
    received_at: str
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One bundle that was taken in (or refused, with its code)."""

    bundle: str
    file: str
    unit: str
    kind: str
    sequence: int | None
    received_at: str
    outcome: str
    code: str = ""


class TrayDesk(Protocol):
    """收件台."""

    def examine(self, paths: Sequence[Path], watch: Watch) -> Tray: ...
    def changes(self, file: str) -> Sequence[CellChange]: ...
    def all_changes(self) -> AllChanges: ...
    def take(self, files: Sequence[str], watch: Watch) -> Tray: ...
    def imports(self) -> Sequence[Import]: ...
    def refused(self, one: Import) -> Arrived | None: ...
    def withdrawal(self, bundle: str) -> WithdrawalEffect: ...
    def withdraw(self, bundle: str, reason: str) -> None: ...
    def asking(self) -> Sequence[Asking]: ...
    def admit(self, bundle: str, compared: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A ruling in force on an explanation: accepted or refused."""

    check: str
    cell: tuple[str, str] | None
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A report as it was received: its sheet (read only), with what it can be compared with."""

    key: ReportKey
    sheet: Sheet
    status: Status
    before: Sheet | None
    last_month: Sheet | None
    judgements: tuple[Judgement, ...]
    adjusted: tuple[Adjusted, ...]
    locked: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of it."""
        return self.sheet.findings

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """What the unit wrote beside them."""
        return self.sheet.explanations


class Delivery(Enum):
    """How bundles leave: all in one folder, in a folder for each unit, or as mail drafts."""

    FOLDER = "folder"
    FOLDERS = "folders"
    MAIL = "mail"


class ReviewDesk(Protocol):
    """报送情况 and 审阅."""

    def matrix(self, period: str) -> Matrix: ...
    def states(self, periods: Sequence[str]) -> Mapping[tuple[str, str], Mapping[str, int]]: ...
    def reports(self, unit: str, period: str) -> Mapping[str, Status]: ...
    def received(self, key: ReportKey) -> Received | None: ...
    def history(self, key: ReportKey) -> History: ...
    def accept(self, unit: str, period: str, form: str | None) -> int: ...
    def accept_received(self, period: str) -> int: ...
    def send_back(
        self, unit: str, period: str, form: str | None, reason: str, remarks: Mapping[str, Sequence[Remark]]
    ) -> None: ...
    def judge(self, key: ReportKey, check: str, cell: tuple[str, str] | None, *, accepted: bool) -> None: ...
    def adjust(self, key: ReportKey, figure: Adjusted) -> None: ...
    def lock(self, period: str, reason: str, term: str | None) -> None: ...
    def unlock_period(self, period: str, unit: str | None, reason: str) -> None: ...
    def is_locked(self, period: str) -> bool: ...
    def reply(self, folder: Path, how: Delivery = Delivery.FOLDER) -> Sequence[Path]: ...
    def unit_job(self, unit: str, period: str, translator: Translator) -> PrintJob: ...
    def print_job(self, report: Received, translator: Translator, *, relations: bool) -> PrintJob: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One unit's share in a total."""

    unit: str
    text: str | None
    inside: bool
    bundle: str = ""
    signer: str = ""
    file: str = ""
    sequence: int | None = None
    received_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One form's totals with the sheets that show them as the form prints."""

    total: FormTotal
    sheet: Sheet
    inside: Sheet | None
    adjusted: Sheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """One target judged. `rivals` are other targets of the same cell that say something else."""

    id: str
    indicator: str
    document: str
    clause: str
    unit: str
    baseline: str
    aim: str
    target: str
    year: int | None
    value: str
    completion: float | None
    time: float | None
    verdict: str
    rivals: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The same cell of the totals one period and one year before, blank where there is none."""

    previous: str | None
    last_year: str | None


class SumDesk(Protocol):
    """汇总表 and 目标进度."""

    def compare(self, form: str, period: str, node: str) -> Sequence[Compared]: ...
    def by_unit(self, form: str, period: str, node: str) -> Sequence[UnitFigures]: ...
    def selections(self) -> Sequence[Selection]: ...
    def keep(self, selection: Selection) -> None: ...
    def drop(self, name: str) -> None: ...
    def write(self, path: Path, form: str, period: str, node: str, translator: Translator) -> Path: ...
    def print_job(self, form: str, period: str, node: str, translator: Translator) -> PrintJob: ...
    def total(self, form: str, period: str, node: str) -> Total: ...
    def parts(self, form: str, period: str, node: str, cell: tuple[str, str]) -> Sequence[Part]: ...
    def earlier(self, form: str, period: str, node: str, cell: tuple[str, str]) -> Earlier: ...
    def series(
        self, form: str, cell: tuple[str, str], node: str, periods: Sequence[str]
    ) -> Sequence[tuple[str, str | None]]: ...
    def nodecheck(self, period: str) -> Sequence[NodeFinding]: ...
    def targets(self, period: str) -> Sequence[TargetLine]: ...


class RivalDesk(Protocol):
    """冲突."""

    def conflicts(self) -> Sequence[Conflict]: ...
    def keep(self, key: ReportKey, head: str, reason: str) -> None: ...
    def send_back(self, key: ReportKey, reason: str) -> None: ...
    def choose(self, key: ReportKey, choices: Mapping[tuple[str, str, str], str], reason: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key of a register known here."""

    keyid: str
    unit: str
    fingerprint: str
    roles: tuple[str, ...]
    ended: bool
    here: bool


class KeyDesk(Protocol):
    """单位与密钥, and 报表制度."""

    def every_key(self) -> Sequence[KeyLine]: ...
    def revoke(self, keyid: str, reason: str) -> Sequence[str]: ...
    def issue(
        self, folder: Path, units: Sequence[str], period: str | None, how: Delivery = Delivery.FOLDER
    ) -> Sequence[Path]: ...
    def load_pack(self, path: Path) -> PackDef: ...
    def differences(self, pack: PackDef, translator: Translator) -> Sequence[str]: ...
    def blank(self, pack: PackDef, form: str, period: str) -> Sheet: ...
    def try_pack(self, pack: PackDef, period: str) -> Sequence[Tried]: ...
    def adopt(self, pack: PackDef) -> int: ...


class Desk(Protocol):
    """Everything a collecting office does, over one open workspace."""

    @property
    def index(self) -> PackIndex: ...
    @property
    def unit(self) -> UnitDef: ...
    @property
    def tray(self) -> TrayDesk: ...
    @property
    def review(self) -> ReviewDesk: ...
    @property
    def sums(self) -> SumDesk: ...
    @property
    def rivals(self) -> RivalDesk: ...
    @property
    def keys(self) -> KeyDesk: ...
    @property
    def outputs(self) -> OutputDesk: ...
    @property
    def registries(self) -> RegistryDesk: ...
    @property
    def supervision(self) -> SupervisionDesk: ...

    @property
    def unlocked(self) -> bool: ...
    def periods(self) -> Sequence[str]: ...
    def renewed(self, index: PackIndex) -> Desk: ...
    def unlock(self, passphrase: str) -> None: ...
