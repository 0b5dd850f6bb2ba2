"""Pages of portfolios: whose customers are whose."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from tenure.charts.unsaid import said
from tenure.errors import ConditionError
from tenure_web.lib.rules import needs
from tenure_web.people.audit import write
from tenure_web.people.forms import WordedForm
from tenure_web.people.models import Portfolio, User
from tenure_web.people.portfolios import UNITS, Restriction, check, counted, restriction_of
from tenure_web.people.rights import Right
from tenure_web.people.views import people_page, words_of

MOST_IDS = 5_000


class PortfolioForm(WordedForm):
    """A portfolio: its name, whom it holds by a condition or by name, and whose it is."""

    name = forms.CharField(max_length=120)
    condition = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    customers = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    accounts = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    owners = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, request: HttpRequest, own: Portfolio, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.own = own
        owners: Any = self.fields["owners"]
        owners.queryset = User.objects.filter(is_active=True).order_by("username")

    def clean_name(self) -> str:
        """Refuse a name that another portfolio has."""
        name: str = self.cleaned_data["name"]
        if Portfolio.objects.filter(name__iexact=name).exclude(pk=self.own.pk).exists():
            raise forms.ValidationError(self.words("people.name_taken"))
        return name

    def clean_condition(self) -> str:
        """Refuse a condition that no profiles fit."""
        told: str = self.cleaned_data["condition"].strip()
        if told:
            try:
                check(told)
            except ConditionError as error:
                raise forms.ValidationError(str(said(error, self.words.language))) from error
        return told

    def clean_customers(self) -> list[str]:
        """Return ids, one a line."""
        return self._ids("customers")

    def clean_accounts(self) -> list[str]:
        """Return ids, one a line."""
        return self._ids("accounts")

    def _ids(self, field: str) -> list[str]:
        lines = (one.strip() for one in self.cleaned_data[field].splitlines())
        ids = list(dict.fromkeys(one for one in lines if one))
        if len(ids) > MOST_IDS:
            raise forms.ValidationError(self.words("people.too_many_ids", most=MOST_IDS))
        return ids


@needs(Right.MANAGE_PEOPLE)
@require_GET
def portfolios(request: HttpRequest) -> HttpResponse:
    """List portfolios with their owners and how many they hold."""
    found = Portfolio.objects.order_by("name").prefetch_related("owners")
    rows = [(one, counted(restriction_of([one]))) for one in found]
    return people_page(request, "portfolios", "portfolios", {"rows": rows})


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def portfolio(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a portfolio, or change one; "look" counts whom it would hold and keeps nothing."""
    own = get_object_or_404(Portfolio, pk=pk) if pk else Portfolio()
    given = [request.POST] if request.method == "POST" else []
    form = PortfolioForm(request, own, *given, initial=_kept(own))
    held = None
    if request.method == "POST" and form.is_valid():
        if "look" not in request.POST:
            _save(own, form.cleaned_data)
            messages.success(request, words_of(request)("people.saved", name=own.name))
            return redirect("people:portfolios")
        held = counted(_asked(form.cleaned_data))
    context = {"form": form, "own": own, "held": held, "units": UNITS}
    return people_page(request, "portfolio", "portfolios", context)


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def remove_portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove a portfolio; its owners no longer see those whom it held."""
    own = get_object_or_404(Portfolio, pk=pk)
    if request.method == "GET":
        return people_page(request, "remove_portfolio", "portfolios", {"own": own})
    write("portfolio.remove", own.name, before=_told(own))
    own.delete()
    messages.success(request, words_of(request)("people.portfolio_removed", name=own.name))
    return redirect("people:portfolios")


def _asked(told: dict[str, Any]) -> Restriction:
    conditions = (told["condition"],) if told["condition"] else ()
    named = frozenset(told["customers"]), frozenset(told["accounts"])
    return Restriction(False, conditions, *named)


def _kept(own: Portfolio) -> dict[str, Any]:
    return {
        "name": own.name,
        "condition": own.condition,
        "customers": "\n".join(own.customers),
        "accounts": "\n".join(own.accounts),
        "owners": [one.pk for one in own.owners.all()] if own.pk else [],
    }


def _save(own: Portfolio, told: dict[str, Any]) -> None:
    with transaction.atomic():
        before = _told(own) if own.pk else None
        own.name, own.condition = told["name"], told["condition"]
        own.customers, own.accounts = told["customers"], told["accounts"]
        own.save()
        own.owners.set(told["owners"])
        action = "portfolio.change" if before else "portfolio.add"
        write(action, own.name, before=before, after=_told(own))


def _told(own: Portfolio) -> dict[str, Any]:
    return {
        "name": own.name,
        "condition": own.condition,
        "customers": own.customers,
        "accounts": own.accounts,
        "owners": sorted(own.owners.values_list("username", flat=True)),
    }
