"""Tables on terminals of any width: nothing is cut, keys are repeated."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from sync.cli.grid import Grid

FORM = Grid(
    title="SC-02 “双创”载体运行情况表",
    heads=("代码", "指标", "国家级", "自治区级", "其他（未定级）"),
    keys=2,
    figures=True,
    rows=[
        ("02.08.1", "创业大街", "12", "3", "—"),
        ("02.08.6", "非遗传承人群创意工作室或创意空间", "0", "", "1234567"),
    ],
)


def drawn(grid, width, *, terminal=True):
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=terminal, color_system=None).print(grid, crop=False)
    return out.getvalue().splitlines()


def blocks(lines):
    """The texts of each block, cells that go on in a further line put together; the heads first."""
    found, block = [], []
    for line in lines:
        if line.startswith("┏"):
            block = []
            found.append(block)
        elif line[:1] in "┃│":
            cells = [cell.strip() for cell in line[1:-1].replace("┃", "│").split("│")]
            goes_on = block and (line[0] == "┃" or not cells[0])
            if goes_on:
                cells = ["".join(pair) for pair in zip(block.pop(), cells, strict=True)]
            block.append(cells)
    return found


def test_what_fits_is_one_table():
    (block,) = blocks(drawn(FORM, 100))
    assert block == [list(FORM.heads), *map(list, FORM.rows)]


@pytest.mark.parametrize("width", [40, 52, 60])
def test_what_does_not_fit_comes_in_blocks_with_their_keys(width):
    lines = drawn(FORM, width)
    assert max(map(cell_len, lines)) <= width
    found = blocks(lines)
    assert len(found) > 1
    assert {tuple(row[:2]) for block in found for row in block[1:]} == {row[:2] for row in FORM.rows}
    last = [cell for block in found for cell in block[-1][2:]]
    assert last == ["0", "", "1234567"]


def test_a_file_gets_whole_lines():
    (block,) = blocks(drawn(FORM, 40, terminal=False))
    assert block[-1] == list(FORM.rows[-1])


def test_a_line_of_words_with_nothing_to_say_is_left_out_of_a_block():
    grid = Grid(heads=("unit", "SC-01", "SC-02"), rows=[("a", "received", ""), ("b", "", "received")])
    assert [[row[0] for row in block[1:]] for block in blocks(drawn(grid, 20))] == [["a"], ["b"]]


texts = st.text(alphabet="ab月报—7 ", max_size=40).map(str.strip)


@given(
    rows=st.lists(st.tuples(texts, texts, texts, texts), max_size=4),
    width=st.integers(30, 90),
    keys=st.integers(1, 3),
)
def test_nothing_is_lost_at_any_width(rows, width, keys):
    lines = drawn(Grid(heads=("A", "B", "C", "D"), rows=rows, keys=keys), width)
    assert max(map(cell_len, lines), default=0) <= max(width, 40)
    said = "".join("".join(line.split()) for line in lines)
    for row in rows:
        if any(row[keys:]):
            assert all(set(cell.replace(" ", "")) <= set(said) for cell in row)
    assert "…" not in said
