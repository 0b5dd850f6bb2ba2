"""Names that sound right and belong to nobody, composed from parts."""

from itertools import product

import numpy as np

from tenure.simulate.columns import Array, labelled
from tenure.simulate.draws import Bools

_FAMILY_KO = "김이박최정강조윤장임한오서신권황안송류홍"
_FIRST_KO = "서하도지예시다라해별새이노가은"
_SECOND_KO = "람솔결찬울린겸율봄담설빈온휘"
# fmt: off
_GIVEN_EN = (
    "Adela", "Bram", "Celia", "Dorian", "Elin", "Farah", "Gideon", "Hanna", "Idris", "Jorun",
    "Kerim", "Lena", "Marek", "Nadia", "Orla", "Petra", "Quentin", "Rosa", "Soren", "Tamsin",
    "Ursa", "Viktor", "Wren", "Yusuf", "Zora",
)
_FAMILY_HEAD = (
    "Bren", "Cald", "Dun", "Ester", "Fen", "Gar", "Hal", "Kest", "Lorn", "Mar", "Nor", "Pell",
    "Quin", "Rav", "Sten", "Thorn", "Und", "Ver", "Wex", "Yar",
)
_FAMILY_TAIL = (
    "bury", "combe", "dale", "ford", "holt", "ley", "mere", "more", "stead", "wick", "worth",
)
_FIRM_KO = (
    "가람", "나솔", "다온", "라온", "마루", "바름", "새벽", "아람", "자올", "차오름", "타래",
    "하늬",
)
_FIRM_KO_KIND = ("테크", "상사", "시스템", "랩", "컴퍼니", "산업")
_FIRM_EN_KIND = ("Labs", "Logistics", "Foods", "Systems", "Works", "Partners")
# fmt: on
_FIRM_KO_MIDDLE = "빛길터숲별결"

_PEOPLE_KO = ["".join(parts) for parts in product(_FAMILY_KO, _FIRST_KO, _SECOND_KO)]
_PEOPLE_EN = [
    f"{given} {head}{tail}" for given, head, tail in product(_GIVEN_EN, _FAMILY_HEAD, _FAMILY_TAIL)
]
_FIRMS_KO = ["".join(parts) for parts in product(_FIRM_KO, _FIRM_KO_MIDDLE, _FIRM_KO_KIND)]
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
    codes = np.where(korean, pick * len(ko), len(ko) + pick * len(en)).astype(np.int64)
    return labelled(codes, [*ko, *en])
