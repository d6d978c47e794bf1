"""A missing glyph is drawn blank, not as a box: every character that can be shown must be in the fonts."""

import pytest
from PySide6.QtGui import QFontDatabase, QRawFont

import resources
from desktop.fonts import CHINESE, FILES, TIBETAN, base_font, load_fonts

TEXTS = (".yaml", ".csv", ".po")


def font(name):
    return QRawFont(str(resources.path("fonts", FILES[name])), 12)


def missing(characters, *fonts):
    return {c for c in characters if c.isprintable() and not any(f.supportsCharacter(ord(c)) for f in fonts)}


def test_the_families_have_names_of_their_own(qapp):
    load_fonts()
    assert {CHINESE, TIBETAN} <= set(QFontDatabase.families())
    assert base_font(125).pointSizeF() == 12.5


def test_all_of_the_general_standard_characters(qapp):
    listed = resources.path("fonts", "tgh8105.txt").read_text(encoding="utf-8").replace("\n", "")
    assert len(set(listed)) == 8105
    assert missing(listed, font(CHINESE)) == set()


def test_everything_in_packs_and_catalogue(qapp):
    files = [path for path in resources.ROOT.rglob("*") if path.suffix in TEXTS]
    assert len(files) > 5
    shown = set().union(*(path.read_text(encoding="utf-8") for path in files))
    assert missing(shown, font(CHINESE), font(TIBETAN)) == set()


@pytest.mark.parametrize("text", ["㎡℃№①—～“”〔〕％‰", "喆堃昇䶮𬭊", "ABCxyz0123456789"])
def test_signs_and_rare_names(qapp, text):
    assert missing(text, font(CHINESE)) == set()


def test_tibetan(qapp):
    assert missing("ལྷ་ས་མཐོ་རིམ་ལག་རྩལ་གསར་སྤེལ་ཁུལ། ༠༡༢༣༤༥༦༧༨༩", font(TIBETAN)) == set()


def test_no_kangxi_radicals_that_would_spoil_text_in_pdf(qapp):
    chinese = font(CHINESE)
    assert not any(chinese.supportsCharacter(code) for code in range(0x2E80, 0x2FE0))
