"""Themes are found, named, kept, and the same ones from run to run."""

from dataclasses import replace

import numpy as np
import pytest

from tenure.explain.themes import LEAST_TEXTS, Said, keep, kept, learn, moved_on, quoted
from tenure.explain.themes.subjects import subjects

TOPICS = {
    "price": ["price", "expensive", "cost", "fee", "discount", "plan", "month"],
    "delivery": ["parcel", "delivery", "courier", "late", "package", "door", "box"],
    "none-of-ours": ["theme", "dark", "mode", "night", "contrast", "eye", "bright"],
}
FILLER = [f"filler{number}" for number in range(150)]


def said(number, seed=0, topics=TOPICS):
    """Draw texts of four words of one topic and three of no topic, with the topic of each."""
    rng = np.random.default_rng(seed)
    names = list(topics)
    about = [names[one] for one in rng.integers(0, len(names), number)]
    lemmas = []
    for name in about:
        own = [*rng.choice(topics[name], 4, replace=False), *rng.choice(FILLER, 3, replace=False)]
        lemmas.append([str(one) for one in rng.permutation(own)])
    return Said([f"It is {' '.join(one)}." for one in lemmas], lemmas), about


@pytest.fixture(scope="module")
def found():
    return learn("en", said(900)[0])


def test_subjects_are_found_by_their_words_and_others_by_the_texts(found):
    codes = [one.code for one in found.themes]
    assert codes[:2] == ["price", "delivery"]
    assert "en-1" in codes
    own = next(one for one in found.themes if one.code == "en-1")
    assert own.subject is None
    assert set(list(own.terms)[:3]) <= set(TOPICS["none-of-ours"])
    assert own.title["en"] == " · ".join(list(own.terms)[:3])


def test_words_said_beside_a_subject_are_learnt(found):
    """ "plan" and "month" are no shipped words of price, yet they come to tell of it."""
    place = [one.code for one in found.themes].index("price")
    for word in ("plan", "month"):
        assert found.terms[:, found.vocabulary.place[word]].argmax() == place


def test_new_texts_are_put_to_the_themes_they_are_about(found):
    fresh, about = said(600, seed=7)
    main = [found.themes[at].code if at >= 0 else None for at in found.assign(fresh.lemmas).main]
    expected = {"price": "price", "delivery": "delivery", "none-of-ours": "en-1"}
    right = sum(one == expected[other] for one, other in zip(main, about, strict=True))
    assert right / len(about) > 0.95


def test_a_text_may_have_two_themes_and_a_long_one_is_not_too_long(found):
    both = ["price", "expensive", *FILLER[:10], "parcel", "courier"]
    long = [*FILLER[:60], "price", "expensive", "fee", *FILLER[60:120]]
    nothing = FILLER[:8]
    has = found.assign([both, long, nothing, []]).has
    codes = [one.code for one in found.themes]
    named = [{codes[at] for at in np.flatnonzero(row)} for row in has]
    assert named[0] >= {"price", "delivery"}
    assert "price" in named[1]
    assert named[2] == named[3] == set()


def test_typical_sentences_are_real_and_tell_of_the_theme(found):
    texts = set(said(900)[0].texts)
    for one in found.themes:
        assert one.typical
        assert set(one.typical) <= texts


def test_the_same_texts_give_the_same_themes(found):
    again = learn("en", said(900)[0])
    assert (again.terms == found.terms).all()
    assert again.themes == found.themes


def test_refitted_themes_keep_their_codes_and_names(found):
    renamed = replace(
        found,
        themes=tuple(
            replace(one, title={"en": "Dark mode", "ko": "다크 모드"})
            if one.code == "en-1"
            else one
            for one in found.themes
        ),
    )
    later = learn("en", said(900, seed=3)[0], renamed)
    own = next(one for one in later.themes if one.code == "en-1")
    assert own.title["en"] == "Dark mode"
    assert set(list(own.terms)[:3]) <= set(TOPICS["none-of-ours"])


def test_a_theme_that_is_new_gets_a_code_that_was_never_used(found):
    topics = {**TOPICS, "music": ["song", "playlist", "album", "singer", "lyric", "band", "tune"]}
    topics.pop("none-of-ours")
    later = learn("en", said(900, seed=3, topics=topics)[0], found)
    codes = {one.code for one in later.themes if one.subject is None}
    assert codes == {f"en-{found.ever + 1}"}
    assert later.ever == found.ever + 1


def test_themes_are_due_again_when_texts_speak_of_something_else(found):
    topics = {"music": ["song", "playlist", "album", "singer", "lyric", "band", "tune"]}
    assert not moved_on(found, said(400, seed=5)[0].lemmas)
    assert moved_on(found, said(400, seed=5, topics=topics)[0].lemmas)
    assert not moved_on(found, said(100, seed=5, topics=topics)[0].lemmas)  # too few to say


def test_the_same_text_a_thousand_times_is_no_theme():
    drawn, _ = said(900)
    formula = "Sent from my wonderful pocket telephone".lower().split()
    texts = [*drawn.texts, *["Sent from my wonderful pocket telephone."] * 1_000]
    found = learn("en", Said(texts, [*drawn.lemmas, *[formula] * 1_000]))
    assert found.texts <= 901
    assert not any(set(one.terms) & set(formula) for one in found.themes)


def test_a_phrase_that_is_added_to_many_texts_is_no_theme():
    drawn, _ = said(900)
    formula = ["kindly", "reply", "within", "day"]
    lemmas = [[*one, *formula] if at % 3 == 0 else one for at, one in enumerate(drawn.lemmas)]
    found = learn("en", Said(drawn.texts, lemmas))
    assert ("kindly", "reply", "within") in found.formulas
    assert not any(set(one.terms) & set(formula) for one in found.themes)
    assert not found.assign([formula]).has.any()


def test_noise_has_no_themes_of_its_own():
    rng = np.random.default_rng(0)
    words = [f"word{number}" for number in range(300)]
    lemmas = [[str(w) for w in rng.choice(words, 7, replace=False)] for _ in range(800)]
    found = learn("en", Said([" ".join(one) for one in lemmas], lemmas))
    assert found.themes == ()
    assert found.without == 1.0
    assert found.assign(lemmas[:3]).main.tolist() == [-1, -1, -1]


def test_a_subject_that_few_speak_of_does_not_take_what_is_of_none():
    """One text in 30 speaks of stock; most others repeat words of no subject."""
    drawn, _ = said(900)
    rest = ["slowly", "nowhere", "today", "maybe", "rather"]
    rng = np.random.default_rng(0)
    lemmas = [
        [*rng.choice(rest, 3, replace=False).tolist(), *one[:2]] if at % 3 else one
        for at, one in enumerate(drawn.lemmas)
    ]
    lemmas = [[*one, "stock"] if at % 30 == 0 else one for at, one in enumerate(lemmas)]
    found = learn("en", Said([" ".join(one) for one in lemmas], lemmas))
    place = [one.code for one in found.themes].index("range")
    assert next(iter(found.themes[place].terms)) == "stock"
    assert found.assign(lemmas).has[:, place].mean() < 0.06


def test_too_few_texts_have_no_themes():
    assert learn("en", said(LEAST_TEXTS - 1)[0]) is None


def test_kept_without_a_pickle_and_the_same_after(found, tmp_path):
    texts = [one for theme in found.themes for one in theme.typical]
    assert texts
    keep({"en": found}, tmp_path, {"en": texts})
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy"}
    again = kept(tmp_path, texts)["en"]
    fresh = said(50, seed=9)[0].lemmas
    assert (again.assign(fresh).weights == found.assign(fresh).weights).all()
    assert (again.themes, again.ever, again.formulas) == (found.themes, found.ever, found.formulas)


def test_sentences_are_not_kept_and_go_with_the_text_that_they_are_from(found, tmp_path):
    texts = [one for theme in found.themes for one in theme.typical]
    keep({"en": found}, tmp_path, {"en": texts})
    written = (tmp_path / "themes.json").read_text("utf-8")
    assert not any(one in written for one in texts)
    assert len(quoted(tmp_path)) == len(set(texts))
    left = kept(tmp_path, texts[1:])["en"]
    assert texts[0] not in [one for theme in left.themes for one in theme.typical]
    assert texts[-1] in [one for theme in left.themes for one in theme.typical]


def test_negated_words_are_terms_of_their_own():
    from tenure.explain.themes.vectors import terms_of

    assert list(terms_of(["not", "work", "today"])) == ["work", "not work", "today"]
    assert list(terms_of(["안", "되다"])) == ["되다", "not 되다"]


def test_every_subject_has_words_and_titles_in_both_languages():
    for one in subjects():
        assert one.title.keys() == one.words.keys() == {"en", "ko"}
        assert all(len(words) >= 6 for words in one.words.values()), one.code


def test_no_word_is_of_two_subjects():
    for language in ("en", "ko"):
        words = [word for one in subjects() for word in one.words[language]]
        assert sorted({word for word in words if words.count(word) > 1}) == []
