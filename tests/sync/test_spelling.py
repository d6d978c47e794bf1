"""A fingerprint on the telephone: every letter it may have has one word, and no two letters the same."""

from __future__ import annotations

import pytest

from sync import keys
from sync.spelling import spelled


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "安徽 零 九 珠海 ｜ 胜利"), ("en", "Alfa zero nine Zulu ｜ Victor")],
)
def test_groups_stay_apart_and_small_letters_are_the_same(lang, said):
    assert spelled("A09Z-V", lang) == said
    assert spelled("a09z-v", lang) == said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_letter_of_a_fingerprint_has_a_word_of_its_own(lang):
    words = spelled(keys._ALPHABET, lang).split(" ")
    assert len(set(words)) == len(keys._ALPHABET)
    assert not set(words) & set(keys._ALPHABET)
    assert spelled("I-O", lang) == "I ｜ O", "what no fingerprint has stays as it is"
