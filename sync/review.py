"""What the collecting office does with reports: accept, return, adjust, lock, unlock, exempt, settle.

None of it touches a reporter's figure: every act is a signed event or revision beside it (product.md, rule 1).
Acts are recorded at once in a bundle to the office itself; `sync.replies` carries them to the units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from forms.errors import YuebaoError
from forms.index import PackIndex
from forms.report import ReportKey, Status
from forms.values import Invalid, from_text
from sync import merge_messages, status
from sync.events import Adjusted, Event, EventType, Remark
from sync.manifest import Kind
from sync.projection import Projection
from sync.recording import Recorded, Said, event, next_number, record
from sync.sealing import Letter
from sync.signers import Signer
from sync.status import Outcome
from sync.taking_in import TakingIn
from sync.workspace import Workspace

RULINGS = frozenset({EventType.ACCEPT, EventType.RETURN})


class Desk:
    """The reviewing side of one workspace, with the signers of this session."""

    def __init__(self, ws: Workspace, signers: Sequence[Signer]) -> None:
        self.ws = ws
        self.signers = signers

    # --- rulings -----------------------------------------------------------------------------------

    def accept(self, unit: str, period: str, form: str | None = None, reason: str = "") -> Recorded | None:
        """审定: the figures that stand now are final. `None` where all were accepted before.

        Raises YuebaoError `E-UNIT`, `E-CONFLICT` while rivals stand, `E-LOCKED`, `E-NO-REPORT`.
        """
        return self._rule(EventType.ACCEPT, unit, period, (form,), {}, reason)

    def send_back(
        self,
        unit: str,
        period: str,
        form: str | None = None,
        *,
        reason: str,
        remarks: Mapping[str, Sequence[Remark]] | None = None,
        everything: bool = False,
    ) -> Recorded | None:
        """退回, with a reason and remarks by form; without `form`, the forms remarked upon, else all.

        With `everything` all forms go back whatever was remarked.

        A report with rivals goes back as a whole: every rival is returned, and what the office makes of them ends it.
        """
        if not reason.strip() and not remarks:
            raise YuebaoError("E-USAGE", detail=merge_messages.NO_REASON)
        said = remarks or {}
        forms = (form,) if everything or form is not None or not said else tuple(said)
        return self._rule(EventType.RETURN, unit, period, forms, said, reason)

    def _rule(
        self,
        type_: EventType,
        unit: str,
        period: str,
        forms: Sequence[str | None],
        remarks: Mapping[str, Sequence[Remark]],
        reason: str,
    ) -> Recorded | None:
        projection = self._projection()
        unread = dict(remarks)
        said: list[Event] = []
        for key in (k for form in forms for k in self._reports(projection, unit, period, form)):
            found = _standing(projection, key, rivals=type_ is EventType.RETURN)
            index = projection.packs(projection.revision(found.heads[0]).pack.hash)
            _require_places(index, key, unread.pop(key.form, ()))
            in_force = self._in_force(projection, key, found, RULINGS)
            if type_ is EventType.ACCEPT and {e.type for e in in_force.values()} == {type_}:
                continue
            said += [
                self._about(
                    type_,
                    key,
                    len(said) + place,
                    revision=head,
                    parents=tuple(sorted(in_force)),
                    reason=reason,
                    remarks=tuple(remarks.get(key.form, ())),
                )
                for place, head in enumerate((found.current,) if found.current else found.heads)
            ]
        for name, lost in unread.items():
            raise _no_place(name, lost[0])
        return self._record(said) if said else None

    # --- figures beside figures ----------------------------------------------------------------------

    def adjust(self, key: ReportKey, figures: Sequence[Adjusted]) -> Recorded:
        """Put adjustments beside the reporter's figures (原值 / 调整 / 理由); a difference of 0 ends one.

        An adjustment belongs to the revision it was made for: a correction by the office makes it void.
        """
        projection = self._projection()
        self._reports(projection, key.unit, key.period, key.form)
        found = _standing(projection, key)
        index = projection.packs(projection.revision(found.current or "").pack.hash)
        _require_figures(index, key, figures)
        in_force = self._in_force(projection, key, found, {EventType.ADJUST})
        whole = merged_adjustments(in_force.values()) | {figure.cell: figure for figure in figures}
        kept = tuple(f for _, f in sorted(whole.items()) if Decimal(f.difference))
        said = self._about(
            EventType.ADJUST,
            key,
            0,
            revision=found.current,
            parents=tuple(sorted(in_force)),
            figures=kept,
            reason="；".join(dict.fromkeys(f.reason for f in figures)),
        )
        return self._record([said])

    def judge_explanation(
        self,
        key: ReportKey,
        check: str,
        cell: tuple[str, str] | None,
        accepted: bool,
        reason: str = "",
    ) -> Recorded:
        """Accept or refuse one 审核说明."""
        projection = self._projection()
        self._reports(projection, key.unit, key.period, key.form)
        found = _standing(projection, key)
        given = projection.revision(found.current or "").explanations
        if not any((said.check, said.cell) == (check, cell) for said in given):
            raise YuebaoError("E-USAGE", detail=merge_messages.NO_EXPLANATION, where=check)
        before = {
            i: e
            for i, e in self._in_force(projection, key, found, {EventType.VERDICT}).items()
            if (e.check, e.cell) == (check, cell)
        }
        said = self._about(
            EventType.VERDICT,
            key,
            0,
            revision=found.current,
            parents=tuple(sorted(before)),
            check=check,
            cell=cell,
            accepted=accepted,
            reason=reason,
        )
        return self._record([said])

    # --- periods -----------------------------------------------------------------------------------

    def lock(
        self,
        period: str,
        *,
        unit: str | None = None,
        form: str | None = None,
        reason: str = "",
        term: str | None = None,
    ) -> Recorded:
        """封存: what stands now stays; what comes later is kept and does not count until the lock is lifted.

        It reaches the units below: this office's own report is locked by the office above. Raises YuebaoError
        `E-CONFLICT` while rivals stand in what would be locked, `E-USAGE` where nobody reports here.
        """
        self._require_units()
        projection = self._projection()
        said = event(
            self.ws,
            EventType.LOCK,
            next_number(self.ws),
            unit=unit,
            form=form,
            period=period,
            reason=reason,
            term=term,
        )
        if unit is not None:
            self._require_collected(unit)
        heads = [head for key in projection.reached(said) for head in _settled(projection, key).heads]
        return self._record([replace(said, covers=tuple(sorted(heads)))])

    def unlock(
        self, period: str, *, unit: str | None = None, form: str | None = None, reason: str = ""
    ) -> Recorded:
        """启封, for all or for one unit or form. `E-USAGE` where no lock is in force or nobody reports here."""
        self._require_units()
        projection = self._projection()
        locks, before = (
            {row.id: projection.event(row.id, row.blob) for row in self.ws.store.events.all(kind)}
            for kind in (EventType.LOCK, EventType.UNLOCK)
        )
        said = event(
            self.ws,
            EventType.UNLOCK,
            next_number(self.ws),
            unit=unit,
            form=form,
            period=period,
            reason=reason,
        )
        ended = [
            name
            for name, lock in locks.items()
            if _meets(lock, said)
            and not any(name in u.parents and _spans(u, lock, said) for u in before.values())
        ]
        if not ended:
            raise YuebaoError("E-USAGE", detail=merge_messages.NO_LOCK, where=period)
        return self._record([replace(said, parents=tuple(sorted(ended)))])

    def exempt(
        self, unit: str, period: str, form: str | None = None, *, reason: str, lift: bool = False
    ) -> Recorded:
        """免报: this report need not be filed; `lift` takes that back."""
        self._require_collected(unit)
        projection = self._projection()
        rows = self.ws.store.events.all(EventType.EXEMPT)
        before = {row.id: projection.event(row.id, row.blob) for row in rows}
        same = [i for i, e in before.items() if (e.unit, e.period, e.form) == (unit, period, form)]
        said = event(
            self.ws,
            EventType.EXEMPT,
            next_number(self.ws),
            unit=unit,
            period=period,
            form=form,
            reason=reason,
            accepted=not lift,
            parents=tuple(sorted(same)),
        )
        return self._record([said])

    # --- shared ------------------------------------------------------------------------------------

    def _projection(self) -> Projection:
        return TakingIn(self.ws).projection

    def _require_units(self) -> None:
        if not self.ws.collects:
            raise YuebaoError("E-USAGE", detail=merge_messages.NOBODY_BELOW, where=self.ws.unit)

    def _require_collected(self, unit: str) -> None:
        if unit not in self.ws.collects:
            raise YuebaoError("E-UNIT", text=unit)

    def _reports(
        self, projection: Projection, unit: str, period: str, form: str | None
    ) -> tuple[ReportKey, ...]:
        """The reports meant: of that period or ending with it. `E-NO-REPORT` where none was received."""
        self._require_collected(unit)
        asked = event(self.ws, EventType.LOCK, 0, unit=unit, period=period, form=form)
        found = projection.reached(asked)
        known = tuple(k for k in found if projection.store.revisions.outline(*k))
        if not known:
            raise YuebaoError("E-NO-REPORT", unit=unit, period=period, form=form or "")
        return known

    def _in_force(
        self, projection: Projection, key: ReportKey, found: Outcome, types: Iterable[EventType]
    ) -> dict[str, Event]:
        reviews = status.reviews_in_force(projection.events_of(key), key, found.heads)
        wanted = frozenset(types)
        return {i: e for i, e in reviews.items() if e.type in wanted}

    def _about(self, type_: EventType, key: ReportKey, offset: int, **facts: object) -> Event:
        number = next_number(self.ws) + offset
        return event(self.ws, type_, number, unit=key.unit, form=key.form, period=key.period, **facts)

    def _record(self, said: Sequence[Event]) -> Recorded:
        return record_here(self.ws, self.signers, Said(events=said))


def record_here(ws: Workspace, signers: Sequence[Signer], said: Said) -> Recorded:
    """Record an act in a bundle to this office itself."""
    letter = Letter(kind=Kind.REPLY, to=ws.unit, files={}, pack=ws.pack_ref)
    return record(ws, signers, letter, said, label="acts")


def merged_adjustments(events: Iterable[Event]) -> dict[tuple[str, str], Adjusted]:
    """Adjustments by cell; where two offices' laptops adjusted one cell apart, the later id stands."""
    return {figure.cell: figure for said in events for figure in said.figures}


def adjustments(projection: Projection, key: ReportKey) -> dict[tuple[str, str], Adjusted]:
    """The adjustments in force beside a report's figures."""
    found = projection.outcome(key)
    reviews = status.reviews_in_force(projection.events_of(key), key, found.heads)
    return merged_adjustments(e for e in reviews.values() if e.type is EventType.ADJUST)


def _settled(projection: Projection, key: ReportKey) -> Outcome:
    """What holds for a report; rivals are `E-CONFLICT`."""
    found = projection.outcome(key)
    if found.state is Status.CONFLICT:
        raise YuebaoError("E-CONFLICT", unit=key.unit, form=key.form, period=key.period)
    return found


def _standing(projection: Projection, key: ReportKey, *, rivals: bool = False) -> Outcome:
    """A report whose figure can be ruled upon, or with `rivals` also one in conflict."""
    found = projection.outcome(key) if rivals else _settled(projection, key)
    if found.locked:
        raise YuebaoError("E-LOCKED", period=key.period, form=key.form, where=key.form)
    if found.current is None and found.state is not Status.CONFLICT:
        raise YuebaoError("E-NO-REPORT", unit=key.unit, period=key.period, form=key.form)
    return found


def _meets(lock: Event, unlock: Event) -> bool:
    """Whether two scopes share a report: the same period end, and no unit or form that excludes."""
    same_unit = lock.unit is None or unlock.unit is None or lock.unit == unlock.unit
    same_form = lock.form is None or unlock.form is None or lock.form == unlock.form
    return same_unit and same_form and lock.period == unlock.period


def _spans(earlier: Event, lock: Event, unlock: Event) -> bool:
    """Whether an earlier unlocking left nothing of the lock that this one could lift."""
    unit, form = unlock.unit or lock.unit, unlock.form or lock.form
    return earlier.unit in (None, unit) and earlier.form in (None, form)


def _require_places(index: PackIndex | None, key: ReportKey, remarks: Sequence[Remark]) -> None:
    """A remark is on a cell of the form, a field of a line, or (both empty) on the whole report."""
    form = index.forms.get(key.form) if index else None
    if form is None:
        return
    fields = {field.id for field in form.form.fields}
    for remark in remarks:
        row, column = remark.cell or ("", "")
        if (row or column) and column not in fields and form.cell(row, column) is None:
            raise _no_place(key.form, remark)


def _no_place(form: str, remark: Remark) -> YuebaoError:
    where = f"{form}[{', '.join(remark.cell or ())}]"
    return YuebaoError("E-CELL", text=remark.text, cell=where, reason=merge_messages.NO_CELL)


def _require_figures(index: PackIndex | None, key: ReportKey, figures: Sequence[Adjusted]) -> None:
    """Only numeric cells of the form can be adjusted, by figures of their decimals, with a reason."""
    form = index.forms.get(key.form) if index else None
    for figure in figures:
        where = f"{key.form}[{figure.cell[0]}, {figure.cell[1]}]"
        cell = form.cell(*figure.cell) if form else None
        if cell is None or not cell.spec.type.numeric:
            raise YuebaoError("E-CELL", text=figure.difference, cell=where, reason=merge_messages.NO_CELL)
        if isinstance(from_text(figure.difference, cell.spec), Invalid):
            raise YuebaoError("E-CELL", text=figure.difference, cell=where, reason="not a number")
        if not figure.reason.strip():
            raise YuebaoError("E-USAGE", detail=merge_messages.NO_REASON, where=where)
