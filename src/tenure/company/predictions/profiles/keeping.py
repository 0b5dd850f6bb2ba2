"""Keeping a day: everyone scored, what is known put beside it, and who crossed a band since."""

from collections.abc import Mapping
from pathlib import Path

from tenure.company.predictions.days import ABOUT, Day, days, place_of
from tenure.company.predictions.learning.training import shelf_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.bought import Bought, write_bought
from tenure.company.predictions.profiles.carried import overrides
from tenure.company.predictions.profiles.crossed import write_crossed
from tenure.company.predictions.profiles.joined import write_profiles
from tenure.company.predictions.profiles.scored import write_scores
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.store import as_json, write_text


def score(outlook: Outlook) -> Day:
    """Score everyone who is there today and keep their profiles, whole or not at all.

    What was scored before from the same data with the same models stays as it is. Raises
    MetricError when nothing has been learnt yet.
    """
    store, unit = outlook.rule.data.store, outlook.rule.unit
    bundle = shelf_of(outlook).load()
    place = place_of(store, unit, outlook.grid.today.as_of)
    key = outlook.key(bundle.version)
    if (place / ABOUT).is_file() and Day(place).about["key"] == key:
        return Day(store.kept(place))
    earlier = [day for day in days(store, unit) if day.as_of < outlook.grid.today.as_of]
    before = earlier[-1] if earlier else None
    held, refused = overrides(outlook)
    scoring = Scoring(outlook, bundle, before, held)

    def build(folder: Path) -> None:
        write_scores(scoring, folder)
        bought = write_bought(scoring, folder)
        write_profiles(outlook, folder)
        write_text(folder / ABOUT, as_json(_about(scoring, key, bought, refused)))
        if before is not None:
            write_crossed(scoring, folder, before)

    store.replace(place, build)
    return Day(place)


def _about(
    scoring: Scoring, key: str, bought: Bought, refused: Mapping[str, str]
) -> dict[str, object]:
    bundle = scoring.bundle
    return {
        "key": key,
        "unit": scoring.outlook.rule.unit,
        "model": bundle.version,
        "horizon": bundle.risk.horizon,
        "gap": bundle.risk.gap,
        "before": scoring.since,
        "without": dict(bundle.without) | bought.without | dict(refused),
        "recommended": bought.recommended,
    }
