import re
from pathlib import Path
from urllib.parse import unquote

from dashboard.charts.bars import bars
from dashboard.charts.palette import DARK
from dashboard.charts.points import Point, Series
from dashboard.charts.spark import spark
from dashboard.charts.trend import trend
from dashboard.components.chart import CONFIG, chart
from dashboard.components.printed import follows
from tests.dashboard.conftest import of_kind

ASSETS = Path(__file__).parents[2] / "dashboard/assets"


def month(number: int, value: float | None, hollow: bool = False) -> Point:
    return Point(f"2025-{number:02d}-01", value, str(value), hollow)


def test_a_month_that_is_not_shown_is_a_gap_and_not_zero() -> None:
    figure = trend([Series("a", (month(1, 5), month(2, None), month(3, 7, hollow=True)))])
    line = figure.data[0]
    assert list(line.y) == [5, None, 7]
    assert line.connectgaps is False
    assert line.marker.color[0] != line.marker.color[2]


def test_names_at_line_ends_do_not_collide() -> None:
    figure = trend([Series("up", (month(1, 5), month(2, 100))), Series("down", (month(1, 5), month(2, 99)))])
    assert {note.text: note.yshift for note in figure.layout.annotations} == {"up": 9, "down": -9}


def test_names_from_data_are_not_markup() -> None:
    figure = bars([Point("<b>x</b>", 1, "1"), Point("y", None, "mangler")])
    texts = [note.text for note in figure.layout.annotations]
    assert texts[0] == "&lt;b&gt;x&lt;/b&gt;"
    assert "mangler" in texts[1]
    assert figure.data[0].x[1] is None


def test_bars_start_at_zero_and_keep_their_order() -> None:
    figure = bars([Point("a", 1, "1"), Point("b", 3, "3"), Point("c", 2, "2")])
    assert figure.layout.xaxis.range[0] == 0
    assert list(figure.data[0].x) == [1, 3, 2]


def test_a_spark_needs_two_points_and_keeps_its_gaps() -> None:
    assert spark([1]) == "" and spark([None, None]) == ""
    drawn = unquote(spark([1, 2, None, 3, 4]))
    assert drawn.count("<path") == 2
    assert "nan" not in drawn


def test_no_chart_can_be_sent_away() -> None:
    assert CONFIG["displayModeBar"] is False
    assert CONFIG["locale"] == "da"
    assert "sendChartToCloud" in CONFIG["modeBarButtonsToRemove"]
    code = "".join(file.read_text("utf-8") for file in (ASSETS.parent).rglob("*.py"))
    assert code.count("dcc.Graph(") == 1, "charts are made in components/chart.py and nowhere else"


def test_a_chart_has_a_name_and_a_table_beside_it() -> None:
    figure = chart("key", bars([Point("a", 1, "1")]), "title", "sub", "reading", "source", "table", "/?x#key")
    [graph] = of_kind(figure, "Graph")
    assert graph.config is CONFIG
    [plot] = [part for part in of_kind(figure, "Div") if getattr(part, "role", None) == "img"]
    assert getattr(plot, "aria-label") == "reading"
    assert [part.children for part in of_kind(figure, "H3")] == ["title"]
    assert of_kind(figure, "Details")


def test_every_light_colour_has_its_dark_twin_in_the_stylesheet() -> None:
    css = (ASSETS / "4_charts_dark.css").read_text("utf-8")
    found = re.findall(r'style\*="(fill|stroke): rgb\((\d+), (\d+), (\d+)\)"\] \{ \1: (#\w+)', css)
    pairs = {("#" + "".join(f"{int(each):02X}" for each in row[1:4]), row[4]) for row in found}
    assert pairs == set(DARK.items())
    assert len(found) == 2 * len(DARK)


def test_figures_are_small() -> None:
    points = tuple(month(1 + number % 12, number) for number in range(24))
    assert len(trend([Series("a", points)]).to_json()) < 8_000


def test_does_the_printed_percentage_follow() -> None:
    assert follows("28 %", 4000 / 164440) == "differs"
    assert follows("53%", 2596 / 48774) == "comma"
    assert follows("06 %", 595 / 96473) == "comma"
    assert follows("1.6%", 250 / 16249) == "differs"
    assert follows("1,5 %", 250 / 16249) == "agrees"
    assert follows("", 0.5) == "nothing"
    assert follows("7 %", None) == "differs"
