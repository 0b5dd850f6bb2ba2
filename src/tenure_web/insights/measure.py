"""The pages of Measure: a metric's form and answer, its SQL, its files, and whom it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyarrow.parquet as pq
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from tenure.charts.changes import Change
from tenure.charts.result import attrition_rows, split_by
from tenure.charts.words import Words
from tenure.company import Question
from tenure.company.metrics import catalogue
from tenure.company.metrics.contract import Metric
from tenure.company.predictions.days import PROFILES
from tenure.errors import MetricError, TenureError
from tenure.measure.result import Result
from tenure.report.headline import difference
from tenure.tables.personal import PERSONAL
from tenure_web.insights import kept, showing
from tenure_web.insights.asking import BESIDE, Inquiry, check_rights, inquiry, usual_period
from tenure_web.insights.downloads import KINDS, file_for, kinds_of
from tenure_web.insights.forms import QuestionForm
from tenure_web.insights.opening import Opening, open_customers
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right


@dataclass(frozen=True)
class Answer:
    """An answer on a page: what is drawn of it, who it is of, and whose form opens customers."""

    of: str
    article: Markup
    form: str
    query: str
    files: Sequence[str]


@needs(Right.SEE_FIGURES)
@require_GET
def metric(request: Request, name: str) -> HttpResponse:
    """Ask a metric, and show the answer, beside another if that is asked for."""
    found = metric_of(name)
    form = form_of(found, request.GET, request.words)
    context = {"metric": found, "form": form, "state": "wrong", "error": None, "answers": []}
    if form.is_valid():
        asked = inquiry(found, form.cleaned_data)
        context |= {"asked": asked} | _answered(request, found, asked)
    return page(request, "insights/metric.html.j2", context)


def _answered(request: Request, found: Metric, asked: Inquiry) -> dict[str, object]:
    """Return what the page shows: answers, that they are being computed, or what is wrong."""
    try:
        results = [answer_for(request.user, one) for one in asked.questions]
    except kept.BeingComputedError:
        return {"state": "busy"}
    except TenureError as error:
        return {"error": error}
    opens = bool(found.members) and Right.SEE_CUSTOMERS in request.user.rights
    marked = changes()
    answers = [
        _shown(request, found, asked, number, result, opens, marked)
        for number, result in enumerate(results)
    ]
    return {
        "state": "shown",
        "answers": answers,
        "apart": apart(results, request.words),
        "as_of": results[0].as_of,
    }


def _shown(
    request: Request,
    found: Metric,
    asked: Inquiry,
    number: int,
    result: Result,
    opens: bool,
    marked: Sequence[Change],
) -> Answer:
    words, key = request.words, f"a{number}"
    form = f"open-{key}" if opens else ""
    query = asked.query if number == 0 else asked_alone(asked)
    sql = reverse("insights:sql", args=[found.name]) + (f"?{query}" if query else "")
    article = showing.article(result, words, key, form=form, changes=marked, sql=sql)
    of = ""
    if asked.beside is not None:
        of = words("insights.asked_first" if number == 0 else "insights.asked_beside")
        of += f": {_differs(asked, words)}" if number else ""
    return Answer(of, article, form, query, kinds_of(result, words))


def _differs(asked: Inquiry, words: Words) -> str:
    """Name what the second question asks otherwise."""
    told = [text for name, text in asked.fields.items() if name.startswith(BESIDE)]
    return ", ".join(words.texts.get(f"choice.{one}", one) for one in told)


def asked_alone(asked: Inquiry) -> str:
    """Return the second question's own address: what differs in it takes the place of the first."""
    fields = {name: text for name, text in asked.fields.items() if not name.startswith("to_")}
    fields |= {
        name.removeprefix("to_"): text
        for name, text in asked.fields.items()
        if name.startswith("to_")
    }
    return Inquiry(asked.question, None, fields).query


def apart(results: Sequence[Result], words: Words) -> str:
    """Say how far apart the last whole periods of two answers about attrition are."""
    if len(results) < 2 or any(not showing.is_attrition(one) or split_by(one) for one in results):
        return ""
    rows = [[row for row in attrition_rows(one) if row.complete] for one in results]
    if not all(rows):
        return ""
    first, second = (one[-1] for one in rows)
    found = difference(second, first)
    if found is None:
        return ""
    value, low, high = words.formats.points(found.value, found.low, found.high)
    told = {"first": first.rate, "second": second.rate}
    rates = {name: words.formats.percent(rate) for name, rate in told.items()}
    return words(f"insights.apart_{found.verdict}", value=value, low=low, high=high, **rates)


def answer_for(user: User, question: Question, patience: float = kept.PATIENCE) -> Result:
    """Return the answer that somebody may see; raises as `kept.answer` does."""
    check_rights(question, company.definitions(), user.rights)
    found = showing.seen_by(kept.answer(question, patience), user.rights)
    if found is None:
        raise MetricError(f"you may not see {question.metric}: it lists single customers")
    return found


@needs(Right.SEE_FIGURES)
@require_GET
def sql(request: Request, name: str) -> HttpResponse:
    """Show how an answer is computed: what it means, and the SQL that gives it."""
    found = metric_of(name)
    form = form_of(found, request.GET, request.words)
    if not form.is_valid():
        return redirect(_address(name, request.GET.urlencode()))
    asked = inquiry(found, form.cleaned_data)
    try:
        result = answer_for(request.user, asked.question)
    except (kept.BeingComputedError, TenureError):
        return redirect(_address(name, asked.query))
    columns = showing.columns_told(result, request.words)
    context = {"metric": found, "result": result, "columns": columns, "asked": asked}
    return page(request, "insights/sql.html.j2", context)


@needs(Right.SEE_FIGURES)
@require_GET
def file(request: Request, name: str, kind: str) -> HttpResponse:
    """Give an answer as a file: its rows, or its picture."""
    found = metric_of(name)
    form = form_of(found, request.GET, request.words)
    if kind not in KINDS:
        raise Http404
    if not form.is_valid():
        return redirect(_address(name, request.GET.urlencode()))
    asked = inquiry(found, form.cleaned_data)
    try:
        result = answer_for(request.user, asked.question)
    except (kept.BeingComputedError, TenureError):
        return redirect(_address(name, asked.query))
    return file_for(request, result, kind, changes(), asked.query)


@needs(Right.SEE_CUSTOMERS)
@require_POST
def open_cell(request: Request, name: str) -> HttpResponse:
    """Keep the customers behind a count as a cohort, and open them."""
    found = metric_of(name)
    form = form_of(found, QueryDict(request.POST.get("query", "")[:4000]), request.words)
    cell = dict(parse_qsl(request.POST.get("cell", "")[:4000], keep_blank_values=True))
    count = cell.pop("", "")
    if not form.is_valid() or not count or not cell:
        raise BadRequest("no such count")
    asked = inquiry(found, form.cleaned_data)
    try:
        check_rights(asked.question, company.definitions(), request.user.rights)
        told = open_customers(Opening(asked.question, cell, count))
    except TenureError as error:
        context = {"metric": found, "form": form, "state": "wrong", "error": error, "answers": []}
        context |= {"asked": asked}
        return page(request, "insights/metric.html.j2", context, status=400)
    return redirect("insights:opened", name=told)


def metric_of(name: str) -> Metric:
    """Return a metric of the catalogue; Http404 where there is none."""
    try:
        return catalogue()[name]
    except KeyError:
        raise Http404 from None


def form_of(found: Metric, given: QueryDict, words: Words) -> QuestionForm:
    """Return the form of a metric as an address fills it."""
    data = given.copy()
    if "period" in found.common and not data.get("period"):
        data["period"] = usual_period(found)
    return QuestionForm(found, words, splits(), data)


def splits() -> list[str]:
    """Name what one may split by: segments, and what the last run was split by."""
    run = company.latest()
    found = list(company.definitions().segments)
    found += [str(one.options["by"]) for one in run.results if one.options.get("by")] if run else []
    day = company.last_day()
    if day is not None:
        known = pq.read_schema(day.folder / PROFILES)
        texts = [one.name for one in known if str(one.type) in ("string", "large_string")]
        secret = PERSONAL | {"goals", "currency"}
        found += [one for one in texts if one not in secret and not one.endswith("_id")]
    return list(dict.fromkeys(found))


def _address(name: str, query: str) -> str:
    return f"{reverse('insights:metric', args=[name])}?{query}"
