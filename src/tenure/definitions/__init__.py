"""What customer, active and churned mean in one company: tenure.toml as typed objects."""

from tenure.definitions.loading import SeveralProblemsError, build, load, loads
from tenure.definitions.model import (
    KINDS,
    Active,
    Activity,
    Churn,
    Company,
    Convention,
    Definitions,
    Engine,
    IdealCustomer,
    Kind,
    Onboarding,
    Retention,
    Rule,
    Service,
    Step,
    Store,
    TableSource,
)
from tenure.definitions.presets import preset
from tenure.definitions.schema import json_schema

__all__ = [
    "KINDS",
    "Active",
    "Activity",
    "Churn",
    "Company",
    "Convention",
    "Definitions",
    "Engine",
    "IdealCustomer",
    "Kind",
    "Onboarding",
    "Retention",
    "Rule",
    "Service",
    "SeveralProblemsError",
    "Step",
    "Store",
    "TableSource",
    "build",
    "json_schema",
    "load",
    "loads",
    "preset",
]
