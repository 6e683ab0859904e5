"""What a signal means for who wants a figure higher or lower, and how a finished improvement stands.

The kinds of NHS "Making Data Count": improving or worsening special cause, special cause of a figure that is neither
better high nor low, common cause. Source: NHSRplotthedots, R/ptd_calculate_point_type.R. They are words, no colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.statistics.rules import RULES, Signal, signals
from dashboard.statistics.series import Value, cleaned
from dashboard.statistics.xmr import Limits, limits

IMPROVING, WORSENING, NEITHER, COMMON, TOO_FEW = KINDS = (
    "improving",
    "worsening",
    "neither",
    "common",
    "too_few",
)
SIGNS = {"higher": 1, "lower": -1, "neither": 0}


@dataclass(frozen=True)
class Variation:
    """Its kind, and the signal that makes it so. `lasts`: the signal reaches the newest known point."""

    kind: str
    signal: Signal | None = None
    lasts: bool = False


def meaning(direction: int, better: str) -> str:
    """`direction`: 1 is high or rising, -1 low or falling. Raises ValueError unless better is one we know."""
    if better not in SIGNS:
        raise ValueError(f"better is {better!r}; it is higher, lower or neither")
    good = SIGNS[better] * direction
    return IMPROVING if good > 0 else WORSENING if good < 0 else NEITHER


def variation(values: Sequence[Value], within: Limits | Sequence[Limits | None], better: str) -> Variation:
    """By the newest known point alone, as on the NHS's icons; positions are of `values`. ValueError for no points."""
    newest = _newest_known(values)
    if newest is None:
        return Variation(TOO_FEW)
    found = [one for one in signals(values, within) if one.first <= newest <= one.last]
    # They come in the order of the rules, and the first of them is said of a point.
    return Variation(meaning(found[0].direction, better), found[0], True) if found else Variation(COMMON)


def standing(before: Sequence[Value], after: Sequence[Value], better: str) -> Variation:
    """A finished improvement: the points since, by the limits of the points before. Positions are of `after`.

    The newest signal speaks; where it no longer lasts the figure has come back. too_few where the points before give
    no limits, or none is known since. Raises ValueError for no points before or since.
    """
    meaning(0, better)
    newest, usual = _newest_known(after), limits(cleaned(before))
    if usual is None or newest is None:
        return Variation(TOO_FEW)
    found = signals(after, usual)
    if not found:
        return Variation(COMMON)
    last = max(found, key=lambda one: (one.last, -RULES.index(one.rule)))
    return Variation(meaning(last.direction, better), last, last.last == newest)


def _newest_known(values: Sequence[Value]) -> int | None:
    there = [place for place, value in enumerate(cleaned(values)) if value is not None]
    return there[-1] if there else None
