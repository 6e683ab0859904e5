"""Does a printed percentage follow from the printed counts? In the scan of 2014 decimal commas were lost."""

from dashboard.components.format import number


def follows(printed: str, value: float | None) -> str:
    """'nothing', 'agrees', 'comma' (the digits agree once a comma is put back) or 'differs'."""
    if not printed:
        return "nothing"
    if value is None:
        return "differs"
    expected = number(value * 100, 1)
    stripped = printed.replace("%", "").strip()
    if stripped.replace(".", ",") == expected:
        return "agrees"
    if "." not in stripped and "," not in stripped and stripped == expected.replace(",", ""):
        return "comma"
    return "differs"
