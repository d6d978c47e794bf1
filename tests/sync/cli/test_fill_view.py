"""What people read after a form was filled from a file."""

from __future__ import annotations

from forms.intake.filling import Converted, Unrecognised
from forms.messages import Translator
from sync.cli.fill_view import fill_view
from sync.cli.tables import TABLES
from sync.office.office import FillResult

EN = Translator("en", *TABLES)


def test_what_was_not_understood_is_told_cell_by_cell_and_conversions_by_column():
    converted = [Converted(where=f"D{n}", typed=f"{n},500.5千元", measure="万元") for n in range(5, 5_005)]
    found = FillResult(
        cells_set=5_002,
        rows_set=0,
        unrecognised=(
            Unrecognised(where="B2", text="约十", reason="no figure"),
            Unrecognised(where="B3", text="约百", reason="no figure"),
        ),
        converted=(*converted, Converted(where="E5", typed="3亿元", measure="万元")),
        mapped=(("本月数", "m"),),
    )
    assert fill_view(found, EN) == [
        "5002 cells and 0 lines were taken.",
        "Not understood: B2 “约十” (no figure)",
        "Not understood: B3 “约百” (no figure)",
        "Converted: D5 “5,500.5千元” to 万元, and 4999 more alike down to D5004",
        "Converted: E5 “3亿元” to 万元",
        "Taken as told: “本月数” is m",
    ]
