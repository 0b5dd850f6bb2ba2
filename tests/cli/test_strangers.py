"""Names in [prediction] that nothing is called: told at the training, with what was meant."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tenure.cli.learnt import strangers
from tenure.company import Company
from tenure.company.predictions.outlook import Outlook
from tenure.definitions import loads

TOML = """
[company]
name = "Tiny"
kind = "saas"

[tables.customers]
from = "customers.csv"

[tables.events]
from = "events.csv"

[active]
any = [{{ event = "watch" }}]

[churn]
rule = "inactive"
after = "28 days"

[prediction]
{named}
"""
FEATURES = (("events_28d", ""), ("attribute_region", "region"))
Told = Callable[[str, str], list[str]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    (tmp_path / "customers.csv").write_text("customer_id,region,score\nana,서울,3\n", "utf-8")
    events = "customer_id,occurred_at,name\nana,2026-01-02 10:00,watch\n"
    (tmp_path / "events.csv").write_text(events, "utf-8")
    features = [SimpleNamespace(name=name, about=about) for name, about in FEATURES]
    bundle: Any = SimpleNamespace(features=features)

    def ask(named: str, language: str) -> list[str]:
        definitions = loads(TOML.format(named=named), source="tenure.toml", folder=tmp_path)
        with Company(definitions, today=date(2026, 5, 1)) as company:
            return list(strangers(Outlook(company.rule), bundle, language))

    return ask


@pytest.mark.parametrize("name", ["events_28d", "attribute_region", "region", "score"])
def test_features_and_columns_are_known(told: Told, name: str) -> None:
    """The score is excluded, so it is no feature, and a column all the same."""
    assert told(f"exclude = ['{name}']", "en") == []


def test_what_was_meant_is_suggested_once_in_the_language(told: Told) -> None:
    named = "exclude = ['scroe', 'zzz']\nallow = ['scroe']"
    assert told(named, "en") == [
        "note: [prediction] names 'scroe', and nothing is called so; did you mean 'score'?",
        "note: [prediction] names 'zzz', and nothing is called so",
    ]
    assert "'scroe'" in told(named, "ko")[0]
    assert "'score'인가요?" in told(named, "ko")[0]
