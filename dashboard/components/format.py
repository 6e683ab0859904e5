"""How numbers, dates and periods are written; reports write them the same way."""

from dashboard.content.format import (
    HARD_SPACE,
    PERCENT_UNITS,
    amount,
    day,
    day_in_text,
    is_share,
    listed,
    long_month,
    number,
    percent,
    period,
    short_month,
    short_period,
    sort_key,
    with_unit,
)

__all__ = [
    "HARD_SPACE",
    "PERCENT_UNITS",
    "amount",
    "day",
    "day_in_text",
    "is_share",
    "listed",
    "long_month",
    "number",
    "percent",
    "period",
    "short_month",
    "short_period",
    "sort_key",
    "with_unit",
]
