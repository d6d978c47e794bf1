"""The command line: `yuebao [options] COMMAND …`, the second front door (docs: contract of names and JSON)."""

from sync.cli.main import main

__all__ = ["main"]
