"""The pages: each builds its content from a View and nothing else."""
