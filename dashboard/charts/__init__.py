"""Points in, figure out. Nothing here knows Dash; words and numbers arrive already written in Danish."""
