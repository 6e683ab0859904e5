"""The next months of a series with seasons, tried on its own past first, and left out where it does no better.

statsmodels takes seconds to import, so it is imported when a forecast is asked for and not before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

AHEAD, YEAR = 6, 12
FEWEST = 2 * YEAR  # months a model with seasons is fitted to
ORIGINS = 3  # times the past is told anew
NEEDED = FEWEST + AHEAD
COVERED = 0.80


@dataclass(frozen=True)
class Forecast:
    """Mean, lower and upper end of each of the next six months, with 80 % of what chance gives inside.

    `error` and `naive_error`: mean absolute share by which the model, and the same month of the year before, missed
    months that each had not seen. Where the model is not better, `months` is empty.
    """

    months: tuple[tuple[float, float, float], ...]
    error: float
    naive_error: float
    tried: int

    @property
    def is_better(self) -> bool:
        return self.error < self.naive_error


def forecast(values: Sequence[float]) -> Forecast | None:
    """None with fewer than 30 months, or a month at or below nought: a share of it cannot be missed.

    Exponential smoothing with additive errors and seasons (ETS(A,N,A), Hyndman and Athanasopoulos, Forecasting:
    Principles and Practice, 8.5), against the seasonal naive forecast, from up to three starts in the past, each told
    only the months before it.
    """
    series = list(values)
    if len(series) < NEEDED or min(series) <= 0:
        return None
    last = len(series) - AHEAD
    starts = sorted({FEWEST + (last - FEWEST) * n // (ORIGINS - 1) for n in range(ORIGINS)})
    pairs = [(_ahead(series[:start]), start) for start in starts]
    model = [_missed(series, start, [month[0] for month in told]) for told, start in pairs]
    naive = [_missed(series, start, seasonal_naive(series[:start])) for start in starts]
    error, naive_error = fmean(model), fmean(naive)
    months = tuple(_ahead(series)) if error < naive_error else ()
    return Forecast(months, error, naive_error, len(starts))


def seasonal_naive(series: Sequence[float]) -> list[float]:
    """The same month of the year before."""
    return list(series[-YEAR : len(series) - YEAR + AHEAD])


def _missed(series: Sequence[float], start: int, told: Sequence[float]) -> float:
    came = series[start : start + AHEAD]
    return fmean(abs(guess - fact) / fact for guess, fact in zip(told, came, strict=True))


def _ahead(series: Sequence[float]) -> list[tuple[float, float, float]]:
    import warnings

    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    dated = pd.Series(series, index=pd.period_range("2000-01", periods=len(series), freq="M"), dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # that a search for parameters stopped early shows in the error beside it
        fitted = ETSModel(dated, error="add", seasonal="add", seasonal_periods=YEAR).fit(disp=False)
        told = fitted.get_prediction(start=len(series), end=len(series) + AHEAD - 1)
        frame = told.summary_frame(alpha=1 - COVERED)
    return [
        (float(mean), max(0.0, float(low)), float(high))
        for mean, low, high in zip(frame["mean"], frame["pi_lower"], frame["pi_upper"], strict=True)
    ]
