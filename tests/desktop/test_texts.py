"""Nothing on any page of the clerk's window is left in English when Chinese is wanted."""

import re

import pytest

from desktop.actions import COLLECTING, PAGES, ScreenId
from desktop.app import Application, Outside
from desktop.entry.state import Compare
from desktop.paths import Paths
from desktop.qt_texts import QtTexts
from desktop.says import days_left, to_do
from desktop.setup.presenter import SetupPresenter
from desktop.setup.view import SetupScreen
from forms.messages import Translator
from resources.i18n.__main__ import merged
from tests.desktop.conftest import NOW, settle
from tests.desktop.memory_office import filled_office
from tests.desktop.plain import PlainTexts

FIELD = re.compile(r"{[^}]*}")
SAME = {"{typed} → {value}", "English", "中文"}


@pytest.fixture
def asked(monkeypatch):
    """Every text of the program that anybody asks for."""
    found = set()
    real, real_counted = Translator.text, Translator.counted

    def remember(self, english, /, **params):
        found.add(english)
        return real(self, english, **params)

    def remember_counted(self, one, many, count, /, **params):
        found.add(one)
        return real_counted(self, one, many, count, **params)

    monkeypatch.setattr(Translator, "text", remember)
    monkeypatch.setattr(Translator, "counted", remember_counted)
    return found


def test_every_text_of_the_pages_has_a_translation(qtbot, qapp, tmp_path, asked):
    (tmp_path / "yuebao.db").touch()
    paths = Paths(settings=tmp_path / "s.json", logs=tmp_path / "logs", workspace=tmp_path)
    office = filled_office()
    program = Application(qapp, Outside(paths=paths, now=lambda: NOW, opener=lambda _f, _n: office))
    program.start()
    qtbot.addWidget(program.window)
    settle(qtbot, program.tasks)
    for page in program.session.pages:
        program.window.show_page(page)
        settle(qtbot, program.tasks)
    entry = program.session.entry
    for form in ("SC-02", "SC-02A"):
        program.session.open_form("2026-10", form)
        settle(qtbot, program.tasks)
        entry.paste("1\tx\n2万\t3", None)
        entry.cancel_paste()
        entry.next_finding(None)
        entry.compare(Compare.PREVIOUS)
        settle(qtbot, program.tasks)
    SetupScreen(
        SetupPresenter(None, program.tasks, program.texts, lambda: None), program.theme, program.texts
    )
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()
    catalogue = merged()
    own = {PAGES[page].title for page in COLLECTING}
    missing = {
        text
        for text in asked - SAME - own
        if re.search("[A-Za-z]", FIELD.sub("", text)) and catalogue.get(text) is None
    }
    assert missing == set()


def forms_of(text):
    """A text for one thing and for several, or the one text there is."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_placeholders_survive_translation():
    wrong = [
        english
        for message in merged()
        for english in forms_of(message.id)
        for chinese in forms_of(message.string)
        if english and sorted(FIELD.findall(english)) != sorted(FIELD.findall(chinese))
    ]
    wrong = [text for text in wrong if "{month:02d}" not in text]
    assert wrong == []


def test_english_is_complete_by_itself():
    says = PlainTexts("en")
    assert [days_left(says, days) for days in (3, 1, 0, -1)] == [
        "3 days left",
        "1 day left",
        "due today",
        "1 day late",
    ]
    assert [to_do(says, *found) for found in ((1, 0), (2, 1), (0, 0))] == [
        "1 error",
        "2 errors · 1 to explain",
        "",
    ]
    assert [page for page in ScreenId if not PAGES[page].title.isascii()] == []


def test_dialogs_of_qt_speak_chinese_too(qapp):
    qt = QtTexts(qapp)
    assert qt.switch("zh")
    said = [qapp.translate("QFileDialog", words) for words in ("&Look in:", "Files of &type:", "Look in:")]
    assert said[:2] == ["位置(&L)：", "文件类型(&T)："]
    assert qapp.translate("QFileSystemModel", "Size") == "大小"
    qt.switch("en")
    assert qapp.translate("QFileDialog", "&Look in:") == "&Look in:"
