"""The office's own workbook: its headings are told once and known the next month."""

import openpyxl
import pytest


def ledger(shell, month, *figures):
    book = openpyxl.Workbook()
    book.active.append([f"河谷乡{month}台账"])
    book.active.append(["名目", "头数"])
    for name, figure in zip(("存栏", "牦牛数"), figures, strict=True):
        book.active.append([name, figure])
    path = shell.folder / f"{month}.xlsx"
    book.save(path)
    return path


def fill(shell, period, source, *more, code=0):
    return shell(
        "fill", "--form", "MY-01", "--period", period, "--from", source, *more, workspace="T1", code=code
    )


def test_headings_told_once_are_used_the_next_month_and_said(region):
    told = ("--map", "头数=m", "存栏=01", "牦牛数=02")
    assert fill(region, "2026-09", ledger(region, "九月", 120, 80), code=1).result["cells_set"] == 0
    assert fill(region, "2026-09", ledger(region, "九月", 120, 80), *told).result["cells_set"] == 2
    again = fill(region, "2026-10", ledger(region, "十月", 130, 90)).result
    assert again["cells_set"] == 2
    assert again["mapped"] == {"头数": "m", "存栏": "01", "牦牛数": "02"}
    shown = region("show", "--form", "MY-01", "--period", "2026-10", workspace="T1").result["cells"]
    assert (shown["01"]["m"], shown["02"]["m"]) == ("130", "90")


@pytest.mark.parametrize("word", ["头数=zz", "头数", "=m"])
def test_a_mapping_that_means_nothing_is_refused(region, word):
    answer = fill(region, "2026-09", ledger(region, "九月", 120, 80), "--map", word, code=2)
    assert answer.codes == ["E-USAGE"]
