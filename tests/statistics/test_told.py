"""What is told of any line and table of counts fits, and nothing that fits is lost by the order of names."""

from collections.abc import Collection
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.statistics.disclosure import is_small
from dashboard.statistics.told import Line, Table, line, table

THRESHOLD = 5
Counts = dict[tuple[str, str], int]


def total(counts: Counts, rows: Collection[str], columns: Collection[str]) -> int:
    return sum(counts[row, column] for row, column in product(rows, columns))


def fits(counts: Counts, rows: Collection[str], columns: Collection[str]) -> bool:
    return not is_small(total(counts, rows, columns), THRESHOLD)


def protected(counts: Counts) -> Table:
    """Lines of rows and of columns by their totals, then the block."""
    rows, columns = (sorted({key[axis] for key in counts}) for axis in (0, 1))
    return table(
        line(rows, lambda some: fits(counts, some, columns), lambda row: total(counts, [row], columns)),
        line(columns, lambda some: fits(counts, rows, some), lambda each: total(counts, rows, [each])),
        lambda some, across: fits(counts, some, across),
        lambda some, across: [total(counts, some, across)],
    )


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return {key: draw(st.integers(0, 12)) for key in product("abcd"[:rows], "wxyz"[:columns])}


def parts(names: Collection[str]) -> list[tuple[str, ...]]:
    return [some for size in range(1, len(names) + 1) for some in combinations(sorted(names), size)]


def sums(counts: Counts) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return list(product(*(parts({key[axis] for key in counts}) for axis in (0, 1))))


def told_of(sizes: dict[str, int]) -> Line:
    return line(
        sizes,
        lambda some: not is_small(sum(sizes[name] for name in some), THRESHOLD),
        lambda name: sizes[name],
    )


def test_what_is_small_joins_its_smallest_neighbour() -> None:
    told = told_of({"a": 3, "b": 40, "c": 12})
    assert (told.alone, told.together) == ({"b"}, {"a", "c"})
    assert told.tells(["a", "b", "c"]) and told.tells(["b"]) and not told.tells(["a", "b"])


def test_small_ones_that_fit_together_need_no_neighbour() -> None:
    assert told_of({"a": 3, "b": 40, "c": 2}).together == {"a", "c"}


def test_where_all_together_are_too_few_nothing_is_told() -> None:
    told = told_of({"a": 3, "b": 0})
    assert not told.is_told and not told.tells(["a"]) and not told.tells(["a", "b"])


def test_of_a_block_only_margins_are_told() -> None:
    counts = {("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 18, ("b", "y"): 22, ("c", "x"): 25, ("c", "y"): 32}
    told = protected(counts)
    assert (told.block_rows, told.block_columns) == ({"a", "b"}, {"x", "y"})
    assert told.tells("a", "xy") and told.tells("ab", "x") and told.tells("c", "x")
    assert not told.tells("a", "x") and not told.tells("ac", "x")


@settings(max_examples=300, deadline=None)
@given(tables())
def test_what_is_told_fits_and_all_of_it_is_told(counts: Counts) -> None:
    told = protected(counts)
    assert all(fits(counts, *each) for each in sums(counts) if told.tells(*each))
    everything = sorted({row for row, _ in counts}), sorted({column for _, column in counts})
    assert told.tells(*everything) == fits(counts, *everything)


@settings(max_examples=300, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_order_changes_nothing(counts: Counts, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(counts)
    chance.shuffle(shuffled)
    one, other = protected(counts), protected({key: counts[key] for key in shuffled})
    assert [one.tells(*each) for each in sums(counts)] == [other.tells(*each) for each in sums(counts)]
