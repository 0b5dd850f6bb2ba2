"""One simulated company with models and profiles, for all tests of predictions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tenure.company import Company
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.training import Trained, train
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.keeping import score
from tenure.simulate import simulate

BEFORE = date(2026, 6, 29)


@pytest.fixture(scope="session")
def predicted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Outlook, Trained, Day]]:
    folder: Path = tmp_path_factory.mktemp("predicted") / "lumen"
    simulate("saas", customers=700, months=15, seed=11, out=folder)
    with (folder / "tenure.toml").open("a", encoding="utf-8") as definitions:
        definitions.write("\n[prediction]\ndates = 4\n")
    with Company.open(folder / "tenure.toml") as company:
        outlook = Outlook(company.rule)
        trained = train(outlook)
        score(Outlook(company.rule, BEFORE))
        yield outlook, trained, score(outlook)
