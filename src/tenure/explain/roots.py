"""Word lists as people write them, and as texts are cut: 만족하다 is cut to 만족."""

_ENDINGS = ("스럽다", "하다", "되다", "적이다", "이다", "적")


def roots(word: str) -> frozenset[str]:
    """Return a lemma and, where it ends as Korean verbs made of nouns do, what is before that.

    >>> sorted(roots("만족하다"))
    ['만족', '만족하다']
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return frozenset([word, word.removesuffix(ending)])
    return frozenset([word])
