"""One company whose reasons for leaving are known, for all tests of drivers and causes."""

import pytest

from support.driver_company import write
from tenure.company import Company
from tenure.company.predictions.outlook import Outlook


@pytest.fixture(scope="session")
def definitions(tmp_path_factory):
    return write(tmp_path_factory.mktemp("known") / "company")


@pytest.fixture(scope="session")
def outlook(definitions):
    with Company.open(definitions) as company:
        yield Outlook(company.rule)
