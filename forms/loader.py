"""The public door to form packs: read a folder, name it by its hash, carry it as canonical JSON.

What reads and checks packs is loaded when one is read or checked, not when a workspace opens the one it knows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from forms import canonical
from forms.definition import PackDef
from forms.errors import PackError, Problem

if TYPE_CHECKING:
    from forms.packs.build import Places
    from forms.packs.folder import Source

_PLACE = re.compile(r"(?P<file>.*?)(?::|!(?P<column>[A-Z]+))(?P<line>[0-9]+)")


def load_pack(folder: Path) -> PackDef:
    """The pack in this folder; raises PackError with everything that is wrong with it, in file order."""
    from forms.packs.folder import read_folder

    return pack_from_source(read_folder(folder))


def pack_from_source(source: Source) -> PackDef:
    """The pack from nodes of any origin; raises PackError with everything that is wrong with it."""
    from forms.packs.assemble import assemble
    from forms.packs.build import Builder
    from forms.packs.folder import unread_names

    builder = Builder(source.problems)
    pack = assemble(source, builder)
    if pack is not None:
        _check(pack, builder.places, source.problems)
    if source.problems or pack is None:
        unread = unread_names(source)
        raise PackError(in_file_order([p for p in source.problems if not _blames(p, unread)]))
    return pack


def pack_problems(pack: PackDef) -> tuple[Problem, ...]:
    """What is wrong with a pack that came from elsewhere than files; places are paths within it."""
    problems: list[Problem] = []
    _check(pack, {}, problems)
    return in_file_order(problems)


def _check(pack: PackDef, places: Places, problems: list[Problem]) -> None:
    """Add what is wrong with a pack as a whole and with its rules."""
    from forms.packs.rules import check_rules
    from forms.packs.sites import Site
    from forms.packs.whole import check_pack

    site = Site(places, problems)
    check_pack(site, pack)
    check_rules(site, pack)


def _blames(problem: Problem, unread: frozenset[str]) -> bool:
    """Whether a name only seems undefined because the file that defines it could not be read."""
    named = {problem.params.get(key, "") for key in ("name", "what")}
    return problem.code == "E-PACK-REF" and bool(named & unread)


def in_file_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file and line, so that an author can work from top to bottom."""
    unique = {(p.code, p.where, tuple(p.params.items())): p for p in problems}
    return tuple(sorted(unique.values(), key=_place))


def _place(found: Problem) -> tuple[str, int, str]:
    """Files and sheets by name, within them by line, within a line of a sheet by column."""
    place = _PLACE.fullmatch(found.where or "")
    if place is None:
        return (found.where or "", 0, "")
    column = place["column"] or ""
    return (place["file"], int(place["line"]), column.rjust(3))


def pack_json(pack: PackDef) -> bytes:
    """The pack as canonical JSON, as it travels in task bundles."""
    return canonical.encode(pack)


def pack_hash(pack: PackDef) -> str:
    """SHA-256 of the canonical JSON: with id and version the identity of a pack (forms.md §1)."""
    return canonical.sha256(pack_json(pack))


@lru_cache(maxsize=4)
def pack_from_json(data: bytes) -> PackDef:
    """The pack from canonical JSON of elsewhere, as strictly checked as one from files.

    Raises `E-SCHEMA` for other bytes than `pack_json` writes, PackError for a pack that contradicts itself.
    """
    pack = known_pack(data)
    problems = pack_problems(pack)
    if problems:
        raise PackError(problems)
    return pack


def known_pack(data: bytes) -> PackDef:
    """The same for bytes that this workspace checked when it took them in: no rule is looked at again."""
    return canonical.decode(data, PackDef)
