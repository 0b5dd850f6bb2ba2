"""A simulated company in memory, before it is written: everything drawn that files share."""

from dataclasses import dataclass

from tenure.simulate.clock import Clock
from tenure.simulate.columns import Array, identifiers
from tenure.simulate.crowd import Crowd, gather, joining_times
from tenure.simulate.draws import Dice
from tenure.simulate.logos import (
    Accounts,
    People,
    accounts_of_people,
    seat_people,
    staff_accounts,
)
from tenure.simulate.outside import Contacts, outside_of
from tenure.simulate.plays import Outside
from tenure.simulate.spec import Preset
from tenure.simulate.walk import Lives, Walk


@dataclass(frozen=True)
class Company:
    """Units that leave, their lives, the customers, and the organisations if there are any."""

    preset: Preset
    clock: Clock
    dice: Dice
    units: Crowd
    lives: Lives
    people: People
    accounts: Accounts | None
    customer_ids: Array
    account_ids: Array

    @property
    def unit_ids(self) -> Array:
        """Identifiers of the units whose hazard is drawn: accounts or customers."""
        return self.account_ids if self.preset.by_account else self.customer_ids


def found(
    preset: Preset, customers: int, clock: Clock, dice: Dice, *,
    contacts: Contacts | None = None, plays_until: int | None = None,
) -> Company:  # fmt: skip
    """Draw the company: who joins, who they are, when and why each one leaves.

    `contacts` from outside change those that they reach and nobody else; `plays_until` is the
    month from which the company itself contacts nobody any more.
    """
    asked = contacts or Contacts.none()

    def walked(units: Crowd, outside: Outside) -> Lives:
        return Walk(preset, units, clock, dice, outside=outside, plays_until=plays_until).run()

    if preset.by_account and preset.logos is not None:
        count = max(1, int(customers / preset.logos.seats))
        units = gather(preset, joining_times(preset, count, clock, dice), clock, dice)
        natural = lives = walked(units, Outside.none())
        accounts, people = staff_accounts(preset, units, lives, customers, clock, dice, natural)
        if asked.customer:
            lives = walked(units, outside_of(asked, preset, clock, people.crowd))
            accounts, people = staff_accounts(preset, units, lives, customers, clock, dice, natural)
        return _company(preset, clock, dice, units, lives, people, accounts)
    units = gather(preset, joining_times(preset, customers, clock, dice), clock, dice)
    count = seat_people(preset, units, clock, dice)
    lives = walked(units, outside_of(asked, preset, clock, units))
    people = People(units, lives.start, lives.left, tuple(lives.foreseen))
    members = accounts_of_people(preset, units, lives, count, clock, dice) if count else None
    return _company(preset, clock, dice, units, lives, people, members)


def _company(
    preset: Preset, clock: Clock, dice: Dice, units: Crowd, lives: Lives, people: People,
    accounts: Accounts | None,
) -> Company:  # fmt: skip
    return Company(
        preset, clock, dice, units, lives, people, accounts,
        customer_ids=identifiers("C", people.crowd.size),
        account_ids=identifiers("A", accounts.size if accounts else 0),
    )  # fmt: skip
