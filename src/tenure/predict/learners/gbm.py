"""LightGBM, called in one way: deterministic, quiet, categories as they are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tenure.predict.encoding import Design, Floats

if TYPE_CHECKING:
    from lightgbm import Booster, Dataset

ALWAYS: Mapping[str, Any] = {
    "objective": "binary",
    "metric": "binary_logloss",
    "verbosity": -1,
    "deterministic": True,
    "force_col_wise": True,
    "boost_from_average": True,
    "min_data_per_group": 20,
}
"""The same data, parameters and seed give the same trees, whatever the number of threads."""


def dataset(
    design: Design, y: Floats, weight: Floats, params: Mapping[str, Any], like: Any = None
) -> "Dataset":
    """Return the binned rows; `like` shares the bins of another set."""
    from lightgbm import Dataset

    return Dataset(
        design.values,
        label=y,
        weight=weight,
        reference=like,
        feature_name=[f"column_{at}" for at in range(len(design.names))],
        categorical_feature=[at for at, is_one in enumerate(design.categorical) if is_one],
        params=dict(params),
        free_raw_data=True,
    )


def booster_of(text: str) -> "Booster":
    """Return the trees of a LightGBM text."""
    from lightgbm import Booster

    return Booster(model_str=text)
