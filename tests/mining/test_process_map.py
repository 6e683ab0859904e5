"""The map of a process: no activity without a way in and out, and a share of cases that counting by hand gives too."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dashboard.mining.graph import Mined, Variant
from dashboard.mining.layout import HEIGHT, WIDTH, Pair
from dashboard.mining.process_map import process_map
from dashboard.mining.simplify import Levels, coverage, levels

sequences = st.lists(
    st.tuples(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=7), st.integers(1, 60)),
    min_size=1,
    max_size=12,
)
Several = list[tuple[list[str], int]]


def counted(variants: Several) -> tuple[dict[str, int], dict[Pair, int]]:
    activities: dict[str, int] = {}
    pairs: dict[Pair, int] = {}
    for names, cases in variants:
        for name in names:
            activities[name] = activities.get(name, 0) + cases
        for pair in zip([None, *names], [*names, None], strict=True):
            pairs[pair] = pairs.get(pair, 0) + cases
    return activities, pairs


def is_shown(pair: Pair, shown: Levels, activities: int, paths: int) -> bool:
    ends = (pair[0] or "", pair[1])
    return all(shown.level[end] <= activities for end in ends) and (
        pair in shown.keeps or shown.rank[pair] <= paths
    )


@given(variants=sequences, activities=st.integers(1, 8), paths=st.integers(1, 60))
def test_no_activity_is_stranded_at_any_place_of_the_sliders(
    variants: Several, activities: int, paths: int
) -> None:
    counts, pairs = counted(variants)
    shown = levels(counts, pairs)
    ways = [pair for pair in pairs if is_shown(pair, shown, activities, paths)]
    for root, steps in (("", ways), (None, [(then, first or "") for first, then in ways])):
        reached = {root}
        while (
            more := {then for first, then in steps if (first or "" if root == "" else first) in reached}
            - reached
        ):
            reached |= more
        assert {name for name in counts if shown.level[name] <= activities} <= reached


@given(variants=sequences, activities=st.integers(1, 8), paths=st.integers(1, 60))
def test_the_share_of_cases_is_that_of_cases_whose_every_step_is_shown(
    variants: Several, activities: int, paths: int
) -> None:
    shown = levels(*counted(variants))
    expected = sum(
        cases
        for names, cases in variants
        if all(
            is_shown(pair, shown, activities, paths)
            for pair in zip([None, *names], [*names, None], strict=True)
        )
    )
    told = coverage(variants, shown)
    assert sum(cases for level, rank, cases in told if level <= activities and rank <= paths) == expected


def test_activities_do_not_stand_on_each_other_and_markup_is_a_name() -> None:
    names = ("<b>received</b>", 'assess "quoted"', "decide", "a" * 90)
    variants = [(list(names), 40), ([names[0], names[2]], 9), ([names[0], names[1], names[0], names[2]], 3)]
    counts, pairs = counted(variants)
    told = tuple(Variant(tuple(way), cases) for way, cases in variants)
    mined = Mined(
        52, sum(counts.values()), dict(counts), {names[0]: 52}, {names[3]: 40, names[2]: 12}, (), 3, told,
        {}, 0, {"median": 0, "mean": 0, "p95": 0},
    )  # fmt: skip
    drawn = process_map(mined)
    places = list(drawn.layout.nodes.values())
    assert len(places) == len(names) + 2
    apart = [(one, other) for n, one in enumerate(places) for other in places[:n]]
    assert all(abs(a[0] - b[0]) >= WIDTH or abs(a[1] - b[1]) >= HEIGHT / 2 for a, b in apart)
    assert drawn.layout.nodes[""][1] < drawn.layout.nodes[None][1]
    assert set(drawn.layout.curves) == set(drawn.counts) and pairs


def test_texts_of_a_map_never_become_markup() -> None:
    script = (Path(__file__).parents[2] / "dashboard" / "assets" / "process_map.js").read_text("utf-8")
    assert "textContent" in script and not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write", script
    )
