"""Every command that README, guide and help show is one that the program takes, and those of the README run as they stand."""

from __future__ import annotations

import argparse
import re
import shlex

import pytest

from forms.messages import Translator
from sync.cli.commands import registers
from sync.cli.parser import build
from sync.cli.tables import TABLES
from sync.demo.run import run_demo
from tests.e2e.shell import ROOT, Shell

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCED = re.compile(r"^\s*(?:\$ )?(?:\.venv[\\/]\w+[\\/])?(yuebao .*?)(?:\s{2,}#.*)?$", re.MULTILINE)
_INLINE = re.compile(r"`(yuebao [^`]+)`")
_OPEN = ("yuebao …", "命令", "COMMAND", "Python", " … ", "--help")  # speaks of commands in general


def written() -> list[tuple[str, str]]:
    """Page and command; what only speaks of commands in general is none."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fenced = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
        shown = (*_FENCED.findall(fenced), *_INLINE.findall(text))
        found += [
            (page.name, command)
            for command in shown
            if " " in command.removeprefix("yuebao ") and not any(word in command for word in _OPEN)
        ]
    return found


@pytest.fixture(scope="module")
def parser():
    return build(Translator("en", *TABLES), registers([]))


def words_of(command: str) -> list[str]:
    return shlex.split(command.replace("\\", "/"))[1:]


def parsers(parser: argparse.ArgumentParser):
    """The commands, and the commands of commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield inner
                yield from parsers(inner)


def test_what_the_pages_show_is_understood(parser):
    commands = written()
    assert len(commands) > 30
    for page, command in commands:
        options = parser.parse_args(words_of(command))
        assert options.run, (page, command)


def test_every_example_of_the_help_is_understood(parser):
    seen = 0
    for one in parsers(parser):
        (shown,) = re.findall(r"^  (yuebao .*)$", one.epilog or "", re.MULTILINE)
        for example in shown.split("   ·   "):
            options = parser.parse_args(words_of(example))
            assert f"yuebao {options.command}".startswith(one.prog), example
            seen += 1
    assert seen > 60


def test_the_first_look_of_the_readme_works_as_it_stands(tmp_path):
    """The demo it begins with is made whole by other tests; here it is a small one."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    begins, *others = _FENCED.findall(text[text.index("## A first look") :].split("```")[1])
    assert begins == "yuebao demo --to demo"
    assert len(others) > 2
    run_demo(tmp_path / "demo", units=2, months=1)
    shell = Shell(tmp_path)
    for command in others:
        assert shell(*words_of(command)).result
