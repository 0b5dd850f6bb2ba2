"""What the tests of the pipeline share."""

import sys
from collections.abc import Callable

import pytest

import tenure.pipeline  # noqa: F401 - so that its modules are there
from support.companies import company_of, lumen, made_once, prepared
from tenure.company import Question

__all__ = ["asking", "company_of", "lumen", "made_once", "prepared"]


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let runs ask some questions only, which takes less time."""

    def ask(*questions: Question) -> None:
        module = sys.modules["tenure.pipeline.run"]  # the package calls its function so, too
        monkeypatch.setattr(module, "questions", lambda rule, as_of: list(questions))

    return ask
