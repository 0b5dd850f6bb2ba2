"""A decision tree that people can read; what a feature adds lies along the path."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.learners.base import (
    Rows,
    Rowset,
    by_feature,
    check_names,
    checked,
    log_odds,
    names_of,
    probability_of,
)
from tenure.predict.learners.gbm import ALWAYS, dataset
from tenure.predict.threads import threads_for

SMOOTHING = 5.0
"""A node's share counts as many rows of its parent's, so that no leaf is sure."""


@dataclass(frozen=True)
class Node:
    """A node: its log odds, its share of weight, and how its rows part (leaf: no column).

    A row goes left when its number is ≤ `threshold`, or its code is among `codes`; when
    its number is missing, as `missing_left` says.
    """

    value: float
    rows: float
    share: float
    column: int | None = None
    threshold: float | None = None
    codes: tuple[int, ...] = ()
    missing_left: bool = False
    left: int = -1
    right: int = -1


@dataclass(frozen=True)
class TreeModel:
    """Nodes, the root first; `levels` names the codes of categories, column by column."""

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    nodes: tuple[Node, ...]

    def margin(self, design: Design) -> Floats:
        """Return the log odds of each row's leaf (n,)."""
        values = np.array([node.value for node in self.nodes])
        return np.asarray(values[self.leaf(design)])

    def probability(self, design: Design) -> Floats:
        """Return the probability (n,)."""
        return probability_of(self.margin(design))

    def leaf(self, design: Design) -> Rows:
        """Return the number of each row's leaf (n,)."""
        check_names(design, self.names)
        found = np.zeros(len(design), np.intp)
        for number, rows in _walked(self.nodes, design):
            found[rows] = number
        return found

    def contributions(self, design: Design) -> Floats:
        """Return by feature the changes of log odds along each row's path, the base last."""
        check_names(design, self.names)
        parts = np.zeros((len(design), len(self.names) + 1))
        parts[:, -1] = self.nodes[0].value
        parent = {child: at for at, n in enumerate(self.nodes) for child in (n.left, n.right)}
        for number, rows in _walked(self.nodes, design):
            if number:
                above = self.nodes[parent[number]]
                assert above.column is not None
                parts[rows, above.column] += self.nodes[number].value - above.value
        return by_feature(parts, design)

    def dump(self) -> dict[str, str]:
        """Return `model.json`."""
        plain = {
            "learner": "tree",
            "names": self.names,
            "levels": self.levels,
            "nodes": [asdict(node) for node in self.nodes],
        }
        return {"model.json": json.dumps(plain, indent=1, ensure_ascii=False)}

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> Self:
        """Return the model that `dump` wrote."""
        plain = json.loads(texts["model.json"])
        nodes = tuple(Node(**{**one, "codes": tuple(one["codes"])}) for one in plain["nodes"])
        levels = tuple(tuple(names) for names in plain["levels"])
        return cls(names_of(plain), levels, nodes)


@dataclass(frozen=True)
class Tree:
    """One tree of at most 12 leaves and 4 questions, each leaf at least 1 % of the rows and 30."""

    leaves: int = 12
    depth: int = 4
    threads: int | None = None
    name: ClassVar[str] = "tree"

    def fit(
        self,
        design: Design,
        y: Floats,
        weight: Floats | None = None,
        seed: int = 0,
        *,
        groups: Rows | None = None,
        later: Rows | None = None,
    ) -> TreeModel:
        """Return the tree of all rows; `groups` and `later` are not used."""
        import lightgbm

        rows = checked(design, y, weight, groups, later)
        params = {
            **ALWAYS,
            "learning_rate": 1.0,
            "num_leaves": self.leaves,
            "max_depth": self.depth,
            "min_data_in_leaf": max(30, len(design) // 100),
            "min_gain_to_split": 3.0,
            "num_threads": threads_for(len(design)) if self.threads is None else self.threads,
            "seed": seed,
        }
        booster = lightgbm.train(params, dataset(design, rows.y, rows.weight, params), 1)
        root = booster.dump_model()["tree_info"][0]["tree_structure"]
        return TreeModel(design.names, design.levels, _valued(_parted(root), design, rows))

    def settled(self, models: Sequence[TreeModel]) -> "Tree":
        """Return the learner itself: nothing is tuned."""
        return self


def _parted(root: Mapping[str, Any]) -> list[Node]:
    """Return LightGBM's nodes without values, parents before their children."""
    nodes: list[Node] = []

    def add(plain: Mapping[str, Any]) -> int:
        at = len(nodes)
        nodes.append(Node(0.0, 0.0, 0.0))
        if "split_feature" not in plain:
            return at
        left, right = add(plain["left_child"]), add(plain["right_child"])
        is_code = plain["decision_type"] == "=="
        codes = tuple(int(code) for code in plain["threshold"].split("||")) if is_code else ()
        bigger = _count(plain["left_child"]) >= _count(plain["right_child"])
        seen = plain["missing_type"] == "NaN"
        nodes[at] = Node(
            0.0,
            0.0,
            0.0,
            column=plain["split_feature"],
            threshold=None if is_code else float(plain["threshold"]),
            codes=codes,
            missing_left=bool(plain["default_left"]) if seen else bigger,
            left=left,
            right=right,
        )
        return at

    add(root)
    return nodes


def _count(plain: Mapping[str, Any]) -> int:
    return int(plain.get("internal_count", plain.get("leaf_count", 0)))


def _valued(nodes: list[Node], design: Design, rows: Rowset) -> tuple[Node, ...]:
    """Return the nodes with the log odds of their own rows, smoothed towards the parent's."""
    shares: dict[int, float] = {0: float(np.average(rows.y, weights=rows.weight))}
    done = list(nodes)
    for number, inside in _walked(nodes, design):
        weight = float(rows.weight[inside].sum())
        left = float((rows.weight[inside] * rows.y[inside]).sum())
        share = (left + SMOOTHING * shares[number]) / (weight + SMOOTHING)
        node = nodes[number]
        shares |= {node.left: share, node.right: share, number: share}
        done[number] = replace(node, value=log_odds(share), rows=weight, share=share)
    return tuple(done)


def _walked(nodes: "tuple[Node, ...] | list[Node]", design: Design) -> Iterator[tuple[int, Rows]]:
    """Yield each node with the rows (indices) that reach it, parents first."""
    waiting: list[tuple[int, Rows]] = [(0, np.arange(len(design)))]
    while waiting:
        number, rows = waiting.pop()
        yield number, rows
        node = nodes[number]
        if node.column is not None:
            left = _goes_left(node, design.values[rows, node.column])
            waiting += [(node.left, rows[left]), (node.right, rows[~left])]


def _goes_left(node: Node, values: Floats) -> Rows:
    if node.threshold is None:
        return np.isin(values, node.codes)
    absent = np.isnan(values)
    under = values.astype(np.float64) <= node.threshold
    return np.where(absent, node.missing_left, under)
