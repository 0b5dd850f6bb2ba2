"""What customers tell the company: tickets, surveys, exit answers and reviews."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import Array, column, identifiers, instants, labelled, table_of
from tenure.simulate.company import Company
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Bools, Floats, Ints, Stream, choose
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
    rng = company.dice.at(Stream.TICKETS)
    who, at, slow = _askers(company)
    count, clock = len(who), company.clock
    first = at + np.where(slow, rng.uniform(1.5, 5.0, count), rng.exponential(0.12, count) + 0.004)
    done = first + np.where(slow, rng.uniform(1.0, 6.0, count), rng.exponential(0.6, count) + 0.01)
    mood = np.where(rng.random(count) < np.where(slow, 0.85, 0.45), 0, 1)
    theme = _themes_at(company, at, rng)
    korean = company.people.crowd.korean[who]
    rated = (rng.random(count) < _CSAT_SHARE) & (done < clock.end)
    score = np.where(slow, rng.integers(1, 3, count), rng.integers(3, 6, count))
    channel = choose(rng, (0.45, 0.4, 0.15), count)
    text, names = name_rivals(
        company,
        phrases.draw(korean, theme, mood, rng),
        place=0,
        korean=korean,
        about=_about_rivals(company, theme),
        leaving=np.zeros(count, bool),
        mood=mood,
        at=at,
    )
    ids = identifiers("K", count)
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
    rng = company.dice.at(Stream.FEEDBACK)
    groups = [*_surveys(company, rng), _exits(company, rng), _ratings_of_tickets(company, rng)]
    who, at, source, theme, mood = (
        np.concatenate([group[place] for group in groups]) for place in range(5)
    )
    order = np.argsort(at, kind="stable")
    who, at, source, theme, mood = (a[order] for a in (who, at, source, theme, mood))
    korean = company.people.crowd.korean[who]
    score = column(_scores(source, mood, rng))
    text, names = name_rivals(
        company,
        phrases.draw(korean, theme, mood, rng),
        place=1,
        korean=korean,
        about=_about_rivals(company, theme),
        leaving=source == _EXIT,
        mood=mood,
        at=at,
    )
    ids = identifiers("F", len(who))
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


_Group = tuple[Ints, Floats, Ints, Ints, Ints]


def _askers(company: Company) -> tuple[Ints, Floats, Bools]:
    asked = company.lives.tickets
    inside = asked.at < company.clock.end
    who = lead_users(company)[asked.who] if company.preset.by_account else asked.who
    order = np.argsort(asked.at[inside], kind="stable")
    return who[inside][order], asked.at[inside][order], asked.slow[inside][order]


def _surveys(company: Company, rng: np.random.Generator) -> list[_Group]:
    """Ask those present each month; the mood follows what each one's hazard is made of."""
    clock, people = company.clock, company.people
    happenings = Happenings.of(clock)
    groups = []
    for month in range(clock.months):
        begin, length = clock.starts[month], clock.lengths[month]
        at = begin + rng.random(people.crowd.size) * length
        there = (people.start[0] < at) & (people.left[0] > at)
        draw = rng.random(people.crowd.size)
        for source, share in ((_NPS, _NPS_MONTHLY), (_REVIEW, _REVIEW_MONTHLY)):
            who = np.flatnonzero(there & (draw < share))
            draw = 1.0 - draw
            shock = 0.8 * (happenings.price_shock(month) + happenings.release_shock(month))
            leaning = 0.5 - people.crowd.log_hazard[who] - shock + rng.standard_normal(len(who))
            mood = np.where(leaning > 0.6, 2, np.where(leaning < -0.4, 0, 1))
            theme = _themes_at(company, at[who], rng)
            groups.append((who, at[who], np.full(len(who), source), theme, mood))
    return groups


def _exits(company: Company, rng: np.random.Generator) -> _Group:
    lives, clock = company.lives, company.clock
    left, driver = lives.left[0], lives.driver[0]
    asked = (rng.random(len(left)) < _EXIT_SHARE) & (left < clock.end - 4) & ~lives.involuntary[0]
    units = np.flatnonzero(asked)
    who = lead_users(company)[units] if company.preset.by_account else units
    at = left[units] + rng.uniform(0.1, 3.0, len(units))
    mood = np.where(rng.random(len(units)) < 0.75, 0, 1)
    theme = _themes_at(company, at, rng)
    names = company.preset.themes
    known = [{**_THEME_OF_DRIVER, "bad_release": _broken(company)}[d] for d in DRIVERS]
    other = names.index("value")
    codes = np.array([names.index(t) if t in names else other for t in known], dtype=np.int64)
    told = (driver[units] >= 0) & (rng.random(len(units)) < 0.7)
    theme = np.where(told, codes[np.maximum(driver[units], 0)], theme)
    return who, at, np.full(len(units), _EXIT), theme, mood


def _ratings_of_tickets(company: Company, rng: np.random.Generator) -> _Group:
    who, at, slow = _askers(company)
    given = at + rng.uniform(6.0, 12.0, len(at))
    some = (rng.random(len(at)) < 0.2) & (given < company.clock.end)
    happy = rng.random(int(some.sum()))
    mood = np.where(slow[some], 0, np.where(happy < 0.7, 2, 1))
    theme = np.full(int(some.sum()), company.preset.themes.index("support"))
    return who[some], given[some], np.full(int(some.sum()), _CSAT), theme, mood


def _themes_at(company: Company, at: Floats, rng: np.random.Generator) -> Ints:
    """Draw themes; price and reliability prevail while their shocks last."""
    themes = company.preset.themes
    theme: Ints = rng.integers(0, len(themes), len(at))
    happenings = Happenings.of(company.clock)
    month = company.clock.month_of(at)
    loud = rng.random(len(at)) < 0.5
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


def _scores(source: Ints, mood: Ints, rng: np.random.Generator) -> Floats:
    nps_low, nps_width = np.array(_BY_SCORE[_NPS]).T
    low, width = np.array(_BY_SCORE[_CSAT]).T
    draw = rng.random(len(mood))
    wide = nps_low[mood] + np.floor(draw * nps_width[mood])
    narrow = low[mood] + np.floor(draw * width[mood])
    score: Floats = np.where(source == _NPS, wide, narrow).astype(np.float64)
    return score


def _meaning(company: Company, theme: Ints, mood: Ints) -> dict[str, Array]:
    return {
        "theme": labelled(theme, company.preset.themes),
        "mood": labelled(mood, MOODS),
    }
