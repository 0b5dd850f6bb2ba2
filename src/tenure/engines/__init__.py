"""Where expressions run: one file an engine, and only what differs between them."""

from tenure.engines.base import Engine, connect

__all__ = ["Engine", "connect"]
