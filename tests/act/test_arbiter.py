"""The order of refusals, windows of caps, and that no order of contacts ever exceeds a cap."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tenure.act.arbiter import Facts, Policy, Sent, Wanted, judge, looked_back, window_start
from tenure.definitions.contact import Cap, Contact

SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # Wednesday, 12:00 in Seoul
MIDNIGHT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
ONE_A_DAY = Contact(caps={"all": (Cap(most=1, per="day"),)})
LETTER = Wanted("marketing", "email")
WORST = Facts(
    now=MIDNIGHT,
    erased=True,
    suppressed=True,
    consent="withdrawn",
    paused_until=MIDNIGHT + timedelta(days=1),
    held_out="held_out",
    sent=(Sent(MIDNIGHT, "call"),),
)


def policy(contact: Contact = ONE_A_DAY) -> Policy:
    return Policy(contact, SEOUL)


def test_refusals_come_in_their_order_and_the_last_is_the_night():
    steps = [
        ("erased", {"erased": False}),
        ("suppressed", {"suppressed": False}),
        ("no_consent", {"consent": "given"}),
        ("paused", {"paused_until": None}),
        ("held_out", {"held_out": None}),
        ("frequency", {"sent": ()}),
    ]
    facts = WORST
    for reason, mended in steps:
        assert judge(LETTER, facts, policy()).reason == reason
        facts = replace(facts, **mended)
    ruling = judge(LETTER, facts, policy())
    assert (ruling.ruled, ruling.reason) == ("defer", "quiet")
    assert ruling.until == datetime(2026, 3, 5, 8, tzinfo=SEOUL)
    assert judge(LETTER, replace(facts, now=ruling.until), policy()).ruled == "send"


def test_a_notice_is_stopped_by_erasure_and_suppression_alone():
    notice = Wanted("notice", "email")
    assert judge(notice, WORST, policy()).reason == "erased"
    assert judge(notice, replace(WORST, erased=False), policy()).reason == "suppressed"
    told = replace(WORST, erased=False, suppressed=False)
    assert judge(notice, told, policy()).ruled == "send"


@pytest.mark.parametrize(
    ("purpose", "consent", "ruled"),
    [
        ("marketing", "unknown", "skip"),
        ("marketing", "given", "send"),
        ("service", "unknown", "send"),
        ("service", "withdrawn", "skip"),
        ("survey", "unknown", "send"),
    ],
)
def test_marketing_needs_consent_and_service_only_that_it_was_not_withdrawn(
    purpose, consent, ruled
):
    facts = Facts(now=NOON, consent=consent)
    assert judge(Wanted(purpose, "email"), facts, policy()).ruled == ruled


def test_the_customers_own_night_counts_not_the_companys():
    facts = Facts(now=NOON, consent="given", zone=ZoneInfo("America/New_York"))
    assert judge(LETTER, facts, policy()).until == datetime(2026, 3, 4, 13, tzinfo=UTC)


def test_a_cap_of_one_channel_leaves_the_others_alone():
    own = Policy(Contact(quiet=None, caps={"email": (Cap(most=1, within=7),)}), SEOUL)
    facts = Facts(now=NOON, consent="given", sent=(Sent(NOON - timedelta(days=6), "email"),))
    assert judge(LETTER, facts, own).reason == "frequency"
    assert judge(Wanted("marketing", "call"), facts, own).ruled == "send"


def test_a_refusal_by_a_cap_says_which_one_and_how_many_contacts_there_were():
    facts = Facts(now=NOON, consent="given", sent=(Sent(NOON, "call"), Sent(NOON, "push")))
    told = judge(LETTER, facts, policy()).numbers
    assert told == {"most": 1, "per": "day", "channel": "all", "contacts": 2}


def test_what_another_worker_books_a_moment_later_counts():
    later = Facts(now=NOON, consent="given", sent=(Sent(NOON + timedelta(seconds=1), "call"),))
    assert judge(LETTER, later, policy()).reason == "frequency"


def test_after_a_pause_they_may_be_contacted_again():
    facts = Facts(now=NOON, consent="given", paused_until=NOON)
    assert judge(LETTER, facts, policy()).ruled == "send"


def test_a_week_of_the_calendar_begins_where_its_monday_did_though_the_clock_was_put_forward():
    """On 8 March 2026 the clock of New York goes from 02:00 on to 03:00: that week has 167 h."""
    own = Policy(Contact(), ZoneInfo("America/New_York"))
    sunday = datetime(2026, 3, 8, 23, tzinfo=own.zone)
    assert window_start(Cap(most=1, per="week"), sunday, own) == datetime(2026, 3, 2, 5, tzinfo=UTC)
    rolling = window_start(Cap(most=1, within=1), sunday, own)
    assert rolling == datetime(2026, 3, 8, 3, 0, 0, 1, tzinfo=UTC)


def test_as_far_back_is_looked_as_any_cap_that_holds_here():
    own = Policy(
        Contact(caps={"all": (Cap(most=1, within=2),), "email": (Cap(most=1, within=9),)}), SEOUL
    )
    moment = timedelta(microseconds=1)
    assert looked_back("email", NOON, own) == NOON - timedelta(days=9) + moment
    assert looked_back("call", NOON, own) == NOON - timedelta(days=2) + moment
    assert looked_back("call", NOON, Policy(Contact(caps={}), SEOUL)) == NOON


@pytest.mark.parametrize(
    "told",
    [{"caps": {"emial": ({"most": 1, "within": 7},)}}, {"opt_in": ["marketting"]}],
)
def test_a_misspelt_channel_or_purpose_is_no_bound_that_holds_nobody(told):
    with pytest.raises(ValueError, match="there is no 'emial'|there is no 'marketting'"):
        Contact.model_validate(told)


@pytest.mark.parametrize(
    ("cap", "since"),
    [
        (Cap(most=1, per="day"), datetime(2026, 3, 4, tzinfo=SEOUL)),
        (Cap(most=1, per="week"), datetime(2026, 3, 1, tzinfo=SEOUL)),
        (Cap(most=1, per="month"), datetime(2026, 3, 1, tzinfo=SEOUL)),
        (Cap(most=1, within=1), NOON - timedelta(days=1) + timedelta(microseconds=1)),
    ],
)
def test_windows_are_the_companys_calendar_or_roll(cap, since):
    assert window_start(cap, NOON, Policy(Contact(), SEOUL, week_starts=6)) == since


@given(
    some.lists(
        some.tuples(some.integers(0, 60 * 24 * 40), some.sampled_from(["email", "call", "push"])),
        max_size=60,
    ),
    some.integers(0, 3),
    some.integers(1, 10),
)
def test_however_contacts_are_wanted_no_window_holds_more_than_its_cap(wanted, most, days):
    own = Policy(
        Contact(
            quiet=None,
            caps={"all": (Cap(most=most, within=days),), "email": (Cap(most=1, per="week"),)},
        ),
        SEOUL,
    )
    sent: list[Sent] = []
    for minute, channel in sorted(wanted):
        now = NOON + timedelta(minutes=minute)
        if judge(Wanted("service", channel), Facts(now=now, sent=sent), own).ruled == "send":
            sent.append(Sent(now, channel))
    for one in sent:
        near = [two for two in sent if timedelta() <= two.at - one.at < timedelta(days=days)]
        assert len(near) <= most
    weeks = [one.at.astimezone(SEOUL).isocalendar()[:2] for one in sent if one.channel == "email"]
    assert len(weeks) == len(set(weeks))
