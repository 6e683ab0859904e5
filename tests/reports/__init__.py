"""Reports: what every format says is what the result says, and nothing that is withheld."""
