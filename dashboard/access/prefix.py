"""The path below which a proxy serves us. It takes the path off again: only what a browser is told carries it."""

from flask import current_app, has_app_context


def prefix() -> str:
    """As /ledelse, or nothing where the app stands at the root of its host."""
    return str(current_app.config.get("PREFIX", "")) if has_app_context() else ""


def under(path: str) -> str:
    """A path of ours as a browser is told it; one that is told already, or is no path of ours, stays as it is."""
    before = prefix()
    if not path.startswith("/") or path == before or path.startswith(f"{before}/") and before:
        return path
    return f"{before}{path}"


def inside(path: str) -> str:
    """The same path as a browser tells it back: without what the proxy puts before it."""
    before = prefix()
    if before and (path == before or path.startswith(f"{before}/")):
        return path[len(before) :] or "/"
    return path
