"""A table that is not there is named, with what it is for where the rule says so."""

import pytest

from support import tiny
from tenure import Company
from tenure.errors import MetricError


def test_a_table_that_no_rule_needs_is_named_alone(tmp_path):
    with Company.open(tiny.write(tmp_path, "purchase"), today=tiny.NOW.date()) as company:
        with pytest.raises(MetricError) as told:
            company.rule.table("feedback")
        assert told.value.message == "there is no table feedback"
        with pytest.raises(MetricError, match=r"no table events \(what customers did\)"):
            company.rule.table("events")
