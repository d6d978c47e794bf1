"""Packs through the installed command: workbook and folder say the same, and a version has one content."""

import shutil

from tests.e2e.county import PACK


def test_scenarios_go_along_and_are_run(shell):
    book = shell.folder / "forms.xlsx"
    shell("pack", "to-xlsx", PACK, "--out", book)
    back = shell("pack", "from-xlsx", book, "--out", "back").result
    assert (back["samples"], back["left_out"]) == (1, [])
    told = [shell("pack", "check", pack).result for pack in (PACK, book, "back")]
    assert told[0]["samples"] == [{"id": "my-01-clean", "title": "存栏正常", "ok": True}]
    assert told[0] == told[1] == told[2]
    assert shell("pack", "diff", PACK, "back").result["changes"] == []
    assert shell("pack", "check", "none", code=2).codes == ["E-PACK-NAME"]


def test_the_same_version_with_other_content_is_refused(region, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(PACK, other)
    text = (other / "lists.yaml").read_text(encoding="utf-8")
    (other / "lists.yaml").write_text(text.replace("雪灾", "大雪"), encoding="utf-8")
    assert region("pack", "adopt", other, workspace="region", code=3).codes == ["E-PACK-HASH"]
    assert region("pack", "adopt", other, workspace="T1", code=3).codes == ["E-ROLE"]
