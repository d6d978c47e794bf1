"""The pages before there is an office, as pictures beside the approved ones."""

from pathlib import Path

import pytest

from desktop.settings import Look
from desktop.setup.found_view import FoundScreen
from desktop.setup.founding import FoundState
from desktop.setup.state import Joined, Offer, SetupState, Step, UnitChoice
from desktop.setup.view import SetupScreen
from forms.errors import Problem, StoreError
from sync.spelling import spelled
from tests.screens.test_screens import require_approved

OFFER = Offer(
    file=Path("540000-2026-10-1.ybz"),
    title="西藏自治区双创工作月报",
    version="2021.1",
    issuer="西藏自治区",
    units=(UnitChoice(code="540100", name="拉萨市"), UnitChoice(code="540200", name="日喀则市")),
    meant_for="540100",
)


def unopened(stage):
    stage.program._beginning.unopened(
        Path("D:/双创月报/workspace"), StoreError("E-DAMAGED-STORE", detail="malformed", where="yuebao.db")
    )


def found(stage):
    stage.program._beginning.found(stage.program._workspace)
    stage.settle()


def founded(stage):
    found(stage)
    screen = stage.program.window.findChild(FoundScreen)
    mark = "JRD0-1GSJ-49WV-F7F8-P"
    screen.show_state(FoundState(fingerprint=mark, spelled=spelled(mark, stage.program.texts.language)))


def _wizard(stage, state):
    class Shown:
        state = None

        def attach(self, view):
            view.show_state(self.state)

        def __getattr__(self, name):
            return lambda *_args: None

    shown = Shown()
    shown.state = state
    screen = SetupScreen(shown, stage.program.theme, stage.program.texts)
    stage.program.window.show_alone(screen)


def setup_task(stage):
    _wizard(stage, SetupState())


def setup_unit(stage):
    _wizard(stage, SetupState(step=Step.UNIT, offer=OFFER, unit="540100"))


def setup_refused(stage):
    problem = stage.program.texts.translator.word(Problem(code="E-ROOT", params={"detail": "ABCD"}))
    _wizard(stage, SetupState(step=Step.ROOT, offer=OFFER, problem=problem.message, advice=problem.advice))


def setup_done(stage):
    joined = Joined(
        unit="540100", fingerprint="JRD0-1GSJ-49WV-F7F8-P", request=Path("E:/540100-enrolment-1.ybz")
    )
    words = spelled(joined.fingerprint, stage.program.texts.language)
    _wizard(stage, SetupState(step=Step.DONE, offer=OFFER, unit="540100", joined=joined, spelled=words))


def setup_came_back(stage):
    joined = Joined(unit="540100", fingerprint="JRD0-1GSJ-49WV-F7F8-P", request=None)
    words = spelled(joined.fingerprint, stage.program.texts.language)
    _wizard(stage, SetupState(step=Step.DONE, offer=OFFER, unit="540100", joined=joined, spelled=words))


def setup_passphrase(stage):
    _wizard(stage, SetupState(step=Step.PASSPHRASE, offer=OFFER, unit="540100"))


def setup_sheet(stage):
    _wizard(stage, SetupState(step=Step.PASSPHRASE, offer=OFFER, unit="540100", sheet=True))


SCENES = [
    (unopened, "zh", Look.LIGHT, 125),
    (found, "en", Look.LIGHT, 125),
    (found, "zh", Look.DARK, 100),
    (founded, "zh", Look.LIGHT, 125),
    (setup_task, "zh", Look.LIGHT, 100),
    (setup_unit, "en", Look.DARK, 100),
    (setup_refused, "zh", Look.LIGHT, 125),
    (setup_passphrase, "en", Look.LIGHT, 125),
    (setup_sheet, "zh", Look.LIGHT, 100),
    (setup_came_back, "en", Look.DARK, 125),
    (setup_done, "zh", Look.LIGHT, 100),
]


@pytest.mark.parametrize(
    ("scene", "language", "look", "percent"),
    SCENES,
    ids=[f"{scene.__name__}-{language}-{look}-{percent}" for scene, language, look, percent in SCENES],
)
def test_page_looks_as_approved(stage, approve, tmp_path, scene, language, look, percent):  # noqa: PLR0917
    scene_stage = stage(language, look, percent)
    scene(scene_stage)
    scene_stage.settle()
    name = f"{scene.__name__}-{language}-{look}-{percent}.png"
    require_approved(scene_stage.program.window, name, tmp_path, approve)
