"""Themes and sentiment of a simulated company against what its texts are truly about."""

from collections import Counter
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from support import tiny
from tenure.company import Company
from tenure.company.explanations.interviews.themes import LATELY, Spoken, spoken
from tenure.company.explanations.sentiment import scored, sentiment
from tenure.company.explanations.themes import assigned, moved, themes
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.explain.interviews.guide import Known
from tenure.simulate import simulate

OF_TRUTH = {
    "missing_feature": "features",
    "value": "usage",
}
"""What the simulator calls a theme, where Tenure has another word for the subject."""


@pytest.fixture(scope="module")
def outlook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("said") / "lumen"
    simulate("saas", customers=1_200, months=24, seed=11, out=folder)
    with Company.open(folder / "tenure.toml") as company:
        yield Outlook(company.rule)


@pytest.fixture(scope="module")
def truth(outlook):
    """The true theme and mood of each text, by its id."""
    folder = outlook.rule.data.definitions.folder / "truth"
    found = {}
    for name, key in (("feedback", "feedback_id"), ("tickets", "ticket_id")):
        rows = pq.read_table(folder / f"{name}.parquet").to_pylist()
        found |= {(name, row[key]): (row["theme"], row["mood"]) for row in rows}
    return found


def run(outlook, rows):
    return outlook.rule.data.engine.execute(rows, metric="test").to_pylist()


def mains(outlook):
    """The main theme of each text by its table and id; None for a text that has none."""
    found = assigned(outlook)
    rows = found.rows.left_join(found.marks.filter(found.marks.main), "digest")
    told = run(outlook, rows.select("table", "text_id", "theme"))
    return {(row["table"], row["text_id"]): row["theme"] for row in told}


def test_planted_themes_are_found(outlook, truth):
    """Purity: the share of texts that have the commonest true theme of their theme."""
    found = {key: theme for key, theme in mains(outlook).items() if key in truth}
    assert len(found) > 800
    groups = {}
    for key, theme in found.items():
        groups.setdefault(theme, Counter())[truth[key][0]] += 1
    pure = sum(own.most_common(1)[0][1] for own in groups.values()) / len(found)
    alike = adjusted_mutual_info_score(
        [truth[key][0] for key in found], [str(theme) for theme in found.values()]
    )
    assert pure >= 0.75
    assert alike >= 0.65
    for theme, own in groups.items():
        if theme in ("price", "reliability", "support", "competitor", "onboarding", "usability"):
            assert own.most_common(1)[0][0] == theme
    for true, code in OF_TRUTH.items():
        assert groups[code].most_common(1)[0][0] == true


def test_who_is_interviewed_is_asked_about_themes_of_their_own_texts(outlook):
    """Each theme is one of their texts of the last 180 days; who wrote nothing then has none."""
    found = assigned(outlook)
    since = outlook.observed.end - timedelta(days=2 * LATELY)
    rows = found.rows.filter(found.rows.at.cast("date") >= since)
    rows = rows.left_join(found.marks.filter(found.marks.main), "digest")
    mine: dict[str, set] = {}
    for row in run(outlook, rows.select("unit_id", "theme")):
        mine.setdefault(str(row["unit_id"]), set()).add(row["theme"])
    silent = "nobody"
    told = spoken(outlook, [*mine, silent], None, None)
    assert {unit: set(own) for unit, own in told.own.items()} == {
        unit: own - {None} for unit, own in mine.items()
    }
    unit = next(unit for unit, own in told.own.items() if own)
    about = told.told(Known(left=True), unit, None)
    assert about.themes[0] == tuple(told.titles[told.own[unit][0]][one] for one in ("en", "ko"))
    assert about.grown is None
    code = next(iter(told.titles))
    grown = Spoken(told.titles, told.own, {"pro": code}).told(Known(left=True), silent, "pro")
    assert (grown.themes, grown.grown) == ((), tuple(told.titles[code].values()))


def test_no_theme_is_learnt_for_an_interview(tmp_path):
    path = tiny.write(tmp_path, "contract")
    with Company.open(path, today=tiny.NOW.date()) as company:
        assert spoken(Outlook(company.rule), ["c02"], None, None) == Spoken()


@pytest.mark.long
def test_korean_and_english_texts_are_counted_together(outlook):
    found = assigned(outlook)
    rows = found.themed.filter(found.themed.theme == "price")
    told = run(outlook, rows.group_by("language").agg(n=rows.count()))
    assert {row["language"] for row in told} == {"en", "ko"}
    listed, _, _ = themes(outlook)
    (price,) = (row for row in listed.rows if row["theme"] == "price")
    assert price["texts"] == sum(row["n"] for row in told)
    assert (price["title_en"], price["title_ko"]) == ("Price", "가격")
    assert price["sentences"]


def test_price_grows_when_prices_change_and_reliability_after_the_bad_release(outlook):
    _, growth, _ = themes(outlook)
    rows = {row["theme"]: row for row in growth.rows}
    shocks = {"price": date(2025, 7, 1), "reliability": date(2025, 12, 1)}
    for theme, day in shocks.items():
        row = rows[theme]
        assert row["sure"], row
        assert row["difference_low"] > 0
        assert abs(row["since"] - day) <= timedelta(days=28), (
            row
        )  # stretches of two weeks, few texts
        assert row["until"] is not None
        assert "grew" in row["says_en"] or "rose" in row["says_en"]
        assert "늘었습니다" in row["says_ko"]


@pytest.mark.long
def test_what_moved_between_two_periods(outlook):
    before = (date(2025, 4, 1), date(2025, 7, 1))
    after = (date(2025, 7, 1), date(2025, 9, 1))
    told = {one.theme: one for one in moved(outlook, before, after)}
    assert told["price"].corrected < 0.01
    assert told["price"].difference.low > 0
    placebo = moved(
        outlook, (date(2025, 2, 1), date(2025, 4, 1)), (date(2025, 4, 1), date(2025, 6, 1))
    )
    assert all(one.corrected > 0.01 for one in placebo)
    assert moved(outlook, (date(2020, 1, 1), date(2020, 2, 1)), after) == []


@pytest.mark.long
def test_shares_have_numerator_denominator_and_interval(outlook):
    listed, _, shares = themes(outlook, by="plan", period="quarter")
    total = next(row for row in listed.rows if row["theme"] is None)
    assert total["texts"] == total["of"]
    by_group = Counter()
    for row in shares.rows:
        assert 0 < row["texts"] <= row["of"]
        assert row["share"] == pytest.approx(row["texts"] / row["of"])
        assert row["share_low"] <= row["share"] <= row["share_high"]
        by_group[row["theme"]] += row["texts"]
    for row in listed.rows[:-1]:
        assert by_group[row["theme"]] == row["texts"]


@pytest.mark.long
def test_only_the_texts_of_whom_is_asked(outlook):
    every, some = (themes(outlook, where=one)[0].rows[-1] for one in (None, "channel = 'referral'"))
    assert 0 < some["texts"] < every["texts"]


def test_sentiment_agrees_with_the_true_moods(outlook, truth):
    told = run(outlook, scored(outlook).rows.select("table", "text_id", "praise"))
    polar = [
        (row["praise"], truth[row["table"], row["text_id"]][1])
        for row in told
        if truth.get((row["table"], row["text_id"]), ("", "neutral"))[1] != "neutral"
    ]
    assert len(polar) > 500
    assert sum((p > 0.5) == (mood == "positive") for p, mood in polar) / len(polar) > 0.9


@pytest.mark.long
def test_sentiment_says_how_good_it_is_and_by_what(outlook):
    moods, worth = sentiment(outlook, period="quarter", by="plan")
    for row in moods.rows:
        assert row["negative"] + row["positive"] <= row["scored"] <= row["texts"]
        assert row["share_negative_low"] <= row["share_negative"] <= row["share_negative_high"]
    assert {row["language"] for row in worth.rows} == {"en", "ko"}
    for row in worth.rows:
        assert row["model"] in ("learnt", "shipped")
        assert (row["reason"] is None) == (row["model"] == "learnt")
        assert row["says_en"]
        assert row["says_ko"]


def test_a_period_that_is_not_over_is_marked(outlook):
    half = Outlook(outlook.rule, date(2025, 6, 15))
    for rows in (sentiment(half)[0].rows, themes(half)[2].rows):
        over = {row["period_start"]: row["complete"] for row in rows}
        assert not over.pop(date(2025, 6, 1))
        assert over
        assert all(over.values())


@pytest.mark.long
def test_what_was_learnt_is_used_again_and_nothing_is_done_twice(outlook):
    first = assigned(outlook), scored(outlook)
    models = outlook.rule.data.store.root / "models"
    kept = sorted(
        path.name for kind in ("themes", "sentiment") for path in (models / kind).iterdir()
    )
    again = assigned(Outlook(outlook.rule)), scored(Outlook(outlook.rule))
    assert kept == sorted(
        path.name for kind in ("themes", "sentiment") for path in (models / kind).iterdir()
    )
    assert again[0].titles == first[0].titles
    assert sorted(map(str, run(outlook, again[0].marks))) == sorted(
        map(str, run(outlook, first[0].marks))
    )


@pytest.mark.long
def test_as_of_an_earlier_day_nothing_later_is_learnt_from(outlook):
    day = date(2025, 6, 30)
    earlier = Outlook(outlook.rule, day)
    assigned(outlook)
    found = assigned(earlier)
    assert run(outlook, found.rows.agg(last=found.rows.at.max()))[0]["last"].date() <= day
    folders = (outlook.rule.data.store.root / "models" / "themes").iterdir()
    assert any(path.name.startswith("20250630") for path in folders)
    assert assigned(outlook).models.keys() >= found.models.keys()


@pytest.mark.long
def test_a_company_of_few_texts_is_told_so(tmp_path):
    simulate("saas", customers=60, months=3, seed=1, out=tmp_path / "small")
    with Company.open(tmp_path / "small" / "tenure.toml") as company:
        small = Outlook(company.rule)
        listed, growth, _ = themes(small)
        assert any(row["reason"] and "60" in row["reason"] for row in listed.rows)
        assert growth.rows == []
        assert all(row["model"] == "shipped" for row in sentiment(small)[1].rows)


@pytest.mark.long
def test_an_unknown_split_is_refused(outlook):
    with pytest.raises(MetricError, match="nothing called 'plann'"):
        themes(outlook, by="plann")


@pytest.mark.long
def test_the_commands_print_tables_and_sentences(outlook):
    from click.testing import CliRunner

    from tenure.cli.explain.sentiment import sentiment as sentiment_command
    from tenure.cli.explain.themes import themes as themes_command

    path = str(outlook.rule.data.definitions.folder / "tenure.toml")
    for command, told in ((themes_command, "요금"), (sentiment_command, "negative")):
        done = CliRunner().invoke(command, ["-d", path, "--period", "year", "--format", "csv"])
        assert done.exit_code == 0, done.output
        assert told in done.output
        done = CliRunner().invoke(command, ["-d", path, "--period", "year"])
        assert done.exit_code == 0, done.output
