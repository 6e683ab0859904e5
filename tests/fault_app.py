"""Everything the web app answers over some facts: pages, the files it is made of, and every callback on every page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.access.limits import Limit
from dashboard.app import PAGES, create_app
from dashboard.metrics.metric import METRICS
from dashboard.pages import metric

HOST = {"Host": "127.0.0.1"}
PLAIN = ("/health", "/_dash-layout", "/_dash-dependencies", "/_favicon.ico", "/nowhere")


def answers_of(facts: Path, metrics: int = 2) -> Iterator[tuple[str, int, bytes]]:
    """What was asked, the status and the bytes of each answer."""
    app = create_app(facts)
    app.server.config["ACCESS"].asked = Limit(burst=1e9, rate=1e9)  # one caller asks everything at once
    paths = [page.PATH for page in PAGES if "<" not in page.PATH]
    paths += [metric.PATH.replace("<metric>", name) for name in list(METRICS)[:metrics]]
    with app.server.test_client() as client:
        for path in (*PLAIN, *paths):
            answer = client.get(path, headers=HOST)
            yield path, answer.status_code, answer.data
        listed = json.loads(client.get("/_dash-dependencies", headers=HOST).data)
        callbacks = [one for one in listed if not one["clientside_function"]]  # the others never ask us
        for path in paths:
            for one in callbacks:
                answer = client.post("/_dash-update-component", json=asked(one, path), headers=HOST)
                yield f"{one['output']} on {path}", answer.status_code, answer.data


def asked(callback: dict[str, Any], path: str) -> dict[str, Any]:
    """What a browser sends when somebody opens the page."""
    outputs = [_named(name) for name in callback["output"].strip(".").split("...")]
    inputs = [_part(one, path) for one in callback["inputs"]]
    return {
        "output": callback["output"], "outputs": outputs if len(outputs) > 1 else outputs[0], "inputs": inputs,
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in callback["inputs"] if one["id"][0] != "{"],
        "state": [_part(one, path) for one in callback["state"]],
    }  # fmt: skip


def _named(output: str) -> dict[str, str]:
    name, _, part = output.rpartition(".")
    return {"id": name, "property": part}


def _part(one: dict[str, str], path: str) -> Any:
    """Of a kind of which the page has none there is an empty list."""
    return [] if one["id"].startswith("{") else {**one, "value": _value(one, path)}


def _value(one: dict[str, str], path: str) -> Any:
    known = {"pathname": path, "search": "", "hash": "#about-complaints_received", "data": {}}
    return known.get(one["property"])
