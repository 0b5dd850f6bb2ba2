"""What is kept has one name for the same data, definitions, days observed and code."""

from dataclasses import replace

import pytest

from support import tiny
from tenure.company import Company
from tenure.company.predictions.outlook import Outlook


@pytest.fixture
def outlook(tmp_path):
    with Company.open(tiny.write(tmp_path, "inactive"), today=tiny.NOW.date()) as company:
        yield Outlook(company.rule)


def test_the_key_follows_from_what_it_is_of_and_from_nothing_else(outlook):
    day = outlook.observed.first
    told = [
        outlook.key("scores"),
        outlook.key("scores", code=("predict",)),
        outlook.key("others"),
        outlook.key(),
        replace(outlook, as_of=day).key("scores"),
    ]
    assert len(set(told)) == len(told)
    assert outlook.key("scores") == replace(outlook).key("scores")


def test_other_definitions_or_data_have_another_key(outlook, tmp_path):
    with Company.open(tiny.write(tmp_path / "b", "inactive"), today=tiny.NOW.date()) as same:
        assert Outlook(same.rule).key() == outlook.key()
    other = tiny.write(tmp_path / "c", "inactive", more='\n[prediction]\nhorizon = "7 days"\n')
    with Company.open(other, today=tiny.NOW.date()) as company:
        assert Outlook(company.rule).key() != outlook.key()
