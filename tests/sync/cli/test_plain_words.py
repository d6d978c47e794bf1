"""What a person reads where there is nothing to show, where a key is unknown, and of a report that was received."""

import pytest

from tests.sync.cli.test_said import LIVESTOCK, lines

EMPTY = (
    (("outbox",), "region", "发件箱里没有待发的邮件。", "No letters wait in the outbox."),
    (("draft", "former"), "T1", "没有迁移过的草稿。", "No draft has migrated."),
    (("draft", "list"), "region", "没有未上报的草稿。", "No drafts are open."),
)


@pytest.mark.parametrize(
    ("words", "workspace", "zh", "en"), EMPTY, ids=[" ".join(words) for words, *_ in EMPTY]
)
def test_nothing_is_said_too(county, words, workspace, zh, en):
    assert county.say(*words, workspace=workspace).strip() == zh
    assert county.say(*words, workspace=workspace, lang="en").strip() == en


def test_a_key_nobody_knows_is_spoken_of_as_a_key(own):
    said = own.say("key", "revoke", "00000000", "--reason", "遗失", workspace="region", code=2)
    assert "本处登记的密钥中没有：00000000" in said
    assert "key list" in said
    assert "数据包" not in said


def test_a_received_report_reads_as_the_form(county):
    shown = lines(county.say("show", "--unit", "T1", *LIVESTOCK, workspace="region"))
    assert shown[1] == "代码|指标|本月|1—本月|上年同期|目标"
    english = county.say("show", "--unit", "T1", *LIVESTOCK, workspace="region", lang="en")
    assert "[received]" in english
    earlier = county("history", "--unit", "T1", *LIVESTOCK, workspace="region").result["revisions"][0][
        "revision"
    ]
    assert earlier in county.say(
        "show", "--unit", "T1", *LIVESTOCK, "--revision", earlier, workspace="region"
    )


@pytest.mark.parametrize("word", ["on-track", "no-figure", "no-target-value", "not-measured"])
def test_verdicts_are_words_in_english_too(county, word):
    said = county.say("targets", "--period", "2026-10", workspace="region", lang="en")
    assert word not in said
