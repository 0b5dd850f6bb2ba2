"""Names that sound right and belong to nobody, composed from parts."""

from itertools import product

import numpy as np

from tenure.simulate.columns import Array, labelled
from tenure.simulate.draws import Bools

_FAMILY_KO = [
    "김",
    "이",
    "박",
    "최",
    "정",
    "강",
    "조",
    "윤",
    "장",
    "임",
    "한",
    "오",
    "서",
    "신",
    "권",
    "황",
    "안",
    "송",
    "류",
    "홍",
]
_FIRST_KO = [
    "서",
    "하",
    "도",
    "지",
    "예",
    "시",
    "다",
    "라",
    "해",
    "별",
    "새",
    "이",
    "노",
    "가",
    "은",
]
_SECOND_KO = ["람", "솔", "결", "찬", "울", "린", "겸", "율", "봄", "담", "설", "빈", "온", "휘"]
_GIVEN_EN = [
    "Adela",
    "Bram",
    "Celia",
    "Dorian",
    "Elin",
    "Farah",
    "Gideon",
    "Hanna",
    "Idris",
    "Jorun",
    "Kerim",
    "Lena",
    "Marek",
    "Nadia",
    "Orla",
    "Petra",
    "Quentin",
    "Rosa",
    "Soren",
    "Tamsin",
    "Ursa",
    "Viktor",
    "Wren",
    "Yusuf",
    "Zora",
]
_FAMILY_HEAD = [
    "Bren",
    "Cald",
    "Dun",
    "Ester",
    "Fen",
    "Gar",
    "Hal",
    "Kest",
    "Lorn",
    "Mar",
    "Nor",
    "Pell",
    "Quin",
    "Rav",
    "Sten",
    "Thorn",
    "Und",
    "Ver",
    "Wex",
    "Yar",
]
_FAMILY_TAIL = [
    "bury",
    "combe",
    "dale",
    "ford",
    "holt",
    "ley",
    "mere",
    "more",
    "stead",
    "wick",
    "worth",
]
_FIRM_KO = [
    "가람",
    "나솔",
    "다온",
    "라온",
    "마루",
    "바름",
    "새벽",
    "아람",
    "자올",
    "차오름",
    "타래",
    "하늬",
]
_FIRM_KO_MIDDLE = ["빛", "길", "터", "숲", "별", "결"]
_FIRM_KO_KIND = ["테크", "상사", "시스템", "랩", "컴퍼니", "산업"]
_FIRM_EN_KIND = ["Labs", "Logistics", "Foods", "Systems", "Works", "Partners"]

_PEOPLE_KO = ["".join(p) for p in product(_FAMILY_KO, _FIRST_KO, _SECOND_KO)]
_PEOPLE_EN = [
    f"{given} {head}{tail}" for given, head, tail in product(_GIVEN_EN, _FAMILY_HEAD, _FAMILY_TAIL)
]
_FIRMS_KO = [f"{a}{b}{c}" for a, b, c in product(_FIRM_KO, _FIRM_KO_MIDDLE, _FIRM_KO_KIND)]
_FIRMS_EN = [
    f"{head}{tail} {kind}"
    for head, tail, kind in product(_FAMILY_HEAD, _FAMILY_TAIL, _FIRM_EN_KIND)
]


def people_names(korean: Bools, rng: np.random.Generator) -> Array:
    """Draw a Korean or an English name for each person."""
    return _draw(korean, _PEOPLE_KO, _PEOPLE_EN, rng)


def firm_names(korean: Bools, rng: np.random.Generator) -> Array:
    """Draw a Korean or an English name for each organisation."""
    return _draw(korean, _FIRMS_KO, _FIRMS_EN, rng)


def _draw(korean: Bools, ko: list[str], en: list[str], rng: np.random.Generator) -> Array:
    pick = rng.random(len(korean))
    codes = np.where(korean, (pick * len(ko)), len(ko) + pick * len(en)).astype(np.int64)
    return labelled(codes, [*ko, *en])
