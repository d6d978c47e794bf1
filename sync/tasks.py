"""Task bundles (下发包): what an office needs to report, signed by the root of the office that collects it.

Form pack with units and targets, the registers of all offices up to the top, and the calendar of the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from forms import canonical
from forms.calendar import due_date, own_period
from forms.definition import PackDef
from forms.errors import YuebaoError
from forms.loader import pack_from_json
from forms.period import parse_period
from sync import known_trust, register
from sync.authority import decide, require
from sync.bundle import OpenedBundle
from sync.enrolment import own_register, root_signers
from sync.founding import keep_pack, publish
from sync.key_file import Unlocked
from sync.keys import Signer
from sync.manifest import Kind, PackRef
from sync.register import Register
from sync.register_chain import adopt, registers_in
from sync.register_model import require_one_pack
from sync.sealing import Letter, Sealed, deliver, seal
from sync.trust import EVERYBODY, TrustState
from sync.workspace import Workspace

FILE = "task.json"
CALENDAR = "calendar"


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form that is asked for, under its own period, and the last day on which it is on time."""

    form: str
    period: str
    due: str


class Task(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """`task.json`: for which period the bundle was made, if for one, and what is due then."""

    type: Literal["task"]
    period: str | None = None
    calendar: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a bundle changed here: register versions by keeper, and the pack in force where it is another one."""

    registers: dict[str, int]
    pack: PackRef | None = None
    period: str | None = None


# --- giving out --------------------------------------------------------------------------------------


def issue_task(
    ws: Workspace, out_dir: Path, keys: Unlocked, *, units: Sequence[str] = (), period: str | None = None
) -> tuple[Path, ...]:
    """Write task bundles: one for everybody who reports here, or one for each of the named units.

    Raises YuebaoError `E-UNIT` for a unit that does not report here, `E-ROLE` without the root key of this office's
    register, `E-PERIOD`.
    """
    return tuple(deliver(one, out_dir) for _unit, one in sealed_tasks(ws, keys, units=units, period=period))


def sealed_tasks(
    ws: Workspace, keys: Unlocked, *, units: Sequence[str] = (), period: str | None = None
) -> tuple[tuple[str, Sealed], ...]:
    """The same signed, numbered and archived, each with the unit it is for (`EVERYBODY`), not handed out yet."""
    signers = root_signers(ws, keys)
    strangers = [unit for unit in units if unit not in ws.collects and unit != ws.unit]
    if strangers or not ws.collects:
        raise YuebaoError("E-UNIT", text=(strangers or [ws.unit])[0])
    return tuple((to, _sealed(ws, signers, to, period)) for to in units or (EVERYBODY,))


def _sealed(ws: Workspace, signers: Sequence[Signer], to: str, period: str | None) -> Sealed:
    ref = ws.pack_ref
    data = ws.pack_bytes(ref.hash)
    if data is None:
        raise YuebaoError("E-PACK-UNKNOWN", pack=f"{ref.id} {ref.version}")
    files = {
        f"pack/{ref.hash}.json": data,
        FILE: canonical.encode(task_for(ws.pack, period)),
        **register_files(ws),
    }
    label = period or "task"
    if to != EVERYBODY:
        label = f"{label}-{to}"  # many lie in one folder
    return seal(ws, signers, Letter(kind=Kind.TASK, to=to, files=files, pack=ref), label=label)


def task_for(pack: PackDef, period: str | None) -> Task:
    """The calendar of a period: every form that is due in it."""
    if period is None:
        return Task(type="task")
    when = parse_period(period)
    found = ((form, own_period(form, when)) for form in pack.forms)
    calendar = tuple(
        Due(form=form.id, period=str(own), due=due_date(pack, form, own).isoformat())
        for form, own in found
        if own is not None
    )
    return Task(type="task", period=period, calendar=calendar)


def register_files(ws: Workspace) -> dict[str, bytes]:
    """The registers with which those below can verify this office: its own and all above it."""
    keepers = [ws.unit, *ws.trust.way_up(ws.unit)]
    return known_trust.carried(ws.store, [k for k in keepers if k in ws.trust.registers])


def register_files_below(ws: Workspace) -> dict[str, bytes]:
    """The registers with which those above can verify the leaves this office passes on."""
    below = [k for k in ws.trust.registers if k == ws.unit or ws.unit in ws.trust.way_up(k)]
    return known_trust.carried(ws.store, [k for k in below if k != ws.top])


def adopt_pack(ws: Workspace, pack: PackDef, keys: Unlocked) -> Register:
    """Put another form pack (and its units) in force: the region's next register names it.

    Raises YuebaoError `E-ROLE` below the top, `E-PACK-HASH` for other content under a version once used, `E-UNIT` if
    the pack lacks this office.
    """
    if ws.unit != ws.top:
        raise YuebaoError("E-ROLE", key=", ".join(k[:16] for k in keys.keyids), kind="pack")
    if ws.unit not in {unit.code for unit in pack.units}:
        raise YuebaoError("E-UNIT", text=ws.unit)
    now = own_register(ws, keys)
    with ws.store.transaction():
        _require_unused(ws, PackRef(id=pack.id, version=pack.version, hash=canonical.digest(pack)))
        ref = keep_pack(ws, pack)
        new = register.with_pack(now, ref, register.units_of(pack, ws.unit))
        if new is not now:
            publish(ws, keys, new)
    ws.forget()
    return new


def _require_unused(ws: Workspace, ref: PackRef) -> None:
    """One id and version is one pack, whichever came first."""
    for digest in ws.store.documents.list("pack"):
        if digest != ref.hash:
            known = ws.pack_of(digest)
            require_one_pack(PackRef(id=known.id, version=known.version, hash=digest), ref)


# --- taking in ------------------------------------------------------------------------------------------


def trust_with(ws: Workspace, opened: OpenedBundle, *, newest_only: bool) -> TrustState:
    """The trust after the registers in a bundle; nothing is kept yet."""
    return adopt(ws.trust, registers_in(opened.entries), newest_only=newest_only)


def apply_task(ws: Workspace, opened: OpenedBundle) -> Applied:
    """Believe a newer task bundle: register, pack, calendar. The importer has opened, not yet judged it.

    Raises YuebaoError with the codes of `sync.trust` and `sync.register_chain`; `E-PACK-HASH` when the pack is not the
    one its manifest and the region's register name, or another one bears its version.
    """
    trust = trust_with(ws, opened, newest_only=opened.manifest.unit != ws.unit)
    require(decide(opened, trust))
    return take(ws, opened, trust)


def take(ws: Workspace, opened: OpenedBundle, trust: TrustState) -> Applied:
    """Keep what an authorised bundle of any kind brings along: registers, packs, calendar."""
    before = {k: r.version for k, r in ws.trust.registers.items()}
    pack_before = ws.pack_ref
    with ws.store.transaction():
        ws.save_trust(trust, registers_in(opened.entries))
        take_packs(ws, opened)
        period = _take_calendar(ws, opened)
    now = {k: r.version for k, r in ws.trust.registers.items()}
    return Applied(
        registers={keeper: version for keeper, version in now.items() if version != before.get(keeper)},
        pack=ws.pack_ref if ws.pack_ref != pack_before else None,
        period=period,
    )


def take_packs(ws: Workspace, opened: OpenedBundle) -> None:
    """Keep the packs of an authorised bundle by their hashes."""
    for data in opened.files("pack").values():
        pack = pack_from_json(data)
        ref = PackRef(id=pack.id, version=pack.version, hash=canonical.sha256(data))
        _require_unused(ws, ref)
        ws.store.documents.put("pack", ref.hash, data)
    ws.forget()


def _take_calendar(ws: Workspace, opened: OpenedBundle) -> str | None:
    data = opened.entries.get(FILE)
    task = canonical.decode(data, Task) if data is not None else None
    if task is None or task.period is None:
        return None
    ws.store.documents.put(CALENDAR, task.period, canonical.encode(task))
    return task.period


def calendar_of(ws: Workspace, period: str) -> Task | None:
    """What the collecting office said is due in that period; `None` where it said nothing."""
    data = ws.store.documents.get(CALENDAR, period)
    return canonical.decode(data, Task) if data is not None else None


def pack_in(opened: OpenedBundle) -> tuple[PackRef, PackDef]:
    """The pack that the manifest names, from the bundle itself; `E-PACK-HASH` or `E-PACK-UNKNOWN` otherwise."""
    ref = opened.manifest.pack
    data = opened.entries.get(f"pack/{ref.hash}.json") if ref else None
    if ref is None or data is None:
        raise YuebaoError("E-PACK-UNKNOWN", pack=f"{ref.id} {ref.version}" if ref else "—")
    pack = pack_from_json(data)
    if msgspec.structs.astuple(ref) != (pack.id, pack.version, canonical.sha256(data)):
        raise YuebaoError("E-PACK-HASH", pack=f"{ref.id} {ref.version}")
    return ref, pack
