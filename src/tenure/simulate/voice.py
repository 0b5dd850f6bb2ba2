"""What customers tell the company: tickets, surveys, exit answers and reviews."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import Array, column, instants, labelled, numbered, table_of
from tenure.simulate.company import Company
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Bools, Each, Floats, Ints, Stream
from tenure.simulate.happenings import Happenings
from tenure.simulate.payments import lead_users
from tenure.simulate.phrases import MOODS, Phrases
from tenure.simulate.rivals import name_rivals
from tenure.simulate.walk import DRIVERS

SOURCES = ("nps", "csat", "exit", "review")
_NPS, _CSAT, _EXIT, _REVIEW = range(4)
_NPS_MONTHLY, _CSAT_SHARE, _EXIT_SHARE, _REVIEW_MONTHLY = 0.03, 0.35, 0.30, 0.008
_TICKET_CHANNELS = ("email", "chat", "phone")
_THEME_OF_DRIVER = {
    "price_change": "price", "slow_ticket": "support",
    "harming_feature": "usability", "poor_onboarding": "onboarding", "failing_logo": "value",
    "unwelcome_touch": "value",
}  # fmt: skip
_BY_SCORE = {_NPS: ((0, 7), (7, 2), (9, 2)), _CSAT: ((1, 2), (3, 1), (4, 2))}


@dataclass(frozen=True)
class Said:
    """Texts with what they are about and how they were meant, for the table and the truth."""

    table: pa.Table
    truth: pa.Table


def tickets(company: Company, phrases: Phrases) -> Said:
    """Lay out tickets with their times of answer and what they were about."""
    who, at, slow, number = _askers(company)
    draws = company.dice.each(Stream.TICKETS, of=number)
    count, clock = len(who), company.clock
    first = at + np.where(slow, draws.uniform(1.5, 5.0), draws.exponential(0.12) + 0.004)
    done = first + np.where(slow, draws.uniform(1.0, 6.0), draws.exponential(0.6) + 0.01)
    mood = np.where(draws.random() < np.where(slow, 0.85, 0.45), 0, 1)
    theme = _themes_at(company, at, draws)
    korean = company.people.crowd.korean[who]
    rated = (draws.random() < _CSAT_SHARE) & (done < clock.end)
    score = np.where(slow, draws.integers(1, 3), draws.integers(3, 6))
    channel = draws.choose((0.45, 0.4, 0.15))
    text, names = name_rivals(
        company,
        phrases.draw(korean, theme, mood, draws),
        draws=company.dice.each(Stream.RIVALS, 0, of=number),
        korean=korean,
        about=_about_rivals(company, theme),
        leaving=np.zeros(count, bool),
        mood=mood,
        at=at,
    )
    ids = numbered("K", number, 10)
    table = table_of({
        "ticket_id": ids,
        "customer_id": labelled(who, company.customer_ids),
        "opened_at": instants(clock.utc(at)),
        "first_response_at": optional_instants(clock, np.where(first < clock.end, first, NEVER)),
        "resolved_at": optional_instants(clock, np.where(done < clock.end, done, NEVER)),
        "channel": labelled(channel, _TICKET_CHANNELS),
        "text": text,
        "score": column(score.astype(np.float64), ~rated),
    })  # fmt: skip
    meaning = _meaning(company, theme, mood)
    truth = table_of({"ticket_id": ids, "slow": column(slow), **meaning, "names": names})
    return Said(table, truth)


def feedback(company: Company, phrases: Phrases) -> Said:
    """Lay out answers to surveys, exit answers and reviews, with scores that fit the mood."""
    groups = [*_surveys(company), _exits(company), _ratings_of_tickets(company)]
    who, at, source, theme, mood, number = (
        np.concatenate([group[place] for group in groups]) for place in range(6)
    )
    order = np.argsort(at, kind="stable")
    who, at, source, theme, mood = (a[order] for a in (who, at, source, theme, mood))
    number = number[order] * len(SOURCES) + source
    draws = company.dice.each(Stream.FEEDBACK, of=number)
    korean = company.people.crowd.korean[who]
    score = column(_scores(source, mood, draws))
    text, names = name_rivals(
        company,
        phrases.draw(korean, theme, mood, draws),
        draws=company.dice.each(Stream.RIVALS, 1, of=number),
        korean=korean,
        about=_about_rivals(company, theme),
        leaving=source == _EXIT,
        mood=mood,
        at=at,
    )
    ids = numbered("F", number, 10)
    table = table_of({
        "feedback_id": ids,
        "customer_id": labelled(who, company.customer_ids),
        "given_at": instants(company.clock.utc(at)),
        "source": labelled(source, SOURCES),
        "score": score,
        "text": text,
        "language": labelled(korean.astype(np.int64), ["en", "ko"]),
    })  # fmt: skip
    meaning = _meaning(company, theme, mood)
    return Said(table, table_of({"feedback_id": ids, **meaning, "names": names}))


_Group = tuple[Ints, Floats, Ints, Ints, Ints, Ints]
_MONTHS = 240


def _askers(company: Company) -> tuple[Ints, Floats, Bools, Ints]:
    """Return who asked, when, whether the answer was slow, and the number of the ticket."""
    asked = company.lives.tickets
    inside = asked.at < company.clock.end
    order = np.argsort(asked.at[inside], kind="stable")
    number = asked.who * _MONTHS + company.clock.month_of(asked.at)
    chosen = np.flatnonzero(inside)[order]
    everyone = lead_users(company)[asked.who] if company.preset.by_account else asked.who
    return everyone[chosen], asked.at[chosen], asked.slow[chosen], number[chosen]


def _surveys(company: Company) -> list[_Group]:
    """Ask those present each month; the mood follows what each one's hazard is made of."""
    clock, people = company.clock, company.people
    happenings = Happenings.of(clock)
    groups = []
    for month in range(clock.months):
        begin, length = clock.starts[month], clock.lengths[month]
        all_draws = company.dice.each(Stream.FEEDBACK, month, of=np.arange(people.crowd.size))
        at = begin + all_draws.random() * length
        there = (people.start[0] < at) & (people.left[0] > at)
        chance = all_draws.random()
        for source, share in ((_NPS, _NPS_MONTHLY), (_REVIEW, _REVIEW_MONTHLY)):
            who = np.flatnonzero(there & (chance < share))
            chance, draws = 1.0 - chance, all_draws.take(who)
            shock = 0.8 * (happenings.price_shock(month) + happenings.release_shock(month))
            leaning = 0.5 - people.crowd.log_hazard[who] - shock + draws.standard_normal()
            mood = np.where(leaning > 0.6, 2, np.where(leaning < -0.4, 0, 1))
            theme = _themes_at(company, at[who], draws)
            number = who * _MONTHS + month
            groups.append((who, at[who], np.full(len(who), source), theme, mood, number))
    return groups


def _exits(company: Company) -> _Group:
    lives, clock = company.lives, company.clock
    left, driver = lives.left[0], lives.driver[0]
    chance = company.dice.each(Stream.FEEDBACK, clock.months, of=np.arange(len(left)))
    asked = chance.random() < _EXIT_SHARE
    asked &= (left < clock.end - 4) & ~lives.involuntary[0]
    units = np.flatnonzero(asked)
    draws = chance.take(units)
    who = lead_users(company)[units] if company.preset.by_account else units
    at = left[units] + draws.uniform(0.1, 3.0)
    mood = np.where(draws.random() < 0.75, 0, 1)
    theme = _themes_at(company, at, draws)
    names = company.preset.themes
    known = [{**_THEME_OF_DRIVER, "bad_release": _broken(company)}[d] for d in DRIVERS]
    other = names.index("value")
    codes = np.array([names.index(t) if t in names else other for t in known], dtype=np.int64)
    told = (driver[units] >= 0) & (draws.random() < 0.7)
    theme = np.where(told, codes[np.maximum(driver[units], 0)], theme)
    number = units * _MONTHS + clock.month_of(at)
    return who, at, np.full(len(units), _EXIT), theme, mood, number


def _ratings_of_tickets(company: Company) -> _Group:
    who, at, slow, number = _askers(company)
    draws = company.dice.each(Stream.FEEDBACK, company.clock.months + 1, of=number)
    given = at + draws.uniform(6.0, 12.0)
    some = (draws.random() < 0.2) & (given < company.clock.end)
    mood = np.where(slow, 0, np.where(draws.random() < 0.7, 2, 1))[some]
    theme = np.full(int(some.sum()), company.preset.themes.index("support"))
    source = np.full(int(some.sum()), _CSAT)
    return who[some], given[some], source, theme, mood, number[some]


def _themes_at(company: Company, at: Floats, draws: Each) -> Ints:
    """Draw themes; price and reliability prevail while their shocks last."""
    themes = company.preset.themes
    theme: Ints = draws.integers(0, len(themes))
    happenings = Happenings.of(company.clock)
    month = company.clock.month_of(at)
    loud = draws.random() < 0.5
    for name, begin in (("price", happenings.price), (_broken(company), happenings.release)):
        if begin is not None:
            shock = (month >= begin) & (month < begin + 2) & loud
            theme = np.where(shock, themes.index(name), theme)
    return theme


def _about_rivals(company: Company, theme: Ints) -> Bools:
    themes = company.preset.themes
    about: Bools = theme == (themes.index("competitor") if "competitor" in themes else -1)
    return about


def _broken(company: Company) -> str:
    """Name the theme of a bad release: of software or of goods."""
    return "reliability" if "reliability" in company.preset.themes else "quality"


def _scores(source: Ints, mood: Ints, draws: Each) -> Floats:
    nps_low, nps_width = np.array(_BY_SCORE[_NPS]).T
    low, width = np.array(_BY_SCORE[_CSAT]).T
    draw = draws.random()
    wide = nps_low[mood] + np.floor(draw * nps_width[mood])
    narrow = low[mood] + np.floor(draw * width[mood])
    score: Floats = np.where(source == _NPS, wide, narrow).astype(np.float64)
    return score


def _meaning(company: Company, theme: Ints, mood: Ints) -> dict[str, Array]:
    return {
        "theme": labelled(theme, company.preset.themes),
        "mood": labelled(mood, MOODS),
    }
