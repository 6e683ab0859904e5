"""Columns fill the page whatever stands in them, and a number is not broken while there is room for it."""

import math

from hypothesis import given
from hypothesis import strategies as st

from dashboard.reports.result import Column, Table
from dashboard.reports.widths import EDITED, PRINTED, ROOM, column_widths, unbroken

CELL = st.tuples(st.text(alphabet="ab 1(", max_size=80), st.integers(0, 6))


@given(st.data(), st.integers(1, 14), st.sampled_from((PRINTED, EDITED)))
def test_columns_fill_the_page(data: st.DataObject, count: int, types: tuple) -> None:  # type: ignore[type-arg]
    columns = tuple(Column(data.draw(st.text(max_size=30)), data.draw(st.booleans())) for _ in range(count))
    row = st.lists(CELL, min_size=count, max_size=count)
    widths = column_widths(Table("", "", columns, ()), data.draw(st.lists(row, max_size=3)), types)
    assert math.isclose(sum(widths), ROOM) and all(width > 0 for width in widths)


def test_where_room_is_scarce_a_number_is_broken_before_its_interval() -> None:
    number, words = "133.112 (128.980 til 137.296)", "en lang sætning med mange ord i"
    columns = (Column("a"), Column("b", True), Column("c", True), Column("d"), Column("e", True))
    rows = [[(words, 0), (number, 0), (number, 0), (words, 0), (number, 0)]]
    first, *numbers, _, _ = column_widths(Table("", "", columns, ()), rows)
    of = PRINTED[0]
    assert first > 60 and all(width < of.letter * len(number) for width in numbers)
    assert unbroken(number).split(" ") == ["133.112", "(128.980\u00a0til\u00a0137.296)"]
