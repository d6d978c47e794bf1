"""M1, M4, M5: `python -m tests.benchmarks.merging CASE FOLDER`: the product, the floor, loops over workbooks."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.period import parse_period
from sync import importer
from sync.desk import trial
from sync.workspace import Workspace
from tests.benchmarks import region, rules, work
from tests.benchmarks.timing import tell, timed


def product(folder: Path, ground: str, *wanted: str) -> dict[str, float]:
    """The product's importer on a copy of a region, bundles of these folders; every bundle must be merged."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        here = Path(shutil.copytree(folder / ground, Path(scratch) / "region"))
        with Workspace.open(here, region.clock) as ws:
            made: list[importer.ImportReport] = []
            found = timed(lambda: made.append(importer.import_paths(ws, [folder / name for name in wanted])))
            files = made[0].files
            if any(file.outcome != "merged" for file in files):
                raise SystemExit("a bundle was not merged")
            again = timed(lambda: importer.import_paths(ws, [folder / name for name in wanted]))
        return {**found, "n": len(files), "again": again["t"]}


def checked(folder: Path) -> dict[str, float]:
    """M2: the same merge, and then all 700 rules and 40 roster rules over every report set that came in."""
    ready = rules.program(with_rosters=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        here = Path(shutil.copytree(folder / "region", Path(scratch) / "region"))
        with Workspace.open(here, region.clock) as ws:
            paths = sorted((folder / "small").iterdir())
            months = sorted({int(path.name.partition("-")[0]) for path in paths})
            tried: list[object] = []

            def run() -> None:
                importer.import_paths(ws, paths)
                for number in months:
                    for unit in ready.index.pack.units:
                        tried.extend(trial._unit(ws, ready, unit, parse_period(work.month(number))))

            found = timed(run)
    if len(tried) < len(paths) * len(work.FORMS):
        raise SystemExit("a report was not checked")
    return {**found, "n": len(paths)}


def commits(folder: Path) -> dict[str, float]:
    """M6: transactions a bundle, counted, not timed."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        here = Path(shutil.copytree(folder / "region", Path(scratch) / "region"))
        with Workspace.open(here, region.clock) as ws:
            seen: Counter[str] = Counter()
            ws.store.database.connection.set_trace_callback(lambda sql: seen.update([sql]))
            files = importer.import_paths(ws, [folder / "small"]).files
        kept = sum(1 for _ in (here / "archive").rglob("*.ybz"))
    return {"t": 0, "commits": seen["COMMIT"], "kept": kept, "n": len(files)}


def floor(folder: Path) -> dict[str, float]:
    """Read, hash, check one signature, hash every file, parse, to integers, insert: nothing a merge could leave out."""
    paths = sorted((folder / "small").iterdir())
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        database = sqlite3.connect(Path(scratch) / "floor.db", isolation_level=None)
        database.executescript(_schema())
        key = Ed25519PrivateKey.from_private_bytes(bytes(32))
        parsed = [_manifest(path.read_bytes()) for path in paths]
        signed = {manifest: key.sign(_signed(manifest)) for manifest in parsed}
        public = key.public_key()

        def run() -> None:
            for path in paths:
                data = path.read_bytes()
                digest = hashlib.sha256(data).hexdigest()
                manifest, entries = _entries(data)
                public.verify(signed[manifest], _signed(manifest))
                listed = msgspec.json.decode(manifest)["files"]
                for name, content in entries.items():
                    if hashlib.sha256(content).hexdigest() != listed[name]["sha256"]:
                        raise SystemExit(name)
                database.execute("BEGIN")
                _insert(database, digest, entries)
                database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        found = timed(run)
        database.close()
    return {**found, "n": len(paths)}


def _schema() -> str:
    columns = ", ".join(f"c{n} int" for n in range(60))
    tables = "".join(
        f"CREATE TABLE {form}(period text, unit text, {columns}, PRIMARY KEY(period, unit)) WITHOUT ROWID;"
        for form in work.FORMS
    )
    return (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32768;"
        "CREATE TABLE bundle(sha text PRIMARY KEY); CREATE TABLE roster(period text, unit text, form text, body blob,"
        " PRIMARY KEY(period, unit, form));" + tables
    )


def _manifest(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("manifest.json")


def _entries(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        base64.b64decode(msgspec.json.decode(archive.read("signatures.json"))["signatures"][0]["sig"])
        names = [name for name in archive.namelist() if name not in ("manifest.json", "signatures.json")]
        return archive.read("manifest.json"), {name: archive.read(name) for name in names}


def _signed(manifest: bytes) -> bytes:
    return b"DSSEv1 28 application/vnd.yuebao+json %d %b" % (len(manifest), manifest)


def _insert(database: sqlite3.Connection, digest: str, entries: dict[str, bytes]) -> None:
    database.execute("INSERT INTO bundle VALUES (?)", (digest,))
    for name, content in entries.items():
        if not name.startswith("revisions/"):
            continue
        said = msgspec.json.decode(content)
        at = (said["period"], said["unit"])
        if said["rows"]:
            database.execute("INSERT INTO roster VALUES (?, ?, ?, ?)", (*at, said["form"], content))
        else:
            figures = [_fixed(said["cells"][row][c]) for row in work.ROWS for c in work.COLUMNS]
            marks = ",".join("?" * 62)
            database.execute(f"INSERT INTO {said['form']} VALUES ({marks})", (*at, *figures))  # noqa: S608 - own names


def _fixed(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole + rest) if rest else int(whole) * 100


def books(folder: Path, read: Callable[[Path], int]) -> dict[str, float]:
    """The rows of every sheet held in memory: no store, no signature, no check, a bound in the rival's favour."""
    paths = sorted((folder / "books").iterdir())
    found = timed(lambda: [read(path) for path in paths])
    return {**found, "n": len(paths)}


def calamine(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def openpyxl(path: Path) -> int:
    import openpyxl as library

    book = library.load_workbook(path)
    return sum(len([[cell.value for cell in row] for row in sheet.iter_rows()]) for sheet in book)


CASES: dict[str, Callable[[Path], dict[str, float]]] = {
    "floor": floor,
    "product": lambda folder: product(folder, "region", "small"),
    "checked": checked,
    "commits": commits,
    "large": lambda folder: product(folder, "region", "small", "large"),
    "month-filled": lambda folder: product(folder, "filled", "month"),
    "calamine": lambda folder: books(folder, calamine),
    "openpyxl": lambda folder: books(folder, openpyxl),
}

if __name__ == "__main__":
    tell(**CASES[sys.argv[1]](Path(sys.argv[2])))
