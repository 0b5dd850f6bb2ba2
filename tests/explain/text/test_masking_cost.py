"""Hostile texts: what masking does grows with the length of a text and no faster."""

import re

import pytest

from support.regex_steps import Steps
from tenure.explain.text import masks
from tenure.explain.text.masking import contacts, korean_names, masked, names, numbers
from tenure.explain.text.normalise import normalised, shortened

PATTERNS = {
    f"{module.__name__.rsplit('.', 1)[-1]}.{name}.{number}": pattern
    for module in (contacts, korean_names, names, numbers)
    for name, value in vars(module).items()
    for number, pattern in enumerate(value if isinstance(value, tuple) else (value,))
    if isinstance(pattern, re.Pattern) and not name.startswith("_")
}
HOSTILE = (
    *("1", "1 ", "1-", "12.", "0", "010-", "01 ", "+1(", "(", "4 1 1 1-", "A1", "AA11 "),
    *("a", "a@", "@", "a.", "a@a.", "a at ", "골뱅이", "http://", "www.", "1:", "::", "f:"),
    *(
        "김",
        "김민",
        "저는 ",
        "저는 김",
        "담당자 김",
        "이름은",
        "my name is ",
        "hi A",
        "Mr A",
        "A-",
        "공일",
    ),
    *("계좌 ", "call 1", "passport a1", "[", "[name]", " ", "\n", "é", "😀"),
)
COUNTED = (
    *("1", "1 ", "1-", "010-", "+1(", "A1", "a", "a@", "a.", "http://", "f:"),
    *("김", "담당자 김", "my name is ", "공일"),
)
SHORT, LONG = 130, 260
STEPS_A_SIGN = 4000


def test_every_pattern_is_counted():
    assert len(PATTERNS) > 25


@pytest.mark.parametrize("name", PATTERNS)
def test_steps_grow_with_the_length_and_no_faster(name):
    for unit in COUNTED:
        short, long = (
            Steps(PATTERNS[name], (unit * length)[:length]).count for length in (SHORT, LONG)
        )
        assert long <= 2.5 * short + 1000, unit
        assert long / LONG < STEPS_A_SIGN, unit


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hundred_kilobytes_come_to_an_end(unit):
    text = (unit * 100_000)[:100_000]
    assert shortened(masked(normalised(text))) is not None


def test_a_cubic_pattern_is_found_out():
    """The count itself: (a+)+b on a…a doubles with every letter."""
    few, more = (Steps(re.compile("(a+)+b"), "a" * length).count for length in (8, 10))
    assert more > 3.5 * few
    assert Steps(re.compile("a++b"), "a" * 10).count < 200


def test_no_mark_looks_like_personal_data():
    for mark in masks.MASKS:
        assert masked(f"x {mark} y {mark}{mark}") == f"x {mark} y {mark}{mark}"
