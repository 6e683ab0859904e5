"""/api/v1: the answers of the pages and the command line for other programs, protected in the same way."""
