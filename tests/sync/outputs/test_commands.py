"""`template` and `export` on the command line."""

from __future__ import annotations

import json
from types import SimpleNamespace

import held
import pytest
from programs import load

from forms.errors import YuebaoError
from forms.messages import Translator
from sync.cli import exporting
from sync.cli.parser import build
from sync.workspace import Workspace


@pytest.fixture(scope="module")
def context(office):
    return SimpleNamespace(folder=office.folder, clock=held.clock, translator=Translator("zh"))


def run(context, *words):
    options = build(Translator("zh"), (exporting.register,)).parse_args(list(words))
    return options.run(options, context)


def test_a_blank_form(tmp_path, context):
    out = tmp_path / "a.xlsx"
    outcome = run(context, "template", "--form", "SC-02", "--period", "2021-03", "--out", str(out))
    assert outcome.result == {"file": str(out), "form": "SC-02", "period": "2021-03"}
    assert load(out).sheetnames[0] == "SC-02"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--form", "SC-99", "--out", "a.xlsx"), "E-USAGE"),
        (("--form", "SC-02", "--out", "a.txt"), "E-USAGE"),
        (("--form", "SC-12", "--out", "a.xlsx", "--period", "2021-02"), "E-PERIOD"),
    ],
)
def test_what_template_refuses(context, words, code):
    with pytest.raises(YuebaoError) as refused:
        run(context, "template", *words)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_every_format_of_export(tmp_path, context, kind):
    less = ("--form", "SC-02") if kind == "unit-pdf" else ()  # all forms of all units are a hundred pages
    words = ("--period", "2021-03", "--format", kind, "--to", str(tmp_path / kind), *less)
    outcome = run(context, "export", *words)
    files = outcome.result["files"]
    assert sorted(files) == sorted(str(path) for path in (tmp_path / kind).iterdir())
    assert json.loads(json.dumps(outcome.result))["format"] == kind


def test_looking_needs_no_lock(office, context):
    with Workspace.open(office.folder, held.clock, read_only=True) as ws:
        assert ws.unit == "540000"
