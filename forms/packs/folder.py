"""A pack's folder read into nodes: which files there are, which are missing, which do not belong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from forms.definition import TargetDef, UnitDef
from forms.errors import Problem
from forms.packs.csv_source import parse_csv
from forms.packs.nodes import Entries, Items, Node, Scalar, nearest, problem

MAX_FILE = 4_000_000
MAX_FILES = 500
_TOP = ("pack.yaml", "lists.yaml", "units.csv", "targets.csv")
_FOLDERS = ("forms", "samples")
_UNREADABLE = frozenset({"E-PACK-YAML", "E-PACK-CSV", "E-PACK-ENCODING", "E-PACK-LIMIT"})
_DEFINES = {
    "lists.yaml": {"list"},
    "units.csv": {
        "unit",
        "units",
        "respondents",
        "unit_kinds",
        "child_kinds",
        "parent",
        "reports_to",
        "successor",
    },
    "targets.csv": {"target", "document"},
}
_REMARKS = frozenset({".md", ".txt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The parts of a pack as written; `forms` are in the order that the pack lists them."""

    pack: Entries | None
    forms: tuple[tuple[str, Node], ...] = ()
    lists: Node | None = None
    units: Items | None = None
    targets: Items | None = None
    samples: tuple[tuple[str, Node], ...] = ()
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: Path) -> Source:
    """Everything in the folder as nodes, with the problems of reading it; nothing is judged yet."""
    problems: list[Problem] = []
    if not (folder / "pack.yaml").is_file():
        problems.append(problem("E-PACK-FILE", "pack.yaml", "", "pack.yaml", near=_other_pack(folder)))
        return Source(pack=None, problems=problems)
    problems += _strangers(folder)
    pack = _yaml(folder, "pack.yaml", problems)
    if not isinstance(pack, Entries):
        if pack is not None:
            problems.append(problem("E-PACK-VALUE", pack.where, "pack.yaml", pack, expected="{key: …}"))
        return Source(pack=None, problems=problems)
    return Source(
        pack=pack,
        forms=_forms(folder, pack, problems),
        lists=_yaml(folder, "lists.yaml", problems),
        units=_csv(folder, "units.csv", UnitDef, problems),
        targets=_csv(folder, "targets.csv", TargetDef, problems),
        samples=_samples(folder, problems),
        problems=problems,
    )


def listed_forms(pack: Entries) -> list[Scalar]:
    """The ids under `forms` in pack.yaml; one text may stand for a list of one."""
    listed = pack.get("forms")
    items = listed.items if isinstance(listed, Items) else (listed,)
    return [item for item in items if isinstance(item, Scalar) and item.text]


def unread_names(source: Source) -> frozenset[str]:
    """Names and kinds of names that nobody can judge, because their file is missing or unreadable."""
    read = {name for name, _ in source.forms}
    listed = listed_forms(source.pack) if source.pack else []
    lost = {item.text for item in listed if item.text and item.text not in read}
    damaged = {(p.where or "").partition(":")[0] for p in source.problems if p.code in _UNREADABLE}
    for name, kinds in _DEFINES.items():
        lost |= kinds if name in damaged else set()
    return frozenset(lost)


def _other_pack(folder: Path) -> str:
    names = (path.name for path in sorted(folder.glob("*.y*ml"))) if folder.is_dir() else iter(())
    return nearest("pack.yaml", names)


def _strangers(folder: Path) -> list[Problem]:
    """Files whose names nobody reads: most often a slip of the pen."""
    found: list[Problem] = []
    paths = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    for path in paths:
        known = _FOLDERS if path.is_dir() else _TOP
        if path.name not in known and path.suffix not in _REMARKS:
            found.append(
                problem("E-PACK-FILE", path.name, "", path.name, near=nearest(path.name, [*_TOP, *_FOLDERS]))
            )
    return found


def _forms(folder: Path, pack: Entries, problems: list[Problem]) -> tuple[tuple[str, Node], ...]:
    """The listed forms; a listed one without a file and a file that is not listed are problems."""
    present = _names(folder, "forms", problems)
    found: dict[str, Node] = {}
    for item in listed_forms(pack):
        form = (item.text or "").strip()
        name = f"forms/{form}.yaml"
        if form in found:
            continue
        if name not in present:
            near = nearest(name, present)
            problems.append(problem("E-PACK-FILE", item.where, "forms", name, near=near))
            continue
        present.remove(name)
        node = _yaml(folder, name, problems)
        if node is not None:
            found[form] = node
    problems.extend(problem("E-PACK-UNLISTED", name, "forms", name) for name in present)
    return tuple(found.items())


def _samples(folder: Path, problems: list[Problem]) -> tuple[tuple[str, Node], ...]:
    nodes = ((name, _yaml(folder, name, problems)) for name in _names(folder, "samples", problems))
    return tuple((name, node) for name, node in nodes if node is not None)


def _names(folder: Path, part: str, problems: list[Problem]) -> list[str]:
    """The YAML files of a sub-folder; anything else in it is a problem."""
    paths = sorted((folder / part).iterdir()) if (folder / part).is_dir() else []
    seen = [path for path in paths if not path.name.startswith(".") and path.suffix not in _REMARKS]
    names = [f"{part}/{path.name}" for path in seen if path.suffix == ".yaml" and path.is_file()]
    for path in seen:
        name = f"{part}/{path.name}"
        if name not in names:
            problems.append(problem("E-PACK-FILE", name, "", name, near="*.yaml"))
    if len(names) > MAX_FILES:
        problems.append(problem("E-PACK-LIMIT", part, "", str(len(names)), limit=str(MAX_FILES)))
    return names[:MAX_FILES]


def _yaml(folder: Path, name: str, problems: list[Problem]) -> Node | None:
    from forms.packs.yaml_source import parse_yaml  # a window that opens a known pack reads no YAML

    text = _text(folder, name, problems)
    return None if text is None else parse_yaml(name, text, problems)


def _csv(folder: Path, name: str, record: type[Struct], problems: list[Problem]) -> Items | None:
    text = _text(folder, name, problems)
    return None if text is None else parse_csv(name, text, record.__struct_fields__, problems)


def _text(folder: Path, name: str, problems: list[Problem]) -> str | None:
    """The file's text, with or without a byte order mark; `None` where there is no such file."""
    path = folder / name
    if not path.exists():
        return None
    try:
        if path.stat().st_size > MAX_FILE:
            problems.append(
                problem("E-PACK-LIMIT", name, "", str(path.stat().st_size), limit=f"{MAX_FILE} bytes")
            )
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(problem("E-PACK-ENCODING", name, "", f"0x{error.object[error.start]:02X}"))
    except OSError as error:
        problems.append(problem("E-PACK-FILE", name, "", name, near=error.strerror or "—"))
    return None
