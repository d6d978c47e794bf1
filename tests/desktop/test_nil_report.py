"""Nothing to list is a report too (零报): the bar above an empty roster."""

import pytest

from desktop.entry.nil_bar import NIL, NilBar
from forms.report import Status
from tests.desktop.memory_office import MemoryOffice
from tests.desktop.plain import open_presenter


class Begun(MemoryOffice):
    """Remembers that a draft was begun, as the real office does."""

    def add_lines(self, form, period, lines, at=None):
        if not lines:
            self.statuses[form] = Status.DRAFT
        return super().add_lines(form, period, lines, at)


def test_the_bar_offers_it_and_says_then_what_it_means(qtbot, theme, texts):
    presenter = open_presenter(Begun(), "SC-02A")
    bar = NilBar(presenter, theme, texts)
    qtbot.addWidget(bar)
    bar.show_state(presenter.state)
    assert (bar.isHidden(), bar.nil.isHidden()) == (False, False)
    bar.nil.click()
    bar.show_state(presenter.state)
    assert (bar.isHidden(), bar.nil.isHidden()) == (False, True)
    assert bar._text.text() == texts.text(NIL)
    presenter.add_line()
    bar.show_state(presenter.state)
    assert bar.isHidden()


@pytest.mark.parametrize("form", ["SC-02", "SC-07"])
def test_a_table_has_no_such_bar(qtbot, theme, texts, form):
    presenter = open_presenter(MemoryOffice(), form)
    bar = NilBar(presenter, theme, texts)
    qtbot.addWidget(bar)
    bar.show_state(presenter.state)
    assert bar.isHidden()
