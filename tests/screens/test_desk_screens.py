"""The pages of a collecting office as pictures beside the approved ones."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop.settings import Look
from tests.screens import affairs_scenes, desk_scenes
from tests.screens.test_screens import APPROVED, MOST, different_pixels

LOOKS = (("zh", Look.LIGHT, 100), ("en", Look.DARK, 125))
SCENES = [(scenes.Stage, scene) for scenes in (desk_scenes, affairs_scenes) for scene in scenes.SCENES]


@pytest.mark.parametrize("look", LOOKS, ids=["zh-light-100", "en-dark-125"])
@pytest.mark.parametrize(("made", "scene"), SCENES, ids=[scene.__name__ for _, scene in SCENES])
def test_page_looks_as_approved(  # noqa: PLR0917 - fixtures and the scene
    qtbot, qapp, approve, tmp_path, made, scene, look
):
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    stage = made(qtbot, qapp, tmp_path, look)
    try:
        scene(stage)
        stage.settle()
        picture = stage.program.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    finally:
        stage.close()
        qapp.setCursorFlashTime(flash)
    name = "-".join(map(str, look))
    compare(picture, APPROVED / f"desk-{scene.__name__}-{name}.png", tmp_path, approve=approve)


def compare(picture, file, tmp_path, *, approve):
    if approve:
        assert picture.save(str(file))
        return
    drawn = Path(tmp_path) / file.name
    picture.save(str(drawn))
    wanted = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB888)
    assert not wanted.isNull(), f"no approved picture yet: run with --approve and look at {file.name}"
    assert different_pixels(picture, wanted) <= MOST, f"see {drawn}"
