"""Who works at the demo company: somebody of each group that plays concern."""

from collections.abc import Sequence

from django.contrib.auth.models import Group

from tenure_web.people.audit import write
from tenure_web.people.models import Portfolio, User
from tenure_web.tasks.models import Capacity

GROUPS = {
    "service": "service",
    "accounts": "account_manager",
    "marketing": "marketer",
    "lead": "leader",
}
"""Names, and the group of each; the first two are those whom plays give tasks."""
A_DAY = {"service": 6, "accounts": 8}
"""How many tasks those can do in a day who get any."""
_PORTFOLIO = {"en": "Every third customer", "ko": "고객 3분의 1"}


def employ(password: str, language: str) -> dict[str, User]:
    """Return the people of the demo by name, made where missing, all with one password."""
    found = {}
    for name, group in GROUPS.items():
        user, made = User.objects.get_or_create(username=name, defaults={"language": language})
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=group)])
        write("user.create" if made else "user.password", name)
        if made and name in A_DAY:
            Capacity.objects.create(owner=user, a_day=A_DAY[name])
        found[name] = user
    return found


def entrust(owner: User, customers: Sequence[str], accounts: Sequence[str], language: str) -> None:
    """Give somebody a third of the organisations, or of the customers where there are none."""
    told = {"accounts": list(accounts[::3])} if accounts else {"customers": list(customers[::3])}
    name = _PORTFOLIO.get(language, _PORTFOLIO["en"])
    portfolio, made = Portfolio.objects.get_or_create(name=name, defaults=told)
    if made:
        portfolio.owners.add(owner)
        write("portfolio.create", name)
