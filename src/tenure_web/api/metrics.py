"""Operations that ask a metric, and those that read what the last run has asked."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import StringConstraints

from tenure.company import Question
from tenure.company.metrics import Metric, catalogue
from tenure.errors import MetricError
from tenure.measure.result import Result
from tenure.report.chapters import EXPLANATIONS, PREDICTIONS
from tenure_web.api.access import Bearer, user_of
from tenure_web.api.failures import no_results
from tenure_web.api.schemas import FAILURES, AnswerOut, MetricOut, ResultHead, ResultOut, SqlOut
from tenure_web.api.values import plain
from tenure_web.customers.names import names_seen
from tenure_web.insights import kept
from tenure_web.insights.asking import check_rights, inquiry
from tenure_web.insights.measure import answer_for
from tenure_web.insights.showing import hidden, lists_customers
from tenure_web.insights.why import why_of
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.rights import Right

router = Router()
_FIGURES = Bearer(Right.SEE_FIGURES)
_COMMON = ("period", "by", "where", "cohort", "as_of")
_UNIT = "unit_id"
_AT_ONCE = 1_000
_PATIENCE = 30.0
"""Seconds that a program waits for an answer; what takes longer goes on, and is kept."""
_OPTIONS = {
    "parameters": [
        {
            "in": "query",
            "name": "options",
            "description": "The metric's own options, each a parameter of its name.",
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
            "style": "form",
            "explode": True,
        }
    ]
}

Text = Annotated[str, StringConstraints(max_length=4000)]
Name = Annotated[str, StringConstraints(max_length=200)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Cut = Literal["day", "week", "month", "quarter", "year"]


@router.get("/metrics", response={200: list[MetricOut], **FAILURES}, auth=_FIGURES)
def metrics(request: HttpRequest) -> Any:
    """List the metrics that can be asked, with their options and columns."""
    return [_of_metric(one) for one in catalogue().values()]


@router.get(
    "/metrics/{name}",
    response={200: AnswerOut, **FAILURES},
    auth=_FIGURES,
    openapi_extra=_OPTIONS,
)
def metric(
    request: HttpRequest,
    name: str,
    period: Cut | None = None,
    by: Name | None = None,
    where: Text | None = None,
    cohort: Name | None = None,
    as_of: Day | None = None,
) -> Any:
    """Ask a metric; parameters and their meanings are those of the page and the command line."""
    question = _question(request, _metric(name), period, by, where, cohort, as_of)
    user = user_of(request)
    return _answer(answer_for(user, question, _PATIENCE), user)


@router.get(
    "/metrics/{name}/sql",
    response={200: SqlOut, **FAILURES},
    auth=_FIGURES,
    openapi_extra=_OPTIONS,
)
def metric_sql(
    request: HttpRequest,
    name: str,
    period: Cut | None = None,
    by: Name | None = None,
    where: Text | None = None,
    cohort: Name | None = None,
    as_of: Day | None = None,
) -> Any:
    """Show how a metric is computed: the SQL of the same question."""
    question = _question(request, _metric(name), period, by, where, cohort, as_of)
    key = kept.name_of(("sql", asdict(question)))
    sql = kept.soon(key, lambda told: told.sql(question), _PATIENCE)
    return {"metric": question.metric, "sql": sql}


@router.get("/results", response={200: list[ResultHead], **FAILURES}, auth=_FIGURES)
def results(request: HttpRequest) -> Any:
    """List what the last run has computed, without its rows."""
    return [_head(key, one) for key, one in _kept().items()]


@router.get("/results/{key}", response={200: ResultOut, **FAILURES}, auth=_FIGURES)
def result(request: HttpRequest, key: str) -> Any:
    """Give one result of the last run."""
    found = _kept().get(key)
    if found is None:
        raise Http404
    return _head(key, found) | _answer(found, user_of(request))


@router.get("/explanations", response={200: list[ResultOut], **FAILURES}, auth=_FIGURES)
def explanations(request: HttpRequest) -> Any:
    """Give what the last run says of why customers leave."""
    return list(_of_area("explain", user_of(request)))


@router.get("/explanations/why", response={200: AnswerOut, **FAILURES}, auth=_FIGURES)
def why(
    request: HttpRequest,
    period: Name | None = None,
    against: Name | None = None,
    segment: Name | None = None,
) -> Any:
    """Say why attrition in a period was not that of another, of everyone or of a segment."""
    asked = {"period": period or "", "against": against or "", "segment": segment or ""}
    user = user_of(request)
    return _answer(why_of(user, asked, _PATIENCE), user)


@router.get("/predictions", response={200: list[ResultOut], **FAILURES}, auth=_FIGURES)
def predictions(request: HttpRequest) -> Any:
    """Give what the last run says of what is to come."""
    return list(_of_area("predict", user_of(request)))


def _metric(name: str) -> Metric:
    found = catalogue().get(name)
    if found is None:
        raise Http404
    return found


def _question(
    request: HttpRequest,
    metric: Metric,
    period: str | None,
    by: str | None,
    where: str | None,
    cohort: str | None,
    as_of: str | None,
) -> Question:
    """Make the question of a request, and refuse what its token may not ask by."""
    given = {name: str(value) for name, value in request.GET.items() if name not in _COMMON}
    metric.settings(given)  # refuses options that there are not
    told: dict[str, object] = {**given, "period": period, "by": by, "where": where}
    question = inquiry(metric, told | {"as_of": _day(as_of)}).question
    rights = user_of(request).rights
    check_rights(question, company.definitions(), rights)
    if cohort is not None and not rights >= {Right.SEE_CUSTOMERS, Right.SEE_EVERYONE}:
        raise MetricError("you may not ask by a cohort: it may be of a single customer")
    return replace(question, cohort=cohort)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise MetricError(f"as_of cannot be {text!r}: there is no such day") from None


def _kept() -> dict[str, Result]:
    """Return the results of the last run by their keys: metric, and a number where it has more."""
    found: dict[str, Result] = {}
    for one in (company.latest() or no_results()).results:
        number = sum(one.metric == other.metric for other in found.values())
        found[one.metric if not number else f"{one.metric}-{number + 1}"] = one
    return found


def _of_area(area: str, user: User) -> Iterator[dict[str, Any]]:
    for key, one in _kept().items():
        if _area(one) == area:
            yield _head(key, one) | _answer(one, user)


def _area(result: Result) -> str:
    """Return measure, explain or predict."""
    if result.metric in EXPLANATIONS:
        return "explain"
    return "predict" if result.metric in PREDICTIONS else "measure"


def _head(key: str, result: Result) -> dict[str, Any]:
    return {
        "key": key,
        "area": _area(result),
        "metric": result.metric,
        "title": result.title,
        "as_of": result.as_of,
        "options": plain(result.options),
    }


def _answer(result: Result, user: User) -> dict[str, Any]:
    rows = [plain(row) for row in _seen(result, user)]
    about = {
        name: value for name, value in _head("", result).items() if name not in ("key", "area")
    }
    return about | {"definition": result.words, "columns": list(result.columns), "rows": rows}


def _seen(result: Result, user: User) -> list[dict[str, Any]]:
    """Return the rows that a token may see: single customers by portfolio, texts by right."""
    rows = result.rows
    if lists_customers(result) and not user.may(Right.SEE_CUSTOMERS):
        return []
    if lists_customers(result) and not user.may(Right.SEE_EVERYONE):
        ids = [row[_UNIT] for row in rows]
        parts = (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
        known = {one for some in parts for one in names_seen(user, some)}
        rows = [row for row in rows if row[_UNIT] in known]
    away = hidden(result, user.rights)
    return [row | dict.fromkeys(away) for row in rows]


def _of_metric(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "title": metric.title,
        "about": metric.about,
        "source": metric.source,
        "parameters": [*metric.common, "cohort", "as_of"],
        "periods": list(metric.periods) if "period" in metric.common else [],
        "options": [plain(vars(one)) for one in metric.options],
        "columns": [vars(one) for one in metric.columns],
    }
