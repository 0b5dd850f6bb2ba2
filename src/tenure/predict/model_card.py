"""The model card: what a risk model is, how it came about, and when not to trust it."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import Any

from tenure.predict.encoding import MISSING, OTHER
from tenure.predict.evaluate.doubt import Doubt
from tenure.predict.leakage import Finding
from tenure.predict.risk import RiskModel
from tenure.predict.wording import Note, said, texts

LIBRARIES = ("tenure", "lightgbm", "scikit-learn", "numpy")
LIMITS = ("whom", "cause", "period", "strangers")
OF_A_SNAPSHOT = ("snapshot", "cause", "strangers")
"""What holds of every model, by its key in the words; and of one learnt from a lone snapshot."""


def card(model: RiskModel) -> dict[str, Any]:
    """Return all there is to know of a model in plain values, for JSON.

    Keys: model (version, learner, gap, horizon, bands), features, data, enough, dropped,
    leakage, validation (scheme, folds, learners and chosen with intervals, compared,
    calibration, gains, slices), calibrated, notes, limits, versions, fingerprints. What was
    not come to, for too little data say, is not there. Source of the form: M. Mitchell et al.,
    Model cards for model reporting, FAT* (2019).
    """
    return {
        "model": {
            "version": model.version,
            "learner": model.learner,
            "gap_days": model.gap,
            "horizon_days": model.horizon,
            "bands": list(model.bands),
        },
        "features": list(model.features),
        **model.report,
        "limits": list(LIMITS if model.horizon else OF_A_SNAPSHOT),
        "versions": {name: _version(name) for name in LIBRARIES} | {"python": python_version()},
    }


def markdown(plain: Mapping[str, Any], language: str = "en") -> str:
    """Return a card as Markdown, in English or Korean; `plain` is what `card` returned."""
    word = texts(language)["card"]
    model, data = plain["model"], plain["data"]
    outcome = word["outcome" if model["horizon_days"] else "outcome_then"]
    outcome = outcome.format(gap=model["gap_days"], horizon=model["horizon_days"])
    learner = said(f"learner.{model['learner']}", language)
    limits = [said(f"limits.{one}", language) for one in plain["limits"]]
    parts = [
        f"# {word['title']}: {model['version']}",
        f"{word['learner']}: {learner}. {outcome}",
        f"## {word['data']}",
        _table(_data(data, word)),
        f"## {word['limits']}",
        _list([*_notes(plain, language), *limits]),
    ]
    if "validation" in plain:
        parts += _validation(plain["validation"], plain.get("calibrated"), language)
    parts += [
        f"## {word['leakage']}",
        _list(_leaks(plain["leakage"], language)) or word["no_leak"],
        f"## {word['features']} ({len(plain['features'])})",
        ", ".join(f"`{_safe(name)}`" for name in plain["features"]),
        f"## {word['made_with']}",
        _table([*plain["versions"].items(), *plain.get("fingerprints", {}).items()]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _data(data: Mapping[str, Any], word: Mapping[str, str]) -> list[tuple[str, Any]]:
    dates = data["dates"]
    rows = [
        (word["rows"], f"{data['rows']:,}"),
        (word["units"], f"{data['units']:,}"),
        (word["left"], f"{data['left']:,}"),
        (word["rate"], f"{100 * data['rate']:.2f} %"),
        (word["dates"], f"{dates[0]} – {dates[-1]} ({len(dates)})" if dates else word["one_date"]),
        (word["newcomers"], f"{data['newcomer_rows']:,}"),
    ]
    return [
        *rows,
        *(
            (f"{word['left_out']}: {word.get(k.replace(' ', '_'), k)}", f"{v:,}")
            for k, v in data["left_out"].items()
        ),
    ]


def _validation(
    found: Mapping[str, Any], calibrated: Mapping[str, Any] | None, language: str
) -> list[str]:
    word = texts(language)["card"]
    scheme = said(f"scheme.{found['scheme'].replace(' ', '_')}", language)
    tested = found["tested"]
    learners = {**found["learners"], word["chosen"]: found["chosen"]}
    head = ["", "AUC", word["log_loss"], "Brier", word["lift"]]
    rows = [
        [said(f"learner.{name}", language) if name in found["learners"] else name]
        + [_interval(metrics[one]) for one in ("auc", "log_loss", "brier", "lift_top_tenth")]
        for name, metrics in learners.items()
    ]
    curve = found["calibration"]
    lines = [f"{word[name]}: {_interval(curve[name])}" for name in ("slope", "in_the_large")]
    if calibrated is not None and found["scheme"] != "stratified":
        drift = word["drift"].format(times=f"{2.718281828 ** calibrated['drift']:.2f}")
        lines.append(drift)
    bins = [
        [
            f"{one['n']:,}",
            _percent(one["predicted"]),
            _percent(one["observed"]),
            f"{_percent(one['low'])} – {_percent(one['high'])}",
        ]
        for one in curve["bins"]
    ]
    doubts = [
        Doubt(one["code"], _pairs(one["numbers"])).says(_spoken(language))
        for one in curve["doubts"]
    ]
    return [
        f"## {word['validation']}",
        scheme + " " + word["tested"].format(rows=tested["rows"], left=tested["left"]),
        _table(rows, head),
        _list(_compared(found["compared"], language)),
        f"## {word['calibration']}",
        _list([*lines, *doubts]),
        _table(bins, [word["rows"], word["predicted"], word["observed"], "95 %"]),
        *_slices(found["slices"], word),
    ]


def _slices(found: Sequence[Mapping[str, Any]], word: Mapping[str, str]) -> list[str]:
    if not found:
        return []
    marks = {MISSING: word["value_missing"], OTHER: word["value_other"]}
    head = [word["slice"], word["rows"], "AUC", word["predicted"], word["observed"], ""]
    rows = [
        [
            _safe(f"{one['attribute']} = {marks.get(one['value'], one['value'])}"),
            f"{one['rows']:,}",
            _interval(one["auc"]),
            _percent(one["predicted"]),
            _percent(one["observed"][0]),
            word[one["verdict"].replace(" ", "_")],
        ]
        for one in found
    ]
    return [f"## {word['slices']}", _table(rows, head)]


def _compared(found: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    return [
        said(
            f"compared.{one['verdict'].replace(' ', '_')}",
            language,
            other=said(f"learner.{one['other']}", language),
            simpler=said(f"learner.{one['simpler']}", language),
            gain=_interval(one["log_loss_gain"]),
        )
        for one in found
    ]


def _notes(plain: Mapping[str, Any], language: str) -> list[str]:
    return [
        Note(one["code"], tuple(one["values"].items())).says(language)
        for one in plain.get("notes", ())
    ]


def _leaks(found: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    word = texts(language)["card"]
    told = []
    for one in found:
        says = Finding(one["column"], one["kind"], _pairs(one["evidence"].items())).says(language)
        state = "allowed" if one["allowed"] else "blocked" if one["blocks"] else "told"
        told.append(f"{says} ({word[state]})")
    return told


def _pairs(found: Iterable[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((str(name), value) for name, value in found)


def _spoken(language: str) -> Any:
    return language if language in ("en", "ko") else "en"


def _interval(found: Sequence[float] | None) -> str:
    return "–" if found is None else f"{found[0]:.4f} ({found[1]:.4f} – {found[2]:.4f})"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_safe(line)}" for line in lines)


def _table(rows: Iterable[Sequence[Any]], head: Sequence[str] = ("", "")) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_safe(str(one)) for one in line) + " |" for line in lines)


def _safe(text: str) -> str:
    """Keep names of columns and segments from breaking a table or a line."""
    return text.replace("|", "\\|").replace("\n", " ")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
