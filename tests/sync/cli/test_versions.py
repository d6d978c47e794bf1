"""A draft under newer forms: what has to be seen before it goes on, what goes on by itself, and the way back."""

from __future__ import annotations

import pytest
from line import PACK, Line, issue

NOVEMBER = ("--form", "MY-01", "--period", "2026-11")


def adopt(line: Line, *changes: tuple[str, str, str]) -> None:
    """Version 1.1 of the pack with texts of its files replaced, in force and known to T1."""
    line("pack", "to-xlsx", PACK, "--out", "pack.xlsx")
    line("pack", "from-xlsx", "pack.xlsx", "--out", "next")
    for name, old, new in (("pack.yaml", "1.0", "1.1"), *changes):
        path = line.folder / "next" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        path.rename(path.with_name(path.name.replace(old, new)))
    line("pack", "adopt", "next", workspace="region")
    line("import", issue(line), workspace="T1")


@pytest.fixture
def explained(own):
    """A draft of November with a jump that was explained."""
    own("set", *NOVEMBER, "01,m=1000", "02,m=1", "04,m=1", workspace="T1")
    own("explain", *NOVEMBER, "--check", "MY-01-2", "--cell", "01,m", "--text", "集中转场", workspace="T1")
    return own


def texts(line: Line) -> list[str]:
    shown = line("show", *NOVEMBER, workspace="T1").result
    return [one["text"] for one in shown["explanations"]]


def test_an_explanation_whose_rule_is_gone_goes_with_it_and_comes_back_with_one_undo(explained):
    adopt(explained, ("forms/MY-01.yaml", "MY-01-2", "MY-01-7"))
    assert explained("show", *NOVEMBER, workspace="T1").result["pack_outdated"] is True
    assert explained("submit", "--period", "2026-11", "--to", "s", workspace="T1", code=1).codes == [
        "E-CHECKS"
    ]
    planned = explained("draft", "migrate", *NOVEMBER, "--dry-run", workspace="T1").result
    assert [(one["check"], one["text"]) for one in planned["explanations_dropped"]] == [
        ("MY-01-2", "集中转场")
    ]
    said = explained.say("draft", "migrate", *NOVEMBER, "--dry-run", workspace="T1", lang="en")
    assert "Explanation without its rule: MY-01-2" in said
    explained("draft", "migrate", *NOVEMBER, workspace="T1")
    assert texts(explained) == []
    found = explained("check", "--period", "2026-11", workspace="T1").result["findings"]
    assert [one["id"] for one in found] == ["MY-01-7"], "under its new name it wants an explanation again"
    explained("draft", "undo", *NOVEMBER, workspace="T1")
    assert texts(explained) == ["集中转场"]


def test_where_nothing_of_a_draft_changes_it_goes_out_without_further_ado(explained):
    adopt(explained)
    handed = explained("submit", "--period", "2026-11", "--to", "stick", workspace="T1").result
    taken = explained("import", handed["file"], workspace="region").result["files"]
    assert [one["outcome"] for one in taken] == ["merged"]
    shown = explained("show", "--unit", "T1", *NOVEMBER, workspace="region").result
    assert shown["cells"]["01"]["m"] == "1000"
    assert [one["text"] for one in shown["explanations"]] == ["集中转场"]


RENAMED = (
    ("forms/MY-03.yaml", "MY-03", "MY-33"),
    ("pack.yaml", "MY-03", "MY-33"),
    ("pack.yaml", "id: muye", "renamed: {MY-03: MY-33}\nid: muye"),
)
ANNUAL = ("--form", "MY-33", "--period", "2026")


def test_under_its_new_name_a_form_that_was_not_begun_is_simply_new(own):
    adopt(own, *RENAMED)
    assert own("show", *ANNUAL, workspace="T1").result["pack_outdated"] is False
    own("set", *ANNUAL, "1,area=7", workspace="T1")
    assert own("draft", "migrate", *ANNUAL, workspace="T1", code=2).codes == ["E-DRAFT-CURRENT"]


def test_a_draft_of_the_former_name_is_shown_at_the_new_one(own):
    own("set", "--form", "MY-03", "--period", "2026", "1,area=7", workspace="T1")
    adopt(own, *RENAMED)
    assert own("show", *ANNUAL, workspace="T1").result["pack_outdated"] is True
    own("draft", "migrate", *ANNUAL, workspace="T1")
    shown = own("show", *ANNUAL, workspace="T1").result
    assert (shown["pack_outdated"], shown["cells"]["1"]["area"]) == (False, "7.0")


def test_each_cell_has_an_explanation_of_its_own_and_without_a_cell_all_found_now_get_one(own):
    adopt(own, ("forms/MY-01.yaml", "abs([01, m] - prev([01, m])) <= 0.5 * prev([01, m])", "[, m] >= 100"))
    about = ("explain", *NOVEMBER, "--check", "MY-01-2")

    def explained() -> dict[str, bool]:
        found = own("check", "--period", "2026-11", workspace="T1").result["findings"]
        return {one["cells"][0][0]: one["explained"] for one in found if one["id"] == "MY-01-2"}

    own("set", *NOVEMBER, "01,m=200", "02,m=50", "04,m=20", workspace="T1")
    own(*about, "--cell", "02,m", "--text", "灾后", workspace="T1")
    assert explained() == {"02": True, "04": False}
    done = own(*about, "--text", "全部核实", workspace="T1").result
    assert {tuple(e["cell"]): e["text"] for e in done["explanations"]} == {
        ("02", "m"): "全部核实",
        ("04", "m"): "全部核实",
    }
    assert done["warnings_open"] == 0
    own("set", *NOVEMBER, "01,m=60", workspace="T1")
    assert explained() == {"01": False, "02": True, "03": False, "04": True}
    assert own(*about, "--text", "", workspace="T1").result["explanations"] == []
    own("draft", "undo", *NOVEMBER, workspace="T1")
    assert texts(own) == ["全部核实", "全部核实"]
