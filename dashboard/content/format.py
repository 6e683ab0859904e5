"""Numbers, dates and periods as a Danish reader writes them. The words themselves come from the content."""

from datetime import date

from dashboard.content import say, words

HARD_SPACE = "\u00a0"
PERCENT_UNITS = ("%", "percent")


def number(value: float, decimals: int = 0) -> str:
    """1.234,5 with a real minus sign; halves are rounded away from zero as readers expect."""
    scaled = round(abs(value) * 10**decimals + 1e-9)
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole:,}".replace(",", ".")
    if decimals:
        text += f",{rest:0{decimals}d}"
    return f"\u2212{text}" if value < 0 and scaled else text


def is_share(unit: str) -> bool:
    """Units that scale the display by a hundred: a percentage, or 'per 100' of something."""
    return unit in PERCENT_UNITS or "100" in unit


def amount(value: float, unit: str, decimals: int | None = None) -> str:
    """A metric's value without its unit: 0.0243 of 'per 100' becomes 2,4; a count becomes 4.000."""
    if is_share(unit):
        return number(value * 100, 1 if decimals is None else decimals)
    return number(value, decimals or 0)


def with_unit(value: float, unit: str) -> str:
    """For running text and cells that name no unit: 15,0 % with a hard space, 40 klager, 2,4 pr. 100 sager."""
    return f"{amount(value, unit)}{HARD_SPACE if unit in PERCENT_UNITS else ' '}{unit}"


def percent(share: float, decimals: int = 1) -> str:
    """For tables and charts: 15,0 % with a hard space."""
    return f"{number(share * 100, decimals)}{HARD_SPACE}%"


def short_month(month: int) -> str:
    return words("short_months")[month - 1]


def long_month(month: int) -> str:
    return words("months")[month - 1]


def day(value: date | str) -> str:
    """For tables: 03.05.2026."""
    value = _date(value)
    return f"{value.day:02d}.{value.month:02d}.{value.year}"


def day_in_text(value: date | str) -> str:
    """For running text: 3. maj 2026."""
    value = _date(value)
    return f"{value.day}.{HARD_SPACE}{long_month(value.month)} {value.year}"


def period(text: str) -> str:
    """A period as the contract writes it, in words: 2025-Q3 is 3. kvt. 2025."""
    if ".." in text:
        first, last = text.split("..")
        return say("format.period_range", first=period(first), last=period(last))
    year, _, rest = text.partition("-")
    if not rest:
        return year
    if rest[0] == "H":
        return say("format.half_year", half=rest[1], year=year)
    if rest[0] == "Q":
        return say("format.quarter", quarter=rest[1], year=year)
    if rest[0] == "W":
        return say("format.week", week=int(rest[1:]), year=year)
    return f"{long_month(int(rest))} {year}"


def short_period(text: str) -> str:
    """A month as it stands on an axis or in a table: jan 2026."""
    year, _, rest = text.partition("-")
    return f"{short_month(int(rest))} {year}" if rest.isdigit() else period(text)


def listed(names: list[str]) -> str:
    """a, b and c, with the Danish 'and'."""
    if len(names) < 2:
        return "".join(names)
    return say("format.list_end", first=", ".join(names[:-1]), last=names[-1])


def sort_key(text: str) -> str:
    """Danish order: the three extra letters last, and aa as the last of them."""
    table = str.maketrans({"\u00e6": "{1", "\u00f8": "{2", "\u00e5": "{3"})
    return text.lower().replace("aa", "\u00e5").translate(table)


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
