"""Every refusal of this layer has a sentence and advice in both languages, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from sync.messages import DETAILS, SENTENCES

ROOT = Path(__file__).parents[2]
CODES = [
    "E-NOT-A-BUNDLE",
    "E-TRUNCATED",
    "E-MAIL-DAMAGE",
    "E-NOT-CANONICAL",
    "E-NAME",
    "E-LIMIT",
    "E-DECRYPT",
    "E-UNSIGNED",
    "E-UNKNOWN-KEY",
    "E-NO-KEY",
    "E-SIGNATURE",
    "E-ALGORITHM",
    "E-REVOKED-KEY",
    "E-ROLE",
    "E-RECIPIENT",
    "E-ROOT",
    "E-NEWER",
    "E-MANIFEST",
    "E-MISSING-FILE",
    "E-EXTRA-FILE",
    "E-HASH",
    "E-FORK",
    "E-ROLLBACK",
    "E-PACK-UNKNOWN",
    "E-PACK-HASH",
    "E-QUOTA",
    "E-LOCKED",
    "E-PASSPHRASE",
    "E-CHECKS",
]
TEXTS = [text for sentence in SENTENCES.values() for text in (sentence.text, sentence.advice)] + list(DETAILS)


@pytest.fixture(scope="module")
def chinese():
    found = {}
    for fragment in sorted((ROOT / "resources/i18n/zh").glob("*.po")):
        with fragment.open("rb") as file:
            found |= {message.id: message.string for message in read_po(file)}
    return found


def test_every_code_of_the_contract_has_a_sentence():
    assert set(CODES) <= set(SENTENCES)


@pytest.mark.parametrize("text", TEXTS)
def test_chinese_with_the_same_placeholders(chinese, text):
    assert re.search("[\u4e00-\u9fff]", chinese[text])
    assert sorted(re.findall(r"{\w+}", chinese[text])) == sorted(re.findall(r"{\w+}", text))


def test_details_given_in_the_code_are_in_the_catalogue():
    sources = [ROOT / "sync" / f"{name}.py" for name in ("armour", "container", "envelope", "keys", "bundle")]
    found = {
        text
        for source in sources
        for text in re.findall(r'(?:detail=|return )"([a-z][^"]+ [^"]+)"', source.read_text("utf-8"))
    }
    assert len(found) > 10
    assert found <= set(DETAILS)
