"""The command line: `tenure --help`."""

from tenure.cli.app import main

__all__ = ["main"]
