"""A panel of a small multiple as SVG: three years, what is usual as a pale band, and signals by shape."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

from dashboard.charts.palette import BETTER, BRAND, CARD, CONTEXT, DARK, HAIRLINE, WORSE

WIDTH, HEIGHT, EDGE = 144, 36, 4
Spot = tuple[float, float] | None
COLOURS = {"improving": BETTER, "worsening": WORSE, "neither": BRAND}
# Drawn around a point: a triangle up, a triangle down, a diamond.
SHAPES = {"improving": "m0-4l4 7h-8z", "worsening": "m0 4l-4-7h8z", "neither": "m0-4l4 4l-4 4l-4-4z"}


@lru_cache(maxsize=8192)
def panel(
    values: tuple[float | None, ...],
    band: tuple[float, float] | None,
    marks: tuple[tuple[int, str], ...],
    hollow: int,
    from_zero: bool = True,
) -> tuple[str, str]:
    """Data addresses of the picture in light and in dark; empty where there are no two points to join.

    Counts are drawn from zero, shares and days between their own ends. `marks`: places that are hardly chance with
    what they mean; `hollow`: how many of the last are provisional.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return "", ""
    low, top = min(0.0 if from_zero else known[0], *known, *(band or ())), max(*known, *(band or ()))
    top = top if top > low else low + 1
    spots = _spots(values, low, top)
    parts = [
        _band(band, low, top),
        f'<path d="{_line(spots)}" fill="none" stroke="{CONTEXT}" stroke-width="1.5"/>',
    ]
    parts += [_mark(spots[place], meaning) for place, meaning in marks if place < len(spots)]
    parts += [_dot(spot) for spot in spots[len(spots) - hollow :] if spot]
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    light = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(parts)}</svg>'
    dark = light
    for colour, twin in DARK.items():
        dark = dark.replace(colour, twin)
    return _address(light), _address(dark)


def _spots(values: Sequence[float | None], low: float, top: float) -> list[Spot]:
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    return [
        None if value is None else (round(EDGE + step * place, 1), _height(value, low, top))
        for place, value in enumerate(values)
    ]


def _height(value: float, low: float, top: float) -> float:
    share = (value - low) / ((top - low) or 1)
    return round(EDGE + (HEIGHT - 2 * EDGE) * (1 - min(1.0, max(0.0, share))), 1)


def _line(spots: Sequence[Spot]) -> str:
    """Gaps stay open; a month between two that are not shown is a dot's length of line."""
    path, before = "", None
    for spot in spots:
        if spot:
            path += f"{'L' if before else 'M'}{spot[0]:g} {spot[1]:g}" + ("" if before else "h.1")
        before = spot
    return path


def _band(band: tuple[float, float] | None, low: float, top: float) -> str:
    if band is None:
        return ""
    bottom, upper = _height(band[0], low, top), _height(band[1], low, top)
    return f'<path d="M0 {upper:g}h{WIDTH}V{max(bottom, upper + 1):g}H0z" fill="{HAIRLINE}"/>'


def _mark(spot: Spot, meaning: str) -> str:
    return f'<path d="M{spot[0]:g} {spot[1]:g}{SHAPES[meaning]}" fill="{COLOURS[meaning]}"/>' if spot else ""


def _dot(spot: tuple[float, float]) -> str:
    return f'<circle cx="{spot[0]:g}" cy="{spot[1]:g}" r="2" fill="{CARD}" stroke="{CONTEXT}"/>'


def _address(svg: str) -> str:
    return "data:image/svg+xml," + quote(svg, safe=" =/:,'\"")
