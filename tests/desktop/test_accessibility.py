"""What a checker outside sees: the accessible tree of every page, in both languages; every control says its name."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from desktop.actions import ScreenId
from desktop.app import Application, Outside
from desktop.paths import Paths
from desktop.settings import Settings, save_settings
from tests.desktop.conftest import NOW, settle
from tests.desktop.memory_office import filled_office

Role = QAccessible.Role
CONTROLS = {
    Role.Button,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.Table,
    Role.List,
    Role.Tree,
    Role.Slider,
    Role.SpinBox,
    Role.ProgressBar,
    Role.ButtonMenu,
}
DEEP = 40
MANY = 120


def walk(interface, depth=0):
    """Everything below, but for the cells of tables, which are looked at by themselves."""
    if interface is None or not interface.isValid() or depth > DEEP:
        return
    yield interface
    if interface.role() in (Role.Table, Role.Tree, Role.ComboBox):
        return
    for place in range(interface.childCount()):
        yield from walk(interface.child(place), depth + 1)


def cells(interface):
    """The cells of a table, as they are read; the first lines are enough."""
    for place in range(min(interface.childCount(), MANY)):
        child = interface.child(place)
        if child is not None and child.role() == Role.Cell:
            yield child


def named(interface):
    """Its name, or the text it shows; a list box on Linux tells its entry, so it must have a name of its own."""
    thing = interface.object()
    own = thing.accessibleName() if isinstance(thing, QWidget) else ""
    return own or interface.text(QAccessible.Text.Name)


@pytest.fixture(params=["zh", "en"])
def program(request, qtbot, qapp, tmp_path):
    (tmp_path / "yuebao.db").touch()
    paths = Paths(settings=tmp_path / "s.json", logs=tmp_path / "logs", workspace=tmp_path, given=True)
    save_settings(paths.settings, Settings(language=request.param))
    office = filled_office()
    made = Application(qapp, Outside(paths=paths, now=lambda: NOW, opener=lambda _f, _n: office))
    assert made.start()
    qtbot.addWidget(made.window)
    settle(qtbot, made.tasks)
    yield made
    qapp.removeEventFilter(made.window)
    qapp.aboutToQuit.disconnect(made.close)
    made.close()


def nameless(widget):
    found = []
    for interface in walk(QAccessible.queryAccessibleInterface(widget)):
        if interface.role() in CONTROLS and not interface.state().invisible and not named(interface):
            thing = interface.object()
            found.append(f"{interface.role().name} {thing.metaObject().className() if thing else ''}")
    return found


def test_every_control_of_every_page_says_its_name(qtbot, program):
    wanting = {}
    for page in program.session.pages:
        program.window.show_page(page)
        settle(qtbot, program.tasks)
        if found := nameless(program.window):
            wanting[page.value] = found
    assert wanting == {}


def test_pages_before_an_office_is_open_say_their_names_too(qtbot, program):
    for show in (program._beginning.first_use, program._beginning.found):
        show(program._workspace)
        settle(qtbot, program.tasks)
        assert nameless(program.window) == []


def test_cells_read_with_their_row_and_column(qtbot, program):
    program.session.open_form("2026-10", "SC-02")
    settle(qtbot, program.tasks)
    tables = [i for i in walk(QAccessible.queryAccessibleInterface(program.window)) if i.role() == Role.Table]
    read = [cell.text(QAccessible.Text.Name) for table in tables for cell in cells(table)]
    assert read
    assert any(text.startswith("02.01 ") for text in read), read[:20]


def test_lines_of_the_home_page_read_with_their_form(qtbot, program):
    tables = [i for i in walk(QAccessible.queryAccessibleInterface(program.window)) if i.role() == Role.Table]
    read = {cell.text(QAccessible.Text.Name) for table in tables for cell in cells(table)}
    assert any(text.startswith("SC-02 ") and "46 / 58" in text for text in read), read


def test_a_page_is_opened_by_toggling_its_button_as_screen_readers_do(qtbot, program):
    told = []
    program.window.page_shown.connect(told.append)
    buttons = program.window.navigation._buttons
    buttons[ScreenId.SAFETY].toggle()
    assert program.window.page() is ScreenId.SAFETY
    buttons[ScreenId.HISTORY].click()
    assert program.window.page() is ScreenId.HISTORY
    settle(qtbot, program.tasks)
    buttons[ScreenId.HISTORY].click()
    assert told == [ScreenId.SAFETY, ScreenId.HISTORY, ScreenId.HISTORY]
