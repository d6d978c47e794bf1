"""A form pack as frozen values: what `forms.loader` reads and everything else relies on.

All of it is data and travels as canonical JSON in task bundles; `PackDef` decodes from that JSON alone.
Titles are in the pack's language; `…_en` where the pack carries English.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from forms.period import Frequency


class Kind(StrEnum):
    """A form is a table of cells or a roster of lines (名录表)."""

    TABLE = "table"
    ROSTER = "roster"


class CellType(StrEnum):
    """What may stand in a cell or roster field (forms.md §1)."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    LONGTEXT = "longtext"
    CHOICE = "choice"
    CHOICES = "choices"
    YESNO = "yesno"
    DATE = "date"
    MONTH = "month"
    USCC = "uscc"
    PHONE = "phone"
    ATTACHMENT = "attachment"

    @property
    def numeric(self) -> bool:
        """Whether values are exact decimals."""
        return self in (CellType.NUMBER, CellType.INTEGER)


class Nature(StrEnum):
    """How a figure adds up over months and units (forms.md §4)."""

    FLOW = "flow"
    STOCK = "stock"
    TO_DATE = "to-date"
    AVERAGE = "average"
    RATIO = "ratio"
    GROWTH = "growth"
    MILESTONE = "milestone"
    TEXT = "text"


class Derive(StrEnum):
    """Columns filled by the program from the unit's own earlier figures or the targets."""

    YEAR_TO_DATE = "year-to-date"
    LAST_YEAR = "same-period-last-year"
    PREVIOUS = "previous-period"
    TARGET = "target"
    PROGRESS = "progress"


class Level(StrEnum):
    """What a failed check demands: correction, an explanation, or nothing."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Missing(StrEnum):
    """What blank operands do to a rule (forms.md §3)."""

    SKIP_ANY = "skip-any"
    SKIP_ALL = "skip-all"
    ZERO = "zero"


class _Def(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Common settings: immutable, named arguments, unknown keys refused, defaults not written."""


class BasisDef(_Def, frozen=True, kw_only=True):
    """The document and clause that a pack rests on."""

    document: str
    clause: str | None = None


class ColumnDef(_Def, frozen=True, kw_only=True):
    """A column (栏). What it states overrides the row's statement for its cells."""

    id: str
    title: str
    title_en: str | None = None
    group: str | None = None
    group_en: str | None = None
    type: CellType | None = None
    list: str | None = None
    measure: str | None = None
    nature: Nature | None = None
    decimals: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    required: bool | None = None
    derive: Derive | None = None
    of: str | None = None
    document: str | None = None
    frequency: Frequency | None = None
    respondents: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    applies: bool | None = None
    basis: tuple[str, ...] = ()
    note: str | None = None


class RowDef(_Def, frozen=True, kw_only=True):
    """A row (指标): one indicator with its measure, nature and limits."""

    id: str
    title: str
    title_en: str | None = None
    type: CellType = CellType.NUMBER
    list: str | None = None
    measure: str | None = None
    nature: Nature | None = None
    decimals: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    required: bool = False
    part_of: str | None = None
    frequency: Frequency | None = None
    respondents: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    applies: Mapping[str, bool] = {}
    basis: tuple[str, ...] = ()
    note: str | None = None


class FieldDef(_Def, frozen=True, kw_only=True):
    """A field of a roster line."""

    id: str
    title: str
    title_en: str | None = None
    type: CellType = CellType.TEXT
    list: str | None = None
    measure: str | None = None
    nature: Nature | None = None
    decimals: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    required: bool = False
    basis: tuple[str, ...] = ()
    note: str | None = None


class CalculationDef(_Def, frozen=True, kw_only=True):
    """`target` (a cell reference, a loop `[r]`, `[, c]`, or a roster field) = `formula`."""

    target: str
    formula: str
    missing: Missing = Missing.SKIP_ALL
    basis: tuple[str, ...] = ()
    note: str | None = None


class CheckDef(_Def, frozen=True, kw_only=True):
    """A check relation (审核关系)."""

    id: str
    level: Level
    formula: str
    message: str
    message_en: str | None = None
    missing: Missing = Missing.SKIP_ANY
    basis: tuple[str, ...] = ()
    note: str | None = None


class FormDef(_Def, frozen=True, kw_only=True):
    """One form (报表): a table has columns and rows, a roster has fields and a key."""

    id: str
    title: str
    title_en: str | None = None
    kind: Kind
    frequency: Frequency
    respondents: tuple[str, ...]
    units: tuple[str, ...] | None = None
    basis: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[ColumnDef, ...] = ()
    rows: tuple[RowDef, ...] = ()
    fields: tuple[FieldDef, ...] = ()
    key: tuple[str, ...] = ()
    carry: str | None = None
    calculations: tuple[CalculationDef, ...] = ()
    checks: tuple[CheckDef, ...] = ()


class ChoiceDef(_Def, frozen=True, kw_only=True):
    """One entry of a list; what is stored is `code`, which is the text where the list has no codes."""

    code: str
    title: str
    title_en: str | None = None


class UnitDef(_Def, frozen=True, kw_only=True):
    """A reporting unit. `valid_from`/`valid_to` are months, empty means always."""

    code: str
    name: str
    short_name: str = ""
    kind: str
    parent: str | None = None
    reports_to: str | None = None
    inside: bool = False
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None


class TargetDef(_Def, frozen=True, kw_only=True):
    """One sourced target; conflicting ones stand side by side and none wins."""

    id: str
    indicator: str
    form: str | None = None
    row: str | None = None
    column: str | None = None
    unit: str | None = None
    baseline: Decimal | None = None
    baseline_year: str | None = None
    target: Decimal | None = None
    comparator: str = ""
    target_year: int | None = None
    nature: str = ""
    document: str
    clause: str = ""
    note: str = ""


class NodeCheckDef(_Def, frozen=True, kw_only=True):
    """A relation between a unit's own report and those of its children, run where they are collected.

    `children` is inside, outside or all; `child_kinds`, `unit_kinds` and `units` narrow children and parents, empty means any.
    """

    id: str
    level: Level
    forms: tuple[str, ...]
    parent: str
    child: str
    children: str = "all"
    child_kinds: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    message: str
    message_en: str | None = None
    basis: tuple[str, ...] = ()


class PackDef(_Def, frozen=True, kw_only=True):
    """A whole reporting system (报表制度)."""

    id: str
    version: str
    title: str
    title_en: str | None = None
    authority: str
    basis: tuple[BasisDef, ...] = ()
    approval: str | None = None
    valid_until: str | None = None
    first_period: str
    due: Mapping[str, int]
    forms: tuple[FormDef, ...]
    lists: Mapping[str, tuple[ChoiceDef, ...]] = {}
    units: tuple[UnitDef, ...] = ()
    targets: tuple[TargetDef, ...] = ()
    node_checks: tuple[NodeCheckDef, ...] = ()
    renamed: Mapping[str, str] = {}
    notes: tuple[str, ...] = ()
