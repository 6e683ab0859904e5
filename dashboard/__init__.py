"""dashboard makes answers: numbers about the facts that etl made."""
