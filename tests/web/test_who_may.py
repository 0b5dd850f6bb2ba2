"""Who may open what: a table over every address, and over every operation of the API.

Under the rights that are all asked for stand the addresses. A new address has to be written down
here, and whoever lacks any one of its rights is refused, whether they read or post.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenure_web.api.v1 import described
from tenure_web.people.models import User
from tenure_web.people.rights import GROUPS, Right

from .test_attacks import filled
from .test_rules import VIEWS

PAGES = """
everyone:
    api/v1/<path:path>
    api/v1/openapi.json
    healthz
    language/
    messages/c/<str:token>/
    messages/choices/<str:token>/
    messages/o/<str:token>.gif
    metrics
    people/forgotten/
    people/join/<str:secret>/
    people/new-password/<str:who>/<str:token>/
    people/sign-in/
    readyz
half signed in:
    people/second-factor/
    people/sign-out/
signed in:
    (home)
    api/
    people/me/
    people/me/password/
    people/me/second-factor/
    people/me/second-factor/confirm/
    people/me/second-factor/off/
    people/me/second-factor/picture.svg
    people/me/second-factor/spare/
    people/me/sessions/<int:pk>/end/
    people/me/sessions/end-others/
annotate:
    insights/timeline/<int:number>/
    insights/timeline/<int:number>/remove/
    insights/timeline/add/
care see_customers:
    customers/note/<int:note>/
    customers/note/<int:note>/change/
    customers/notes/<str:kind>/<path:unit>
    messages/contact/<path:unit>
    messages/say/<path:unit>
    tasks/
    tasks/<int:pk>/
    tasks/capacity/
    tasks/new/<str:kind>/<path:unit>
    tasks/some/
    tasks/undo/
care see_customers see_everyone:
    messages/bring/
    messages/closed/
    messages/closed/<int:row>/lift/
care see_customers see_figures:
    tasks/interviews/
edit_definitions:
    definitions/changes/<int:pk>/
    definitions/changes/<int:pk>/again/
    definitions/changes/<int:pk>/discard/
    definitions/changes/<int:pk>/effect/
    definitions/changes/<int:pk>/keep/
    definitions/changes/<int:pk>/rebase/
    definitions/edit/
    definitions/edit/<slug:name>/
    definitions/uploads/
    definitions/uploads/<int:pk>/
    definitions/uploads/<int:pk>/add/
    definitions/uploads/<int:pk>/check/
    definitions/uploads/<int:pk>/forget/
    definitions/versions/<int:pk>/restore/
edit_definitions see_quarantine:
    definitions/quality/<slug:table>/mend/
edit_plays export see_customers see_everyone see_figures:
    plays/play/<slug:name>/audience/<slug:way>/
    plays/play/<slug:name>/audience/<slug:way>/daily/
    plays/play/<slug:name>/audience/page/<int:pk>/
edit_plays see_customers see_everyone:
    messages/<int:number>/again/
edit_plays see_figures:
    plays/new/
    plays/new/begin/
    plays/new/file/
    plays/play/<slug:name>/edit/
    plays/play/<slug:name>/preview/
    plays/play/<slug:name>/state/
    plays/play/<slug:name>/text/
    plays/play/<slug:name>/versions/<int:pk>/restore/
    plays/ready/
export:
    insights/opened/<str:name>/csv/
export see_customers:
    customers/accounts/export.csv
    customers/export.csv
export see_customers see_everyone see_figures:
    plays/play/<slug:name>/audience/
    plays/play/<slug:name>/audience/file/
export see_quarantine:
    definitions/quality/<slug:table>/rows.csv
manage_people:
    people/
    people/<int:pk>/
    people/<int:pk>/lock/
    people/<int:pk>/password-link/
    people/<int:pk>/second-factor/
    people/<int:pk>/unlock/
    people/invitations/<int:pk>/remove/
    people/invite/
    people/portfolios/
    people/portfolios/<int:pk>/
    people/portfolios/<int:pk>/remove/
    people/portfolios/new/
manage_people see_customers:
    messages/erase/<path:unit>
run:
    work/schedule/<slug:what>/
    work/start/
save_views:
    insights/dashboards/<int:number>/
    insights/dashboards/<int:number>/arrange/
    insights/dashboards/<int:number>/mail/
    insights/dashboards/<int:number>/remove/
    insights/dashboards/add/
    insights/views/
    insights/views/<int:number>/remove/
    insights/views/add/
save_views see_customers:
    customers/segments/
    customers/segments/<int:segment>/
    customers/segments/<int:segment>/delete/
    customers/segments/save/
see_audit:
    people/audit.csv
    people/audit/
see_customers:
    customers/
    customers/account-story/<path:account>
    customers/account/<path:account>
    customers/accounts/
    customers/curve/<path:unit>
    customers/one/<path:unit>
    customers/search/
    customers/story/<path:unit>
    insights/measure/<slug:name>/open/
    insights/opened/<str:name>/
    messages/of/<path:unit>
    plays/of/<path:unit>
see_customers see_everyone:
    messages/
    messages/<int:number>/
see_customers see_everyone see_personal:
    messages/<int:number>/test/
see_figures:
    definitions/
    definitions/file/
    definitions/quality/
    definitions/sources/
    definitions/versions/
    definitions/versions/<int:pk>/
    definitions/versions/compare/
    insights/
    insights/explain/<slug:area>/
    insights/explain/interviews/
    insights/explain/interviews/csv/
    insights/explain/why/
    insights/explain/why/<slug:kind>/
    insights/files/<slug:verb>/<slug:area>/<int:number>/<slug:kind>/
    insights/measure/<slug:name>/
    insights/measure/<slug:name>/<slug:kind>/
    insights/measure/<slug:name>/sql/
    insights/predict/<slug:area>/
    insights/predict/card/
    insights/prove/<slug:area>/
    insights/prove/experiment/
    insights/prove/experiment/<slug:kind>/
    insights/prove/quarter/
    insights/prove/quarter/<slug:kind>/
    insights/timeline/
    insights/timeline/changes.csv
    messages/bounds/
    plays/
    plays/experiments/
    plays/experiments/<path:name>/
    plays/play/<slug:name>/
    plays/play/<slug:name>/export/
    plays/play/<slug:name>/versions/
    plays/play/<slug:name>/versions/<int:pk>/
see_quarantine:
    definitions/quality/<slug:table>/
see_runs:
    work/
    work/now/
    work/runs/<int:job>/
    work/schedule/
use_api:
    people/me/tokens/
    people/me/tokens/<int:pk>/remove/
"""

API = """
annotate:
    POST changes
    DELETE changes/{id}
care see_customers:
    POST notes/{id}/restore
    POST notes/{kind}/{unit_id}
    PATCH notes/{id}
    DELETE notes/{id}
    POST tasks
    POST tasks/{id}/done
care see_customers see_everyone:
    POST offers/redeem
export see_customers:
    GET exports/profiles
    GET exports/decisions
run see_runs:
    POST runs
save_views see_customers:
    POST segments
    DELETE segments/{id}
see_audit:
    GET audit
see_customers:
    GET profiles
    GET crossed
    GET profiles/{unit_id}
    GET segments
    GET segments/{id}
    GET search
    GET timelines/{kind}/{unit_id}
    GET accounts
    GET accounts/{account_id}
    GET notes/{kind}/{unit_id}
    GET tasks
    GET decisions/days
    GET decisions/of/{unit_id}
    GET decisions/why/{unit_id}
    GET decisions
    GET rulings/{customer_id}
see_figures:
    GET company
    GET changes
    GET quality
    GET metrics
    GET metrics/{name}
    GET metrics/{name}/sql
    GET results
    GET results/{key}
    GET explanations
    GET explanations/why
    GET predictions
    GET definitions
    GET definitions/versions
    GET definitions/versions/{id}
    GET sources
    GET plays
    GET plays/{play}
    GET plays/{play}/versions/{id}
    GET experiments
    GET experiments/{name}
    GET plays/{play}/effects
    GET brought
see_quarantine:
    GET quality/{table}/rows
see_runs:
    GET runs
    GET runs/{job}
"""


def read(table: str) -> dict[str, str]:
    """Return under what each line of a table stands."""
    found: dict[str, str] = {}
    heading = ""
    for line in table.strip().splitlines():
        if line.startswith(" "):
            assert line.strip() not in found, line
            found[line.strip()] = heading
        else:
            heading = line.removesuffix(":")
    return found


MAY = {"" if one == "(home)" else one: who for one, who in read(PAGES).items()}
OPERATIONS = read(API)
WITHOUT = {"everyone", "half signed in", "signed in"}
"""Of these no right is asked."""


def rights(who: str) -> set[Right]:
    return set() if who in WITHOUT else {Right(one) for one in who.split()}


def said(rule: Any) -> str:
    if rule.public:
        return "everyone"
    if not rule.second_factor:
        return "half signed in"
    return " ".join(sorted(rule.rights)) or "signed in"


def test_every_address_is_for_whom_the_table_says() -> None:
    found = {
        one: said(view.callback.rule) for one, view in VIEWS.items() if not view.callback.rule.token
    }
    assert found == MAY


def test_every_operation_is_for_whom_the_table_says() -> None:
    found = {
        f"{method.upper()} {path.removeprefix('/api/v1/')}": " ".join(sorted(told["x-rights"]))
        for path, operations in described()["paths"].items()
        for method, told in operations.items()
    }
    assert found == OPERATIONS


def test_what_a_token_opens_is_an_operation_of_the_api() -> None:
    """Pages are opened by a session alone: only the API leaves it to a token."""
    tokens = {one for one, view in VIEWS.items() if view.callback.rule.token}
    assert tokens
    assert all(one.startswith("api/v1/") for one in tokens)


@pytest.fixture
def all_but(monkeypatch: pytest.MonkeyPatch, person: Callable[..., User]) -> Callable[..., User]:
    """Make somebody who has every right but one."""

    def make(right: Right) -> User:
        monkeypatch.setitem(GROUPS, f"all_but_{right}", frozenset(set(Right) - {right}))
        return person(f"all but {right}", f"all_but_{right}")

    return make


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("right", sorted({one for who in MAY.values() for one in rights(who)}))
def test_who_lacks_one_right_is_refused_to_read_and_to_post(
    right: Right, all_but: Callable[..., User]
) -> None:
    client = Client()
    client.force_login(all_but(right), backend="django.contrib.auth.backends.ModelBackend")
    for one in (address for address, who in MAY.items() if right in rights(who)):
        for method in ("get", "post"):
            assert getattr(client, method)(filled(one)).status_code == 403, (method, one)


@pytest.mark.usefixtures("workspace")
def test_strangers_are_sent_to_the_login_wherever_they_come(db: None) -> None:
    client = Client()
    for one in (address for address, who in MAY.items() if who != "everyone"):
        for method in ("get", "post"):
            answer = getattr(client, method)(filled(one))
            assert answer.status_code == 302, (method, one)
            assert answer.headers["Location"].startswith("/people/sign-in/"), (method, one)
