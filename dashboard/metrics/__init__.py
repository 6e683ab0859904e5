"""Metrics: one TOML each, and one way to a number."""
