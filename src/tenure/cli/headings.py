"""What stands over the columns of a printed table, and names of ours in its cells, in words."""

from tenure.measure.result import Result

_KOREAN = "ko"
_ENDS = {"low": "하한", "high": "상한"}


def spoken(found: Result) -> str | None:
    """Return the language that a result is defined in; None where it does not say."""
    return next((name for name, text in found.words.items() if text == found.definition), None)


def title(found: Result) -> str:
    """Return the first line: what the table is, and as of when."""
    if spoken(found) == _KOREAN:
        return f"{found.title.get(_KOREAN, found.metric)} ({found.metric}), {found.as_of} 기준"
    return f"{found.metric} as of {found.as_of}"


def sentences(found: Result) -> tuple[dict[str, str], set[str]]:
    """Return columns of sentences in the result's own language, by name, and those in others.

    Such columns come in pairs, of which one is shown: says_en, says_ko.
    """
    language, own, others = spoken(found), dict[str, str](), set[str]()
    for name in found.table.column_names:
        stem, _, last = name.rpartition("_")
        same = {f"{stem}_{one}" for one in found.words if one != last}
        if last == language and same & set(found.table.column_names):
            own[name] = stem
            others |= same
    return own, others


def heading(found: Result, name: str, stem: str) -> str:
    """Return what stands over a column: its name, in Korean what it means."""
    told = {one["name"]: one.get(_KOREAN, "") for one in found.columns}
    if spoken(found) == _KOREAN and told.get(name):
        base, _, end = name.rpartition("_")
        return _ENDS[end] if end in _ENDS and base in told else told[name]
    return stem.removeprefix(f"{found.metric}_").replace("_", " ")


def worded(found: Result, name: str, value: object) -> object:
    """Return a cell as the language says it: yes and no, and names of ours such as bands."""
    if spoken(found) != _KOREAN:
        if not isinstance(value, str) or not _coded(found, name, value):
            return value
        return (found.names or {}).get(value, {}).get("en", value)
    if isinstance(value, bool):
        return "예" if value else "아니요"
    from tenure.charts.words import Words
    from tenure.report.more import named
    from tenure.report.reasons import in_words

    if name == "reason" and isinstance(value, str):
        return in_words(value, Words(_KOREAN, "tenure.report"))
    if not isinstance(value, str) or not _coded(found, name, value):
        return value
    return named(value, Words(_KOREAN, "tenure.report"), found.names)


def _coded(found: Result, name: str, value: str) -> bool:
    from tenure.report.more import is_coded

    return is_coded(name, value) and found.unit(name) is not None
