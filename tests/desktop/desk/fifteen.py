"""Fifteen offices report October to one desk; one forged, one damaged, one repeated, one in conflict, one late,
one from a new key. The figures are added up once more from the raw archive with pandas: nothing of ours computes."""

import datetime as dt
import io
import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from forms import canonical
from forms.definition import UnitDef
from sync import container
from sync.manifest import decode, file_entry
from tests.sync import offices
from tests.sync.offices import PERIOD, Region, cells

PREFECTURES = tuple(f"9{number:02d}" for number in range(1, 13))
ZONES = {"913": "901", "914": "902", "915": "903"}
CODES = (*PREFECTURES, *ZONES)
RIVAL, NEW, FORGED, DAMAGED, TWICE, LATE = "903", "905", "907", "908", "909", "910"
CORRECTS = "904"


def figure(code: str) -> tuple[str, str]:
    """What an office reports: a count, and an amount whose cents must not get lost."""
    number = int(code)
    return str(number % 37), f"{number * 7919 % 100000 / 100:.2f}"


class Fifteen(Region):
    """The region with its offices, on a clock that the test sets forward."""

    def __init__(self, folder: Path) -> None:
        self.day = dt.date(2026, 11, 3)
        units = [UnitDef(code="90", name="区", kind="region")]
        units += [
            UnitDef(code=c, name=f"地{c}", kind="prefecture", parent="90", reports_to="90")
            for c in PREFECTURES
        ]
        units += [
            UnitDef(code=c, name=f"园{c}", kind="county", parent=p, inside=True, reports_to="90")
            for c, p in ZONES.items()
        ]
        pack = offices.pack()
        table = replace(pack.forms[0], respondents=("prefecture", "county"))
        super().__init__(folder, given=replace(pack, units=tuple(units), forms=(table,)))
        self.by_code = {code: self.join(code, admit=code != NEW) for code in CODES}
        self.second = self.join(RIVAL)
        self.stick = folder / "stick"
        self.stick.mkdir()

    def clock(self) -> dt.datetime:
        """The day of the test, every look a second later."""
        seconds = dt.timedelta(seconds=next(self._hours))
        return dt.datetime.combine(self.day, dt.time(9), dt.UTC) + seconds

    def report(self, code: str, *more: str) -> Path:
        """An office hands October in."""
        return self.by_code[code].submit(cells(*(more or figure(code))))

    def fill_the_stick(self) -> dict[str, Path]:
        """What lies on the stick of the first day; the good files of those that went wrong stay behind."""
        good = {code: self.report(code) for code in CODES}
        for code in CODES:
            if code not in (FORGED, DAMAGED, LATE):
                shutil.copy(good[code], self.stick / f"{code}.ybz")
        shutil.copy(good[TWICE], self.stick / f"{TWICE}-once-more.ybz")
        shutil.copy(self.second.submit(cells("1", "0.01")), self.stick / f"{RIVAL}-second.ybz")
        (self.stick / "forged.ybz").write_bytes(forged(good[FORGED]))
        (self.stick / "damaged.ybz").write_bytes(good[DAMAGED].read_bytes()[:-200])
        shutil.copy(self.by_code[NEW].request, self.stick / "request.ybz")
        return good


def forged(path: Path, place: tuple[str, str, str] = ("T1", "01", "m")) -> bytes:
    """Somebody raised the figure of that form, row and column and made every hash agree, but could not sign."""
    form, row, column = place
    entries = container.read(path.read_bytes())
    found = {name: json.loads(data) for name, data in entries.items() if name.startswith("revisions/")}
    name, revision = next((name, one) for name, one in found.items() if one["form"] == form)
    del entries[name]
    revision["cells"][row][column] = "5000"
    changed = canonical.encode(revision)
    new = f"revisions/{canonical.sha256(changed)}.json"
    manifest = decode(entries["manifest.json"])
    files = {n: entry for n, entry in manifest.files.items() if n != name} | {new: file_entry(changed)}
    entries["manifest.json"] = canonical.encode(replace(manifest, files=files))
    return container.write([*entries.items(), (new, changed)])


def independent(archive: Path, without: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Row by row the sums of the units that stand in no other one, and of those that do, from raw JSON."""
    found = {}
    for path in archive.glob("*.ybz"):
        if path.stem not in without:
            found |= dict(revisions(path.read_bytes()))
    replaced = {parent for revision in found.values() for parent in revision["parents"]}
    lines = [
        (r["unit"] in ZONES, row, Decimal(its["m"]))
        for name, r in found.items()
        if name not in replaced and r["period"] == PERIOD
        for row, its in r["cells"].items()
        if its.get("m") is not None
    ]
    table = pd.DataFrame(lines, columns=["inside", "row", "figure"])
    return table.groupby(["inside", "row"])["figure"].agg(lambda figures: sum(figures, Decimal(0)))


def revisions(data: bytes):
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        for name in bundle.namelist():
            if name.startswith("revisions/"):
                yield name.removeprefix("revisions/").removesuffix(".json"), json.loads(bundle.read(name))
