"""English text in sentences, words and lemmas."""

import pytest

from tenure.explain.text.english import analyse, lemma_of


def sentences(text):
    return [one.text for one in analyse(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It broke. I left!", ["It broke.", "I left!"]),
        ("It costs 9.99 a month.", ["It costs 9.99 a month."]),
        ("Ask Mr. Brown, Dr. Lee etc. about it", ["Ask Mr. Brown, Dr. Lee etc. about it"]),
        ("Well... maybe not", ["Well... maybe not"]),
        ("Enough.. Goodbye", ["Enough..", "Goodbye"]),
        ("one line\nanother", ["one line", "another"]),
        ('"Never again." I mean it', ['"Never again."', "I mean it"]),
        ("Really?! Yes", ["Really?!", "Yes"]),
        ("see netflix.com today", ["see netflix.com today"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_sentences(text, parts):
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("cancelled", "cancel"),
        ("Canceling", "cancel"),
        ("refunds", "refund"),
        ("switched", "switch"),
        ("crashes", "crash"),
        ("worse", "bad"),
        ("children", "child"),
        ("went", "go"),
        ("quitting", "quit"),
        ("soo", "so"),
        ("good", "good"),
        ("apps", "app"),
    ],
)
def test_lemmas(word, lemma):
    assert lemma_of(word) == lemma


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("don't", ["do", "not"]),
        ("can't", ["can", "not"]),
        ("won't stop", ["will", "not", "stop"]),
        ("didnt work", ["do", "not", "work"]),
        ("it's John's", ["it", "john"]),
        ("we'll", ["we", "will"]),
    ],
)
def test_contractions(text, lemmas):
    (found,) = analyse(text)
    assert [token.lemma for token in found.tokens] == lemmas


def test_marks_of_masking_are_no_words():
    (found,) = analyse("mail [email] and [name] now")
    assert [token.lemma for token in found.tokens] == ["mail", "and", "now"]


def test_every_token_stands_where_it_says():
    text = "I can't pay 9.99, sorry: it's too much"
    for one in analyse(text):
        for token in one.tokens:
            if token.form != "not":
                assert text[token.start :].startswith(token.form) or token.form in "can't"
