"""Whom to interview: each stratum before any comes twice, regrettable first, by the seed."""

import random

from tenure.explain.interviews.choosing import AT_RISK, LEFT, Candidate, choose


def crowd(size=120):
    rng = random.Random(4)
    return [
        Candidate(
            f"c{number:03d}",
            rng.choice([LEFT, AT_RISK]),
            rng.choice(["pro", "team", None]),
            rng.random() < 0.5,
            rng.random() < 0.5,
            rng.choice([True, False, None]),
        )
        for number in range(size)
    ]


def test_no_stratum_comes_twice_before_each_came_once():
    people = crowd()
    strata = {one.stratum for one in people}
    chosen = choose(people, len(strata))
    assert {one.candidate.stratum for one in chosen} == strata


def test_the_unknown_and_the_regrettable_come_first_in_alternation():
    chosen = choose(crowd(), 4)
    assert [one.candidate.kind for one in chosen] == [LEFT, AT_RISK, LEFT, AT_RISK]
    assert not any(one.candidate.known for one in chosen)
    assert all(one.candidate.regrettable for one in chosen)


def test_the_draw_is_that_of_the_seed_and_not_of_the_order():
    people = crowd()
    shuffled = random.Random(1).sample(people, len(people))
    first = [one.candidate.unit_id for one in choose(people, 12, seed=3)]
    assert first == [one.candidate.unit_id for one in choose(shuffled, 12, seed=3)]
    assert first != [one.candidate.unit_id for one in choose(people, 12, seed=4)]


def test_nobody_comes_twice_and_all_come_when_there_are_few():
    people = crowd(7)
    chosen = choose(people, 50)
    assert sorted(one.candidate.unit_id for one in chosen) == [one.unit_id for one in people]


def test_it_says_of_how_many_each_is_one():
    people = crowd()
    for one in choose(people, 12):
        assert one.alike == sum(p.stratum == one.candidate.stratum for p in people)


def test_nobody_is_no_sample():
    assert choose([], 5) == []
