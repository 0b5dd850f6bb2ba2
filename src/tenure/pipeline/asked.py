"""Which questions a run answers: the same for every company, as far as its tables allow."""

from datetime import date

from tenure.company import Question
from tenure.company.metrics import find
from tenure.company.splits import split_columns
from tenure.company.units import Rule

_MORE: tuple[tuple[str, dict[str, object]], ...] = (
    ("lifecycle", {}),
    ("year-on-year", {}),
    ("seasonality", {}),
    ("regrettable", {}),
    ("mrr", {}),
    ("revenue-retention", {}),
    ("save-window", {}),
    ("lapsing", {}),
    ("expiring", {}),
    ("logos", {}),
    ("features", {"windows": 1}),
    ("onboarding", {}),
    ("repeat-purchase", {}),
    ("rfm", {}),
    ("service", {}),
)


def questions(rule: Rule, as_of: date | None) -> list[Question]:
    """List the questions of a run: attrition whole and split, and the triangles."""
    splits = [Question("attrition", "month", by=by, as_of=as_of) for by in split_columns(rule)]
    if rule.snapshot:
        return [Question("attrition", as_of=as_of), *splits, Question("retention", as_of=as_of)]
    return [
        *(Question("attrition", period, as_of=as_of) for period in ("month", "week", "quarter")),
        *splits,
        Question("retention", "month", as_of=as_of),
        Question("retention", "month", as_of=as_of, options={"mode": "on_or_after"}),
        Question("retention", "week", as_of=as_of),
        *_more(rule, as_of),
    ]


def _more(rule: Rule, as_of: date | None) -> list[Question]:
    """List the metrics whose tables are there; one that still cannot be computed says why."""
    tables, definitions = set(rule.data.tables), rule.data.definitions
    left_out = set() if definitions.ideal_customer else {"regrettable"}
    if "accounts" not in tables:
        left_out |= {"logos", "logo-lead"}
    if rule.name != "inactive" and not definitions.onboarding.steps:
        left_out.add("onboarding")
    if rule.name not in ("inactive", "purchase"):
        left_out.add("lapsing")
    if rule.unit == "account" and "customers" not in tables:
        left_out.add("features")
    return [
        Question(name, options=dict(options), as_of=as_of)
        for name, options in _MORE
        if name not in left_out and set(find(name).needs) <= tables
    ]
