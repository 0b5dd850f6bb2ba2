"""What comes next for somebody in a play: a step, a wait, or the end with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tenure.act.play import Play
from tenure.act.steps import Branch, Wait
from tenure.act.steps import Happened as Kind

Ending = Literal["goal_reached", "left", "withdrawn", "stopped", "window_over", "all_done"]


@dataclass(frozen=True)
class Place:
    """Where a journey stands: the step to come, since when, and when all of it began (UTC)."""

    began: datetime
    arrived: datetime
    step: int = 0

    @classmethod
    def start(cls, now: datetime) -> "Place":
        """Return the place of a journey that begins now."""
        return cls(now, now)


@dataclass(frozen=True)
class News:
    """What has happened since a journey began.

    `fits`: for each branch by a condition, by its place among the steps, whether the profile
    fits it now; a condition that cannot be told counts as not fitting.
    """

    happened: frozenset[Kind] = frozenset()
    goal: bool = False
    left: bool = False
    withdrawn: bool = False
    stopped: bool = False
    fits: Mapping[int, bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Do:
    """A message, task or offer to do now; `after` is the place once it is done."""

    step: int
    after: Place


@dataclass(frozen=True)
class Until:
    """Nothing to do before an instant (UTC)."""

    at: datetime
    place: Place


@dataclass(frozen=True)
class End:
    """The journey is over."""

    reason: Ending


Move = Do | Until | End


def next_move(play: Play, place: Place, news: News, now: datetime, zone: ZoneInfo) -> Move:
    """Return what comes next in a play from a place on.

    It ends when the goal is reached, the customer left (unless the play is for who has), consent
    is withdrawn, the play is stopped, its window is over, or all is done. Waits are days of the
    customer's calendar: the same time of day, whatever the clock does in between. Branches lead
    forward only, so no step is done twice and every journey ends.
    """
    ended = _ended(play, place, news, now)
    if ended is not None:
        return End(ended)
    while place.step < len(play.steps):
        step = play.steps[place.step]
        if isinstance(step, Wait):
            over = days_later(place.arrived, step.days, zone)
            if now < over:
                return Until(over, place)
            place = replace(place, step=place.step + 1, arrived=over)
        elif isinstance(step, Branch):
            target = step.then if _true(step, place.step, news) else step.otherwise
            if target is None:
                return End("all_done")
            place = replace(place, step=_named(play, target))
        else:
            return Do(place.step, replace(place, step=place.step + 1, arrived=now))
    return End("all_done")


def days_later(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same time of day so many days later by a zone's clock, in UTC."""
    return (at.astimezone(zone) + timedelta(days=days)).astimezone(UTC)


def _ended(play: Play, place: Place, news: News, now: datetime) -> Ending | None:
    if news.stopped:
        return "stopped"
    if news.goal:
        return "goal_reached"
    if news.left and play.goal.what not in ("comes_back", "answers"):
        return "left"
    if news.withdrawn:
        return "withdrawn"
    over = now >= place.began + timedelta(days=play.goal.within)
    return "window_over" if over else None


def _true(step: Branch, at: int, news: News) -> bool:
    happened = step.happened is None or step.happened in news.happened
    return happened and (step.where is None or news.fits.get(at) is True)


def _named(play: Play, name: str) -> int:
    return next(at for at, one in enumerate(play.steps) if one.name == name)
