"""Writing a play: by a form with a live preview, as text, taken, brought in, started, ended."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast, get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenure.act.drafting import draft
from tenure.act.editing import copy
from tenure.act.play import Play, State
from tenure.act.reading import is_id, loads
from tenure.act.ready import take
from tenure.act.writing import dumps
from tenure.charts.formats import money
from tenure.company.acts.saying import reason_in_short
from tenure.definitions.texts import decoded
from tenure.errors import DefinitionError, TenureError
from tenure_web.customers.names import names_seen
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.people.views import user_of, words_of
from tenure_web.plays import personal, shelf
from tenure_web.plays.checked import checked
from tenure_web.plays.fields import STEPS
from tenure_web.plays.forms import PlayForm, option, sent, shown
from tenure_web.plays.models import Version
from tenure_web.plays.models.version import fingerprint
from tenure_web.plays.previewing import Preview
from tenure_web.plays.previewing import preview as decide
from tenure_web.plays.shelf import ChangedMeanwhileError
from tenure_web.plays.views.shared import EDIT, around, language_of, the_play, told

_LONGEST = 200_000
_AGAIN = ("add", "steps", "again")
"""What is sent with a form that is not to be kept yet."""


@EDIT
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str) -> HttpResponseBase:
    """Change a play by its form."""
    kept, words = the_play(name), words_of(request)
    base, status = fingerprint(shelf.text_of(kept)), 200
    shows: dict[str, Any] = {"previewed": False}
    form = shown(kept.play)
    if request.method == "POST":
        form = sent(request.POST, kept.play, language_of(request))
        base = request.POST.get("base", base)
        if "preview" in request.POST:
            shows = _previewed(request, form, kept.play)
        elif any(one in request.POST for one in _AGAIN):
            form = _unjudged(form)
        elif form.play is None:
            status = 400
        else:
            try:
                done = _keep(request, name, dumps(form.play), base)
            except DefinitionError as error:
                form.errors.append(told(error, words))
                status = 400
            else:
                if done is not None:
                    return done
                form.errors.append(words("plays.changed_meanwhile"))
                status = 409
    context = {
        **around(request, kept, "edit"),
        "form": form,
        "base": base,
        "adding": tuple(STEPS),
        "option": option,
        **shows,
    }
    return page(request, "plays/edit.html.j2", context, status=status)


def _unjudged(form: PlayForm) -> PlayForm:
    """Say nothing yet of what somebody is still filling in."""
    for part in form.parts:
        for one in part.fields:
            one.errors.clear()
    return PlayForm(form.parts, form.play)


def _keep(request: HttpRequest, name: str, text: str, base: str) -> HttpResponseBase | None:
    """Keep a text, and go to the play; None where others changed it meanwhile."""
    words = words_of(request)
    note = request.POST.get("note", "").strip()[:300]
    try:
        made = shelf.keep(name, text, user_of(request), base=base, note=note)
    except ChangedMeanwhileError:
        return None
    messages.success(request, words("plays.kept", number=str(made.number)))
    return redirect("plays:play", name)


@EDIT
@require_POST
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """Say who would be contacted today by what the form says."""
    before = the_play(name).play
    form = sent(request.POST, before, language_of(request))
    return page(request, "plays/preview.html.j2", _previewed(request, form, before))


def _previewed(request: HttpRequest, form: PlayForm, before: Play) -> dict[str, Any]:
    """Return what is shown of who would be contacted; ids to whoever may see all customers."""
    language, user = language_of(request), user_of(request)
    found = _decided(form.play, before, user) if form.play is not None else None
    first = found.found.first if found and found.found else []
    sees = user.may(Right.SEE_CUSTOMERS) and user.may(Right.SEE_EVERYONE)
    return {
        "previewed": True,
        "found": found,
        "first": first if sees else [],
        "names": names_seen(user, [one["unit_id"] for one in first]) if sees else {},
        "amount": money,
        "in_short": partial(reason_in_short, language=language),
        "checked": checked(form.play, language) if form.play is not None else None,
    }


def _decided(play: Play, before: Play, user: User) -> Preview:
    """Decide as it would be; not by what a user may not see."""
    try:
        personal.refuse(play, user, before)
    except DefinitionError as error:
        return Preview(unsaid=error.message)
    return decide(play, shelf.notice().plays)


@EDIT
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, name: str) -> HttpResponseBase:
    """Change a play as text."""
    kept, words = the_play(name), words_of(request)
    written = shelf.text_of(kept)
    base, wrong, status = fingerprint(written), [], 200
    if request.method == "POST":
        written = request.POST.get("text", "")[:_LONGEST].replace("\r\n", "\n")
        base = request.POST.get("base", base)
        try:
            done = _keep(request, name, written, base)
            if done is not None:
                return done
            wrong, status = [words("plays.changed_meanwhile")], 409
        except DefinitionError as error:
            problems = getattr(error, "problems", (error,))
            wrong, status = [told(one, words) for one in problems], 400
    context = {**around(request, kept, "text"), "text": written, "base": base, "wrong": wrong}
    return page(request, "plays/text.html.j2", context, status=status)


@EDIT
@require_POST
def turn(request: HttpRequest, name: str) -> HttpResponse:
    """Start, pause or end a play; one with something wrong or missing is not started."""
    kept, words = the_play(name), words_of(request)
    state = request.POST.get("state", "")
    if state not in get_args(State):
        raise Http404
    if state == "running" and not checked(kept.play, language_of(request)).runs:
        messages.error(request, words("plays.cannot_run"))
        return redirect("plays:play", name)
    shelf.turn(name, cast(State, state), user_of(request))
    messages.success(request, words(f"plays.now_{state}"))
    return redirect("plays:play", name)


@EDIT
@require_POST
def restore(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Go back to a version, which makes a new one; the state stays as it is."""
    kept, words = the_play(name), words_of(request)
    one = get_object_or_404(Version, pk=pk, play=name)
    try:
        old = loads(one.text, source=f"{name}.toml")
        play = old.model_copy(update={"state": kept.play.state, "version": kept.play.version})
        base = fingerprint(shelf.text_of(kept))
        shelf.keep(name, dumps(play), user_of(request), base=base, restored=one)
    except (DefinitionError, ChangedMeanwhileError) as error:
        said = told(error, words) if isinstance(error, TenureError) else ""
        messages.error(request, said or words("plays.changed_meanwhile"))
        return redirect("plays:version", name, pk)
    messages.success(request, words("plays.restored", number=str(one.number)))
    return redirect("plays:play", name)


@EDIT
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin a play: from nothing, or from one that is ready."""
    name, source = request.POST.get("id", "").strip(), request.POST.get("ready", "")
    currency = company.definitions().company.currency

    def make() -> Play:
        return take(source, id=name or None, currency=currency) if source else draft(name)

    return _create(request, make, "play.take" if source else "play.create")


@EDIT
@require_GET
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for a file to bring in, or an id to begin with."""
    return page(request, "plays/bring.html.j2", {"wrong": ()})


@EDIT
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Bring a play in from a file: a draft with a salt of its own."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > _LONGEST:
        return _refused(request, words_of(request)("plays.no_file"))
    name = request.POST.get("id", "").strip()

    def make() -> Play:
        given = loads(decoded(file.read(), file.name or ""), source=file.name or "")
        return copy(given, id=name or given.id)

    return _create(request, make, "play.import")


def _create(request: HttpRequest, make: Callable[[], Play], action: str) -> HttpResponse:
    words = words_of(request)
    try:
        play = make()
        if not is_id(play.id):
            return _refused(request, words("plays.bad_id"))
        shelf.create(play, user_of(request), note="", action=action)
    except DefinitionError as error:
        problems = getattr(error, "problems", (error,))
        return _refused(request, *[told(one, words) for one in problems])
    messages.success(request, words("plays.begun"))
    return redirect("plays:edit", play.id)


def _refused(request: HttpRequest, *wrong: str) -> HttpResponse:
    return page(request, "plays/bring.html.j2", {"wrong": wrong}, status=400)
