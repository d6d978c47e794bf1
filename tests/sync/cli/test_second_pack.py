"""Every command on a pack that shares nothing with the shipped one, in the order of a year at two offices."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from line import GOOD, PACK, Line, found, hand_over, issue, join

from sync.cli.commands import COMMANDS
from tests.e2e.shell import PASSPHRASE

OCTOBER = ("--period", "2026-10")
LIVESTOCK = ("--form", "MY-01", *OCTOBER)
HOUSEHOLDS = ("--form", "MY-02", "--period", "2026Q3")
SINGLE = """init issue join enroll fill set show check explain submit correct status import matrix conflicts resolve
accept return adjust lock unlock reply summary nodecheck targets history withdraw rebuild export verify backup restore
doctor version template carry duplicates exempt send outbox fetch-mail outputs brief"""
GROUPS = {
    "key": "show list revoke countersign rotate passphrase sheet recover add policy",
    "pack": "check show diff to-xlsx from-xlsx try adopt",
    "draft": "list migrate undo former",
}
CONTRACT = {
    *SINGLE.split(),
    *(f"{group} {name}" for group, names in GROUPS.items() for name in names.split()),
}
"""Every command of the contract, and those that came after it."""
ELSEWHERE = {"demo", "app"}
"""`demo` makes its own region of the shipped pack (tests/e2e/test_demo.py); `app` opens the window."""


def test_every_command(line):
    found(line)
    offices_join(line)
    the_author_looks_at_the_pack(line)
    an_office_fills_and_explains(line)
    a_pasture_reports_through_its_township(line)
    files_travel(line)
    the_county_looks(line)
    the_county_rules(line)
    it_goes_out_in_open_formats(line)
    keys_change(line)
    a_pack_changes(line)
    it_is_kept_safe(line)
    assert line.used >= CONTRACT
    assert not ELSEWHERE & line.used
    known = {name for names in COMMANDS.values() for name in names}
    assert {used.split()[0] for used in CONTRACT} <= known


def offices_join(line: Line) -> None:
    """A township that collects from its pasture, and one that does not."""
    joined = {unit: join(line, unit) for unit in ("T1", "T3")}
    join(line, "P2", above="T3")
    listed = line("key", "list", workspace="region").result["keys"]
    assert {key["unit"] for key in listed} == {"C1", "T1", "T3"}
    own = line("key", "show", workspace="T1").result
    assert own["fingerprint"] == joined["T1"]["fingerprint"]
    assert own["public_pem"].startswith("-----BEGIN PUBLIC KEY-----")


def the_author_looks_at_the_pack(line: Line) -> None:
    checked = line("pack", "check", PACK).result
    assert (checked["id"], checked["counts"]["forms"]) == ("muye", 3)
    shown = line("pack", "show", workspace="T1").result
    assert (shown["hash"], {**shown["counts"], "samples": 1}) == (checked["hash"], checked["counts"])
    line("pack", "to-xlsx", PACK, "--out", "pack.xlsx")
    assert line("pack", "from-xlsx", "pack.xlsx", "--out", "again").result["hash"] == checked["hash"]
    assert line("pack", "diff", PACK, "again").result["changes"] == []


def an_office_fills_and_explains(line: Line) -> None:
    """A blank workbook goes out and comes back filled; a roster is carried over; a jump is explained."""
    hand_over(line, "T1", "01,m=60", "02,m=40", "04,m=3", period="2026-09")
    blank = line("template", *LIVESTOCK, "--out", "blank.xlsx", workspace="T1").result["file"]
    fill_in(line.folder / blank, {"01": 120, "02": 80, "04": 12})
    filled = line("fill", *LIVESTOCK, "--from", blank, workspace="T1").result
    assert (filled["cells_set"], filled["unrecognised"]) == (3, [])
    found = line("check", *OCTOBER, workspace="T1").result
    assert [(f["id"], f["left"], f["right"]) for f in found["findings"]] == [("MY-01-2", "60", "30")]
    line("explain", *LIVESTOCK, "--check", "MY-01-2", "--cell", "01,m", "--text", "转场", workspace="T1")
    rows = [{"name": "甲", "uscc": "91540100MA0000020P", "heads": "10"}]
    file = line.write("q2.json", {"form": "MY-02", "period": "2026Q2", "rows": rows})
    line("fill", "--form", "MY-02", "--period", "2026Q2", "--from", file, workspace="T1")
    carried = line("carry", *HOUSEHOLDS, "--take", workspace="T1").result
    assert (carried["against"], carried["same"], carried["new"]) == ("2026Q2", 1, [])
    (draft, *_) = line("draft", "list", workspace="T1").result["drafts"]
    assert draft["form"] in {"MY-01", "MY-02"}
    (report,) = line("status", *OCTOBER, workspace="T1").result["reports"]
    assert (report["status"], report["errors"]) == ("passed", 0)
    cover = line.write("cover.json", {"head": "扎西", "preparer": "央金", "phone": "0891-0000000"})
    line("submit", *OCTOBER, "--to", "stick", "--cover", cover, workspace="T1")
    shown = line("show", *LIVESTOCK, workspace="T1").result
    assert (shown["status"], shown["cover"]["head"], shown["cells"]["03"]["m"]) == ("submitted", "扎西", "40")


def fill_in(book: Path, figures: dict[str, int]) -> None:
    """What a clerk does in Excel: the figures of 本月 beside the row numbers."""
    work = openpyxl.load_workbook(book)
    sheet = work.worksheets[0]
    (number,) = [c for row in sheet for c in row if c.value == "01"]
    (month,) = [c for row in sheet for c in row if str(c.value).startswith("本月")]
    for line in range(number.row, sheet.max_row + 1):
        row = sheet.cell(line, number.column).value
        if row in figures:
            sheet.cell(line, month.column).value = figures[row]
    work.save(book)


def a_pasture_reports_through_its_township(line: Line) -> None:
    hand_over(line, "P2", "01,m=5", "02,m=2", "04,m=1")
    (pasture,) = (line.folder / "stick").glob("P2-*")
    assert line("import", pasture, workspace="T3").result["balance"]["current"] == 1
    hand_over(line, "T3", "01,m=10", "02,m=4", "04,m=1")
    assert line("import", pasture, workspace="region", code=3).codes == ["E-RECIPIENT"]
    pasture.unlink()


def files_travel(line: Line) -> None:
    """By hand, by a mail nobody can send yet, and once more: the second time everything is known."""
    files = sorted((line.folder / "stick").glob("*.ybz"))
    sent = line("send", *files, "--to", "desk", workspace="T1").result["files"]
    assert [(line.folder / f["file"]).read_bytes() for f in sent] == [f.read_bytes() for f in files]
    letter = line("send", files[0], "--to", "mail", "--address", "c1@example.cn", "--draft", "desk",
                  workspace="T1").result["draft"]  # fmt: skip
    assert files[0].name in (line.folder / letter).read_text(encoding="utf-8")
    assert line("outbox", "--sender", "t1@example.cn", workspace="T1").result["letters"] == []
    assert line("fetch-mail", workspace="T1", code=2).codes == ["E-MAIL-SETUP"]
    told = line("import", "desk", "--dry-run", workspace="region").result
    taken = line("import", "desk", workspace="region").result
    assert told["balance"] == taken["balance"]
    assert taken["balance"]["current"] == 4
    assert line("import", "desk", workspace="region").result["balance"]["current"] == 0
    relay = next(file for file in taken["files"] if file["kind"] == "relay")
    assert [leaf["unit"] for leaf in relay["leaves"]] == ["P2"]
    assert line("verify", files[0], "--root", line.root).result["unit"] == "T1"


def the_county_looks(line: Line) -> None:
    matrix = line("matrix", *OCTOBER, workspace="region").result
    assert (matrix["reported"], matrix["missing"]) == (2, ["T4", "P1"])
    total = line("summary", *OCTOBER, "--form", "MY-01", "--out", "total.xlsx", workspace="region").result
    livestock = total["forms"]["MY-01"]
    assert livestock["cells"]["01"]["m"] == "130"
    assert livestock["inside"]["01"]["m"] == "5"
    assert livestock["cells"]["04"]["ytd"] == "16"
    assert livestock["units_missing"] == ["T4"]
    assert openpyxl.load_workbook(line.folder / total["file"]).sheetnames
    differing = line("nodecheck", *OCTOBER, workspace="region", code=1).result["differences"]
    assert [(d["unit"], d["row"], d["difference"]) for d in differing] == [("T3", "01", "5"), ("T3", "02", "2"), ("T3", "03", "3")]  # fmt: skip
    targets = line("targets", *OCTOBER, workspace="region").result["targets"]
    assert {(t["id"], t["value"]) for t in targets} == {("G-1", "130"), ("G-2", "130"), ("G-3", None)}
    assert line("duplicates", "--period", "2026Q3", workspace="region").result["duplicates"] == []
    past = line("history", *LIVESTOCK, "--unit", "T1", workspace="region").result
    assert [r["kind"] for r in past["revisions"]] == ["submit"]
    received = line("show", *LIVESTOCK, "--unit", "P2", workspace="region").result
    assert (received["status"], received["cells"]["01"]["m"]) == ("received", "5")


def the_county_rules(line: Line) -> None:
    """Accepted, adjusted, exempted, locked and opened, returned; the answers reach the office."""
    line("accept", "--unit", "T3", *OCTOBER, workspace="region")
    line("adjust", "--unit", "T3", *LIVESTOCK, "--cell", "01,m=-1", "--reason", "重复", workspace="region")
    total = line("summary", *OCTOBER, workspace="region").result["forms"]["MY-01"]
    assert (total["cells"]["01"]["m"], total["adjusted"]["01"]["m"]) == ("130", "129")
    line("exempt", "--unit", "T4", *OCTOBER, "--reason", "雪灾", workspace="region")
    assert line("matrix", *OCTOBER, workspace="region").result["missing"] == ["P1"]
    total = line("summary", *OCTOBER, workspace="region").result["forms"]["MY-01"]
    assert (total["units_missing"], total["expected"]) == ([], 2)
    line(
        "return",
        "--unit",
        "T1",
        *OCTOBER,
        "--reason",
        "请核实",
        "--cell",
        "MY-01,04,m=偏高",
        workspace="region",
    )
    replies = line("reply", "--to", "replies", workspace="region").result["replies"]
    mine = {reply["unit"]: reply["file"] for reply in replies}
    assert line("import", mine["T3"], workspace="T1", code=3).codes == ["E-RECIPIENT"]
    line("import", mine["T1"], workspace="T1")
    shown = line("show", *LIVESTOCK, workspace="T1").result
    assert {"cell": ["04", "m"], "text": "偏高"} in shown["remarks"]
    line("correct", *LIVESTOCK, "--reason", "已核实", workspace="T1")
    corrected = hand_over(line, "T1", "04,m=11")["file"]
    line("lock", *OCTOBER, "--reason", "已汇总", workspace="region")
    late = line("import", corrected, workspace="region", code=1).result
    assert [r["code"] for f in late["files"] for r in f["reports"] if r["code"]] == ["E-LOCKED"]
    line("unlock", *OCTOBER, "--reason", "更正", workspace="region")
    shown = line("show", *LIVESTOCK, "--unit", "T1", workspace="region").result
    assert shown["cells"]["04"]["m"] == "11"
    a_second_laptop_disagrees(line)


def a_second_laptop_disagrees(line: Line) -> None:
    join(line, "T1", workspace="T1b")
    other = hand_over(line, "T1", "01,m=119", "02,m=80", "04,m=11", workspace="T1b")["file"]
    line("import", other, workspace="region", code=1)
    (conflict,) = line("conflicts", workspace="region", code=1).result["conflicts"]
    assert len(conflict["heads"]) == 2
    keep = conflict["heads"][0]
    line("resolve", "--unit", "T1", *LIVESTOCK, "--keep", keep, "--reason", "电话", workspace="region")
    assert line("conflicts", workspace="region").result["conflicts"] == []


def it_goes_out_in_open_formats(line: Line) -> None:
    for name in ("xlsx", "csv", "datapackage", "sdmx-csv", "adx"):
        out = ("--format", name, "--to", f"open-{name}")
        files = line("export", *OCTOBER, *out, workspace="region").result["files"]
        assert files
        assert all((line.folder / file).stat().st_size for file in files)
    written = line("outputs", *OCTOBER, "--kinds", "xlsx", "csv", "--to", "out", workspace="region").result
    assert [(one["kind"], one["problem"]) for one in written["written"]] == [("xlsx", None), ("csv", None)]
    assert line("brief", "--edit", workspace="region").result["own"] is True
    assert line("brief", "--restore", workspace="region").result["own"] is False


def the_head_signs_too(line: Line) -> None:
    """The head of the office has a laptop with a key of its own and signs the very file that the clerk hands over."""
    join(line, "T1", "--head", workspace="T1head")
    line("import", issue(line), workspace="T1")
    handed = hand_over(line, "T1", *GOOD, period="2026-12")
    signed = line("key", "countersign", handed["file"], "--to", "signed", workspace="T1head").result
    assert len(signed["keys"]) == 2
    (file,) = line("import", signed["file"], workspace="region").result["files"]
    assert file["outcome"] == "merged"
    about = ("--unit", "T1", "--form", "MY-01", "--period", "2026-12")
    (bundle,) = line("history", *about, workspace="region").result["revisions"][0]["carriers"]
    assert sorted(bundle["signers"]) == sorted(signed["keys"])


def keys_change(line: Line) -> None:
    """A sheet on paper brings the key back; a rotated key is admitted; a lost one ends."""
    sheet = line("key", "sheet", "--out", "sheet.txt", workspace="T3").result
    line("key", "recover", "--from", *sheet["files"], workspace="T3")
    line("key", "passphrase", "--new-file", secret(line), workspace="T3")
    fresh = line(
        "key", "rotate", "--to", "requests", "--passphrase-file", secret(line), workspace="T3"
    ).result
    line("enroll", fresh["request"], "--fingerprint", fresh["fingerprint"], workspace="region")
    the_head_signs_too(line)
    old = line("key", "show", workspace="T1b").result["keyid"]
    last = hand_over(line, "T1", "01,m=119", "02,m=80", "04,m=11", period="2026-11", workspace="T1b")
    line("import", last["file"], workspace="region")
    ended = line(
        "key", "revoke", old, "--reason", "丢失", "--last-good", last["bundle"], workspace="region"
    ).result
    assert (ended["key"], ended["beyond"]) == (old, [])
    keys = line("key", "list", workspace="region").result["keys"]
    assert [key["revoked"] for key in keys if key["keyid"] == old] == [True]
    policy = line("key", "policy", "ed25519", workspace="region").result
    assert policy["required_algs"] == ["ed25519"]
    assert line("key", "add", "--algorithm", "sm2-sm3", "--to", "requests", workspace="T1").result[
        "fingerprint"
    ]


def secret(line: Line) -> Path:
    path = line.folder / "secret.txt"
    path.write_text(f"another {PASSPHRASE}\n", encoding="utf-8")
    return path


def a_pack_changes(line: Line) -> None:
    """A row more: tried on accepted reports, put in force, given out; the open draft migrates."""
    line("set", "--form", "MY-01", "--period", "2026-11", *GOOD, workspace="T1")
    path = line.folder / "again" / "pack.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"1.0"', '"1.1"').replace("version: 1.0", "version: '1.1'"),
        encoding="utf-8",
    )
    tried = line("pack", "try", "2026-10", "--pack", "again", workspace="region").result["reports"]
    assert {report["unit"] for report in tried} == {"T1", "T3", "P2"}
    assert all(report["cells_dropped"] == [] for report in tried)
    adopted = line("pack", "adopt", "again", workspace="region").result
    assert (adopted["version"], adopted["changed"]) == ("1.1", True)
    line("import", issue(line), workspace="T1")
    line("draft", "migrate", "--form", "MY-01", "--period", "2026-11", workspace="T1")
    assert len(line("draft", "former", workspace="T1").result["drafts"]) == 1
    line("draft", "undo", "--form", "MY-01", "--period", "2026-11", workspace="T1")


def it_is_kept_safe(line: Line) -> None:
    copy = line("backup", "--to", "safe", workspace="region").result["file"]
    (bundle, *_) = line("history", *LIVESTOCK, "--unit", "T3", workspace="region").result["revisions"][0][
        "carriers"
    ]
    told = line("withdraw", bundle["bundle"], "--reason", "误收", "--dry-run", workspace="region").result
    assert {(r["unit"], r["after"]) for r in told["reports"]} == {("T3", "withdrawn"), ("P2", "withdrawn")}
    line("withdraw", bundle["bundle"], "--reason", "误收", workspace="region")
    assert "T3" in line("matrix", *OCTOBER, workspace="region").result["missing"]
    assert line("rebuild", workspace="region").result["identical"] is True
    assert all(check["ok"] for check in line("doctor", workspace="region").result["checks"])
    restored = line("restore", copy, workspace="region").result
    assert (line.folder / restored["replaced"]).exists()
    assert "T3" not in line("matrix", *OCTOBER, workspace="region").result["missing"]
    assert line("version").result["version"].startswith("yuebao/")
