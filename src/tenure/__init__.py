"""Tenure: measure attrition honestly, explain it, predict it, act in time, prove the effect.

>>> import tenure                                        # doctest: +SKIP
>>> company = tenure.Company.open("tenure.toml")         # doctest: +SKIP
>>> company.attrition(period="month").to_pandas()        # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenure.company import Company, Question
    from tenure.definitions import Definitions, load
    from tenure.errors import TenureError
    from tenure.measure.result import Result
    from tenure.pipeline import run

__all__ = [
    "Company",
    "Definitions",
    "Question",
    "Result",
    "TenureError",
    "load",
    "run",
]

_HOMES = {
    "Company": "tenure.company",
    "Definitions": "tenure.definitions",
    "Question": "tenure.company",
    "Result": "tenure.measure.result",
    "TenureError": "tenure.errors",
    "load": "tenure.definitions",
    "run": "tenure.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that importing Tenure costs little."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tenure' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
