"""Running it for many: gunicorn, a systemd unit, and nginx before them."""
