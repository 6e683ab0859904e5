"""Extracts in, facts out: rows that happened, published whole or not at all."""
