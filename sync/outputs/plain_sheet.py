"""A sheet for formulas of old functions only; XlsxWriter looks through every formula for thirty newer ones."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class PlainSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """Takes a formula as it stands; the totals alone are some twenty thousand SUMs in a month's workbook."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")
