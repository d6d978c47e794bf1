"""Fifteen offices of the shipped pack hand October in, with everything that can go wrong on the way to the desk.

Seven prefectures and three zones report SC-02 and SC-09, five departments their problems (SC-11A). Everything is made by
the services an office uses; only the forged bundle is nobody's. The figures are added up once more with pandas, from the JSON inside
the bundles that the desk archived.
"""

import datetime as dt
import io
import json
import shutil
import zipfile
from decimal import Decimal

import pandas as pd

import resources
from forms import loader
from sync.office import handing, roster
from sync.office.office import Office as Desk
from tests.desktop.desk.fifteen import forged
from tests.sync.offices import PERIOD, Region

TOP = "540000"
PREFECTURES = ("540100", "540200", "540300", "540400", "540500", "540600", "542500")
ZONES = {"540100Z01": "540100", "540300Z01": "540300", "540600Z01": "540600"}
PLACES = (*PREFECTURES, *ZONES)
DEPARTMENTS = ("540000D02", "540000D03", "540000D05", "540000D06", "540000D07")
UNITS = (*PLACES, *DEPARTMENTS)
RIVAL, NEW, FORGED, DAMAGED, TWICE, LATE = "540500", "540400", "540300", "540600", "542500", "540200"
RETURNED, CORRECTS = "540100Z01", "540100"
UNUSUAL = {
    ("02.11", "national"): "90",
    **{(f"02.16.{n}", "national"): "0" for n in (2, 3, 4)},
    ("02.16.1", "national"): "-1",
}
"""What the rules ask about: more carriers that came to the zone than there are, and a negative number of services."""
EXPLAINED = {"CK-02-SC-02-2": "当月又撤销了一批", "CK-04-SC-02-2": "冲减九月多报的一次"}
COLUMNS = ("national", "regional", "city", "other")


def tables(unit, more=0):
    """What a place reports: counts that fit each other, and an amount whose ten-thousandths must not get lost."""
    number = PLACES.index(unit) + 2 + more
    counts = {
        "02.01": number,
        "02.02": number % 3,
        "02.12": 10 * number,
        "02.13": 30 * number,
        "02.14": 3 * number,
    }
    sc_02 = {(row, column): str(count) for row, count in counts.items() for column in COLUMNS}
    amount = Decimal(number * 7919 % 100000) / 10000
    return {
        "SC-02": sc_02,
        "SC-09": {
            ("09.06", "cnt"): str(number),
            ("09.06", "amt"): str(amount),
            ("09.06", "bene"): str(number),
            ("09.06", "source"): "自治区",
        },
    }


class Fifteen(Region):
    """The region with its offices, on a clock that the test sets forward."""

    def __init__(self, folder):
        self.day = dt.date(2026, 11, 3)
        super().__init__(folder, given=loader.load_pack(resources.path("packs", "shuangchuang")), top=TOP)
        self.by_code = {code: self.join(code, admit=code != NEW) for code in UNITS}
        self.second = self.join(RIVAL)
        self.stick = folder / "stick"
        self.stick.mkdir()

    def clock(self):
        seconds = dt.timedelta(seconds=next(self._hours))
        return dt.datetime.combine(self.day, dt.time(1), dt.UTC) + seconds

    def report(self, unit, office=None, more=0):
        """An office fills its forms in, which must pass their checks, and hands them over."""
        at = office or self.by_code[unit]
        desk = Desk(at.ws)
        if unit in DEPARTMENTS:
            line = {
                "number": f"{unit[-3:]}-1",
                "problem": f"{unit[-3:]}的问题",
                "unit": "科技厅",
                "deadline": "2026-12-31",
            }
            roster.add_lines(desk, "SC-11A", PERIOD, [line])
        else:
            for form, texts in tables(unit, more).items():
                desk.enter(form, PERIOD, texts)
            if unit == RETURNED:
                desk.enter("SC-02", PERIOD, UNUSUAL)
                for check, text in EXPLAINED.items():
                    desk.explain("SC-02", PERIOD, check, None, text)
        done = handing.submit(desk, PERIOD, at.out, at.keys.active)
        return at.out / done.file.rpartition("/")[2]

    def correct(self, unit, texts, reason):
        """A correction of SC-02, handed over again."""
        at = self.by_code[unit]
        desk = Desk(at.ws)
        desk.correct("SC-02", PERIOD, reason)
        desk.enter("SC-02", PERIOD, texts)
        done = handing.submit(desk, PERIOD, at.out, at.keys.active)
        return at.out / done.file.rpartition("/")[2]

    def fill_the_stick(self):
        """What lies on the stick of the first day, and the good files of those that went wrong."""
        good = {code: self.report(code) for code in UNITS}
        for code in UNITS:
            if code not in (FORGED, DAMAGED, LATE):
                shutil.copy(good[code], self.stick / f"{code}.ybz")
        shutil.copy(good[TWICE], self.stick / f"{TWICE}-once-more.ybz")
        shutil.copy(self.report(RIVAL, self.second, more=40), self.stick / f"{RIVAL}-second.ybz")
        (self.stick / "forged.ybz").write_bytes(forged(good[FORGED], ("SC-02", "02.01", "national")))
        (self.stick / "damaged.ybz").write_bytes(good[DAMAGED].read_bytes()[:-200])
        shutil.copy(self.by_code[NEW].request, self.stick / "request.ybz")
        return good


def independent(archive, without=frozenset()):
    """Sums by form, row and column of the units that stand in no other one, from the raw JSON of the archive."""
    found = {}
    for path in archive.glob("*.ybz"):
        if path.stem not in without:
            found |= dict(_revisions(path.read_bytes()))
    replaced = {parent for revision in found.values() for parent in revision["parents"]}
    lines = [
        (r["form"], row, column, Decimal(text))
        for name, r in found.items()
        if name not in replaced and r["period"] == PERIOD and r["unit"] not in ZONES
        for row, its in r["cells"].items()
        for column, text in its.items()
        if text is not None and text != "—" and column in (*COLUMNS, "total", "cnt", "amt", "bene")
    ]
    table = pd.DataFrame(lines, columns=["form", "row", "column", "figure"])
    return table.groupby(["form", "row", "column"])["figure"].agg(lambda figures: sum(figures, Decimal(0)))


def _revisions(data):
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        for name in bundle.namelist():
            if name.startswith("revisions/"):
                yield name.removeprefix("revisions/").removesuffix(".json"), json.loads(bundle.read(name))
