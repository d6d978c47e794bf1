"""The whole example, made once: what was planted is found, nothing else went wrong, and the same seed repeats it."""

import json
from collections import Counter
from pathlib import Path

import pytest
from msgspec import to_builtins

from forms.errors import YuebaoError
from sync.cli.main import main
from sync.demo.cast import Mishap
from sync.demo.run import run_demo
from sync.workspace import Workspace


def test_nothing_happened_that_was_not_planted(demo):
    assert demo.unexpected == ()
    assert demo.complete
    assert demo.periods == ("2021-01", "2021-02", "2021-03")
    assert json.dumps(to_builtins(demo), ensure_ascii=False)


def test_every_planted_mishap_was_met(demo):
    assert Counter(incident.mishap for incident in demo.incidents) == dict.fromkeys(Mishap, 1)
    said = {incident.mishap: incident for incident in demo.incidents}
    assert said[Mishap.OFF_BY_ONE].code == "CK-05-SC-02-18"
    assert said[Mishap.LEFT_BLANK].code == "SC-02-auto-required"
    assert said[Mishap.JUMP].code == "R8-SC-02-2"
    assert "亿元" in said[Mishap.WRONG_MEASURE].outcome


def test_refused_and_waiting_files_are_the_three_that_deserve_it(demo):
    assert {(one.outcome, one.code) for one in demo.unwelcome} == {
        ("refused", "E-MAIL-DAMAGE"),
        ("refused", "E-SIGNATURE"),
        ("pending", "E-UNKNOWN-KEY"),
    }
    assert len(demo.unwelcome) == 3


def test_every_import_balances(demo):
    for one in demo.imports:
        r = one.reports
        parts = ("current", "superseded", "conflict", "known", "refused")
        assert r["reports_in"] == sum(r[name] for name in parts)
        assert one.files == one.merged + one.known + one.pending + one.refused
    assert sum(one.known for one in demo.imports) == 1
    assert sum(one.reports["superseded"] for one in demo.imports) == 1


def test_the_matrix_names_who_is_missing_late_and_lost(demo):
    first, _, last = demo.matrices
    assert first.missing == ()
    assert first.reported == first.expected == 38
    assert last.missing == ("540000D28",)
    late = {unit.unit: unit.late_days for unit in first.units if unit.late_days}
    assert set(late) == {"540300", "542500"}
    assert late["542500"] == 7
    assert {unit.unit: unit.gaps for unit in last.units if unit.gaps} == {"540300": (1,)}


def test_the_two_laptops_stand_beside_each_other(demo):
    (rival,) = demo.rivals
    assert (rival.unit, rival.form, rival.period) == ("540400", "SC-07", "2021-03")
    assert len(rival.heads) == 2
    assert len(rival.cells) == 1


def test_conflicting_targets_stand_side_by_side(demo):
    goals = {goal.id: goal for goal in demo.goals}
    assert set(goals["TR-13"].rivals) == {"TP-05", "TP-34"}
    assert goals["TR-13"].value == goals["TP-05"].value is not None
    assert goals["TR-13"].source != goals["TP-05"].source


def test_every_office_left_its_workspace_and_every_file_its_trace(demo):
    folder = Path(demo.folder)
    offices = {path.name for path in (folder / "offices").iterdir()}
    assert offices == {*demo.units, "540200-2", "540400-2"}
    assert len(list((folder / "mail" / "lost").glob("*.ybz"))) == 1
    assert len(list((folder / "region" / "quarantine").glob("*.ybz"))) == 2
    assert Path(demo.passphrase_file).read_text(encoding="utf-8") == "yuebao-demo\n"


def test_the_region_is_made_again_from_its_archive(demo, tmp_path):
    from sync.demo.region import START
    from sync.demo.seats import Almanac
    from sync.rebuild import rebuild

    with Workspace.open(Path(demo.region), Almanac(START)) as ws:
        assert rebuild(ws, tmp_path / "again.db").identical


def figures(report):
    return report.totals, report.published, [one.reports for one in report.imports]


def test_the_same_seed_gives_the_same_figures_however_many_processes_work(tmp_path):
    small = run_demo(tmp_path / "a", units=3, months=1, seed=4, processes=2)
    again = run_demo(tmp_path / "b", units=3, months=1, seed=4, processes=1)
    assert figures(small) == figures(again)
    assert small.published == ()
    assert small.unexpected == ()


def test_the_command_shows_it_and_refuses_to_overwrite(tmp_path, capsys):
    words = ["demo", "--to", str(tmp_path / "x"), "--units", "2", "--months", "1", "--quiet", "--lang", "en"]
    assert main([*words]) == 0
    out = capsys.readouterr().out
    for head in (
        "Totals of the region",
        "Mishaps that were planted",
        "Try next:",
        "All figures are examples",
    ):
        assert head in out
    assert main([*words, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["problems"][0]["code"] == "E-USAGE"


@pytest.mark.parametrize("wrong", [["--months", "0"], ["--months", "99"], ["--units", "0"], ["--seed", "x"]])
def test_senseless_wishes_are_usage_errors(tmp_path, wrong, capsys):
    assert main(["demo", "--to", str(tmp_path / "x"), *wrong, "--json"]) == 2
    assert not (tmp_path / "x").exists()
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "E-USAGE"


def test_an_example_is_not_made_over_another(demo):
    with pytest.raises(YuebaoError) as refused:
        run_demo(Path(demo.folder), units=1, months=1, processes=1)
    assert refused.value.code == "E-WORKSPACE"
