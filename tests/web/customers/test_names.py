"""Names that other parts ask for: by name for who may see names, and only one's own customers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenure_web.customers.names import names_seen
from tenure_web.people.models import User

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]


def test_names_are_those_that_one_may_see(
    person: Callable[..., User], manager: Callable[..., Client], rows: Rows
) -> None:
    units = [*(f"gone {one}" for one in range(1_500)), *(row["unit_id"] for row in rows)]
    assert names_seen(person("a", "leader"), units) == {row["unit_id"]: row["name"] for row in rows}
    assert names_seen(person("b", "marketer"), units) == {one: one for one in units[1_500:]}
    assert names_seen(person("c", "auditor"), units) == {}
    manager("region = '서울'", name="d")
    own = {row["unit_id"]: row["name"] for row in rows if row["region"] == "서울"}
    assert names_seen(User.objects.get(username="d"), units) == own
