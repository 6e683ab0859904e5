"""What protection of small numbers promises, for any table of counts."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.disclosure import is_small, with_a_companion, withheld

THRESHOLD = 5
Table = dict[tuple[str, ...], int]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    keys = product("abcd"[:rows], "wxyz"[:columns])
    return {key: draw(st.integers(0, 30)) for key in keys}


def lines(table: Table) -> list[list[tuple[str, ...]]]:
    by_row = [[key for key in table if key[0] == row] for row in sorted({key[0] for key in table})]
    by_column = [[key for key in table if key[1] == column] for column in sorted({key[1] for key in table})]
    return by_row + by_column


def test_one_to_four_are_small_and_zero_is_not() -> None:
    assert [is_small(count, THRESHOLD) for count in (None, 0, 1, 4, 5)] == [False, False, True, True, False]


def test_a_small_count_takes_its_next_smallest_neighbour_along() -> None:
    table = {("a",): 3, ("b",): 40, ("c",): 12}
    assert withheld(table, [0], THRESHOLD) == {("a",), ("c",)}


def test_a_large_count_beside_a_small_rest_is_withheld() -> None:
    assert withheld({("a",): 100, ("b",): 3}, [0], THRESHOLD) == {("a",), ("b",)}


def test_what_a_filter_leaves_out_counts_as_beside() -> None:
    assert withheld({("a",): 100}, [], THRESHOLD, {("a",): [2.0]}) == {("a",)}
    assert withheld({("a",): 100}, [], THRESHOLD, {("a",): [0.0, 50.0]}) == set()


def test_the_companion_of_a_tie_is_the_first_by_name() -> None:
    assert with_a_companion({("a",)}, {("a",): 2, ("c",): 9, ("b",): 9}, [0]) == {("a",), ("b",)}


@given(tables())
def test_no_small_count_and_no_small_rest_is_shown(table: Table) -> None:
    shown = set(table) - withheld(table, [0, 1], THRESHOLD)
    assert not [key for key in shown if is_small(table[key], THRESHOLD)]
    for line in lines(table):
        rest = {key: sum(table[other] for other in line) - table[key] for key in line}
        assert not [key for key in line if key in shown and is_small(rest[key], THRESHOLD)]


@given(tables())
def test_no_line_has_exactly_one_withheld_unless_all_others_are_zero(table: Table) -> None:
    hidden = withheld(table, [0, 1], THRESHOLD)
    for line in lines(table):
        alone = [key for key in line if key in hidden]
        if len(alone) == 1:
            assert all(table[key] == 0 for key in line if key not in hidden)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_changes_nothing(table: Table, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(table)
    chance.shuffle(shuffled)
    assert withheld({key: table[key] for key in shuffled}, [0, 1], THRESHOLD) == withheld(
        table, [0, 1], THRESHOLD
    )


@given(tables())
def test_turning_the_table_turns_the_answer(table: Table) -> None:
    turned = {(column, row): count for (row, column), count in table.items()}
    assert {(row, column) for column, row in withheld(turned, [0, 1], THRESHOLD)} == withheld(
        table, [0, 1], THRESHOLD
    )


@given(tables())
def test_zero_is_shown_unless_what_is_beside_it_is_small(table: Table) -> None:
    hidden = withheld(table, [0, 1], THRESHOLD)
    for key in hidden:
        if table[key] == 0:
            rests = [sum(table[other] for other in line) for line in lines(table) if key in line]
            assert any(is_small(rest, THRESHOLD) for rest in rests)
