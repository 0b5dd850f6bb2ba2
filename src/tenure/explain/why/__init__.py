"""Why attrition changed, put together: facts of every kind, each with its size and certainty."""

from tenure.explain.why.fact import Certainty, Fact, Kind, certainty_of, certainty_within
from tenure.explain.why.telling import tell

__all__ = ["Certainty", "Fact", "Kind", "certainty_of", "certainty_within", "tell"]
