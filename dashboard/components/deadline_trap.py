"""What closed cases alone would have claimed, beside all the cases whose deadline passed."""

from dash import html

from dashboard.components import format as write
from dashboard.content import say
from dashboard.metrics.deadline_clocks import Closed
from dashboard.metrics.evaluate import Answer


def trap(closed: Closed | None, honest: Answer, when: str) -> html.Div:
    if closed is None or closed.share is None or honest.value is None:
        return html.Div(html.P(say("deadlines.trap_few")), className="panel")
    told = {"in_time": write.number(closed.in_time), "due": write.number(closed.due)}
    parts = {
        key: write.number(value or 0)
        for key, value in (("numerator", honest.numerator), ("denominator", honest.denominator))
    }
    return html.Div(
        [
            html.Div(
                [
                    _figure("claimed", say("deadlines.trap_closed"), closed.share,
                            say("deadlines.trap_closed_n", when=when, **told)),
                    _figure("honest", say("deadlines.trap_honest"), honest.value,
                            say("deadlines.trap_honest_n", when=when, **parts)),
                ],
                className="two",
            ),
            html.P(_difference(closed.share - honest.value), className="said"),
        ],
        className="panel trap",
    )  # fmt: skip


def _figure(kind: str, name: str, share: float, basis: str) -> html.Div:
    bar = html.Div(html.Div(style={"width": f"{share * 100:.1f}%"}), className="bar")
    return html.Div(
        [
            html.Span(name, className="name"),
            html.Span(write.percent(share), className="value"),
            bar,
            html.Span(basis, className="n"),
        ],
        className=kind,
    )


def _difference(points: float) -> str:
    shown = write.number(abs(points) * 100, 1)
    if round(abs(points) * 100, 1) == 0:
        return say("deadlines.trap_same")
    way = "better" if points > 0 else "worse"
    return say(f"deadlines.trap_{way}", points=shown)
