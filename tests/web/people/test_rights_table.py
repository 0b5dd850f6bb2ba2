"""The table of groups and rights in the docs is the one that holds."""

import os
from pathlib import Path

from tenure_web.lib.language import words_of
from tenure_web.people.rights import GROUPS, Right

PAGE = Path(__file__).parents[3] / "docs" / "workspace" / "people.md"
BEGIN, END = "<!-- rights -->\n", "<!-- /rights -->"


def table() -> str:
    words = words_of("en")
    heads = ["", *(words(f"people_group.{group}") for group in GROUPS)]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for right in Right:
        held = ["✓" if right in rights else "" for rights in GROUPS.values()]
        lines.append(f"| {words(f'people_right.{right}')} | {' | '.join(held)} |")
    return "\n".join(lines).replace("|  |", "| |").replace("|  |", "| |") + "\n"


def test_the_docs_show_the_rights_of_the_groups() -> None:
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    expected = before + BEGIN + table() + END + after
    if os.environ.get("TENURE_RENEW"):
        PAGE.write_text(expected, "utf-8")
    assert PAGE.read_text("utf-8") == expected
