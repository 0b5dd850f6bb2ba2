"""Values of rows as JSON has them."""

from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row that JSON can hold; what is no number is null."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat() + ("Z" if value.tzinfo is None else "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return plain(value) if isinstance(value, dict) else value
