"""What happens in a process, how often and how long: step rows in, plain dataclasses out."""
