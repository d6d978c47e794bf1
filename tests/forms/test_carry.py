"""A roster against the last period's: matched by key, every line told once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from forms.carry import CarryOver, FieldChange, compare, key_of
from forms.definition import FieldDef, FormDef, Kind
from forms.period import Frequency

FIELDS = tuple(FieldDef(id=name, title=name) for name in ("no", "name", "jobs"))


def form(*key: str) -> FormDef:
    return FormDef(
        id="R", title="名录", kind=Kind.ROSTER, frequency=Frequency.MONTH, respondents=("county",), fields=FIELDS, key=key
    )  # fmt: skip


def line(text: str) -> dict[str, str | None]:
    return dict(zip(("no", "name", "jobs"), (part or None for part in text.split("|")), strict=True))


def compared(before: str, now: str, *key: str) -> CarryOver:
    return compare(form(*key), [line(t) for t in before.split()], [line(t) for t in now.split()])


def test_new_changed_and_gone():
    found = compared("1|甲|3 2|乙|5 3|丙|7", "1|甲|3 3|丙厂| 4|丁|1", "no")
    assert found.new == (3,)
    assert [(c.line, c.key) for c in found.changed] == [(2, ("3",))]
    assert found.changed[0].fields == (
        FieldChange(field="name", before="丙", now="丙厂"),
        FieldChange(field="jobs", before="7", now=None),
    )
    assert found.gone == (line("2|乙|5"),)
    assert found.same == 1


def test_without_a_key_or_with_a_blank_one_only_equal_lines_are_the_same():
    assert compared("1|甲|3", "1|甲|4").new == (1,)
    assert compared("|甲|3 |乙|3", "|乙|3", "no") == CarryOver(
        new=(), changed=(), gone=(line("|甲|3"),), same=1
    )


def test_lines_with_one_key_are_matched_in_their_order():
    found = compared("1|甲|3 1|甲|4", "1|甲|3", "no")
    assert (found.same, found.gone) == (1, (line("1|甲|4"),))


lines = st.lists(
    st.fixed_dictionaries({
        "no": st.sampled_from([None, "1", "2", "3"]), "name": st.sampled_from([None, "甲", "乙"]), "jobs": st.just("1"),
    }),
    max_size=8,
)  # fmt: skip


@given(before=lines, now=lines, key=st.sampled_from([(), ("no",), ("no", "name")]))
def test_every_line_of_both_periods_is_told_exactly_once(before, now, key):
    found = compare(form(*key), before, now)
    changed = [c.line for c in found.changed]
    assert len(found.new) + len(changed) + found.same == len(now)
    assert not set(found.new) & set(changed)
    assert len(found.gone) + len(changed) + found.same == len(before)
    kept = Counter(key_of(form(*key), one) for one in before) - Counter(
        key_of(form(*key), one) for one in found.gone
    )
    assert sum(kept.values()) == found.same + len(changed)


@given(roster=lines)
def test_a_roster_that_stayed_shows_nothing(roster):
    assert compare(form("no"), roster, roster).same == len(roster)
