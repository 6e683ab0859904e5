"""Whether a target will be met as long as nothing changes: the target against the limits, not the last value."""

from math import isnan

from dashboard.statistics.xmr import Limits

PASS, FAIL, INCONSISTENT = ("consistent_pass", "consistent_fail", "inconsistent")


def assurance(usual: Limits, target: float, better: str) -> str:
    """`better`: higher or lower. Source: NHSRplotthedots, R/ptd_calculate_assurance_type.R."""
    if better not in ("higher", "lower"):
        raise ValueError(f"better is {better!r}; a target needs higher or lower")
    if isnan(target):
        raise ValueError("a target that is not a number is no target")
    above, below = (FAIL, PASS) if better == "higher" else (PASS, FAIL)
    if target > usual.upper:
        return above
    return below if target < usual.lower else INCONSISTENT
