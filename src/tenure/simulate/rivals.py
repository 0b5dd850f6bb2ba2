"""Competitors in customers' words: who names one, and what follows a price cut of theirs.

All of it is drawn from a stream of its own after everything else, and only texts change: no
one's hazard does, so a company leaves as it would without.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import Array, column, labelled
from tenure.simulate.company import Company
from tenure.simulate.draws import Bools, Each, Floats, Ints
from tenure.simulate.happenings import CUT_RIVAL, SHOCK_MONTHS, Happenings
from tenure.simulate.spec import Competitor

NAMED = {"competitor": 0.5, "exit": 0.12}
"""Share of texts about competitors, and of other exit answers, that name one."""
NAMED_AFTER_CUT = {"competitor": 0.8, "exit": 0.35}
"""The same in the months after the price cut, when most of them name who made it."""
FAVOURED = 0.85
_POSITIVE = 2

_EN = {
    "exit": ("We moved to {name}.", "I switched to {name}."),
    "other": ("{name} is cheaper.", "I am comparing it with {name}."),
    "positive": ("It beats {name}.", "Better than {name}."),
}
_KO = {
    "exit": ("{name}{to} 갈아탔어요.", "{name}{to} 옮기기로 했습니다."),
    "other": ("{name}{subject} 더 저렴하더라고요.", "{name}{beside} 비교해 보고 있어요."),
    "positive": ("{name}보다 훨씬 나아요.", "{name}보다 여기가 좋습니다."),
}


def name_rivals(
    company: Company,
    text: Array,
    *,
    draws: Each,
    korean: Bools,
    about: Bools,
    leaving: Bools,
    mood: Ints,
    at: Floats,
) -> tuple[Array, Array]:
    """Let some texts name a competitor; return the texts, and whom each names.

    One row a text: whether it is Korean, about competitors, an exit answer, its mood and time.
    """
    rivals = company.preset.competitors
    after = Happenings.of(company.clock).after_cut(company.clock.month_of(at))
    share = np.where(after, NAMED_AFTER_CUT["competitor"], NAMED["competitor"]) * about
    exits = np.where(after, NAMED_AFTER_CUT["exit"], NAMED["exit"]) * (leaving & ~about)
    chance, favour, which, form = (draws.random() for _ in range(4))
    named = chance < share + exits
    rival = (which * len(rivals)).astype(np.int64)
    rival = np.where(after & (favour < FAVOURED), CUT_RIVAL, rival)
    rival = np.where(named, rival, -1)
    told = np.where(mood == _POSITIVE, 2, np.where(leaving, 0, 1))
    code = ((rival * 2 + korean) * 3 + told) * 2 + (form >= 0.5)
    names = labelled(rival, [one.name for one in rivals])
    return _appended(text, np.where(named, code, -1), _sentences(rivals)), names


def _sentences(rivals: tuple[Competitor, ...]) -> list[str]:
    """Return every sentence, by competitor, language, kind and form."""
    return [
        form.format(**_forms(one, korean=words is _KO))
        for one in rivals
        for words in (_EN, _KO)
        for kind in ("exit", "other", "positive")
        for form in words[kind]
    ]


def _forms(rival: Competitor, *, korean: bool) -> dict[str, str]:
    """Return a name with the particles that go with its last sound."""
    name = rival.name if korean else rival.latin
    final = (ord(name[-1]) - 0xAC00) % 28 if "가" <= name[-1] <= "힣" else 0
    return {
        "name": name,
        "to": "로" if final in (0, 8) else "으로",
        "subject": "이" if final else "가",
        "beside": "과" if final else "와",
    }


def _appended(text: Array, code: Ints, sentences: list[str]) -> Array:
    """Add a sentence to some texts; a text that is said twice is written once."""
    coded: Any = text  # a dictionary column
    words, codes = coded.dictionary, coded.indices.to_numpy()
    chosen = np.flatnonzero(code >= 0)
    pairs, position = np.unique(
        np.stack((codes[chosen], code[chosen])), axis=1, return_inverse=True
    )
    new = [f"{words[int(old)].as_py()} {sentences[int(one)]}" for old, one in pairs.T]
    index = codes.astype(np.int32)
    index[chosen] = len(words) + position.reshape(-1)
    longer = pa.concat_arrays([words, column(new, kind=pa.string())])
    made: Array = pa.DictionaryArray.from_arrays(column(index), longer)
    return made


def rival_truth(company: Company) -> dict[str, object]:
    """Say how many texts name a competitor, and which one cuts its price when."""
    cut = Happenings.of(company.clock).cut
    told: dict[str, object] = {"texts_that_name_one": dict(NAMED)}
    if cut is None:
        return told
    rival = company.preset.competitors[CUT_RIVAL]
    told["price_cut"] = {
        "competitor": rival.name,
        "month": company.clock.labels[cut].isoformat(),
        "months": SHOCK_MONTHS,
        "cut": rival.cut,
        "texts_that_name_one": dict(NAMED_AFTER_CUT),
        "share_that_names_this_one": FAVOURED,
        "effect_on_leaving": 0.0,
    }
    return told
