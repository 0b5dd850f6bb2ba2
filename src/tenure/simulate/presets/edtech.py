"""Education: learners on monthly, quarterly and yearly plans; no lesson for 28 days is churn."""

from tenure.simulate.presets.campaigns import WITH_COUPON
from tenure.simulate.presets.rhythms import EVENING_HOURS, STUDY_WEEK
from tenure.simulate.spec import (
    Attribute,
    Competitor,
    Effects,
    Feature,
    Plan,
    Preset,
    Property,
)

EDTECH = Preset(
    kind="edtech",
    company="배움터 Baeum Academy",
    zone="Asia/Seoul",
    currency="KRW",
    language="ko",
    rule="inactive",
    korean=0.8,
    qualifying=(("lesson_taken", "minutes >= 5"), ("exercise_submitted", None)),
    core={
        "login": 0.24,
        "lesson_taken": 0.34,
        "exercise_submitted": 0.22,
        "video_paused": 0.20,
    },
    core_monthly=9.0,
    onboarding=("level_test_done", "goal_set", "first_lesson", "schedule_set"),
    protects=Feature("study_group_post", effect=-1.1, monthly=1.5),
    harms=Feature("answer_revealed", effect=0.9, adopters=0.5),
    neutral=Feature("badge_viewed", effect=0.0),
    monthly_hazard=0.048,
    payment_hazard=0.005,
    growth=1.045,
    returning=0.10,
    attributes=(
        Attribute(
            "channel",
            ("search_ads", "school", "social_ads", "referral"),
            (0.34, 0.2, 0.28, 0.18),
            (0.1, -0.35, 0.3, -0.2),
        ),
        Attribute(
            "region", ("서울", "경기", "대구", "Hanoi", "Vancouver"), (0.4, 0.3, 0.12, 0.1, 0.08)
        ),
        Attribute(
            "role", ("student", "parent", "professional"), (0.46, 0.22, 0.32), (0.1, -0.2, 0.0)
        ),
        Attribute("device", ("tablet", "web", "ios", "android"), (0.3, 0.3, 0.2, 0.2)),
    ),
    properties=(Property("minutes", ("lesson_taken",), 22.0, 0.7, qualifies_from=5.0),),
    plans=(
        Plan("light", 29_000, 0.45),
        Plan("regular", 59_000, 0.38),
        Plan("intensive", 119_000, 0.17),
    ),
    terms={1: 0.6, 3: 0.25, 12: 0.15},
    effects=Effects(
        onboarding_step=-0.22,
        season=(-0.15, 0.05, 0.15, 0.05, 0.0, 0.10, -0.05, 0.10, 0.0, 0.0, 0.08, 0.12),
    ),
    hours=EVENING_HOURS,
    weekdays=STUDY_WEEK,
    themes=(
        "price",
        "reliability",
        "support",
        "usability",
        "content",
        "competitor",
        "onboarding",
        "value",
    ),
    competitors=(
        Competitor("Quillpath", "Quillpath Monthly", 55_000, 0.0, (True, True, False)),
        Competitor("익힘마당", "익힘 정규반", 49_000, -0.01, (True, False, True), "Ikhim Madang"),
    ),
    bad_release="new lesson player",
    price_change="regular plan price",
    affected_plan="regular",
    ideal="channel != 'social_ads'",
    segments={"schools": "channel = 'school'", "professionals": "role = 'professional'"},
    noun="course",
    doing="강의 들으면서",
    acquisition_cost=32_000,
    campaigns=WITH_COUPON,
)
