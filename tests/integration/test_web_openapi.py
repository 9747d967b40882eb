"""The API keeps what its OpenAPI document promises, on inputs nobody thought of."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.app import Soundings, create_app

OPERATIONS = [
    ("POST", "/api/v1/ask"),
    ("POST", "/api/v1/chat"),
    ("GET", "/api/v1/proposals"),
    ("GET", "/api/v1/proposals/facets"),
    ("GET", "/api/v1/proposals/{reference}/similar"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
]


@pytest.fixture
def described(parts: Soundings):
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(parts))


def test_every_operation_is_tried(described):
    found = [one.ok() for one in described.get_all_operations()]
    assert [(one.method.upper(), one.path) for one in found] == OPERATIONS


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_its_promises(described, parts: Soundings, method: str, path: str):
    token = parts.tokens.create("reviewer")
    tried = described[path][method]

    @given(case=tried.as_strategy())
    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def keeps(case: Case) -> None:
        headers = {"Authorization": f"Bearer {token}"} if "proposals" in path else None
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    keeps()
