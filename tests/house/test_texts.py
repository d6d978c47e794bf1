"""Every text of the command line and every coded problem has its Chinese, with the same placeholders."""

import ast
import io
import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from forms.messages import SENTENCES
from sync.cli.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = {
    message.id: message.string
    for file in (ROOT / "resources" / "i18n" / "zh").glob("*.po")
    for message in read_po(io.BytesIO(file.read_bytes()))
    if message.id and message.string
}


def spoken(path):
    """English texts handed to the translator: `text("…")`, summaries of commands, checks of the doctor."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        chosen = []
        if name == "text":
            chosen = node.args[:1]
        elif name == "add" and len(node.args) == 4:
            chosen = [node.args[2]]
        elif name == "group" and len(node.args) == 3:
            chosen = [node.args[1]]
        elif name == "Check":
            chosen = [word.value for word in node.keywords if word.arg in ("name", "said")]
        for part in chosen:
            yield from (
                c.value for c in ast.walk(part) if isinstance(c, ast.Constant) and isinstance(c.value, str)
            )


@pytest.mark.parametrize("path", sorted((ROOT / "sync" / "cli").glob("*.py")), ids=lambda p: p.stem)
def test_what_a_command_says_has_its_chinese(path):
    assert sorted({text for text in spoken(path) if text and text not in CATALOGUE}) == []


def test_every_coded_sentence_and_advice_has_its_chinese():
    texts = {text for table in TABLES for s in table.values() for text in (s.text, s.advice) if text}
    assert sorted(texts - CATALOGUE.keys()) == []


def test_every_code_has_its_sentence():
    known = {code for table in (SENTENCES, *TABLES) for code in table}
    code = re.compile("E-[A-Z][A-Z0-9-]+")
    unsaid = {
        (node.value, path.name)
        for package in ("forms", "sync", "desktop")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and code.fullmatch(node.value)
        if node.value not in known
    }
    assert sorted(unsaid) == []


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_placeholders_are_the_same_in_both_languages():
    wrong = [
        english
        for english, chinese in CATALOGUE.items()
        if isinstance(english, str)
        and not re.search(r"%\(?\w*\)?[sdr]", english)
        and not placeholders(chinese) <= placeholders(english)
    ]
    assert wrong == []
