"""Mantine in our palette, type scale and spacing; assets/1_theme.css holds the same for plain elements."""

from typing import Any

from dashboard.charts.palette import FONT

BRAND = [
    "#EEF3F9",
    "#E6ECF4",
    "#C5D6EA",
    "#97C2EC",
    "#6FB6F2",
    "#4A87C0",
    "#2C5F94",
    "#123B6D",
    "#0F315B",
    "#0B2647",
]
DARK = [
    "#E8ECF2",
    "#C9D1DB",
    "#A9B4C2",
    "#98A3B1",
    "#55616F",
    "#2E3945",
    "#1A222C",
    "#12181F",
    "#0E1319",
    "#0A0E13",
]

THEME: dict[str, Any] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "600"},
    "primaryColor": "brand",
    "primaryShade": {"light": 7, "dark": 4},
    "colors": {"brand": BRAND, "dark": DARK},
    "black": "#1B2430",
    "white": "#FFFFFF",
    "defaultRadius": 4,
    "fontSizes": {"xs": "12px", "sm": "14px", "md": "16px", "lg": "20px", "xl": "28px"},
    "spacing": {"xs": "8px", "sm": "12px", "md": "16px", "lg": "24px", "xl": "32px"},
    "respectReducedMotion": True,
    "cursorType": "pointer",
}
