"""How wide each column is printed, at which size of type, and on which paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.marks import A4_LONG, A4_SHORT, MM
from desktop.printing.text import broken, longest_word, width_of
from sync.outputs.print_job import PrintForm

MARGIN = 14 * MM
PAD = 0.9 * MM
_INDENT = 1.0
_TRIALS = ((9.0, False), (9.0, True), (8.5, True), (8.0, True), (7.5, True), (7.0, True), (6.5, True))
_CUT = 7.5
_SLACK = 1.01  # a word that fits to a hair is broken by rounding
_HEAD_LINES = 4
_TALL = 6
_WIDEST = {"title": 78 * MM, "text": 70 * MM, "measure": 16 * MM}
_LEAST_CHARACTERS = {"title": 13.0, "text": 6.5, "measure": 2.4}


@dataclass(frozen=True, slots=True)
class Strip:
    """Columns that stand side by side on a page: places in the form, and their widths."""

    places: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A table's paper, type size and strips; more than one strip where it is too wide for any paper."""

    landscape: bool
    points: float
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class _Need:
    least: float
    wanted: float


def setting(form: PrintForm) -> Setting:
    """Portrait at full size if it fits, then landscape, then smaller, and at last cut in strips."""
    every = tuple(range(len(form.heads.places)))
    for points, landscape in _TRIALS:
        needs = _needs(form, points)
        room = _room(landscape)
        if sum(need.least for need in needs) <= room:
            widths = _shared(needs, room)
            if landscape or _tallest(form, widths, points) <= _TALL:
                return Setting(landscape, points, (Strip(every, widths),))
    needs = _needs(form, _CUT)
    return Setting(True, _CUT, _strips(form, needs, _room(landscape=True)))


def _tallest(form: PrintForm, widths: Sequence[float], points: float) -> int:
    """How many lines of type the highest line of the table takes."""
    return max(
        (
            len(broken(text, width - 2 * PAD, points))
            for line in form.lines
            for text, width in zip(line, widths, strict=True)
        ),
        default=0,
    )


def _room(landscape: bool) -> float:
    return (A4_LONG if landscape else A4_SHORT) - 2 * MARGIN


def _strips(form: PrintForm, needs: Sequence[_Need], room: float) -> tuple[Strip, ...]:
    """The columns that name a line stand in every strip."""
    stem = tuple(range(form.heads.stem))
    least_stem = sum(needs[place].least for place in stem)
    groups: list[list[int]] = [[]]
    filled = least_stem
    for place in range(form.heads.stem, len(needs)):
        if groups[-1] and filled + needs[place].least > room:
            groups.append([])
            filled = least_stem
        groups[-1].append(place)
        filled += needs[place].least
    return tuple(
        Strip((*stem, *group), _shared([needs[place] for place in (*stem, *group)], room)) for group in groups
    )


def _shared(needs: Sequence[_Need], room: float) -> tuple[float, ...]:
    least = [need.least for need in needs]
    wishes = [need.wanted - need.least for need in needs]
    rest = room - sum(least)
    if rest <= 0:
        return tuple(width * room / sum(least) for width in least)
    if sum(wishes) >= rest:
        return tuple(width + wish * rest / sum(wishes) for width, wish in zip(least, wishes, strict=True))
    spare = (rest - sum(wishes)) / sum(need.wanted for need in needs)
    return tuple(need.wanted * (1 + spare) for need in needs)


def _needs(form: PrintForm, points: float) -> list[_Need]:
    heads = _leaf_heads(form)
    return [_need(form, place, heads.get(place, ""), points) for place in range(len(form.heads.places))]


def _leaf_heads(form: PrintForm) -> dict[int, str]:
    return {head.place: head.text for head in form.heads.cells if head.places == 1}


def _need(form: PrintForm, place: int, head: str, points: float) -> _Need:
    kind = form.heads.places[place].kind
    texts = {line[place] for line in form.lines}
    widest = max((width_of(text, points) for text in texts), default=0.0)
    head_wanted = width_of(head, points) / 2
    head_least = max(longest_word(head, points), width_of(head, points) / _HEAD_LINES)
    em = width_of("国", points)
    if kind == "title":
        widest += max(form.indents, default=0) * _INDENT * em
    least = widest
    if kind in _LEAST_CHARACTERS:
        words = max((longest_word(text, points) for text in texts), default=0.0)
        least = min(widest, max(_LEAST_CHARACTERS[kind] * em, min(words, 2 * _LEAST_CHARACTERS[kind] * em)))
        widest = min(widest, _WIDEST[kind])
    least = max(least, head_least, 2 * em) * _SLACK + 2 * PAD
    return _Need(least, max(widest + 2 * PAD, head_wanted + 2 * PAD, least))


def indent(points: float, depth: int) -> float:
    """How far a title is moved in."""
    return depth * _INDENT * width_of("国", points)
