"""Values in sentences: English numbers, Korean particles by the last sound."""

import pytest

from tenure.sentences import fill, with_particle


@pytest.mark.parametrize(
    ("name", "pair", "said"),
    [
        ("가격", "을/를", "가격을"),
        ("온보딩 단계", "을/를", "온보딩 단계를"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("42%", "은/는", "42%는"),
        ("2026년 6월", "과/와", "2026년 6월과"),
        ("3", "이/가", "3이"),
        ("12", "이/가", "12가"),
        ("“가격”", "을/를", "“가격”을"),
        ("", "이/가", "가"),
    ],
)
def test_a_particle_fits_the_last_sound(name, pair, said):
    assert with_particle(name, pair) == said


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 changes"), (1, "1 change"), (1200, "1,200 changes")]
)
def test_a_plural_is_chosen_by_the_number(number, said):
    assert fill("{n:# change|# changes}", n=number) == said


def test_what_is_no_particle_and_no_plural_is_formatted_as_ever():
    assert fill("{share:.0%} of {n:,}", share=0.25, n=12345) == "25% of 12,345"
