"""Changing the definitions: a form a section or the whole text, looked at before it is kept."""

from datetime import date
from typing import Any

import tomlkit.exceptions
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenure.charts.unsaid import said
from tenure.charts.words import Words
from tenure.errors import DefinitionError
from tenure_web.definitions import keeping
from tenure_web.definitions.aside import Answer, ask
from tenure_web.definitions.asking import user_of, words_of
from tenure_web.definitions.checking import Fault, faults
from tenure_web.definitions.editing import values_of, with_only, with_values
from tenure_web.definitions.forms import (
    SECTIONS,
    RowsForm,
    SectionForm,
    Spec,
    rows_forms,
    section_form,
    tie,
    values_of_rows,
)
from tenure_web.definitions.keeping import ChangedMeanwhileError, Current
from tenure_web.definitions.models import Draft, Version
from tenure_web.definitions.secrets import hidden, revealed
from tenure_web.lib import company
from tenure_web.lib.comparing import compared
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

_LONGEST = 400_000
_EDIT = needs(Right.EDIT_DEFINITIONS)


def begin(
    request: HttpRequest, base: Current, text: str, *, restores: Version | None = None
) -> HttpResponse:
    """Keep a change for its maker to look at, and go there."""
    made = Draft.objects.create(
        user=user_of(request),
        base=base.fingerprint,
        before=base.shown,
        text=text,
        restores=restores,
    )
    return redirect("definitions:change", made.pk)


@_EDIT
@require_http_methods(["GET", "POST"])
def whole(request: HttpRequest) -> HttpResponse:
    """Change the whole text."""
    now = keeping.notice()
    text, wrong = now.shown, []
    if request.method == "POST":
        text = request.POST.get("text", "")[:_LONGEST].replace("\r\n", "\n")
        wrong = faults(revealed(text, now.text), now.text)
        if not wrong:
            return begin(request, _base(request, now), text)
    context = {"text": text, "faults": wrong, "base": now.fingerprint}
    return page(request, "definitions/whole.html.j2", context, status=400 if wrong else 200)


def _base(request: HttpRequest, now: Current) -> Current:
    """Return the file as it was when the form was opened, as far as it is known."""
    told = request.POST.get("base", "")
    if told in ("", now.fingerprint):
        return now
    opened = Version.objects.filter(fingerprint=told).first()
    return Current(opened.text, told) if opened else now


@_EDIT
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, name: str) -> HttpResponse:
    """Change one section by a form."""
    spec = SECTIONS.get(name)
    if spec is None:
        raise Http404
    now = keeping.notice()
    try:
        said = values_of(now.text, name)
    except tomlkit.exceptions.TOMLKitError:
        return redirect("definitions:whole")  # there is nothing to fill a form from
    words = words_of(request)
    data = request.POST if request.method == "POST" else None
    form, lists = section_form(spec, words, said, data), rows_forms(spec, words, said, data)
    rest: list[Fault] = []
    if data is not None and _valid(form, lists):
        base = _base(request, now)
        text = hidden(_written(base.text, spec, form, lists))
        rest = faults(revealed(text, now.text), now.text)
        if not rest:
            return begin(request, base, text)
        rest = tie(rest, form, lists)
    context = {
        "spec": spec,
        "form": form,
        "lists": lists,
        "faults": rest,
        "base": now.fingerprint,
    }
    status = 200 if data is None else 400
    return page(request, "definitions/section.html.j2", context, status=status)


def _valid(form: SectionForm, lists: list[RowsForm]) -> bool:
    """Check every field, so that each can say what is wrong with it."""
    return all([form.is_valid(), *[one.is_valid() for one in lists]])


def _written(text: str, spec: Spec, form: SectionForm, lists: list[RowsForm]) -> str:
    values = {**form.values(), **values_of_rows(spec, lists)}
    if any(not rows.key for rows in spec.rows):
        return with_only(text, spec.name, values)
    if all(value is None for value in values.values()) and not values_of(text, spec.name):
        return text
    return with_values(text, spec.name, values)


@_EDIT
@require_GET
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a change before it is kept: what differs, and what it would do to attrition."""
    draft = _own(request, pk)
    now = keeping.notice()
    meanwhile = now.fingerprint != draft.base
    context: dict[str, Any] = {
        "draft": draft,
        "lines": compared(draft.before, draft.text),
        "meanwhile": compared(draft.before, now.shown) if meanwhile else None,
        "both": compared(now.shown, draft.text) if meanwhile else None,
        "by": Version.objects.select_related("user").first() if meanwhile else None,
        **_effect(draft, now, words_of(request)),
    }
    return page(request, "definitions/change.html.j2", context, status=409 if meanwhile else 200)


@_EDIT
@require_GET
def effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a change would do to attrition, as far as that is computed."""
    draft = _own(request, pk)
    told = _effect(draft, keeping.current(), words_of(request))
    return page(request, "definitions/effect.html.j2", {"draft": draft, **told})


@_EDIT
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a change: it becomes the file, and a version."""
    draft = _own(request, pk)
    now = keeping.notice()
    words = words_of(request)
    if faults(revealed(draft.text, now.text), now.text) or _refused(draft, now):
        return redirect("definitions:change", pk)
    try:
        made = keeping.keep(
            draft, user_of(request), note=request.POST.get("note", "").strip()[:300]
        )
    except ChangedMeanwhileError:
        return redirect("definitions:change", pk)  # it shows both
    except DefinitionError as error:
        messages.error(request, str(said(error, words.language)))
        return redirect("definitions:change", pk)
    messages.success(request, words("definitions.kept", number=str(made.pk)))
    return redirect("definitions:versions")


@_EDIT
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a change."""
    _own(request, pk).delete()
    messages.info(request, words_of(request)("definitions.discarded"))
    return redirect("definitions:overview")


@_EDIT
@require_POST
def rebase(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a change upon the file as it is now, which it then replaces; looked at once more."""
    draft = _own(request, pk)
    now = keeping.notice()
    draft.base, draft.before = now.fingerprint, now.shown
    draft.save(update_fields=["base", "before"])
    return redirect("definitions:change", pk)


@_EDIT
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on writing at a change, as text."""
    draft = _own(request, pk)
    now = keeping.notice()
    text, wrong = draft.text, []
    if request.method == "POST":
        text = request.POST.get("text", "")[:_LONGEST].replace("\r\n", "\n")
        wrong = faults(revealed(text, now.text), now.text)
        if not wrong:
            draft.text, draft.base, draft.before = text, now.fingerprint, now.shown
            draft.save()
            return redirect("definitions:change", pk)
    context = {"text": text, "faults": wrong, "base": now.fingerprint}
    return page(request, "definitions/whole.html.j2", context, status=400 if wrong else 200)


def _own(request: HttpRequest, pk: int) -> Draft:
    """Return a change of the user's own; those of others are not to be found."""
    return get_object_or_404(Draft.objects.select_related("restores"), pk=pk, user=user_of(request))


def _asked(draft: Draft, now: Current) -> Answer:
    run = company.latest() if not faults(now.text, now.text) else None
    place = keeping.place()
    question = {
        "old": now.text,
        "new": revealed(draft.text, now.text),
        "source": place.name,
        "folder": str(place.parent),
        "as_of": run.manifest["as_of"] if run else None,
        "run": run.folder.name if run else None,
    }
    return ask("effect", question)


def _refused(draft: Draft, now: Current) -> bool:
    """Say whether the library is known to refuse the tables by these definitions."""
    return _asked(draft, now).state == "wrong"


def _effect(draft: Draft, now: Current, words: Words) -> dict[str, Any]:
    wrong = faults(revealed(draft.text, now.text), now.text)
    if wrong:
        return {"state": "faulty", "sentence": "", "faults": wrong, "counts": []}
    answer = _asked(draft, now)
    told: dict[str, Any] = {"state": answer.state, "sentence": "", "faults": [], "counts": []}
    if answer.state == "wrong":
        where = str(answer.said["where"]).removeprefix(f"{keeping.place()}, ")
        message = answer.said["message"]
        one = Fault(message, key=where, do=answer.said["hint"], word="" if message else "broke_off")
        told["faults"] = [one]
    elif answer.state == "done":
        told |= _said(answer.said, words)
    return told


def _said(said: dict[str, Any], words: Words) -> dict[str, Any]:
    old, new = said["old"], said["new"]
    if new is None:
        return {"sentence": words("define_effect.none")}
    period = words.formats.period(date.fromisoformat(new["start"]), new["kind"])
    rate = words.formats.percent
    if old is None:
        return {"sentence": words("define_effect.first", period=period, new=rate(new["rate"]))}
    digits = 1 if round(old["rate"], 3) != round(new["rate"], 3) else 2
    then, now = rate(old["rate"], digits), rate(new["rate"], digits)
    same = said["same"] or (old["rate"], old["at_start"]) == (new["rate"], new["at_start"])
    key = "same" if same else "moved" if old["start"] == new["start"] else "other_period"
    before = words.formats.period(date.fromisoformat(old["start"]), old["kind"])
    told = words(f"define_effect.{key}", period=period, before=before, old=then, new=now)
    counts = [] if same else [(one, old[one], new[one]) for one in ("at_start", "lost", "at_end")]
    return {"sentence": told, "counts": counts}
