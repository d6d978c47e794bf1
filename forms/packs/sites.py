"""Where a part of a pack was written, and the collecting of what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from forms.errors import Problem
from forms.packs.build import Path, Places
from forms.packs.nodes import nearest, problem


@dataclass(frozen=True, slots=True)
class Site:
    """The places of one pack's parts and the problems found in them.

    Paths are `("forms", FORM, "rows", n, "part_of")`, `("units", n, "parent")` and the like.
    """

    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, path: Path) -> str:
        """The place of a part, or of the nearest part around it that was written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return "/".join(str(step) for step in path)

    def note(self, code: str, path: Path, text: str, **more: str) -> None:
        """One more problem; its key is the last name in the path."""
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        self.problems.append(problem(code, self.where(path), key, text, **more))

    def refer(self, path: Path, text: str, known: Iterable[str], key: str | None = None) -> bool:
        """Whether the name is known; an unknown one is noted with the nearest. Nothing written is fine.

        `key` names the reference where the path ends in something else than its key.
        """
        names = known if isinstance(known, set | frozenset | dict) else list(known)
        if not text or text in names:
            return True
        what = key or next((step for step in reversed(path) if isinstance(step, str)), "")
        self.note(
            "E-PACK-REF", path, f"{what}: {text}", what=what, name=text, near=nearest(text, list(names))
        )
        return False

    def distinct(self, named: Iterable[tuple[str, Path]]) -> None:
        """Names that may occur only once, each with its path."""
        seen: dict[str, Path] = {}
        for name, path in named:
            if name and name in seen:
                self.note("E-PACK-DUPLICATE", path, name, first=self.where(seen[name]))
            else:
                seen[name] = path


def cycle_in(links: dict[str, str]) -> list[tuple[str, ...]]:
    """The cycles of a graph in which every node has at most one successor, each told once from its start."""
    done: set[str] = set()
    cycles: list[tuple[str, ...]] = []
    for start in links:
        trail: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in done and node not in trail:
            trail[node] = None
            node = links.get(node)
        if node is not None and node in trail:
            steps = list(trail)
            cycles.append((*steps[steps.index(node) :], node))
        done.update(trail)
    return cycles
