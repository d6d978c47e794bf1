"""Every sentence of merging is there in Chinese and says the same parameters."""

from __future__ import annotations

import re

import pytest

from forms.messages import Translator
from sync import merge_messages

TEXTS = [t for s in merge_messages.SENTENCES.values() for t in (s.text, s.advice)] + [*merge_messages.DETAILS]


@pytest.mark.parametrize("text", TEXTS)
def test_chinese(text) -> None:
    chinese = Translator("zh").text(text)
    assert re.search(r"[一-鿿]", chinese)
    assert sorted(re.findall(r"{\w+}", chinese)) == sorted(re.findall(r"{\w+}", text))
