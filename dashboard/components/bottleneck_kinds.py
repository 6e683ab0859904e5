"""A process in two kinds of units, side by side: alike work elsewhere, never a unit against a unit."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.access.prefix import under
from dashboard.components.address import Address
from dashboard.components.bottleneck_compare import by_chance, compared_table
from dashboard.components.bottleneck_tables import at_least, section
from dashboard.content import say
from dashboard.mining.comparison import FEWEST, Comparison
from dashboard.mining.unit_kinds import UnitKind

Pair = tuple[UnitKind, UnitKind]
KEYS = ("kind", "other_kind")


def kinds_section(
    known: Sequence[UnitKind], chosen: Pair | None, found: Comparison | None, here: Address, name: str
) -> html.Section:
    """`chosen` and `found` are None where fewer than two kinds can be told of."""
    said = [say("bottlenecks.kinds"), say("bottlenecks.kinds_lead")]
    if chosen is None or found is None:
        kind = known[0].title if known else say("bottlenecks.kinds_unknown")
        return section("kinds", said, html.P(say("bottlenecks.kinds_one", kind=kind)))
    parts: list[Any] = [_choose(known, chosen, here)]
    if found.cases is None:
        parts.append(html.P(say("bottlenecks.kinds_few", fewest=FEWEST)))
        return section("kinds", said, parts)
    one, other = (kind.title for kind in chosen)
    cases = dict(zip(("first", "second"), (at_least(count) for count in found.cases), strict=True))
    parts.append(html.P(say("bottlenecks.kinds_cases", one=one, other=other, **cases)))
    heads = [say(f"bottlenecks.kinds_{of}", kind=kind) for kind in (one, other) for of in ("times", "median")]
    caption = say("bottlenecks.kinds_caption", process=name, one=one, other=other)
    parts += [compared_table(found.transitions, caption, heads), by_chance(found)]
    return section("kinds", said, parts)


def _choose(known: Sequence[UnitKind], chosen: Pair, here: Address) -> html.Form:
    kept = [dcc.Input(type="hidden", name=key, value=text) for key, text in here.query if key not in KEYS]
    boxes = []
    for key, kind in zip(KEYS, chosen, strict=True):
        options = [html.Option(each.title, value=each.code, selected=each is kind) for each in known]
        label = html.Label(say(f"bottlenecks.{key}"), htmlFor=f"choose-{key}")
        boxes.append(
            html.Div([label, html.Select(options, id=f"choose-{key}", name=key, className="assumed-box")])
        )
    button = html.Button(say("bottlenecks.compare_show"), type="submit", className="quiet-action")
    return html.Form([*kept, *boxes, button], action=under(here.path), method="get", className="assumed")
