"""Wilson intervals and Laney's p' against published numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.proportions import laney_limits, wilson_interval
from tests.statistics.vectors import numbers


@pytest.mark.parametrize("row", numbers("wilson_ci"))
def test_wilson_as_published(row: dict[str, float]) -> None:
    found = wilson_interval(row["x"], row["n"], row["confidence"])
    assert found == pytest.approx((row["lower"], row["upper"]), abs=1e-9)


@given(st.integers(1, 500), st.data())
def test_the_share_lies_inside_and_the_other_share_is_its_mirror(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    low, high = wilson_interval(count, of)
    assert 0 <= low <= count / of <= high <= 1
    assert wilson_interval(of - count, of) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(count, of)


def test_laney_as_published() -> None:
    weeks = numbers("pprime_chart_nhs_accidents")
    found = laney_limits([w["seen_within_4h"] for w in weeks], [w["attendances"] for w in weeks])
    assert found.sigma_z == pytest.approx(weeks[0]["sigma_z"], abs=5e-7)
    assert [100 * each for each in found.lower] == pytest.approx([w["lcl_3s_pct"] for w in weeks], abs=5e-4)
    assert [100 * each for each in found.upper] == pytest.approx([w["ucl_3s_pct"] for w in weeks], abs=5e-4)


def test_shares_that_never_move_have_no_width() -> None:
    assert laney_limits([0, 0], [10, 20]).upper == (0, 0)
    with pytest.raises(ValueError, match="two points"):
        laney_limits([1], [10])
