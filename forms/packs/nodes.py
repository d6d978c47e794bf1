"""What a pack's files say before anybody asks what it means: texts, sequences and maps with their places.

YAML, CSV and workbooks all become these nodes, so that one builder and one set of checks serves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from forms.errors import Problem


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text exactly as written, `None` for an explicit nothing; `where` is `file:line` or `sheet!A1`."""

    text: str | None
    where: str


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Node, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A map with the place of every key; keys are distinct."""

    entries: tuple[tuple[Scalar, Node], ...]
    where: str

    def get(self, key: str) -> Node | None:
        """What stands under the key."""
        return next((node for name, node in self.entries if name.text == key), None)

    def keys(self) -> Iterator[str]:
        """The keys in their order."""
        return (key.text or "" for key, _ in self.entries)


Node = Scalar | Items | Entries
MAX_SHOWN = 80


def shown(node: Node | str) -> str:
    """The offending text, short enough for a sentence."""
    match node:
        case str():
            text = node
        case Scalar():
            text = "null" if node.text is None else node.text
        case Items():
            text = "[" + ", ".join(shown(item) for item in node.items[:4]) + "]"
        case Entries():
            text = "{" + ", ".join(f"{key}: …" for key in list(node.keys())[:4]) + "}"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name most like this one, or — when none is."""
    return next(iter(get_close_matches(text, list(known), 1, 0.5)), "—")


def problem(code: str, where: str, key: str, text: Node | str, **more: str) -> Problem:
    """A problem of a pack; the offending text is shown as written."""
    return Problem(code=code, where=where, params={"key": key, "text": shown(text), **more})
