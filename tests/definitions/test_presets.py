"""What a kind of company starts from, and what its own words override."""

from pathlib import Path

import pytest

import tenure.definitions.presets as presets
from tenure.definitions import KINDS, Definitions, loads, preset

RULES = {
    "saas": "inactive",
    "b2b": "contract",
    "d2c": "purchase",
    "ecommerce": "purchase",
    "bfsi": "contract",
    "gaming": "inactive",
    "media": "inactive",
    "edtech": "inactive",
}


def company(kind, more=""):
    return loads(f'[company]\nname = "Lumen"\nkind = "{kind}"\n{more}')


def test_one_file_a_kind():
    files = {path.stem for path in Path(presets.__file__).parent.glob("*.toml")}
    assert files == set(KINDS) == set(RULES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_preset_is_complete_by_itself(kind):
    found = company(kind)
    assert isinstance(found, Definitions)
    assert found.churn.rule == RULES[kind]
    assert (found.churn.after is not None) == (found.churn.rule == "inactive")
    assert found.churn.convention == "cohort"
    assert {"login", "session_start", "logout"} <= set(found.active.none)
    assert found.retention.cohort == (
        "first_activity" if found.churn.rule == "purchase" else "started_at"
    )
    assert {"churn.rule", "active.none"} <= found.from_preset
    assert not {key for key in found.from_preset if key.startswith(("company", "tables"))}


def test_own_words_win_and_are_not_called_presets():
    found = company("saas", '[churn]\nafter = "60 days"\n')
    assert (found.churn.rule, found.churn.after) == ("inactive", 60)
    assert found.from_preset == {"churn.rule", "active.none"}


def test_another_rule_leaves_the_presets_details_behind():
    found = company("saas", '[churn]\nrule = "contract"\n')
    assert (found.churn.rule, found.churn.after) == ("contract", None)
    assert found.from_preset == {"active.none"}
    found = company("ecommerce", '[churn]\nrule = "column"\ncolumn = "churned"\n')
    assert (found.churn.rule, found.churn.column) == ("column", "churned")


def test_the_same_rule_keeps_them():
    found = company("gaming", '[churn]\nrule = "inactive"\n')
    assert found.churn.after == 14
    assert found.from_preset == {"churn.after", "active.none"}


@pytest.mark.parametrize("key", ["any", "all"])
def test_a_login_counts_where_the_company_says_so(key):
    found = company("saas", f'[active]\n{key} = [ {{ event = "login" }} ]\n')
    assert found.active.none == ()
    assert "active.none" not in found.from_preset


def test_an_empty_list_is_a_word_too():
    found = company("saas", "[active]\nany = []\nnone = []\n")
    assert found.active.none == ()
    assert company("saas", "[active]\nany = []\n").active.none != ()


def test_a_preset_cannot_be_changed_by_its_reader():
    preset("saas")["churn"]["rule"] = "contract"
    assert preset("saas")["churn"]["rule"] == "inactive"
