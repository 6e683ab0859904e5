"""The addresses under /api/v1. The guard has let the caller in before anything here runs, and notes what is told."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from dashboard.access.person import current
from dashboard.api import asked, documents, faults, tables
from dashboard.metrics.evaluate import UsageError, evaluate
from dashboard.metrics.period import SPLITS
from dashboard.warehouse import NoSnapshot, Refused

DESCRIPTION = Path(__file__).with_name("openapi.json")
# A browser or a proxy asks again each time, and is told that nothing has changed while the snapshot is the same.
KEPT = {
    "Cache-Control": "private, no-cache",
    "Vary": "Accept, Cookie",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NAMES = ("snapshot", "metric", "title", "unit", "better", "shape", "definition", "answers")


def connect(server: Flask, facts: Path) -> None:
    for rule, endpoint, view in (
        ("/api/v1/openapi.json", "api_openapi", lambda: _openapi()),
        ("/api/v1/metrics", "api_metrics", lambda: _metrics(facts)),
        ("/api/v1/metrics/<name>", "api_metric", lambda name: _metric(facts, name)),
        ("/api/v1/answers/<name>", "api_answers", lambda name: _answers(facts, name)),
        ("/api/", "api_unknown", lambda: _nothing()),
        ("/api/<path:rest>", "api_unknown_path", lambda rest: _nothing()),
    ):
        server.add_url_rule(rule, endpoint, _told(view), methods=["GET"])
    server.after_request(faults.in_json)


def _told(view: Callable[..., Response]) -> Callable[..., Response]:
    """What a program did wrong is a document with its status; a refusal by scope is the guard's."""

    def answer(**path: str) -> Response:
        try:
            response = view(**path)
            response.make_conditional(request)
            return response
        except faults.Fault as fault:
            return faults.answer(fault.status, fault.document())
        except Refused:
            raise
        except UsageError as wrong:
            parameter = "by" if wrong.given in request.args.getlist("by") else "where"
            return faults.answer(
                422, faults.of_usage(422, wrong, parameter if wrong.allowed else "").document()
            )
        except NoSnapshot as nothing:
            return faults.answer(503, {"error": str(nothing)})

    return answer


def _metrics(facts: Path) -> Response:
    asked.check(request.args, asked.SHAPE)
    form = asked.wanted(request.args, _accepted())
    told = documents.catalogue(asked.warehouse(facts, request.args), current().scope)
    if form == "json":
        return _json(told)
    rows = [[told["snapshot"], *(each[name] for name in NAMES[1:])] for each in told["metrics"]]
    danish = [tables.heading("measured_in" if name == "unit" else name) for name in NAMES]
    return _csv(form, tables.plain(NAMES, rows) if form == "csv" else tables.danish(danish, rows), "metrics")


def _metric(facts: Path, name: str) -> Response:
    asked.check(request.args, ("snapshot",))
    of = asked.metric(name)
    return _json(documents.definition(of, asked.warehouse(facts, request.args), current().scope))


def _answers(facts: Path, name: str) -> Response:
    """The door that the pages go through, in the caller's own scope; own units are protected here as in any export."""
    of = asked.metric(name)
    asked.check(request.args, asked.QUESTION)
    form = asked.wanted(request.args, _accepted())
    warehouse = asked.warehouse(facts, request.args)
    question = asked.question(of, request.args, warehouse)
    told = evaluate(name, question.filters, warehouse, current().scope, question.by)
    if form == "json":
        return _json(documents.answers(question, told, warehouse, current().scope), name)
    by = [each for each in dict.fromkeys(question.by) if each not in SPLITS]
    written = tables.answers if form == "csv" else tables.danish_answers
    return _csv(form, written(name, told, by, warehouse), name)


def _openapi() -> Response:
    return _kept(_description(), "application/json")


def _nothing() -> Response:
    raise faults.Fault(404, faults.SAID[404])


@cache
def _description() -> bytes:
    return DESCRIPTION.read_bytes()


def _accepted() -> Sequence[str]:
    """Media types that the caller takes, dearest first; none named means any."""
    return list(request.accept_mimetypes.values()) or ["*/*"]


def _json(told: dict[str, Any], metric: str = "") -> Response:
    return _kept(json.dumps(told, ensure_ascii=False).encode(), "application/json", metric)


def _csv(form: str, text: str, name: str) -> Response:
    response = _kept(text.encode(), "text/csv", "" if name == "metrics" else name)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _kept(body: bytes, kind: str, metric: str = "") -> Response:
    """With a mark of its content: the snapshot's id is in every document, so a new one is a new mark."""
    response = Response(body, mimetype=kind, headers=KEPT)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    if metric:
        response.headers["Link"] = f'</api/v1/metrics/{metric}>; rel="describedby"'
    return response
