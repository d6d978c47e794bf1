"""Hypothesis strategies for whole form packs that are sound: every part occurs, rules included."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from forms.definition import (
    BasisDef,
    CalculationDef,
    CellType,
    CheckDef,
    ChoiceDef,
    ColumnDef,
    Derive,
    FieldDef,
    FormDef,
    Frequency,
    Kind,
    Level,
    Missing,
    Nature,
    NodeCheckDef,
    PackDef,
    RowDef,
    TargetDef,
    UnitDef,
)

KINDS = ("city", "zone", "office", "园区")
HOSTILE = "“”：—#&*!|>'\"%@`,[]{}=+-\\/ \n01aZ双创月报藏ཨ😀：?~"
texts = (
    st.text(alphabet=HOSTILE, min_size=1, max_size=10) | st.sampled_from(["yes", "null", "0012", "=1+1", "1e3", "_x0041_", "&lt;"])
).map(str.strip).filter(bool)  # fmt: skip
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,4}", fullmatch=True)
months = st.builds("{}-{:02d}".format, st.integers(2020, 2030), st.integers(1, 12))
figures = st.decimals(-9999, 9999, places=2, allow_nan=False).filter(lambda d: not d.is_zero() or d == abs(d))
basis = st.lists(ids, max_size=2).map(tuple)
maybe_text = st.none() | texts


def names(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(ids, min_size=least, max_size=most, unique_by=str.casefold)


@st.composite
def unit_trees(draw) -> tuple[UnitDef, ...]:
    codes = draw(names(1, 5))
    units: list[UnitDef] = []
    for place, code in enumerate(codes):
        above = st.sampled_from(codes[:place]) if place else st.none()
        parent = draw(above)
        since, until = sorted([draw(months), draw(months)])
        units.append(
            UnitDef(
                code=code,
                name=draw(texts),
                short_name=draw(st.just("") | texts),
                kind=draw(st.sampled_from(KINDS)),
                parent=parent,
                reports_to=draw(st.none() | above),
                inside=parent is not None and draw(st.booleans()),
                valid_from=draw(st.none() | st.just(since)),
                valid_to=draw(st.none() | st.just(until)),
                successor=draw(st.none() | above),
            )
        )
    return tuple(units)


@st.composite
def choice_lists(draw) -> dict[str, tuple[ChoiceDef, ...]]:
    found = {}
    for name in draw(names(0, 2)):
        titles = draw(
            st.lists(texts.filter(lambda t: not t.startswith("K-")), min_size=1, max_size=3, unique=True)
        )
        if draw(st.booleans()):
            found[name] = tuple(ChoiceDef(code=title, title=title) for title in titles)
        else:
            found[name] = tuple(
                ChoiceDef(code=f"K-{n}", title=title, title_en=draw(maybe_text))
                for n, title in enumerate(titles)
            )
    return found


@st.composite
def limits(draw, kind: CellType | None) -> dict[str, object]:
    """Type, decimals and limits that go together."""
    if kind is not None and not kind.numeric:
        return {}
    low, high = sorted([draw(figures), draw(figures)])
    return {
        "decimals": draw(st.none() | st.integers(0, 0 if kind is CellType.INTEGER else 6)),
        "min": draw(st.none() | st.just(low)),
        "max": draw(st.none() | st.just(high)),
    }


@st.composite
def typed(draw, lists: dict[str, tuple[ChoiceDef, ...]], kinds: list[CellType]) -> dict[str, object]:
    kind = draw(st.sampled_from(kinds))
    if kind is CellType.CHOICE and not lists:
        kind = CellType.TEXT
    chosen = {"list": draw(st.sampled_from(sorted(lists)))} if kind is CellType.CHOICE else {}
    return {"type": kind, **chosen, **draw(limits(kind))}


@st.composite
def columns(draw) -> tuple[ColumnDef, ...]:
    first, *others = draw(names(1, 4))
    found = [ColumnDef(id=first, title=draw(texts), title_en=draw(maybe_text), group=draw(maybe_text))]
    for name in others:
        derive = draw(
            st.none()
            | st.sampled_from([Derive.YEAR_TO_DATE, Derive.LAST_YEAR, Derive.PREVIOUS, Derive.TARGET])
        )
        found.append(
            ColumnDef(
                id=name,
                title=draw(texts),
                derive=derive,
                of=draw(st.none() | st.just(first)) if derive else None,
                applies=draw(st.sampled_from([None, True])),
                required=draw(st.sampled_from([None, True, False])) if derive is None else None,
                nature=draw(st.none() | st.sampled_from(Nature)),
                basis=draw(basis),
                note=draw(maybe_text),
            )
        )
    return tuple(found)


@st.composite
def rows(draw, lists, heads: tuple[ColumnDef, ...], form: dict[str, object]) -> tuple[RowDef, ...]:
    first, *others = draw(names(1, 5))
    measure = draw(maybe_text)
    found = [RowDef(id=first, title=draw(texts), measure=measure, nature=Nature.FLOW)]
    kinds = [CellType.NUMBER, CellType.INTEGER, CellType.TEXT, CellType.CHOICE, CellType.YESNO, CellType.DATE]
    respondents = form["respondents"]
    for name in others:
        cell = draw(typed(lists, kinds))
        numeric = cell["type"].numeric
        found.append(
            RowDef(
                id=name,
                title=draw(texts),
                title_en=draw(maybe_text),
                measure=measure if numeric else None,
                nature=draw(st.none() | st.sampled_from(Nature)),
                required=draw(st.booleans()),
                part_of=draw(st.none() | st.just(first)) if numeric else None,
                frequency=draw(st.sampled_from([None, Frequency.YEAR])),
                respondents=draw(st.none() | st.just(respondents[:1])),
                applies=draw(st.dictionaries(st.sampled_from([c.id for c in heads]), st.booleans())),
                basis=draw(basis),
                note=draw(maybe_text),
                **cell,
            )
        )
    return tuple(found)


@st.composite
def tables(draw, name: str, lists, common: dict[str, object]) -> FormDef:
    heads = draw(columns())
    body = draw(rows(lists, heads, common))
    cell = f"[{body[0].id}, {heads[0].id}]"
    checks = (
        CheckDef(
            id=f"{name}-c", level=draw(st.sampled_from(Level)), formula=f"{cell} >= 0", message=draw(texts)
        ),
        CheckDef(
            id=f"{name}-d",
            level=Level.HINT,
            formula=f"若 {cell} > 1 则 prev({cell}) < 5",
            message=draw(texts),
            message_en=draw(maybe_text),
            missing=draw(st.sampled_from(Missing)),
            basis=draw(basis),
            note=draw(maybe_text),
        ),
    )
    formula = draw(st.sampled_from(["1.5 + prev({})", "last_year({}) * 50%"])).format(cell)
    calculation = CalculationDef(target=cell, formula=formula, note=draw(maybe_text))
    return FormDef(
        id=name,
        kind=Kind.TABLE,
        columns=heads,
        rows=body,
        checks=checks[: draw(st.integers(0, 2))],
        calculations=draw(st.sampled_from([(), (calculation,)])),
        **common,
    )


@st.composite
def rosters(draw, name: str, lists, common: dict[str, object]) -> FormDef:
    count = draw(st.integers(1, 4))
    kinds = [kind for kind in CellType if kind is not CellType.CHOICES]
    fields = tuple(
        FieldDef(
            id=f"f{n}",
            title=draw(texts),
            title_en=draw(maybe_text),
            required=draw(st.booleans()),
            measure=draw(maybe_text),
            basis=draw(basis),
            **draw(typed(lists, kinds)),
        )
        for n in range(count)
    )
    key = draw(st.sampled_from([(), ("f0",), tuple(f.id for f in fields)]))
    check = CheckDef(id=f"{name}-u", level=Level.ERROR, formula="unique(f0)", message=draw(texts))
    return FormDef(
        id=name,
        kind=Kind.ROSTER,
        fields=fields,
        key=key,
        carry="previous-period" if key and draw(st.booleans()) else None,
        checks=draw(st.sampled_from([(), (check,)])),
        **common,
    )


@st.composite
def forms(draw, name: str, lists, units: tuple[UnitDef, ...]) -> FormDef:
    kinds = draw(st.lists(st.sampled_from(sorted({u.kind for u in units})), min_size=1, unique=True))
    reporting = [unit.code for unit in units if unit.kind in kinds]
    common = {
        "title": draw(texts),
        "title_en": draw(maybe_text),
        "frequency": draw(st.sampled_from(Frequency)),
        "respondents": tuple(kinds),
        "units": draw(st.none() | st.just(tuple(reporting))),
        "basis": draw(basis),
        "notes": draw(st.lists(texts, max_size=2).map(tuple)),
    }
    return draw(st.one_of(tables(name, lists, common), rosters(name, lists, common)))


@st.composite
def targets(draw, made: tuple[FormDef, ...], units: tuple[UnitDef, ...]) -> tuple[TargetDef, ...]:
    found = []
    for name in draw(names(0, 3)):
        form = draw(st.none() | st.sampled_from(made))
        if form is not None and form.kind is Kind.ROSTER:
            form = None
        found.append(
            TargetDef(
                id=name,
                indicator=draw(texts),
                form=form.id if form else None,
                row=form.rows[0].id if form else None,
                column=form.columns[0].id if form else None,
                unit=draw(st.none() | st.sampled_from([unit.code for unit in units])),
                baseline=draw(st.none() | figures),
                baseline_year=draw(maybe_text),
                target=draw(st.none() | figures | st.just(Decimal(52000))),
                comparator=draw(st.sampled_from(["", "=", "≥", ">", "range"])),
                target_year=draw(st.none() | st.integers(2020, 2035)),
                nature=draw(st.just("") | texts),
                document=draw(texts),
                clause=draw(st.just("") | texts),
                note=draw(st.just("") | texts),
            )
        )
    return tuple(found)


@st.composite
def packs(draw) -> PackDef:
    """A sound pack: `forms.loader.pack_problems` finds nothing in it."""
    units, lists = draw(unit_trees()), draw(choice_lists())
    made = tuple(draw(forms(name, lists, units)) for name in draw(names(1, 3)))
    table = next((form for form in made if form.kind is Kind.TABLE), None)
    node = NodeCheckDef(
        id="node.1",
        level=Level.WARNING,
        forms=(table.id,) if table else (),
        parent=table.columns[0].id if table else "",
        child=table.columns[-1].id if table else "",
        children=draw(st.sampled_from(["inside", "outside", "all"])),
        unit_kinds=(units[0].kind,),
        message=draw(texts),
        basis=draw(basis),
    )
    return PackDef(
        id=draw(ids),
        version=draw(ids),
        title=draw(texts),
        title_en=draw(maybe_text),
        authority=draw(texts),
        basis=tuple(draw(st.lists(st.builds(BasisDef, document=texts, clause=maybe_text), max_size=2))),
        approval=draw(maybe_text),
        valid_until=draw(st.none() | months),
        first_period=draw(months),
        due={frequency.value: draw(st.integers(0, 60)) for frequency in Frequency},
        forms=made,
        lists=lists,
        units=units,
        targets=draw(targets(made, units)),
        node_checks=(node,) if table and draw(st.booleans()) else (),
        renamed=draw(st.sampled_from([{}, {"OLD": made[0].id}])),
        notes=tuple(draw(st.lists(texts, max_size=2))),
    )
