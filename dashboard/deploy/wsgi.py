"""The app as gunicorn loads it, once in each worker, with the settings beside it: dashboard.deploy.wsgi:make()

Each worker makes the first page before it takes a request. A new snapshot is seen at the next request, without reload,
and its first page is made within seconds even if nobody asks.
"""

import sys

from flask import Flask

from dashboard.access import applog
from dashboard.access.settings import sign_in_settings
from dashboard.app import create_app
from dashboard.server import keep_warm, warm
from dashboard.warehouse import WrongUse, facts_folder


def make() -> Flask:
    """Refuses without sign-in: gunicorn is for others than oneself."""
    applog.start()
    try:
        settings = sign_in_settings()
        if settings is None:
            raise WrongUse(
                "LEDELSE_SIGN_IN is not set; it names the TOML of sign-in, such as /etc/ledelse/sign_in.toml"
            )
    except WrongUse as wrong:
        print(f"dashboard: {wrong}", file=sys.stderr)
        raise SystemExit(2) from None
    app = create_app(facts_folder(), settings)
    warm(app)
    keep_warm(app, facts_folder())
    server: Flask = app.server
    return server
