"""Operations on tasks: listed, made, and closed with what came of them."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from tenure.act.arbiter import Ruling
from tenure_web.api.access import Bearer, ForbiddenError, user_of
from tenure_web.api.failures import failure
from tenure_web.api.schemas import CLOSES, FAILURES
from tenure_web.api.written import TaskDone, TaskIn, TaskOut
from tenure_web.customers.views.shared import hold
from tenure_web.people.rights import Right
from tenure_web.people.views import words_of
from tenure_web.tasks import changing
from tenure_web.tasks.kinds import outcomes_of
from tenure_web.tasks.models import Task
from tenure_web.tasks.queue import may_own, put
from tenure_web.tasks.scope import SHOWN, may_see, seen, tasks_of

router = Router()
_CARES = Bearer(Right.SEE_CUSTOMERS, Right.CARE)
Whose = Literal["mine", "nobody", "all", "closed"]


@router.get("/tasks", response={200: list[TaskOut], **FAILURES}, auth=Bearer(Right.SEE_CUSTOMERS))
def tasks(
    request: HttpRequest, whose: Query[Whose] = "all", queue: str = "", unit_id: str = ""
) -> Any:
    """List open tasks that one may see, those due first: one's own, nobody's, or all.

    `closed` are those that one closed in the last two weeks. At most 200. Needs `care` or
    `see_personal`.
    """
    user = user_of(request)
    if not user.may(Right.CARE) and not user.may(Right.SEE_PERSONAL):
        raise ForbiddenError(Right.SEE_PERSONAL)
    found = tasks_of(user, whose=whose, queue=queue)
    found = found.filter(unit=unit_id) if unit_id else found
    return [_told(one.task) for one in seen(user, list(found[:SHOWN]), "en")]


@router.post("/tasks", response={201: TaskOut, 200: TaskOut, **CLOSES}, auth=_CARES)
def make_task(request: HttpRequest, told: TaskIn) -> Any:
    """Write a task; 200 with the one that is there where one of its play and kind is open.

    A contact that the arbiter refuses is answered with `refused`, and the reason is kept.
    """
    user = user_of(request)
    hold(user, told.kind, told.unit_id)
    owner = next((one for one in may_own() if one.get_username() == told.owner), None)
    if told.owner and owner is None:
        return failure("invalid", "nobody of this name can be given tasks", "owner")
    made = put(
        unit=told.unit_id,
        kind=told.kind,
        customer=told.customer_id or (told.unit_id if told.kind == "customer" else ""),
        what=told.what,
        purpose=told.purpose or "",
        title={"": told.title},
        guide={"": told.guide} if told.guide else {},
        due=told.due,
        owner=owner,
        author=user,
    )
    if made.task is None:
        return _refused(request, made.ruling)
    return Status(201 if made.new else 200, _told(made.task))


@router.post("/tasks/{int:id}/done", response={200: TaskOut, **CLOSES}, auth=_CARES)
def close_task(request: HttpRequest, id: int, told: TaskDone) -> Any:
    """Say what came of a task; `happened` says that a refused contact took place all the same."""
    task = _own(request, id)
    if told.outcome not in outcomes_of(task.what):
        allowed = ", ".join(outcomes_of(task.what))
        return failure("invalid", f"this does not come of a {task.what}", "outcome", allowed)
    try:
        ruling = changing.close(task=task, user=user_of(request), **told.dict())
    except changing.TooLateError as error:
        return failure("taken", f"it was closed by {error.who or 'somebody else'}", "id")
    return _told(task) if ruling is None else _refused(request, ruling)


def _refused(request: HttpRequest, ruling: Ruling | None) -> Any:
    """Answer with why a customer may not be contacted: the reason of the ruling, and until when.

    `hint` says it in the language that was asked for (Accept-Language), else the company's.
    """
    assert ruling is not None
    until = f"; from {ruling.until.isoformat()} on" if ruling.until else ""
    says = words_of(request)(f"ruling.because_{ruling.reason}")
    return failure("refused", f"{ruling.reason}{until}", "customer_id", says)


def _own(request: HttpRequest, id: int) -> Task:
    found = Task.objects.select_related("owner", "closed_by", "author").filter(pk=id).first()
    if found is None or not may_see(user_of(request), found):
        raise Http404
    return found


def _told(task: Task) -> dict[str, Any]:
    names = ("id", "kind", "what", "purpose", "play", "queue", "due", "state", "said")
    told = {name: getattr(task, name) for name in (*names, "made_at", "closed_at")}
    people = {name: getattr(task, name) for name in ("author", "owner", "closed_by")}
    return {
        **told,
        **{name: one.get_username() if one else None for name, one in people.items()},
        "unit_id": task.unit,
        "customer_id": task.customer or None,
        "title": task.title,
        "guide": task.guide,
        "outcome": task.outcome or None,
    }
