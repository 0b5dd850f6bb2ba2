"""Use and attrition on random small companies, against the definition in sets and loops."""

from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from tenure.measure.behaviour_counts import behaviour_counts
from tenure.measure.behaviour_use import TENURE_DAYS, Window
from tenure.periods import Calendar

SEOUL = Calendar("Asia/Seoul")
DAY = datetime(2023, 12, 1)
WINDOWS = (
    Window(date(2024, 2, 1), date(2024, 3, 1), date(2024, 1, 1), date(2024, 1, 29)),
    Window(date(2024, 3, 1), date(2024, 4, 1), date(2024, 1, 20), date(2024, 2, 17)),
)
FEATURES = ("내보내기", "read")

moments = st.builds(
    lambda days, minutes: DAY + timedelta(days=days, minutes=minutes),
    st.integers(-300, 130) | st.sampled_from((31, 50, 59, 62, 78, 91)),
    st.sampled_from((0, 0, 1, 1439)) | st.integers(0, 1439),
)
lives = st.tuples(moments, st.none() | moments)
customers = st.fixed_dictionaries({
    "spells": st.lists(lives, min_size=1, max_size=2),
    "events": st.lists(st.tuples(st.sampled_from(FEATURES), moments), max_size=9),
})  # fmt: skip


def reference(company, *, cuts, non_users, strata):
    """Return {(feature, window, stratum, segment): (n, users, lost)} by counting one by one."""
    found = Counter()
    used = {name for who in company for name, at in who["events"]}
    for number, window in enumerate(WINDOWS):
        begin, end, since, until = (
            datetime.combine(day, datetime.min.time())
            for day in (window.start, window.end, window.use_from, window.use_to)
        )

        def there(who, at):
            return any(a <= at and (b is None or at < b) for a, b in who["spells"])

        here = [who for who in company if there(who, begin)]
        first = {id(who): min(a for a, _ in who["spells"]) for who in here}
        for who in here:
            if first[id(who)] > since:
                found[None, number, 0, -1, "n"] += 1
                found[None, number, 0, -1, "lost"] += not there(who, end)
        known = [who for who in here if first[id(who)] <= since]
        use = {
            id(who): Counter(name for name, at in who["events"] if since <= at < until)
            for who in known
        }
        totals = [sum(use[id(who)].values()) for who in known]
        tops = [
            max((t for t in totals if place(t, totals) < k / strata), default=-1)
            for k in range(1, strata)
        ]
        for name in used:
            of = [use[id(who)][name] for who in known]
            of = of if non_users == "with" else [times for times in of if times]
            for who in known:
                times, total = use[id(who)][name], sum(use[id(who)].values())
                segment = 1 + sum(place(times, of) >= cut for cut in cuts) if of else 0
                if not times and non_users == "apart":
                    segment = 0
                young = sum(first[id(who)] > begin - timedelta(days=d) for d in TENURE_DAYS)
                stratum = young * strata + sum(total - times > top for top in tops)
                key = (name, number, stratum, segment)
                found[(*key, "n")] += 1
                found[(*key, "users")] += times > 0
                found[(*key, "lost")] += not there(who, end)
    return found


def place(value, of):
    return (sum(v < value for v in of) + of.count(value) / 2) / max(len(of), 1)


def table_of(company):
    spells, events = [], []
    for number, who in enumerate(company):
        for start, stop in who["spells"]:
            spells.append({"unit_id": f"고객{number}", "from_local": start, "to_local": stop})
        for name, at in who["events"]:
            utc = at - timedelta(hours=9)
            events.append({"unit_id": f"고객{number}", "feature": name, "occurred_at": utc})
    return (
        rows.table(spells, "unit_id", "from_local", "to_local"),
        rows.table(events, "unit_id", "feature", "occurred_at"),
    )


@given(
    st.lists(customers, min_size=1, max_size=9),
    st.sampled_from(((0.25, 0.75), (0.5,), (0.2, 0.4, 0.6, 0.8))),
    st.sampled_from(("apart", "with")),
    st.integers(1, 3),
)
@settings(max_examples=12)
def test_counts_equal_the_definition_in_sets_and_loops(run, company, cuts, non_users, strata):
    for who in company:  # spells may touch or overlap, never end before they begin
        who["spells"] = [(a, b) for a, b in who["spells"] if b is None or a < b] or [(DAY, None)]
    spells, events = table_of(company)
    found = run(
        behaviour_counts(
            spells, events, windows=WINDOWS, calendar=SEOUL,
            cuts=cuts, non_users=non_users, strata=strata,
        )
    )  # fmt: skip
    counted = Counter()
    for row in found:
        key = (row["feature"], row["window"], row["stratum"], row["segment"])
        for name in ("n", "users", "lost"):
            counted[(*key, name)] += row[name]
    expected = reference(company, cuts=cuts, non_users=non_users, strata=strata)
    # a feature that nobody used in any of the days counted has no rows
    seen = {row["feature"] for row in found}
    assert +counted == Counter({k: v for k, v in expected.items() if k[0] in seen and v})
    unseen = {k for k, v in expected.items() if k[0] not in seen and k[-1] == "users" and v}
    assert not unseen


@given(st.lists(customers, min_size=1, max_size=9))
@settings(max_examples=4)
def test_every_feature_accounts_for_everybody(run, company):
    """Whatever is asked, a window has the same customers and the same lost in every feature."""
    spells, events = table_of(company)
    found = run(behaviour_counts(spells, events, windows=WINDOWS, calendar=SEOUL))
    for number in range(len(WINDOWS)):
        sums = {}
        for row in found:
            if row["window"] == number and row["feature"] is not None:
                before = sums.get(row["feature"], (0, 0))
                sums[row["feature"]] = (before[0] + row["n"], before[1] + row["lost"])
        assert len(set(sums.values())) <= 1
    for row in found:
        assert 0 <= row["lost"] <= row["n"]
        assert 0 <= row["users"] <= row["n"]
