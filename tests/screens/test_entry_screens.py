"""What the entry page shows beside and over a form, as pictures beside the approved ones."""

from pathlib import Path

import pytest

from desktop.entry.side import SideKind
from desktop.settings import Look
from desktop.submit.view import SubmitScreen
from forms.migrate_pack import Dropped, Migration, Moved, Refitted
from tests.desktop.memory_office import CARRIERS
from tests.screens.test_screens import require_approved

OWN = "拉萨市双创情况,,,,\n项目,国家,自治区级,市级（万家）,其他\n众创空间,4,5,0.0004,0\n孵化器,7,3,1,0\n星创天地,6,abc,0,2\n"
EARLIER = (
    {**CARRIERS[0], "jobs": "300"},
    {"name": "藏青创业园", "uscc": "91540100MA6T1ABC2X", "kind": "众创空间"},
)
WAITING = Migration(
    form="SC-02",
    former="SC-02",
    entries={},
    lines={},
    explanations=(),
    attachments=(),
    kept=40,
    renamed=(Moved(old=("02.01", "nation"), new=("02.01", "national")),),
    refitted=(Refitted(cell=("02.13", "city"), old="402", text="0.0402"),),
    dropped=(Dropped(cell=("02.99", "city"), text="7"),),
    added=(("02.12", "city"),),
    explanations_dropped=(),
    former_titles={
        ("02.99", "city"): (("其他平台", "Other platforms"), ("市级", "City")),
        ("02.01", "nation"): (("众创空间", "Makerspaces"), ("国家", "Nation")),
    },
)


def preview(stage, _folder):
    stage.form("SC-02")
    stage.program.session._print_open_form()
    wait_for_paper(stage)


def wait_for_paper(stage):
    stage.settle()
    over = stage.program.window._over
    stage.qtbot.waitUntil(lambda: over.paper.drawn, timeout=20_000)


def preview_of_all(stage, _folder):
    stage.go("submit")
    page = next(one for one in stage.program.window._pages.values() if isinstance(one, SubmitScreen))
    page._print()
    wait_for_paper(stage)
    stage.program.window._over.paper.go_to(1)
    wait_for_paper(stage)


def file(stage, folder):
    source = Path(folder) / "本市情况.csv"
    source.write_text(OWN, encoding="utf-8")
    stage.form("SC-02").read_file(source)
    stage.settle()


def words(stage, folder):
    file(stage, folder)
    stage.program.window._pages["entry"].paste_panel._turn()
    stage.settle()


def changes(stage, _folder):
    stage.office.add_lines("SC-02A", "2026-09", EARLIER)
    stage.form("SC-02A").look_at_changes()
    stage.settle()


def files(stage, folder):
    (Path(folder) / "场地证明.pdf").write_bytes(b"x" * 5000)
    presenter = stage.form("SC-02A")
    presenter.attach_files([Path(folder) / "场地证明.pdf"])
    presenter.show_side(SideKind.FILES)
    stage.settle()


def migration(stage, _folder):
    stage.office.old_drafts, stage.office.waiting = frozenset({"SC-02"}), WAITING
    stage.form("SC-02").show_side(SideKind.MIGRATION)
    stage.settle()


SCENES = [
    (preview, "zh", Look.LIGHT, 100),
    (preview_of_all, "en", Look.DARK, 125),
    (file, "zh", Look.LIGHT, 100),
    (words, "en", Look.DARK, 125),
    (changes, "zh", Look.LIGHT, 100),
    (changes, "en", Look.DARK, 125),
    (files, "zh", Look.LIGHT, 125),
    (migration, "en", Look.LIGHT, 125),
]


@pytest.mark.parametrize(
    ("scene", "language", "look", "percent"),
    SCENES,
    ids=[f"{scene.__name__}-{language}-{look}-{percent}" for scene, language, look, percent in SCENES],
)
def test_the_entry_page_looks_as_approved(  # noqa: PLR0917 - fixtures and the scene
    stage, approve, tmp_path, scene, language, look, percent
):
    scene_stage = stage(language, look, percent)
    scene(scene_stage, tmp_path)
    scene_stage.settle()
    name = f"entry-{scene.__name__}-{language}-{look}-{percent}.png"
    require_approved(scene_stage.program.window, name, tmp_path, approve)
