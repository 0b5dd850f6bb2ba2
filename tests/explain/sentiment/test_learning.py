"""Sentiment learnt from scores: judged on what it has not seen, declined for too little."""

import numpy as np
import pytest

from tenure.explain.sentiment import Labelled, keep, kept, learn, moods
from tenure.explain.sentiment.held_out import FOLDS, across, later
from tenure.explain.sentiment.judged import judged
from tenure.explain.sentiment.shipped import praise

GOOD = ("works", "runs", "loads", "opens", "syncs", "prints")
BAD = ("stalls", "chokes", "sulks", "limps", "dies", "jams")
THINGS = ("search", "export", "chart", "login", "board", "mail", "list", "map", "form", "page")


def said(number, seed=0, noise=0.0):
    """Draw texts in invented words, of which the shipped ones know none."""
    rng = np.random.default_rng(seed)
    mood = rng.integers(0, 2, number).astype(float)
    texts = []
    for one in mood:
        told = one if rng.random() >= noise else 1 - one
        verb = (BAD, GOOD)[int(told)][rng.integers(6)]
        first, second = rng.choice(THINGS, 2, replace=False)
        texts.append(f"the {first} {verb} since the {second} of day {rng.integers(500)}")
    authors = [f"c{one}" for one in rng.integers(0, number // 2, number)]
    return Labelled(
        texts, [t.split() for t in texts], mood, authors, np.arange(number, dtype=float)
    )


@pytest.fixture(scope="module")
def learnt():
    return learn("en", said(1_500))


def test_what_was_learnt_tells_new_texts_apart(learnt):
    assert learnt.kind == "learnt"
    new = ["the printer works", "the printer jams"]
    good, bad = learnt.praise(new, [[], []])
    assert good > 0.9 > 0.1 > bad
    assert moods(np.array([good, bad, 0.5, np.nan])) == ["positive", "negative", "neutral", None]


def test_worth_comes_with_intervals_of_texts_held_out_by_author_and_in_time(learnt):
    others, in_time = learnt.worth
    assert (others.split, in_time.split) == ("others", "later")
    for one in learnt.worth:
        assert one.accuracy.low < one.accuracy.value <= one.accuracy.high
        assert one.accuracy.value > 0.95
        assert one.brier.value < 0.1
    assert others.texts == pytest.approx(1_500 / FOLDS, rel=0.2)
    assert all(one.accuracy.value < 0.6 for one in learnt.shipped)  # the words know none of these


def test_probabilities_are_as_often_right_as_they_say():
    """A third of moods are turned by chance, so certainty would be wrong."""
    model = learn("en", said(3_000, noise=1 / 3))
    fresh = said(4_000, seed=1)
    p = model.praise(fresh.texts, fresh.lemmas)
    assert p[fresh.moods == 1].mean() == pytest.approx(2 / 3, abs=0.06)
    assert p[fresh.moods == 0].mean() == pytest.approx(1 / 3, abs=0.06)


def test_moods_by_chance_teach_nothing():
    drawn = said(600)
    shuffled = np.random.default_rng(5).permutation(drawn.moods)
    found = learn("en", Labelled(drawn.texts, drawn.lemmas, shuffled, drawn.authors, drawn.days))
    told = found.worth[0].accuracy
    assert told.low < 0.55


def test_no_model_is_judged_on_words_or_authors_it_learnt():
    """Every text is said ten times by everyone: nothing is left that was not seen."""
    one = said(40)
    same = Labelled(
        one.texts * 10,
        list(one.lemmas) * 10,
        np.tile(one.moods, 10),
        ["a"] * 400,
        np.full(400, np.nan),
    )
    found = across(same)
    assert found is None or found.chosen.sum() < 400 / FOLDS + 40
    assert later(same) is None


@pytest.mark.parametrize(("number", "why"), [(100, "few_texts"), (299, "few_texts")])
def test_below_a_minimum_the_shipped_words_are_used(number, why):
    model = learn("en", said(number))
    assert (model.kind, model.why, model.texts) == ("shipped", why, number)
    assert model.worth[0].split == "all"
    told = model.praise(["", ""], [["great"], ["terrible"]])
    assert told[0] > 0.5 > told[1]


def test_one_text_said_by_everyone_teaches_nothing():
    drawn = said(400)
    texts = ["the search works" if mood else "the search jams" for mood in drawn.moods]
    model = learn("en", Labelled(texts, drawn.lemmas, drawn.moods, drawn.authors, drawn.days))
    assert (model.kind, model.why, model.either) == ("shipped", "few_of_a_mood", 1)


def test_kept_without_a_pickle_and_the_same_after(learnt, tmp_path):
    keep({"en": learnt}, tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy"}
    again = kept(tmp_path)["en"]
    new = said(50, seed=9)
    assert (again.praise(new.texts, new.lemmas) == learnt.praise(new.texts, new.lemmas)).all()
    assert (again.worth, again.shipped, again.why) == (learnt.worth, learnt.shipped, learnt.why)


def test_the_same_texts_teach_the_same(learnt):
    again = learn("en", said(1_500))
    assert (again.linear.weights == learnt.linear.weights).all()


def test_judged_by_hand():
    """60 texts, half praise: 3 of either told wrongly, 0.8 or 0.2 each."""
    truth = np.repeat([0.0, 1.0], 30)
    told = np.where(truth == 1, 0.8, 0.2)
    told[[0, 1, 2]], told[[30, 31, 32]] = 0.8, 0.2
    found = judged("all", told, truth)
    assert found.accuracy.value == pytest.approx(54 / 60)
    assert found.brier.value == pytest.approx((54 * 0.04 + 6 * 0.64) / 60)
    # pairs: 27·27 right, 3·3 wrong, 2·27·3 tied
    assert found.auc.value == pytest.approx((27 * 27 + 0.5 * 2 * 27 * 3) / 900)
    assert judged("all", told[:30], truth[:30]) is None


@pytest.mark.parametrize(
    ("lemmas", "language", "sign"),
    [
        (["great", "service"], "en", 1),
        (["not", "good"], "en", -1),
        (["not", "bad"], "en", 1),
        (["terrible"], "en", -1),
        (["최고"], "ko", 1),
        (["안", "좋다"], "ko", -1),
        (["만족"], "ko", 1),
        (["실망"], "ko", -1),
        (["책상"], "ko", 0),
    ],
)
def test_shipped_words_praise_or_complain_and_a_negation_turns_them(lemmas, language, sign):
    (told,) = praise([lemmas], language)
    assert np.sign(round(told - 0.5, 6)) == sign
