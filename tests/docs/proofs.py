"""Which tests show that a metric is right: by hand or against its definition, and in a trap.

Each is the file and the name of a test. A new metric needs its line here; on every engine it is
asked by tests/engines/test_every_metric.py, which goes through the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Proof:
    """A golden table worked out by hand, or a property that holds of any data; and a trap."""

    golden: str
    trap: str


def _measure(golden: str, trap: str) -> Proof:
    """Both lie in one file of tests/measure: `file::golden`, and the name of the trap."""
    file, _, name = golden.partition("::")
    return Proof(
        f"measure/{file}.py::{name}", trap if "/" in trap else f"measure/{file}.py::{trap}"
    )


PROOFS: Mapping[str, Proof] = {
    "attrition": _measure(
        "test_attrition::test_worked_example_is_20_percent",
        "traps/test_counting.py::test_left_and_back_within_a_period_is_retained",
    ),
    "retention": _measure(
        "test_retention::test_on_or_after_counts_whoever_comes_back_later",
        "traps/test_counting.py::test_events_before_started_at_are_activity_but_no_return",
    ),
    "conventions": _measure(
        "test_conventions::test_the_worked_example_to_the_digit",
        "test_who_comes_back_is_taken_off_the_net_rates_only",
    ),
    "year-on-year": _measure(
        "test_seasonality::test_the_same_month_of_the_last_year_with_the_interval_of_newcombe",
        "test_what_is_not_known_of_either_year_leaves_the_difference_out",
    ),
    "seasonality": _measure(
        "test_seasonality::test_a_planted_season_comes_out",
        "test_the_smoothed_rate_is_of_sums_and_not_a_mean_of_rates",
    ),
    "lifecycle": _measure(
        "test_lifecycle::test_worked_example",
        "traps/test_lifecycle.py::test_back_after_one_silent_period_is_resurrected_and_not_new",
    ),
    "stickiness": _measure(
        "test_stickiness::test_worked_example",
        "test_an_average_of_daily_rates_is_no_rate_of_averages",
    ),
    "frequency": _measure(
        "test_stickiness::test_the_histogram_adds_up_to_the_active_and_to_their_days",
        "traps/test_rhythm.py::test_a_day_is_counted_once_and_ends_at_midnight_of_the_company",
    ),
    "rolling-retention": _measure(
        "test_rolling::test_worked_example",
        "traps/test_rolling.py::test_the_next_calendar_day_is_not_the_next_24_hours",
    ),
    "retention-curve": _measure(
        "test_cohorts::test_a_curve_is_the_sum_of_complete_cells_over_their_eligible",
        "test_a_curve_is_no_average_of_rates",
    ),
    "revenue-cohorts": _measure(
        "test_cohorts::test_revenue_worked_example", "test_ten_cents_ten_times_are_one"
    ),
    "revenue-emergence": _measure(
        "test_cohorts::test_high_revenue_cohorts_show_where_the_order_is_that_of_the_end",
        "test_the_horizon_is_what_half_of_the_cohorts_have_reached",
    ),
    "interval": _measure(
        "test_rhythm::test_worked_example", "test_only_survivors_make_the_interval_too_short"
    ),
    "gaps": _measure(
        "test_rhythm::test_equals_the_definition_in_sets_and_loops",
        "traps/test_rhythm.py::test_twice_on_a_day_is_no_gap_and_silence_is_one_that_is_open",
    ),
    "contribution": _measure(
        "test_contribution::test_worked_example",
        "test_a_segment_that_comes_or_goes_is_mix_alone",
    ),
    "behaviour": _measure(
        "test_behaviour::test_segments_by_hand", "test_use_is_counted_in_its_local_days_alone"
    ),
    "features": _measure(
        "test_behaviour::test_verdicts_by_hand",
        "test_what_only_tenure_or_activity_made_is_no_verdict",
    ),
    "mrr": Proof(
        "traps/test_revenue.py::test_each_movement_by_hand",
        "traps/test_revenue.py::test_cancelling_one_of_two_contracts_is_contraction",
    ),
    "revenue-retention": Proof(
        "measure/test_revenue.py::test_with_equal_customers_gross_churn_is_that_of_customers",
        "traps/test_revenue.py::test_reactivation_is_in_net_churn_but_never_in_nrr",
    ),
    "renewals": Proof(
        "traps/test_revenue.py::test_annual_contracts_by_what_was_due",
        "traps/test_revenue.py::test_terms_end_on_the_day_of_the_month_they_began_or_its_last",
    ),
    "payback": _measure(
        "test_payback::test_cohorts_by_hand",
        "traps/test_payback.py::test_repaid_at_its_last_instant_and_lost_a_second_before",
    ),
    "logos": _measure(
        "test_logos::test_contracts_of_people_are_those_of_their_logo",
        "traps/test_logos.py::test_a_logo_is_lost_once_when_the_last_of_its_people_goes",
    ),
    "logo-lead": _measure(
        "test_logos::test_users_gone_in_january_and_the_logo_in_march",
        "traps/test_logos.py::test_months_in_which_users_cannot_be_seen_yet_say_nothing",
    ),
    "save-window": _measure(
        "test_window::test_who_is_in_the_window_and_how_long",
        "traps/test_window.py::test_access_that_ends_with_the_last_day_is_over",
    ),
    "lapsing": Proof(
        "traps/test_lapsing.py::test_silence_is_counted_from_the_last_event",
        "traps/test_lapsing.py::test_seven_days_end_with_the_midnight_after_the_seventh",
    ),
    "expiring": _measure(
        "test_window::test_what_expires_and_what_has_expired",
        "traps/test_window.py::test_a_renewal_back_to_back_and_one_a_day_later_are_no_end",
    ),
    "regrettable": _measure(
        "test_ideal::test_those_who_fit_and_the_rest_add_up",
        "traps/test_ideal.py::test_who_came_and_went_or_went_and_came_is_no_regret",
    ),
    "ideal-customer": _measure(
        "test_ideal::test_a_planted_rule_is_found",
        "test_who_stays_is_asked_only_of_those_who_had_the_time",
    ),
    "onboarding": _measure(
        "test_onboarding::test_steps_reached_in_the_first_ten_days",
        "test_what_was_done_on_the_first_day_before_its_time_was_done_at_the_start",
    ),
    "first-value": _measure(
        "test_onboarding::test_first_value_counts_who_has_none_for_as_long_as_they_were_seen",
        "test_quick_ones_do_not_count_before_the_slow",
    ),
    "onboarding-churn": _measure(
        "test_onboarding::test_churn_by_steps_is_judged_after_the_landmark",
        "traps/test_onboarding.py::test_landmark_and_horizon_to_the_microsecond",
    ),
    "repeat-purchase": _measure(
        "test_purchases::test_repeat_purchase_in_the_period_ever_and_soon", "test_days_are_local"
    ),
    "purchase-gaps": _measure(
        "test_purchases::test_gaps_and_those_still_open",
        "test_quantiles_count_open_gaps_for_as_long_as_they_were_seen",
    ),
    "purchase-gap-bands": _measure(
        "test_purchases::test_bands_add_up_and_their_shares_grow",
        "traps/test_purchases.py::test_eight_days_are_eight_though_one_has_23_hours",
    ),
    "lifetime": _measure(
        "test_purchases::test_average_lifetime_is_the_area_up_to_the_horizon",
        "traps/test_purchases.py::test_a_day_without_a_time_costs_no_day",
    ),
    "products": _measure(
        "test_purchases::test_products_lines_and_orders",
        "test_lines_without_orders_and_products_still_have_days",
    ),
    "rfm": _measure(
        "test_rfm::test_segments_and_their_revenue_by_hand", "test_recency_counts_local_days"
    ),
    "rfm-cuts": _measure(
        "test_rfm::test_the_cuts_as_they_came_out",
        "test_equal_values_have_equal_scores_the_lowest_that_one_would_get",
    ),
    "service": _measure(
        "test_service::test_a_week_by_hand", "test_only_targets_that_have_run_out_are_judged"
    ),
    "open-tickets": _measure(
        "test_service::test_what_waits_now_is_listed_by_how_late_it_is",
        "traps/test_tickets.py::test_what_was_answered_or_opened_later_is_not_known_yet",
    ),
    "nps": _measure(
        "test_scores::test_worked_example",
        "test_the_last_answer_of_a_person_in_a_wave_counts_once",
    ),
    "csat": _measure(
        "test_scores::test_csat_is_the_share_of_the_two_best_scores",
        "test_what_is_on_no_scale_is_unusable_and_does_not_hide_the_answer_before_it",
    ),
}
