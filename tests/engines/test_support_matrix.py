"""The support matrix in docs/engines.md is what the tests know; renew it with TENURE_RENEW=1."""

import os
from pathlib import Path

from engines.matrix import BEGIN, END, tables

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"


def test_the_page_shows_what_the_tests_know() -> None:
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"
    if os.environ.get("TENURE_RENEW"):
        PAGE.write_text(wanted, "utf-8")
        return
    assert text == wanted, f"docs/engines.md is stale. {__doc__}"
