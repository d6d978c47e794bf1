"""Commands with arguments at random: each ends with a code of the contract, one JSON object, a sentence for every
problem, and after all of them every store is what its archive gives.

Earlier runs found an office that locked its own reports, one that withdrew the region's task bundle, a bundle that did
not fit on the stick but stayed in the archive, and a folder taken for a file.
"""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest

WORKSPACES = ("region", "region", "T1", "T1", "nowhere")
VALUES = {
    "P": ("2026-10", "2026-10", "2026-09", "2026Q3", "2026", "2026-13", "x", "2019-01"),
    "F": ("MY-01", "MY-01", "MY-02", "MY-03", "XX"),
    "U": ("T1", "T1", "T3", "P1", "C1", "999"),
    "FILE": ("figures.json", "lines.csv", "list.json", "noise.bin", "empty", "folder", "nothing", "stick", "tasks-region"),
    "TO": ("out", "out", "empty", "folder"),
    "CELL": ("01,m=7", "02,m=3", "04,m=—", "01,m=", "01,m=①", "99,m=1", "01", "01,m=1e400", "MY-01,01,m=大"),
    "T": ("理由", "理由", " ", "[b]x[/b]", "长" * 3000),
    "KEY": ("0" * 64, "x", "OWN"),
    "BUNDLE": ("0" * 64, "x", "ANY", "ANY"),
    "PACK": ("shuangchuang", "folder", "figures.json", "nothing"),
    "BOOK": ("a.xlsx", "a.csv", "a.pdf", "a.zzz", "folder"),
    "KIND": ("xlsx", "csv", "datapackage", "sdmx-csv", "adx", "zz"),
}  # fmt: skip
COMMANDS = tuple(
    line.split()
    for line in """
    fill --form F --period P --from FILE
    fill --form F --period P --from FILE --replace
    set --form F --period P CELL CELL
    show --form F --period P
    show --form F --period P --unit U
    check --period P
    explain --form F --period P --check CELL --text T
    submit --period P --to TO
    submit --period P --to TO --form F --cover FILE
    correct --form F --period P --reason T
    status --period P
    import FILE FILE --dry-run
    import FILE
    matrix --period P
    conflicts
    resolve --unit U --form F --period P --keep BUNDLE --reason T
    accept --unit U --period P
    return --unit U --period P --reason T --cell CELL
    adjust --unit U --period P --form F --cell CELL --reason T
    lock --period P --reason T
    unlock --period P --reason T
    exempt --unit U --period P --reason T
    reply --to TO
    summary --period P --form F --out BOOK
    nodecheck --period P
    targets --period P
    history --unit U --form F --period P
    withdraw BUNDLE --reason T
    export --period P --format KIND --to TO
    verify FILE
    backup --to TO
    doctor
    key list
    key revoke KEY --reason T
    pack check PACK
    pack try P --pack PACK
    template --form F --period P --out BOOK
    carry --form F --period P
    draft undo --form F --period P
    draft migrate --form F --period P
    join FILE --unit U --root T --to TO
    enroll FILE --fingerprint T
    init --unit U --pack PACK
    issue --to TO
    """.strip().splitlines()
)


@pytest.fixture
def world(own):
    own.write("figures.json", {"cells": {"01": {"m": "5"}, "02": {"m": "x"}}, "rows": [{"name": "甲"}]})
    own.write("list.json", [1])
    (own.folder / "lines.csv").write_text("指标,本月\n存栏,5\n", encoding="utf-8")
    (own.folder / "noise.bin").write_bytes(random.Random(0).randbytes(500))
    (own.folder / "empty").touch()
    (own.folder / "folder").mkdir()
    return own


@pytest.mark.parametrize("seed", range(3))
def test_any_arguments(world, seed, record_property):
    chance = random.Random(seed)
    ended = Counter(_tried(world, chance) for _ in range(60))
    record_property("count", f"commands at random, seed {seed}: exit codes {dict(sorted(ended.items()))}")
    assert set(ended) <= {0, 1, 2, 3, 4}
    for workspace in ("region", "T1"):
        assert world("rebuild", workspace=workspace).result["identical"]


def _tried(world, chance: random.Random) -> int:
    """One command; its exit code, after a look at what it wrote."""
    words = [_word(world, chance, word) for word in chance.choice(COMMANDS)]
    workspace = chance.choice(WORKSPACES)
    status, out, err = world.run("--json", *words, workspace=workspace)
    told = json.loads(out)
    assert told["ok"] is (status == 0), words
    assert "Traceback" not in err
    for problem in told["problems"]:
        assert problem["code"] != "E-BUG", (words, problem)
        assert problem["message"], (words, problem)
        assert not problem["message"].startswith("{"), "a problem without a sentence"
    return status


def _word(world, chance: random.Random, word: str) -> str:
    chosen = chance.choice(VALUES[word]) if word in VALUES else word
    match chosen:
        case "OWN":
            return world("key", "show", workspace="T1").result["keyid"]
        case "ANY":
            return chance.choice(sorted((world.folder / "region" / "archive").iterdir())).stem
        case _:
            return chosen
