"""One palette. Charts are drawn in light colours; assets/4_charts_dark.css swaps each for its dark twin."""

INK = "#1B2430"
QUIET = "#4F5B6B"
BRAND = "#123B6D"
CONTEXT = "#6B7684"
HAIRLINE = "#E2DED6"
CARD = "#FFFFFF"
TEAL = "#0E7C7B"
PURPLE = "#7B3F8C"
BETTER = "#0B6BB3"
WORSE = "#B8500C"

DARK = {
    INK: "#E8ECF2",
    QUIET: "#A9B4C2",
    BRAND: "#6FB6F2",
    CONTEXT: "#98A3B1",
    HAIRLINE: "#2E3945",
    CARD: "#1A222C",
    TEAL: "#5CC8C2",
    PURPLE: "#CF9BE0",
    BETTER: "#6FB6F2",
    WORSE: "#F2A36B",
}

# The first is the one looked at; more than two lines are better as small multiples.
SERIES = (BRAND, TEAL, PURPLE)

FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif'
