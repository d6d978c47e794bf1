"""What must hold of any text given to the rule language."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import resources
from forms.definition import Missing, PackDef
from forms.errors import YuebaoError
from forms.formula.arithmetic import exact
from forms.formula.check import check_rule
from forms.formula.compiler import compile_rule
from forms.formula.parser import MAX_LENGTH, parse
from forms.formula.printer import print_formula
from forms.formula.relation import column_codes, read_relation, relation
from forms.formula.scope import PackScope
from forms.formula.tree import Node
from forms.index import PackIndex
from forms.loader import load_pack
from forms.program import Program

CODES = {"E-PACK-SYNTAX", "E-PACK-REF", "E-PACK-TYPE", "E-PACK-NEVER"}
BOUND = 5.0
"""Seconds of processor time for one text, check and compilation included: a hang, not a slow machine."""


class Oracle:
    """Judges texts by the shipped pack, and counts what they came to."""

    def __init__(self) -> None:
        self.pack = load_pack(Path(resources.__file__).parent / "packs" / "shuangchuang")
        index = PackIndex(self.pack)
        self.scopes = [PackScope(index, form.id) for form in self.pack.forms]
        self.counts: Counter[str] = Counter()
        self.slowest = (0.0, "")

    def judge(self, text: str) -> None:
        """Raises for whatever is neither read nor refused as it should be."""
        begun = time.process_time()
        self.counts["texts"] += 1
        scope = self.scopes[len(text) % len(self.scopes)]
        node = self._read(text)
        if node is not None:
            self._printed(node)
            if scope.is_table(scope.form):
                self._noted(node, scope)
        self._checked(text, scope)
        spent = time.process_time() - begun
        self.slowest = max(self.slowest, (spent, text))
        assert spent < BOUND, f"{spent:.1f} s"

    def _read(self, text: str) -> Node | None:
        try:
            node = parse.__wrapped__(text)
        except YuebaoError as refused:
            (problem,) = refused.problems
            assert problem.code == "E-PACK-SYNTAX", problem
            assert 1 <= int(problem.params["at"]) <= len(text) + 1, problem
            self.counts["refused by the grammar"] += 1
            return None
        self.counts["read"] += 1
        return node

    def _printed(self, node: Node) -> None:
        written = print_formula(node)
        if len(written) <= MAX_LENGTH:
            assert parse.__wrapped__(written) == node, written
            self.counts["printed and read again"] += 1

    def _noted(self, node: Node, scope: PackScope) -> None:
        rows = scope.rows(scope.form)
        columns = column_codes(rows, scope.columns(scope.form))
        written = relation(node, rows, columns)
        if len(written) * 2 <= MAX_LENGTH:
            assert read_relation(written, rows, columns) == node, written
            self.counts["as 审核关系 and read again"] += 1

    def _checked(self, text: str, scope: PackScope) -> None:
        result = check_rule(text, scope)
        assert (result.checked is None) == bool(result.problems)
        assert {problem.code for problem in result.problems} <= CODES, result.problems
        if result.checked is None:
            return
        self.counts["passed the pack check"] += 1
        instances = result.checked.instances if scope.is_table(scope.form) else ()
        for instance in instances[:3]:
            for missing in Missing:
                rule = compile_rule(instance.node, missing, lambda _: 0, lambda _: 0)
                with exact():
                    assert rule([None], BLANK) in (None, True, False)
                self.counts["compiled and decided"] += 1


def _nothing(*_: object) -> None:
    return None


BLANK = SimpleNamespace(
    period="2021-01",
    year=2021,
    month=1,
    unit_kind="zone",
    past=_nothing,
    na=lambda _: False,
    aggregate=_nothing,
    target=_nothing,
    divided_by_zero=_nothing,
)
"""A report in which nothing is filled in."""


def written_rules(pack: PackDef) -> Iterator[str]:
    """Every rule of a pack as it stands there, and as statisticians write it."""
    for form in pack.forms:
        yield from (calculation.formula for calculation in form.calculations)
        yield from (check.formula for check in form.checks)
    for rule in Program(PackIndex(pack)).rules[:200]:
        yield relation(rule.node)
