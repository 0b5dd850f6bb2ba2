"""A token that lacks one of an operation's rights is refused, each right and each operation."""

from collections.abc import Callable
from typing import Any

from tenure_web.api import access
from tenure_web.api.v1 import described
from tenure_web.people.rights import Right

from .test_access import filled


def test_a_token_without_one_of_the_rights_is_refused(
    program_of: Callable[..., Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr(access, "PER_MINUTE", 10_000)
    for right in Right:
        asked = [
            (method, filled(path))
            for path, operations in described()["paths"].items()
            for method, told in operations.items()
            if right in told["x-rights"]
        ]
        program = program_of("admin", name=f"no {right}", scopes=set(Right) - {right})
        for method, path in asked:
            found = program.send(method, path)
            assert (found.status_code, found.json()["code"]) == (403, "forbidden"), (method, path)
