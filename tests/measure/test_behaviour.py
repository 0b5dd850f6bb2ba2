"""Use before a period and leaving in it: drawn by hand, what is left out, what decides."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from support import rows
from support.drawing import assert_drawn, tables_in
from tenure.measure import behaviour
from tenure.measure.behaviour import (
    ALIKE,
    FEW,
    HARMS,
    NO_USERS,
    NOTHING,
    PROTECTS,
    RARE,
    SMALL,
    finish_behaviour,
    finish_features,
    newcomers,
)
from tenure.measure.behaviour_counts import behaviour_counts
from tenure.measure.behaviour_use import Window, outcome_windows, window_members
from tenure.periods import Calendar, Observation
from tenure.stats import cochran_armitage, mantel_trend, newcombe

SEOUL = Calendar("Asia/Seoul")
MARCH = Window(date(2024, 3, 1), date(2024, 4, 1), date(2024, 1, 5), date(2024, 2, 2))


def spells(drawn):
    return rows.table(drawn, "unit_id", "from_local", "to_local")


def events(drawn, zone="Asia/Seoul"):
    """Return drawn events; `times` repeats one."""
    several = [row for row in drawn for _ in range(int(row.get("times") or 1))]
    columns = [name for name in drawn[0] if name != "times"]
    return rows.table(several, *columns, zone=zone)


def counted(run, company, done, windows=(MARCH,), calendar=SEOUL, **options):
    return run(behaviour_counts(company, done, windows=windows, calendar=calendar, **options))


def table(found):
    kinds = dict.fromkeys(("window", "stratum", "segment", "n", "users", "lost"), pa.int64())
    kinds |= {"feature": pa.string(), "use_from": pa.float64(), "use_to": pa.float64()}
    return pa.Table.from_pylist(found, pa.schema(list(kinds.items())))


def made(**features):
    """Return counts as `behaviour_counts` gives them, from {segment: (lost, n)} by stratum."""
    found = []
    for name, strata in features.items():
        for stratum, segments in enumerate(strata):
            for segment, (lost, n) in segments.items():
                use = float(segment)
                found.append({
                    "feature": name, "window": 0, "stratum": stratum, "segment": segment,
                    "n": n, "users": n if segment else 0, "lost": lost,
                    "use_from": use, "use_to": use,
                })  # fmt: skip
    return table(found)


COMPANY = """
    | unit_id | from_local | to_local   |
    | ana     | 2023-06-01 | –          |
    | 보라    | 2023-06-01 | 2024-03-10 |
    | chidi   | 2023-06-01 | –          |
    | dörte   | 2023-06-01 | 2024-03-20 |
    | eve     | 2023-06-01 | –          |
    | 하나    | 2023-06-01 | –          |
    | gone    | 2023-06-01 | 2024-02-10 |
    | new     | 2024-01-06 | 2024-03-05 |
"""


def test_segments_by_hand(run, drawn):
    """Exports in the four weeks before; who left by 1 March is not asked, who came late is apart.

    | unit_id | from_local | to_local   |
    | ana     | 2023-06-01 | –          |
    | 보라    | 2023-06-01 | 2024-03-10 |
    | chidi   | 2023-06-01 | –          |
    | dörte   | 2023-06-01 | 2024-03-20 |
    | eve     | 2023-06-01 | –          |
    | 하나    | 2023-06-01 | –          |
    | gone    | 2023-06-01 | 2024-02-10 |
    | new     | 2024-01-06 | 2024-03-05 |

    | unit_id | feature | occurred_at | times |
    | ana     | export  | 2024-01-20  | 9     |
    | 보라    | export  | 2024-01-21  | 1     |
    | chidi   | export  | 2024-01-22  | 3     |
    | dörte   | export  | 2024-01-23  | 3     |
    | gone    | export  | 2024-01-24  | 50    |
    | new     | export  | 2024-01-25  | 70    |

    Four users in order: 1, 3, 3, 9. Their places are 1/8, 1/2, 1/2, 7/8, so the two who tie
    are the middle half. Eve and 하나 did not use it.

    | feature | segment | n | lost | use_from | use_to |
    | export  | 0       | 2 | 0    | 0        | 0      |
    | export  | 1       | 1 | 1    | 1        | 1      |
    | export  | 2       | 2 | 1    | 3        | 3      |
    | export  | 3       | 1 | 0    | 9        | 9      |
    | –       | -1      | 1 | 1    | –        | –      |
    """
    company, done, expected = drawn
    found = counted(run, spells(company), events(done), strata=1)
    for row in found:
        for name in ("use_from", "use_to"):
            row[name] = None if row[name] is None else int(row[name])
    assert_drawn(sorted(found, key=lambda row: row["feature"] is None), expected)
    named = finish_behaviour(table(found)).to_pylist()
    assert [row["segment"] for row in named] == ["none", "bottom", "middle", "top"]
    assert newcomers(table(found)) == 1
    for row in named:
        members = window_members(
            spells(company),
            events(done),
            window=MARCH,
            calendar=SEOUL,
            feature="export",
            use=None if row["segment"] == "none" else (row["use_from"], row["use_to"]),
        )
        assert len(run(members)) == row["customers"]
    tied = window_members(
        spells(company), events(done), window=MARCH, calendar=SEOUL, feature="export",
        use=(3.0, 3.0), lost=True,
    )  # fmt: skip
    assert run(tied) == [{"unit_id": "dörte"}]


def test_together_with_non_users_all_are_cut_at_once(run, drawn):
    """Places of six: the two at 0 share 1/6, then 5/12, the two at 3 share 2/3, then 11/12.

    | unit_id | feature | occurred_at | times |
    | ana     | export  | 2024-01-20  | 9     |
    | 보라    | export  | 2024-01-21  | 1     |
    | chidi   | export  | 2024-01-22  | 3     |
    | dörte   | export  | 2024-01-23  | 3     |

    | segment | n | lost |
    | 1       | 2 | 0    |
    | 2       | 3 | 2    |
    | 3       | 1 | 0    |
    """
    company = [row for row in tables_in(COMPANY)[0] if row["unit_id"] not in ("gone", "new")]
    found = counted(run, spells(company), events(drawn[0]), non_users="with", strata=1)
    assert_drawn(found, drawn[1])
    named = finish_behaviour(table(found)).to_pylist()
    assert [row["segment"] for row in named] == ["bottom", "middle", "top"]


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ("2024-01-04T23:59:59.999999", False),
        ("2024-01-05T00:00:00", True),
        ("2024-02-01T23:59:59.999999", True),
        ("2024-02-02T00:00:00", False),
        ("2024-02-20T12:00:00", False),  # in the gap
        ("2024-03-05T12:00:00", False),  # in the period itself
    ],
)
def test_use_is_counted_in_its_local_days_alone(run, at, inside):
    company = rows.table([{"unit_id": "ana", "from_local": "2023-01-01", "to_local": None}])
    done = rows.table(
        [{"unit_id": "ana", "feature": "export", "occurred_at": at}], zone="Asia/Seoul"
    )
    found = counted(run, company, done)
    assert [row["segment"] for row in found] == ([2] if inside else [])


def test_days_of_use_follow_the_clock_that_turns(run):
    """New York, 10 March 2024 has 23 hours: use until the 11th ends at 04:00 UTC, not at 05:00."""
    calendar = Calendar("America/New_York")
    window = Window(date(2024, 4, 1), date(2024, 5, 1), date(2024, 2, 12), date(2024, 3, 11))
    company = rows.table([{"unit_id": "ana", "from_local": "2023-01-01", "to_local": None}])
    for at, inside in (("2024-03-11T03:59:59", True), ("2024-03-11T04:00:00", False)):
        done = rows.table([{"unit_id": "ana", "feature": "export", "occurred_at": at}])
        found = counted(run, company, done, windows=(window,), calendar=calendar)
        assert bool(found) == inside


def test_a_sum_is_use_as_well_as_a_number_of_times(run):
    company = rows.table(
        [{"unit_id": who, "from_local": "2023-01-01", "to_local": None} for who in ("ana", "보라")]
    )
    done = rows.table([
        {"unit_id": "ana", "feature": "watch", "occurred_at": "2024-01-20", "value": 5.5},
        {"unit_id": "ana", "feature": "watch", "occurred_at": "2024-01-21", "value": 4.0},
        {"unit_id": "보라", "feature": "watch", "occurred_at": "2024-01-20", "value": None},
    ])  # fmt: skip
    found = counted(run, company, done)
    assert [(row["segment"], row["use_from"], row["n"]) for row in found] == [
        (2, 0.0, 1),
        (3, 9.5, 1),
    ]


def test_strata_are_of_tenure_and_of_everything_else_that_is_done(run):
    """Own use is no part of the activity that a customer is compared by.

    With two strata, the four old customers' totals are 1, 2, 10, 10. Heavy exports of ana are
    not activity: but for them she did nothing, so she is with the idle. Young is within all
    three bounds of tenure: her stratum is 3 · 2 + 1.
    """
    old = dict.fromkeys(("ana", "보라", "chidi", "dörte"), "2022-01-01")
    company = rows.table([
        {"unit_id": who, "from_local": since, "to_local": None}
        for who, since in {**old, "young": "2023-12-20"}.items()
    ])  # fmt: skip
    done = events([
        {"unit_id": "ana", "feature": "export", "occurred_at": "2024-01-20", "times": "10"},
        {"unit_id": "보라", "feature": "export", "occurred_at": "2024-01-20", "times": "1"},
        {"unit_id": "chidi", "feature": "read", "occurred_at": "2024-01-20", "times": "10"},
        {"unit_id": "dörte", "feature": "read", "occurred_at": "2024-01-20", "times": "2"},
        {"unit_id": "young", "feature": "read", "occurred_at": "2024-01-20", "times": "3"},
    ])  # fmt: skip
    found = counted(run, company, done, strata=2, feature="export")
    by_stratum = {(row["stratum"], row["segment"]): row["n"] for row in found}
    # 보라 1, dörte 2, then young 3 in the middle (place 1/2), ana and chidi 10
    assert by_stratum == {(0, 2): 1, (0, 3): 1, (0, 0): 1, (1, 0): 1, (7, 0): 1}


def test_several_windows_equal_each_alone(run, drawn):
    """
    | unit_id | from_local | to_local   |
    | ana     | 2022-06-01 | –          |
    | 보라    | 2022-06-01 | 2024-03-10 |
    | chidi   | 2024-01-20 | –          |

    | unit_id | feature | occurred_at | times |
    | ana     | export  | 2024-01-20  | 2     |
    | ana     | read    | 2024-01-29  | 1     |
    | 보라    | export  | 2024-02-21  | 1     |
    | chidi   | export  | 2024-02-22  | 3     |
    """
    company, done = spells(drawn[0]), events(drawn[1])
    april = Window(date(2024, 4, 1), date(2024, 5, 1), date(2024, 2, 5), date(2024, 3, 4))
    both = counted(run, company, done, windows=(MARCH, april))
    for number, window in enumerate((MARCH, april)):
        alone = counted(run, company, done, windows=(window,))
        mine = [{**row, "window": 0} for row in both if row["window"] == number]
        known = {row["feature"] for row in alone}
        # a feature that others used in another window alone has its non-users in this one, too
        assert [row for row in mine if row["feature"] in known] == alone
        assert {row["segment"] for row in mine if row["feature"] not in known} <= {0}


@pytest.mark.parametrize(
    ("first", "lookback", "starts"),
    [
        ("2024-01-01", 28, ["2024-03-01", "2024-04-01", "2024-05-01"]),
        ("2024-01-05", 28, ["2024-03-01", "2024-04-01", "2024-05-01"]),
        ("2024-01-06", 28, ["2024-04-01", "2024-05-01"]),
        ("2024-01-01", 61, ["2024-04-01", "2024-05-01"]),
        ("2024-04-01", 28, []),
    ],
)
def test_windows_are_complete_periods_before_which_all_of_the_use_is_seen(first, lookback, starts):
    observed = Observation(date.fromisoformat(first), date(2024, 5, 31))
    found = outcome_windows(
        period="month", calendar=SEOUL, observed=observed, count=3,
        use_days=28, gap_days=28, lookback=lookback,
    )  # fmt: skip
    assert [str(window.start) for window in found] == starts
    for window in found:
        assert window.start - window.use_to == window.use_to - window.use_from == timedelta(28)


def test_the_unfinished_month_is_no_window():
    observed = Observation(date(2023, 1, 1), date(2024, 5, 30))
    found = outcome_windows(
        period="month", calendar=SEOUL, observed=observed, count=1, use_days=28, gap_days=0
    )
    assert [window.start for window in found] == [date(2024, 4, 1)]


def test_verdicts_by_hand():
    """Twice the attrition at the bottom protects; twice at the top harms; the same says nothing."""
    counts = made(
        invite=[{0: (80, 800), 1: (16, 200), 2: (24, 400), 3: (8, 200)}],
        bulk=[{0: (40, 800), 1: (12, 200), 2: (32, 400), 3: (24, 200)}],
        theme=[{0: (64, 800), 1: (16, 200), 2: (32, 400), 3: (16, 200)}],
    )
    found = {row["feature"]: row for row in finish_features(counts).to_pylist()}
    assert {name: row["verdict"] for name, row in found.items()} == {
        "invite": PROTECTS,
        "bulk": HARMS,
        "theme": NOTHING,
    }
    invite = found["invite"]
    assert (invite["customers"], invite["users"], invite["lost"]) == (1600, 800, 128)
    assert (invite["top_attrition"], invite["against"]) == (0.04, "none")
    assert invite["against_attrition"] == 0.1
    expected = newcombe(8, 200, 80, 800)
    assert (invite["difference"], invite["difference_low"], invite["difference_high"]) == (
        pytest.approx((expected.value, expected.low, expected.high))
    )
    assert invite["odds_ratio"] == pytest.approx((8 / 192) / (80 / 720))
    trend = cochran_armitage([(80, 800), (16, 200), (24, 400), (8, 200)])
    assert (invite["trend_z"], invite["trend_p"]) == pytest.approx((trend.statistic, trend.p))
    p = [found[name]["adjusted_p"] for name in ("bulk", "invite", "theme")]
    assert [found[name]["q"] for name in ("bulk", "invite", "theme")] == pytest.approx(
        [min(p[0] * 3, p[1] * 3 / 2), p[1] * 3 / 2, p[2]]
    )


def test_what_only_tenure_or_activity_made_is_no_verdict():
    """Pooled, heavy users leave far less; among those alike, not at all.

    | stratum | none     | top    |
    | 0       | 160 / 400 | 40/100 |
    | 1       | 10 / 100  | 40/400 |
    """
    counts = made(login=[{0: (160, 400), 3: (40, 100)}, {0: (10, 100), 3: (40, 400)}])
    row = finish_features(counts).to_pylist()[0]
    assert row["trend_p"] < 1e-6
    assert row["odds_ratio"] < 0.5
    assert row["adjusted_z"] == pytest.approx(0)
    assert row["adjusted_odds_ratio"] == pytest.approx(1)
    assert row["verdict"] == NOTHING


@pytest.mark.parametrize(
    ("segments", "reason"),
    [
        ({0: (20, 200)}, NO_USERS),
        ({2: (20, 200)}, ALIKE),
        ({0: (20, 200), 3: (9, 29)}, SMALL),
        ({0: (5, 20), 3: (50, 200)}, SMALL),
        ({0: (5, 200), 3: (4, 200)}, RARE),
        ({0: (195, 200), 3: (196, 200)}, RARE),
    ],
)
def test_too_few_is_said_with_its_reason_and_counts_in_no_correction(segments, reason):
    counts = made(rare=[segments], bulk=[{0: (40, 800), 3: (24, 200)}])
    found = {row["feature"]: row for row in finish_features(counts).to_pylist()}
    assert (found["rare"]["verdict"], found["rare"]["reason"]) == (FEW, reason)
    assert found["rare"]["q"] is None
    assert found["bulk"]["q"] == found["bulk"]["adjusted_p"]
    assert found["bulk"]["reason"] is None


def test_a_few_who_do_not_use_it_are_not_what_is_compared_with():
    counts = made(login=[{0: (2, 5), 1: (30, 200), 2: (40, 400), 3: (10, 200)}])
    row = finish_features(counts).to_pylist()[0]
    assert (row["against"], row["against_attrition"]) == ("bottom", 0.15)


def test_the_adjusted_trend_is_mantels_over_windows_and_strata(run):
    """Random customers: the finished test equals the one counted customer by customer."""
    from random import Random

    random, units, uses = Random(5), [], {}
    for number in range(120):
        who = f"u{number}"
        until = f"2024-03-{random.randint(2, 28):02d}" if random.random() < 0.3 else None
        units.append({"unit_id": who, "from_local": "2022-01-01", "to_local": until})
        uses[who] = {"export": random.randint(0, 4), "read": random.randint(0, 9)}
    done = events([
        {"unit_id": who, "feature": name, "occurred_at": "2024-01-20", "times": str(times)}
        for who, own in uses.items() for name, times in own.items() if times
    ])  # fmt: skip
    found = table(counted(run, rows.table(units), done, strata=3))
    left = {row["unit_id"] for row in units if row["to_local"]}
    for row in finish_features(found, least=1).to_pylist():
        other = "read" if row["feature"] == "export" else "export"
        expected = one_by_one(uses, left, row["feature"], other, strata=3)
        assert row["adjusted_z"] == pytest.approx(expected.statistic)


def one_by_one(uses, left, feature, other, strata):
    """Work out the test in plain loops from each customer's own numbers."""
    totals = sorted(sum(own.values()) for own in uses.values())

    def place(value, of):
        return (sum(v < value for v in of) + of.count(value) / 2) / len(of)

    tops = [
        max((t for t in totals if place(t, totals) < k / strata), default=-1)
        for k in range(1, strata)
    ]
    users = [own[feature] for own in uses.values() if own[feature]]
    cells = {}
    for who, own in uses.items():
        at = place(own[feature], users) if own[feature] else None
        segment = 0 if at is None else 1 + (at >= 0.25) + (at >= 0.75)
        cell = cells.setdefault(sum(own[other] > top for top in tops), [[0, 0] for _ in range(4)])
        cell[segment][0] += who in left
        cell[segment][1] += 1
    return mantel_trend([[tuple(one) for one in cell] for cell in cells.values()])


def test_other_cuts_have_names():
    assert behaviour.segment_name(1, 1) == "bottom"
    assert behaviour.segment_name(2, 1) == "top"
    assert [behaviour.segment_name(n, 3) for n in range(5)] == [
        "none", "bottom", "2 of 4", "3 of 4", "top",
    ]  # fmt: skip


def test_nothing_done_is_no_row_and_no_error(run):
    company = rows.table([{"unit_id": "ana", "from_local": "2023-01-01", "to_local": None}])
    done = rows.table([], "unit_id", "feature", "occurred_at")
    found = counted(run, company, done)
    assert found == []
    assert finish_behaviour(table(found)).num_rows == 0
    assert finish_features(table(found)).num_rows == 0


def test_events_and_spells_are_read_once(tmp_path):
    """All features and all windows come from one scan of the events and one of the spells."""
    import duckdb
    import ibis

    spell = {"unit_id": "string", "from_local": "timestamp", "to_local": "timestamp"}
    event = {"unit_id": "string", "occurred_at": "timestamp", "feature": "string"}
    april = Window(date(2024, 4, 1), date(2024, 5, 1), date(2024, 2, 5), date(2024, 3, 4))
    expression = behaviour_counts(
        ibis.table(spell, name="spells"),
        ibis.table(event, name="events"),
        windows=(MARCH, april),
        calendar=SEOUL,
    )
    with duckdb.connect() as database:
        for name, columns in (("spells", spell), ("events", event)):
            typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            database.execute(f"CREATE TABLE {name} ({typed})")
            path = tmp_path / f"{name}.parquet"
            database.execute(f"INSERT INTO {name} (unit_id) VALUES ('ana')")
            database.execute(f"COPY {name} TO '{path}'")
            database.execute(f"DROP TABLE {name}")
            database.execute(f"CREATE VIEW {name} AS FROM read_parquet('{path}')")
        plan = database.execute("EXPLAIN " + ibis.to_sql(expression, dialect="duckdb")).fetchall()
    assert sum(text.count("READ_PARQUET") for _, text in plan) == 2


def test_the_worked_example_of_the_page():
    """The numbers that docs/metrics/behaviour.md shows come out of the counts that it names."""
    text = (Path(__file__).parents[2] / "docs/metrics/behaviour.md").read_text("utf-8")
    example = tables_in(text.split("## Worked example")[1])[0]
    invite = [{0: (80, 800), 1: (16, 200), 2: (24, 400), 3: (8, 200)}]
    counts = made(
        invite=invite,
        bulk=[{0: (40, 800), 1: (12, 200), 2: (32, 400), 3: (24, 200)}],
        theme=[{0: (64, 800), 1: (16, 200), 2: (32, 400), 3: (16, 200)}],
    )
    shown = [row for row in finish_behaviour(counts).to_pylist() if row["feature"] == "invite"]
    assert_drawn(shown, [row for row in example if row["segment"] != "---"])
    row = next(r for r in finish_features(counts).to_pylist() if r["feature"] == "invite")
    assert f"z = −{-row['trend_z']:.2f}, p = {row['trend_p']:.3f}" in text
    low, high = -100 * row["difference_low"], -100 * row["difference_high"]
    assert f"−6.0 points (−{low:.1f} to −{high:.1f})" in text
    bounds = f"({row['odds_ratio_low']:.2f} to {row['odds_ratio_high']:.2f})"
    assert f"odds ratio {row['odds_ratio']:.2f} {bounds}" in text
    assert f"q = {row['q']:.4f}: **{row['verdict']}**" in text
