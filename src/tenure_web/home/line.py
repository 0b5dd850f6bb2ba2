"""A line of the start page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure: what it is of, the value, what stands beneath, where it leads, and how it stands.

    `mark` is worse or better where that is beyond doubt, else empty.
    """

    title: str
    value: str
    says: str
    address: str
    mark: str = ""
