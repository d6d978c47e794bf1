"""CSV with a head line read as maps with places; an empty field is a field not given."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from forms.errors import Problem
from forms.packs.nodes import Entries, Items, Node, Scalar, nearest, problem

MAX_FIELD = 20_000


def parse_csv(name: str, text: str, known: Sequence[str], problems: list[Problem]) -> Items:
    """The lines below the head as maps by the head's names; blank lines are skipped.

    A name that is not known is told once and its column left out.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Node] = []
    head: list[str] | None = None
    before = 0
    try:
        for fields in reader:
            where = f"{name}:{before + 1}"
            before = reader.line_num
            if not any(field.strip() for field in fields):
                continue
            if head is None:
                head = _head(where, fields, known, problems)
            else:
                lines.append(_line(where, head, known, fields, problems))
    except csv.Error as error:
        problems.append(problem("E-PACK-CSV", f"{name}:{before + 1}", "", str(error)))
    return Items(tuple(lines), f"{name}:1")


def _head(where: str, fields: list[str], known: Sequence[str], problems: list[Problem]) -> list[str]:
    names = [field.strip() for field in fields]
    while names and not names[-1]:
        names.pop()
    for place, name in enumerate(names):
        if name in names[:place]:
            problems.append(problem("E-PACK-DUPLICATE", where, name, name, first=where))
        elif name not in known:
            problems.append(problem("E-PACK-KEY", where, name, name, near=nearest(name, known)))
    return names


def _line(
    where: str, head: list[str], known: Sequence[str], fields: list[str], problems: list[Problem]
) -> Entries:
    extra = [field for field in fields[len(head) :] if field.strip()]
    problems.extend(problem("E-PACK-CSV", where, "", field) for field in extra)
    found: dict[str, tuple[Scalar, Node]] = {}
    for name, field in zip(head, fields, strict=False):
        if field.strip() and name in known and name not in found:
            found[name] = (Scalar(name, where), Scalar(field, where))
    return Entries(tuple(found.values()), where)
