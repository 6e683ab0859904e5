"""A line the size of a word, as SVG: two years at a glance, no axis, gaps left open."""

from collections.abc import Sequence
from urllib.parse import quote

from dashboard.charts.palette import BRAND, CARD, CONTEXT, DARK, HAIRLINE

WIDTH, HEIGHT, EDGE = 240, 44, 5


def spark(
    values: Sequence[float | None],
    hollow_last: bool = False,
    dark: bool = False,
    band: tuple[float, float] | None = None,
) -> str:
    """A data address of the picture; empty where there are fewer than two points to join. `band`: its limits."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    line, end = (DARK[CONTEXT], DARK[BRAND]) if dark else (CONTEXT, BRAND)
    inside = (DARK[CARD] if dark else CARD) if hollow_last else end
    low, top = min(0.0, *known), max(*known, *(band or ())) or 1
    spots = _spots(values, low, top)
    pale = _band(band, low, top, DARK[HAIRLINE] if dark else HAIRLINE) if band else ""
    paths = "".join(
        f'<path d="{path}" fill="none" stroke="{line}" stroke-width="2"/>' for path in _paths(spots)
    )
    alone = "".join(f'<circle cx="{x}" cy="{y}" r="1.5" fill="{line}"/>' for x, y in _alone(spots))
    x, y = next(spot for spot in reversed(spots) if spot)
    dot = f'<circle cx="{x}" cy="{y}" r="4" fill="{inside}" stroke="{end}" stroke-width="2"/>'
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return "data:image/svg+xml," + quote(
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{pale}{paths}{alone}{dot}</svg>'
    )


def _spots(values: Sequence[float | None], low: float, top: float) -> list[tuple[float, float] | None]:
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    return [
        None if value is None else (round(EDGE + step * place, 1), _height(value, low, top))
        for place, value in enumerate(values)
    ]


def _height(value: float, low: float, top: float) -> float:
    share = (value - low) / ((top - low) or 1)
    return round(EDGE + (HEIGHT - 2 * EDGE) * (1 - min(1.0, max(0.0, share))), 1)


def _band(band: tuple[float, float], low: float, top: float, colour: str) -> str:
    """What the numbers usually move within, as far as it is in the picture."""
    bottom, upper = _height(band[0], low, top), _height(band[1], low, top)
    return f'<rect x="0" y="{upper}" width="{WIDTH}" height="{max(1.0, round(bottom - upper, 1))}" fill="{colour}"/>'


def _paths(spots: list[tuple[float, float] | None]) -> list[str]:
    paths: list[str] = []
    for before, spot in zip([None, *spots], spots, strict=False):
        if spot is None:
            continue
        if before is None:
            paths.append(f"M{spot[0]} {spot[1]}")
        else:
            paths[-1] += f"L{spot[0]} {spot[1]}"
    return paths


def _alone(spots: list[tuple[float, float] | None]) -> list[tuple[float, float]]:
    """A month between two that are not shown has no line, so it gets a dot."""
    beside = zip([None, *spots], spots, [*spots[1:], None], strict=False)
    return [spot for before, spot, after in beside if spot and not before and not after]
