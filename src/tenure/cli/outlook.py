"""What every command of `tenure predict` opens: a company, and as of when it is looked ahead."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenure.company.predictions.outlook import Outlook


@contextmanager
def outlook_of(definitions: Path, as_of: date | None) -> "Iterator[Outlook]":
    """Open a company, and close it when all is said."""
    from tenure.company import Company
    from tenure.company.predictions.outlook import Outlook

    with Company.open(definitions) as company:
        yield Outlook(company.rule, as_of)


def spoken(form: str | None, out: Path | None) -> bool:
    """Say whether people read it on the screen; what programs read is one table."""
    return out is None and form in (None, "table")
