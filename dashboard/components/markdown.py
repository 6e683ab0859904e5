"""Our own longer texts: headings, paragraphs and lists are all they need."""

from dash import html


def markdown(text: str, level: int = 2) -> html.Div:
    heading = {2: html.H2, 3: html.H3}[level]
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    children = []
    for block in blocks:
        if block.startswith("## "):
            children.append(heading(block[3:]))
        elif block.startswith("- "):
            children.append(html.Ul([html.Li(" ".join(item.split())) for item in block[2:].split("\n- ")]))
        elif not block.startswith("# "):
            children.append(html.P(" ".join(block.split())))
    return html.Div(children, className="prose")
