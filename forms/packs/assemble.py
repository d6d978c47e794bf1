"""One pack from the nodes of its files or sheets, whichever they came from."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from forms.definition import ChoiceDef, FormDef, PackDef, TargetDef, UnitDef
from forms.packs.build import Builder, Path
from forms.packs.folder import Source
from forms.packs.nodes import Entries, Items, Node, Scalar

R = TypeVar("R", bound=msgspec.Struct)
_ELSEWHERE = ("forms", "lists", "units", "targets")


def assemble(source: Source, builder: Builder) -> PackDef | None:
    """The pack, with the places of all it says in `builder.places`; problems are noted there too."""
    if source.pack is None:
        return None
    forms = tuple(form for name, node in source.forms if (form := _form(builder, name, node)))
    _require_forms(builder, source.pack)
    rest = tuple((key, node) for key, node in source.pack.entries if key.text != "forms")
    return builder.struct(
        PackDef,
        Entries(rest, source.pack.where),
        ("pack",),
        skip=_ELSEWHERE,
        forms=forms,
        lists=_lists(builder, source.lists),
        units=_records(builder, UnitDef, source.units, "units"),
        targets=_records(builder, TargetDef, source.targets, "targets"),
    )


def _require_forms(builder: Builder, pack: Entries) -> None:
    """`forms` in pack.yaml is a list of distinct form ids, the order of the forms."""
    listed = pack.get("forms")
    if listed is None:
        builder.note("E-PACK-MISSING", pack.where, "forms", "forms")
        return
    if isinstance(listed, Entries):
        builder.note("E-PACK-VALUE", listed.where, "forms", listed, expected="[ID, …]")
        return
    seen: dict[str, str] = {}
    for item in listed.items if isinstance(listed, Items) else (listed,):
        text = item.text if isinstance(item, Scalar) else None
        if text is None:
            builder.note("E-PACK-VALUE", item.where, "forms", item, expected="[ID, …]")
        elif text in seen:
            builder.note("E-PACK-DUPLICATE", item.where, "forms", text, first=seen[text])
        else:
            seen[text] = item.where


def _form(builder: Builder, name: str, node: Node) -> FormDef | None:
    """A form; the id inside must be the one it is listed under, or references would miss it."""
    form = builder.struct(FormDef, node, ("forms", name))
    if form is None or form.id in ("", name):
        return form
    builder.note("E-PACK-VALUE", builder.places["forms", name, "id"], "id", form.id, expected=name)
    return msgspec.structs.replace(form, id=name)


def _lists(builder: Builder, node: Node | None) -> dict[str, tuple[ChoiceDef, ...]]:
    if node is None:
        return {}
    if not isinstance(node, Entries):
        builder.note("E-PACK-VALUE", node.where, "lists", node, expected="{list: […]}")
        return {}
    found = {}
    for key, items in node.entries:
        name = key.text or ""
        builder.places["lists", name] = key.where
        if not isinstance(items, Entries):
            several = items if isinstance(items, Items) else Items((items,), items.where)
            found[name] = _choices(builder, several, ("lists", name))
        else:
            builder.note("E-PACK-VALUE", items.where, name, items, expected="[…, …]")
    return found


def _choices(builder: Builder, items: Items, path: Path) -> tuple[ChoiceDef, ...]:
    """Entries of a list; a text alone is code and title at once."""
    found = []
    for place, item in enumerate(items.items):
        node = item
        if isinstance(item, Scalar):
            node = Entries(tuple((Scalar(k, item.where), item) for k in ("code", "title")), item.where)
        elif isinstance(item, Entries) and item.get("code") is None and (title := item.get("title")):
            node = Entries((*item.entries, (Scalar("code", item.where), title)), item.where)
        choice = builder.struct(ChoiceDef, node, (*path, place))
        if choice is not None:
            found.append(choice)
    return tuple(found)


def _records(builder: Builder, cls: type[R], items: Items | None, part: str) -> tuple[R, ...]:
    nodes = items.items if items else ()
    built = (builder.struct(cls, node, (part, place)) for place, node in enumerate(nodes))
    return tuple(record for record in built if record is not None)
