"""The head of the office signs beside the clerk: what is shown, what is refused, and on real workspaces that it counts."""

import pytest

from desktop.history.cosigning import OfficeCosigning
from desktop.history.presenter import HistoryPresenter
from desktop.history.second_signature import SecondPresenter
from desktop.history.view import HistoryScreen
from forms.errors import YuebaoError
from sync import joining, tasks
from sync.office.office import Office
from tests.desktop.memory_cosigning import CLERK, HEAD, MemoryCosigning
from tests.desktop.memory_office import MemoryOffice
from tests.desktop.plain import NowTasks, PlainTexts
from tests.sync.offices import PASSPHRASE, Region, cells


class Shown:
    def __init__(self):
        self.state = None

    def show_second(self, state):
        self.state = state


def presenter_of(cosigning, troubles, language="zh"):
    made = SecondPresenter(cosigning, NowTasks(), PlainTexts(language), troubles.append)
    made.attach(Shown())
    return made


def test_what_is_signed_is_told_before_it_is_signed(tmp_path, troubles):
    presenter = presenter_of(MemoryCosigning(), troubles)
    presenter.open(tmp_path / "540100-2026-10-3.ybz")
    state = presenter.state
    assert state.about == "第 3 号上报包，2026-11-03 10:32 签名"
    assert state.signed_by == f"已签名：{CLERK} 填表人"
    assert [(one.form, one.what, one.filled) for one in state.reports] == [
        ("SC-02", "首次上报", "101 个数"),
        ("SC-02A", "首次上报", "37 行 · 2 个附件"),
        ("SC-07", "订正", "101 个数 · 1 条审核说明"),
    ]
    assert (state.folder, state.can_sign, state.warning) == (tmp_path, True, "")


def test_a_wrong_passphrase_and_what_is_no_bundle_are_told(tmp_path, troubles):
    cosigning = MemoryCosigning()
    presenter = presenter_of(cosigning, troubles)
    presenter.open(tmp_path / "photo.png")
    assert presenter.state.file is None
    presenter.open(tmp_path / "a.ybz")
    presenter.sign("wrong")
    assert [error.code for error in troubles] == ["E-NOT-A-BUNDLE", "E-PASSPHRASE"]
    assert (cosigning.calls, presenter.state.can_sign) == ([], True)


def test_the_signed_file_goes_where_the_head_says_and_is_not_signed_twice(tmp_path, troubles):
    cosigning = MemoryCosigning()
    presenter = presenter_of(cosigning, troubles, "en")
    presenter.open(tmp_path / "a.ybz")
    presenter.set_folder(tmp_path / "stick")
    presenter.sign("right")
    assert cosigning.calls == [(tmp_path / "a.ybz", tmp_path / "stick")]
    assert presenter.state.signed_by == f"Signed by {CLERK} the clerk · {HEAD} the head (this laptop)"
    assert str(tmp_path / "stick" / "a.ybz") in presenter.state.done
    presenter.sign("right")
    assert len(cosigning.calls) == 1
    presenter.open(tmp_path / "a.ybz")
    assert presenter.state.warning == "This laptop has signed this bundle already."


def test_a_laptop_that_is_not_the_head_s_is_told_so(tmp_path, troubles):
    presenter = presenter_of(MemoryCosigning(as_head=False), troubles, "en")
    presenter.open(tmp_path / "a.ybz")
    assert "not admitted as that of the head" in presenter.state.warning
    assert presenter.state.can_sign


def test_the_page_shows_the_list_or_the_bundle(qtbot, theme, texts, tasks, troubles, tmp_path):
    second = presenter_of(MemoryCosigning(), troubles)
    screen = HistoryScreen(
        HistoryPresenter(MemoryOffice(), tasks, texts, lambda _said: None), second, theme, texts
    )
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.card.isVisible()
    second.open(tmp_path / "a.ybz")
    assert screen.card.isVisible()
    assert screen.focusWidget() is screen.card.passphrase
    qtbot.keyClicks(screen.card.passphrase, "right")
    screen.card.passphrase.returnPressed.emit()
    assert not screen.card.passphrase.isVisible()
    screen._back.click()
    assert not screen.card.isVisible()
    assert screen._choose.isVisible()


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def head_of(region, unit):
    (task,) = tasks.issue_task(region.top.ws, region.top.out, region.top.keys)
    requests = region.folder / "requests"
    joined = joining.join(
        task, region.folder / "head", unit, region.root, requests, region.setup(), head=True
    )
    office = region._office(joined.workspace)
    office.request, office.fingerprint = joined.request, joined.fingerprint
    return office


def test_on_real_workspaces_the_collecting_office_sees_both(region, tmp_path, troubles):
    clerk, head = region.join("91"), head_of(region, "91")
    presenter = presenter_of(OfficeCosigning(Office(head.ws)), troubles)
    presenter.open(clerk.submit(cells("5")))
    assert [error.code for error in troubles] == []
    assert presenter.state.warning.startswith("这台电脑还没有登记为负责人的电脑")
    region.admit(head)
    presenter.reword()
    assert presenter.state.warning == ""
    (line,) = presenter.state.reports
    assert (line.form, line.title, line.filled) == ("T1", "表一", "1 个数")
    job = presenter.print_source().job(False)
    assert job.forms[0].lines[0][-1] == "5"
    assert job.stamp.code.startswith("yuebao:")
    presenter.set_folder(tmp_path / "signed")
    presenter.sign(PASSPHRASE)
    (signed,) = (tmp_path / "signed").iterdir()
    (file,) = region.top.take(signed).files
    (row,) = region.top.ws.store.bundles.list(unit="91", kind="submission")
    assert (file.outcome, set(row.signers)) == ("merged", {*clerk.keys.keyids, *head.keys.keyids})


def test_another_office_s_bundle_is_refused_before_anything_of_it_is_shown(region, troubles):
    other, head = region.join("92"), head_of(region, "91")
    presenter = presenter_of(OfficeCosigning(Office(head.ws)), troubles)
    presenter.open(other.submit(cells("5")))
    assert [error.code for error in troubles if isinstance(error, YuebaoError)] == ["E-UNIT"]
    assert presenter.state.file is None
