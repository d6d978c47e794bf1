"""Checking and handing over, without Qt and on the page."""

import email
from email.policy import default

import msgspec
import pytest
from PySide6.QtWidgets import QLabel

from desktop.history.presenter import HistoryPresenter
from desktop.submit.mail import write_draft
from desktop.submit.presenter import SubmitPresenter
from desktop.submit.state import Signer
from desktop.submit.view import SubmitScreen
from forms.report import Cover, Status
from tests.desktop.memory_office import MemoryOffice, filled_office
from tests.desktop.plain import NowTasks, PlainTexts


@pytest.fixture
def troubles():
    return []


def presenter_of(office, troubles, told=None):
    made = SubmitPresenter(
        office,
        NowTasks(),
        PlainTexts(),
        (lambda: told.append(True)) if told is not None else lambda: None,
        troubles.append,
    )
    made.open("2026-10")
    return made


def clean_office():
    office = MemoryOffice()
    office.enter("SC-07", "2026-10", {("07.01", "m"): "3"})
    return office


def test_what_is_left_is_listed_with_its_place(troubles):
    state = presenter_of(filled_office(), troubles).state
    assert [(one.form, one.errors, one.warnings_open) for one in state.candidates] == [
        ("SC-02", 2, 1),
        ("SC-02A", 1, 0),
    ]
    assert len(state.obstacles) == 4
    assert state.obstacles[0].finding[1] == (("02.16.1", "regional"),)
    assert not state.ready


def test_a_form_can_be_left_for_later(troubles):
    office = filled_office()
    office.enter("SC-07", "2026-10", {("07.01", "m"): "3"})
    presenter = presenter_of(office, troubles)
    assert not presenter.state.ready
    presenter.choose("SC-02", chosen=False)
    presenter.choose("SC-02A", chosen=False)
    assert [one.form for one in presenter.state.chosen] == ["SC-07"]
    assert presenter.state.ready


def test_one_signed_file_and_everybody_knows(troubles, tmp_path):
    office, told = clean_office(), []
    presenter = presenter_of(office, troubles, told)
    assert presenter.state.cover.head == "央金"
    presenter.set_cover(Cover(head="央金", preparer="卓玛"))
    presenter.hand_over("right")
    assert presenter.state.done is None, "no folder was chosen"
    presenter.set_folder(tmp_path)
    presenter.hand_over("right")
    assert presenter.state.done.file.read_bytes() == b"bundle"
    assert office.calls[-1] == ("submit", ("SC-07",), Cover(head="央金", preparer="卓玛"))
    assert told == [True]
    assert presenter.state.candidates == ()
    assert office.sheet("SC-07", "2026-10").status is Status.SUBMITTED


def test_a_wrong_passphrase_is_told_beside_the_button_and_nothing_happened(troubles, tmp_path):
    presenter = presenter_of(clean_office(), troubles)
    presenter.set_folder(tmp_path)
    presenter.hand_over("wrong")
    assert "口令" in presenter.state.problem
    assert presenter.state.advice
    assert (troubles, presenter.state.working) == ([], False)
    assert list(tmp_path.iterdir()) == []
    presenter.hand_over("right")
    assert (presenter.state.problem, presenter.state.advice) == ("", "")


def test_a_drive_that_was_pulled_out_is_no_folder_of_the_computer(troubles, tmp_path):
    presenter = presenter_of(clean_office(), troubles)
    for folder, drive in ((tmp_path / "gone", False), (tmp_path, True)):
        presenter.set_folder(folder, drive=drive)
        presenter.hand_over("right")
        assert "已经不在了" in presenter.state.problem
        assert presenter.state.done is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_lacking_is_said_before_it_is_asked_for(troubles, tmp_path):
    presenter = presenter_of(clean_office(), troubles)
    assert "drive or a folder" in presenter.state.lacks
    assert presenter.state.untouched, "forms that nobody began are named"
    presenter.set_folder(tmp_path)
    assert presenter.state.lacks == ""
    presenter.choose("SC-07", chosen=False)
    assert presenter.state.lacks == "Tick at least one form above."
    assert "errors" in presenter_of(filled_office(), troubles).state.lacks
    assert presenter_of(MemoryOffice(), troubles).state.lacks == "", "an empty page says so itself"


def test_what_is_left_is_told_apart_from_nothing_begun(qtbot, theme, texts, troubles, tmp_path):
    office = clean_office()
    presenter = presenter_of(office, troubles)
    presenter.set_folder(tmp_path)
    presenter.hand_over("right")
    for each, said in (
        (presenter, "这个报告期没有待上报的报表。"),
        (presenter_of(MemoryOffice(), troubles), "本期的报表都还没有开始填，请到首页打开一张。"),
    ):
        screen = SubmitScreen(each, theme, texts, lambda: "2026-11-03", troubles.append)
        qtbot.addWidget(screen)
        screen.show_state(each.state)
        assert said in [label.text() for label in screen.findChildren(QLabel)]


@pytest.mark.parametrize("signer", [Signer.HEAD, Signer.NOBODY])
def test_who_may_not_hand_over_is_told_where_to_go(qtbot, theme, texts, tmp_path, signer):
    office, wanted, troubles = clean_office(), [], []
    head = msgspec.structs.replace(office.keeping.held, head=True)
    office.keeping.held = head if signer is Signer.HEAD else None
    presenter = presenter_of(office, troubles)
    presenter.set_folder(tmp_path)
    screen = SubmitScreen(presenter, theme, texts, lambda: "2026-11-03", troubles.append)
    qtbot.addWidget(screen)
    screen.page_wanted.connect(wanted.append)
    screen.show()
    assert presenter.state.signer is signer
    assert not screen._sign.isEnabled()
    assert screen._gate.isVisible()
    screen._gate._go.click()
    assert wanted == ["history" if signer is Signer.HEAD else "safety"]
    qtbot.keyClicks(screen.passphrase, "right\r")
    assert screen.passphrase.text() == "right", "what was not used is not wiped"
    assert presenter.state.done is None


def test_the_page(qtbot, theme, texts, troubles, tmp_path):
    presenter = presenter_of(clean_office(), troubles)
    screen = SubmitScreen(presenter, theme, texts, lambda: "2026-11-03", troubles.append)
    qtbot.addWidget(screen)
    screen.show()
    assert not screen._sign.isEnabled()
    presenter.set_folder(tmp_path)
    assert screen._sign.isEnabled()
    qtbot.keyClicks(screen.passphrase, "right")
    screen._sign.click()
    assert screen._done.isVisible()
    assert screen.passphrase.text() == ""
    assert "540100-2026-10-1.ybz" in screen._written.text()


def test_a_mail_draft_carries_the_bundle(tmp_path):
    bundle = tmp_path / "a.ybz"
    bundle.write_bytes(b"\x00signed\xff")
    draft = email.message_from_bytes(write_draft(bundle, "双创月报", "见附件").read_bytes(), policy=default)
    assert (draft["Subject"], draft["X-Unsent"]) == ("双创月报", "1")
    attached = next(draft.iter_attachments())
    assert (attached.get_filename(), attached.get_content()) == ("a.ybz", b"\x00signed\xff")


def test_history_shows_what_went_out(tmp_path):
    office = clean_office()
    office.submit("2026-10", ["SC-07"], tmp_path, "right", Cover())
    said = []
    history = HistoryPresenter(office, NowTasks(), PlainTexts(), said.append)
    history.open()
    assert history.state.bundles[0].reports == (("SC-07", "2026-10"),)
    (tmp_path / "other").mkdir()
    history.write_again(history.state.bundles[0], tmp_path / "other")
    (file,) = (tmp_path / "other").iterdir()
    assert said == [f"已再写出一份：{file}"]
