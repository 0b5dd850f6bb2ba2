"""The API is what its description says: schemathesis asks every operation what it can think of."""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tenure_web.api.failures import STATUSES
from tenure_web.api.v1 import described
from tenure_web.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]
"""Not whether what a schema allows is accepted: a condition is a language, which it cannot say."""


@pytest.fixture
def described_api(workspace: Any, db: None) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("described_api")


@schema.parametrize()
@settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Any, admin: Any) -> None:
    token = admin.client.defaults["HTTP_AUTHORIZATION"]
    case.call_and_validate(headers={"Authorization": token}, checks=CHECKS)


def test_the_description_is_for_everyone_and_of_nobody(workspace: Any, db: None) -> None:
    found = Client().get("/api/v1/openapi.json")
    assert found.status_code == 200
    assert found.json() == json.loads(json.dumps(described()))
    assert "루멘" not in found.content.decode()


def test_every_operation_says_what_goes_wrong_and_asks_for_a_token() -> None:
    for path, told in described()["paths"].items():
        for method, operation in told.items():
            statuses = operation["responses"]
            assert {"401", "403", "404", "422", "429"} <= {*map(str, statuses)}, path
            assert (method in ("post", "patch")) == ("400" in {*map(str, statuses)}), path
            assert list(statuses[404]["content"]) == ["application/problem+json"]
            assert operation["security"], path
            assert operation["x-rights"], path
            assert operation["description"], path


def test_the_page_tells_of_every_operation(client_of: Any, workspace: Any) -> None:
    for language in ("en", "ko"):
        found = client_of(name=language, language=language).get("/api/")
        text = found.content.decode()
        assert found.status_code == 200
        assert [path for path in described()["paths"] if f"<code>{path}</code>" not in text] == []
        assert [code for code in STATUSES if f'id="{code}"' not in text] == []
        assert "<script>" not in text
        assert len(found.content) < 100_000
