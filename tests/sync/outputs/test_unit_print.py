"""Each unit's reports on paper, as poppler reads them: what it handed in, under the code of the bundle that brought it."""

from types import SimpleNamespace

import held
import pytest
from programs import needs_poppler, pdf_text

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.report import ReportKey
from sync.cli import exporting
from sync.cli.parser import build
from sync.desk.scope import Scope
from sync.outputs.export import export
from sync.outputs.issue import Output, Wish, issue
from sync.outputs.unit_print import unit_jobs

ZH, EN = Translator("zh"), Translator("en")
MONTH = "2021-03"
ZONE = "540100Z01"
TWO = Scope(node=ZONE, forms=("SC-02", "SC-09"))


def run(office, *words):
    options = build(ZH, (exporting.register,)).parse_args(list(words))
    return options.run(
        options, SimpleNamespace(folder=office.folder, clock=held.clock, translator=ZH, language="zh")
    )


def test_a_unit_has_its_forms_in_the_packs_order_and_what_is_not_asked_is_marked(collected):
    jobs = unit_jobs(collected, MONTH, ZH, TWO)
    assert list(jobs) == [ZONE]
    first, second = jobs[ZONE].forms
    assert (first.id, second.id) == ("SC-02", "SC-09")
    assert ("填报单位", "拉萨高新技术产业开发区") in first.left
    content = collected.content(ReportKey(ZONE, "SC-02", MONTH))
    texts = {line[2]: line for line in first.lines}
    at = [place.name for place in first.heads.places].index("national")
    assert texts["02.01"][at] == content.cell("02.01", "national")
    zone = [place.name for place in first.heads.places].index("zone")
    assert {line[zone] for line in first.lines} == {"—"}, "a zone is not asked what of it lies in zones"
    assert dict(first.foot)["单位负责人"] == held.COVER.head


def test_units_that_reported_nothing_have_no_print(collected):
    jobs = unit_jobs(collected, MONTH, ZH, Scope(forms=("SC-02",)))
    assert set(held.MISSING).isdisjoint(jobs)
    assert {ZONE, "540100", "540200"} <= set(jobs)
    assert all(len(job.forms) == 1 for job in jobs.values())


@needs_poppler
def test_the_command_line_writes_a_file_for_each_unit(office, collected, tmp_path):
    wanted = ("--format", "unit-pdf", "--unit", ZONE, "--form", "SC-02", "SC-09", "--to", str(tmp_path))
    done = run(office, "export", "--period", MONTH, *wanted)
    (file,) = done.result["files"]
    assert file.endswith(f"{ZONE}-{MONTH}-SC-02-SC-09.pdf")
    said = pdf_text(file)
    assert "拉萨高新技术产业开发区" in said
    assert "扶持政策兑现情况表" in said
    figure = collected.content(ReportKey(ZONE, "SC-02", MONTH)).cell("02.13", "total")
    assert figure in said.replace(",", "")


def test_what_is_no_unit_no_form_or_holds_nothing_is_refused(office, collected, tmp_path):
    about = ("--period", MONTH, "--format", "unit-pdf", "--to", str(tmp_path))
    for words in (("--unit", "999999"), ("--form", "SC-99")):
        with pytest.raises(YuebaoError):
            run(office, "export", *about, *words)
    with pytest.raises(YuebaoError, match="E-EMPTY"):
        export(collected, "2021-02", "unit-pdf", tmp_path, ZH, Scope(node=held.MISSING[0]))
    assert list(tmp_path.iterdir()) == []


def test_somebody_may_stop_between_units(collected, tmp_path):
    steps = []

    def stop(step):
        steps.append(step.what)
        return len(steps) < 2

    wish = Wish(period=MONTH, kinds=(Output.UNIT_PRINT, Output.CSV), scope=TWO)
    done = issue(collected, wish, tmp_path, EN, stop)
    assert done.cancelled
    assert done.issued[0].files == ()
    assert steps == ["unit-pdf", "拉萨高新技术产业开发区 March 2021"]
