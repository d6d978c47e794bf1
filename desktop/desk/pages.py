"""The pages of a collecting office: loaded and made when first shown, told of each other's changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.actions import ScreenId
from desktop.changes import Changes
from desktop.conflicts.presenter import ConflictsPresenter
from desktop.desk.signing import Signing
from desktop.desk_port import Desk
from desktop.inbox.presenter import InboxPresenter
from desktop.main_window import MainWindow
from desktop.matrix.presenter import MatrixPresenter
from desktop.outputs.presenter import OutputsPresenter
from desktop.packs.presenter import PacksPresenter
from desktop.preview.opening import Preview
from desktop.registries.presenter import RegistriesPresenter
from desktop.review.presenter import ReviewPresenter
from desktop.supervision.presenter import SupervisionPresenter
from desktop.targets.presenter import TargetsPresenter
from desktop.totals.presenter import TotalsPresenter
from desktop.units.presenter import UnitsPresenter

if TYPE_CHECKING:
    from desktop.session import Services

VIEWS = {
    ScreenId.INBOX: "inbox",
    ScreenId.MATRIX: "matrix",
    ScreenId.REVIEW: "review",
    ScreenId.TOTALS: "totals",
    ScreenId.CONFLICTS: "conflicts",
    ScreenId.TARGETS: "targets",
    ScreenId.OUTPUTS: "outputs",
    ScreenId.SUPERVISION: "supervision",
    ScreenId.REGISTRIES: "registries",
    ScreenId.UNITS: "units",
    ScreenId.PACKS: "packs",
}


class DeskSession:
    """Presenters live as long as the office is open; the window asks for their screens."""

    def __init__(self, desk: Desk, window: MainWindow, services: Services) -> None:
        self._window = window
        self._s = services
        self._desk = desk
        self.signing = Signing(desk, services.tasks, services.trouble)
        tasks, says, trouble = services.tasks, services.texts, services.trouble
        self.inbox = InboxPresenter(desk, tasks, says, self.signing, self._changed, trouble)
        self.preview = Preview(window, services)
        self.matrix = MatrixPresenter(desk, tasks, says, trouble, self.preview.open)
        self.review = ReviewPresenter(
            desk, tasks, says, self.signing, self._changed, trouble, show_print=self.preview.open
        )
        self.totals = TotalsPresenter(desk, tasks, says, trouble, self.preview.open)
        self.targets = TargetsPresenter(desk, tasks, says, trouble, self.preview.open)
        self.conflicts = ConflictsPresenter(desk, tasks, says, self.signing, self._changed, trouble)
        self.outputs = OutputsPresenter(desk, tasks, says, trouble)
        self.registries = RegistriesPresenter(desk, tasks, says, trouble)
        self.supervision = SupervisionPresenter(
            desk, tasks, says, self.signing, self._changed, trouble, show_print=self.preview.open
        )
        self.units = UnitsPresenter(desk, tasks, says, self.signing, self._changed, trouble)
        self.packs = PacksPresenter(desk, tasks, says, self.signing, self._changed, trouble)

    def makers(self) -> dict[ScreenId, Callable[[], QWidget]]:
        """How each page is made."""
        return {
            ScreenId.INBOX: self._make_inbox,
            ScreenId.MATRIX: self._make_matrix,
            ScreenId.REVIEW: self._make_review,
            ScreenId.TOTALS: self._make_totals,
            ScreenId.TARGETS: self._make_targets,
            ScreenId.CONFLICTS: self._make_conflicts,
            ScreenId.OUTPUTS: self._make_outputs,
            ScreenId.SUPERVISION: self._make_supervision,
            ScreenId.REGISTRIES: self._make_registries,
            ScreenId.UNITS: self._make_units,
            ScreenId.PACKS: self._make_packs,
        }

    def load_ahead(self) -> None:
        """Load and make the pages while nobody waits for them: the module in one turn, the page in another."""
        for_each = (
            (partial(import_module, f"desktop.{view}.view"), partial(self._window.make_page, page))
            for page, view in VIEWS.items()
        )
        self._window.loading.begin(step for steps in for_each for step in steps)

    def page_shown(self, page: object) -> None:
        """A page came to the front: it reads what there is now."""
        opener = self._openers().get(page) if isinstance(page, ScreenId) else None
        if opener is not None:
            opener()

    def _openers(self) -> dict[ScreenId, Callable[[], object]]:
        """How each page reads; those with a period begin with the one looked at before."""
        seen = self.matrix.state.period
        return {
            ScreenId.INBOX: self.inbox.open,
            ScreenId.MATRIX: self.matrix.open,
            ScreenId.REVIEW: lambda: self.review.open(period=self.review.state.period or seen),
            ScreenId.TOTALS: lambda: self.totals.open(period=self.totals.state.period or seen),
            ScreenId.TARGETS: lambda: self.targets.open(self.targets.state.period or seen),
            ScreenId.OUTPUTS: lambda: self.outputs.open(self.outputs.state.period or seen),
            ScreenId.SUPERVISION: lambda: self.supervision.open(self.supervision.state.period or seen),
            ScreenId.REGISTRIES: self.registries.open,
            ScreenId.CONFLICTS: self.conflicts.open,
            ScreenId.UNITS: self.units.open,
            ScreenId.PACKS: self.packs.open,
        }

    def _make_inbox(self) -> QWidget:
        from desktop.inbox.view import InboxScreen

        return InboxScreen(self.inbox, self.signing, self._s.theme, self._s.texts)

    def _make_matrix(self) -> QWidget:
        from desktop.matrix.view import MatrixScreen

        screen = MatrixScreen(self.matrix, self._desk.index, self._s.theme, self._s.texts)
        screen.report_wanted.connect(self.open_report)
        return screen

    def _make_review(self) -> QWidget:
        from desktop.review.view import ReviewScreen

        return ReviewScreen(self.review, self.signing, self._s.theme, self._s.texts)

    def _make_totals(self) -> QWidget:
        from desktop.totals.view import TotalsScreen

        screen = TotalsScreen(self.totals, self._desk.index, self._s.theme, self._s.texts)
        screen.report_wanted.connect(self.open_report)
        return screen

    def _make_targets(self) -> QWidget:
        from desktop.targets.view import TargetsScreen

        return TargetsScreen(self.targets, self._s.theme, self._s.texts)

    def _make_outputs(self) -> QWidget:
        from desktop.outputs.view import OutputsScreen

        return OutputsScreen(self.outputs, self._s.theme, self._s.texts)

    def _make_supervision(self) -> QWidget:
        from desktop.supervision.view import SupervisionScreen

        def in_a_month() -> str:
            return (self._s.now().date() + dt.timedelta(days=30)).isoformat()

        return SupervisionScreen(self.supervision, self.signing, self._s.theme, self._s.texts, in_a_month)

    def _make_registries(self) -> QWidget:
        from desktop.registries.view import RegistriesScreen

        screen = RegistriesScreen(self.registries, self._s.theme, self._s.texts)
        screen.report_wanted.connect(self.open_report)
        return screen

    def _make_conflicts(self) -> QWidget:
        from desktop.conflicts.view import ConflictsScreen

        return ConflictsScreen(self.conflicts, self.signing, self._s.theme, self._s.texts)

    def _make_units(self) -> QWidget:
        from desktop.units.view import UnitsScreen

        return UnitsScreen(self.units, self.inbox, self.signing, self._s.theme, self._s.texts)

    def _make_packs(self) -> QWidget:
        from desktop.packs.view import PacksScreen

        return PacksScreen(self.packs, self.signing, self._s.theme, self._s.texts)

    def open_report(self, unit: str, form: str, period: str) -> None:
        """Go to a report."""
        self.review.open(unit, form, period)
        self._window.show_page(ScreenId.REVIEW)

    def _changed(self) -> None:
        """Something was taken in or ruled: every page may look different."""
        self._s.bus.tell(Changes(all_reports=True, initiator=self))
