"""python -m dashboard serve|answer|mine|signals|report|audit. Exit 0: done; 1: a check failed; 2: wrong use."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from dashboard.access.command_line import Unsound, audited
from dashboard.reports.arguments import REPORT, add_report
from dashboard.warehouse import (
    PROTECTIONS,
    CheckFailed,
    NoSnapshot,
    Scope,
    UnknownSnapshot,
    Warehouse,
    WrongUse,
    facts_folder,
    open_warehouse,
)


class Parser(argparse.ArgumentParser):
    """argparse, but wrong use is one line."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {' '.join(message.split())}. See {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        with audited(given.command):
            given.run(given)
        sys.stdout.flush()
    except WrongUse as wrong:
        return _say(str(wrong), 2)
    except UnknownSnapshot as wrong:
        from dashboard.metrics.usage import unknown

        return _say(str(unknown("snapshot", wrong.given, wrong.known)), 2)
    except (NoSnapshot, CheckFailed, Unsound) as nothing:
        return _say(str(nothing), 1)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


def _say(line: str, code: int) -> int:
    print(f"dashboard: {line}", file=sys.stderr)
    return code


def _parser() -> Parser:
    parser = Parser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="serve|answer|mine|signals|report|audit", parser_class=Parser
    )
    _add_serve(commands)
    _add_answer(commands)
    _add_mine(commands)
    _add_signals(commands)
    add_report(_command(commands, "report", *REPORT)).set_defaults(run=_report)
    _add_audit(commands)
    return parser


def _command(commands: "argparse._SubParsersAction[Parser]", name: str, help: str, example: str) -> Parser:
    parser = commands.add_parser(
        name, help=help, description=help, epilog=f"example: {example}", allow_abbrev=False
    )
    parser.add_argument(
        "--facts", type=Path, help="folder of snapshots (default: $LEDELSE_DATA/facts or data/facts)"
    )
    parser.add_argument("--snapshot", metavar="ID", help="an earlier snapshot (default: the current one)")
    return parser


def _add_serve(commands: "argparse._SubParsersAction[Parser]") -> None:
    serve = _command(
        commands, "serve", "Show the dashboard in a browser.", "python -m dashboard serve --port 8050"
    )
    serve.add_argument("--host", default="127.0.0.1", help="loopback only, unless LEDELSE_SIGN_IN is set")
    serve.add_argument("--port", type=int, default=8050)
    serve.add_argument(
        "--health-port", type=int, default=0, metavar="P", help="tell /health there and only there"
    )
    serve.set_defaults(run=_serve)


def _add_answer(commands: "argparse._SubParsersAction[Parser]") -> None:
    example = (
        "python -m dashboard answer complaints_per_100_cases --period 2025 --by department --format json"
    )
    answer = _command(commands, "answer", "Answer one metric.", example)
    answer.add_argument("metric", metavar="METRIC")
    answer.add_argument(
        "--period", metavar="P", help="2025, 2025-H1, 2025-Q3, 2025-07, 2026-W14, 2025-01..2025-09"
    )
    answer.add_argument(
        "--by", action="append", default=[], metavar="DIMENSION", help="may be given several times"
    )
    answer.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE")
    answer.add_argument("--organisation", default="then", metavar="then|now")
    answer.add_argument("--known-on", metavar="DATE", help="only what had been delivered by that day")
    answer.add_argument("--format", choices=("table", "json", "csv"), default="table")
    answer.set_defaults(run=_answer)


def _add_mine(commands: "argparse._SubParsersAction[Parser]") -> None:
    example = "python -m dashboard mine --process log --format json"
    mine = _command(commands, "mine", "What happens in a process, and how long it takes.", example)
    mine.add_argument("--process", required=True, metavar="KEY")
    mine.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE")
    mine.add_argument("--variants", type=int, default=20, metavar="N", help="how many to list; 0: all")
    mine.add_argument("--format", choices=("table", "json"), default="table")
    mine.set_defaults(run=_mine)


def _add_signals(commands: "argparse._SubParsersAction[Parser]") -> None:
    example = "python -m dashboard signals --where department=SOF"
    signals = _command(commands, "signals", "What is hardly chance, and what is not in order.", example)
    signals.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE")
    signals.add_argument("--format", choices=("table", "json"), default="table")
    signals.set_defaults(run=_signals)


def _add_audit(commands: "argparse._SubParsersAction[Parser]") -> None:
    example = "python -m dashboard audit --unit SOF-HAN-1 --period 2026-05"
    audit = _command(commands, "audit", "Who saw figures of a unit, and whether the log is whole.", example)
    audit.add_argument("--unit", metavar="U", help="a department, centre or unit (default: all)")
    audit.add_argument("--period", metavar="P", help="2026, 2026-05, 2026-W14 (default: all that is kept)")
    audit.add_argument("--format", choices=("table", "json"), default="table")
    audit.set_defaults(run=_audit)


def _audit(given: argparse.Namespace) -> None:
    from dashboard.access.audit_report import told

    text, is_whole = told(given.unit, given.period, given.format == "json")
    print(text)
    if not is_whole:
        raise Unsound("the audit log was changed since it was written; see above")


def _serve(given: argparse.Namespace) -> None:
    for name, port, least in (("--port", given.port, 1), ("--health-port", given.health_port, 0)):
        if not least <= port < 65536:
            raise WrongUse(f"{name} {port} is no port. Give one from {least} to 65535, such as 8050.")
    if given.snapshot:
        raise WrongUse("serve always shows the current snapshot. Use answer or mine with --snapshot.")
    _scope()
    _warehouse(given)  # says at once if there is nothing to show
    from dashboard.metrics.phases import reviewed
    from dashboard.server import serve

    reviewed()  # a phase without date or reason is refused before anything is shown
    serve(_facts(given), given.host, given.port, given.health_port)


def _answer(given: argparse.Namespace) -> None:
    from dashboard.metrics import output
    from dashboard.metrics.evaluate import Filters, evaluate
    from dashboard.metrics.known import check_known_on, parse_day
    from dashboard.metrics.period import SPLITS, newest_complete_year, parse_period

    warehouse = _warehouse(given)
    known_on = None if given.known_on is None else parse_day(given.known_on)
    if known_on:
        check_known_on(known_on, warehouse.package)
    period = parse_period(given.period) if given.period else newest_complete_year(warehouse.package, known_on)
    filters = Filters(period, _pairs(given.where), given.organisation, known_on)
    answers = evaluate(given.metric, filters, warehouse, _scope(), given.by)
    dimensions = [name for name in dict.fromkeys(given.by) if name not in SPLITS]
    if given.format == "json":
        print(output.as_json(given.metric, answers, warehouse))
    elif given.format == "csv":
        print(output.as_csv(given.metric, answers, dimensions, warehouse))
    else:
        print(output.as_table(given.metric, answers, dimensions, warehouse, known_on))


def _mine(given: argparse.Namespace) -> None:
    if given.variants < 0:
        raise WrongUse(f"--variants {given.variants} is below zero. Give how many to list, or 0 for all.")
    from dashboard.metrics import output
    from dashboard.mining.mine import mine

    mined = mine(given.process, _warehouse(given), _scope(), _pairs(given.where), given.variants)
    found = mined.as_json()
    print(output.mined_as_json(found) if given.format == "json" else output.mined_as_table(found))


def _signals(given: argparse.Namespace) -> None:
    from dashboard.metrics import signals_output
    from dashboard.metrics.cells import gather
    from dashboard.metrics.duties import unmet
    from dashboard.metrics.funnels import funnels
    from dashboard.metrics.late import registered_late
    from dashboard.metrics.signals import watch

    asked = (warehouse, _, _) = (_warehouse(given), _scope(), _pairs(given.where))
    gather(warehouse)
    watched = watch(*asked)
    found = signals_output.listed(watched, funnels(*asked), unmet(*asked), registered_late(*asked))
    is_json = given.format == "json"
    print(signals_output.as_json(found) if is_json else signals_output.as_table(found, watched, warehouse))


def _report(given: argparse.Namespace) -> None:
    from dashboard.reports.command import run

    run(given, lambda: _warehouse(given), _scope, _pairs(given.where))


def _pairs(where: Sequence[str]) -> tuple[tuple[str, str], ...]:
    for each in where:
        if "=" not in each:
            raise WrongUse(
                f"--where '{each[:60]}' has no '='. Write it as DIMENSION=VALUE, such as department=SOF."
            )
    return tuple((each.partition("=")[0], each.partition("=")[2]) for each in where)


def _facts(given: argparse.Namespace) -> Path:
    return given.facts or facts_folder()


def _warehouse(given: argparse.Namespace) -> Warehouse:
    return open_warehouse(_facts(given), given.snapshot)


def _scope() -> Scope:
    """The role in LEDELSE_ROLE, as outside its own unit: what a command prints can go anywhere."""
    from dashboard.access.roles import rights

    scope = rights().demo_grant(os.environ.get("LEDELSE_ROLE") or "public").scope.protected()
    if scope.protection not in PROTECTIONS:
        allowed = " or ".join(PROTECTIONS)
        raise WrongUse(f"LEDELSE_PROTECTION is '{scope.protection}'. Set it to {allowed}, or leave it out.")
    return scope


if __name__ == "__main__":
    raise SystemExit(main())
