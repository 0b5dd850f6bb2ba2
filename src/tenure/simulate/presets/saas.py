"""SaaS: teams and single users, monthly and yearly plans; silence of 28 days is churn."""

from tenure.simulate.presets.campaigns import USUAL
from tenure.simulate.presets.rhythms import OFFICE_HOURS, OFFICE_WEEK
from tenure.simulate.spec import (
    Attribute,
    Competitor,
    Effects,
    Feature,
    Logos,
    Plan,
    Preset,
    Property,
)

SAAS = Preset(
    kind="saas",
    company="루멘 Lumen",
    zone="Asia/Seoul",
    currency="KRW",
    language="ko",
    rule="inactive",
    korean=0.7,
    qualifying=(("watch", "seconds >= 60"), ("lead_created", None)),
    core={
        "login": 0.24,
        "report_viewed": 0.22,
        "watch": 0.18,
        "lead_created": 0.10,
        "note_shared": 0.14,
        "search": 0.12,
    },
    core_monthly=6.9,
    onboarding=("profile_completed", "teammate_invited", "calendar_connected", "first_report"),
    protects=Feature("automation_run", effect=-1.1),
    harms=Feature("bulk_import", effect=0.9, adopters=0.5),
    neutral=Feature("theme_changed", effect=0.0),
    monthly_hazard=0.034,
    payment_hazard=0.005,
    growth=1.055,
    returning=0.08,
    attributes=(
        Attribute(
            "channel",
            ("organic", "search_ads", "social_ads", "referral", "partner"),
            (0.32, 0.24, 0.18, 0.16, 0.10),
            (0.0, 0.15, 0.35, -0.25, -0.15),
        ),
        Attribute(
            "region",
            ("서울", "경기", "부산", "Singapore", "Sydney", "London"),
            (0.42, 0.2, 0.1, 0.12, 0.08, 0.08),
        ),
        Attribute(
            "segment", ("solo", "growth", "enterprise"), (0.5, 0.35, 0.15), (0.2, 0.0, -0.35)
        ),
        Attribute("device", ("web", "ios", "android"), (0.6, 0.22, 0.18)),
        Attribute("role", ("sales", "marketing", "founder", "operations"), (0.4, 0.25, 0.15, 0.2)),
    ),
    properties=(Property("seconds", ("watch",), median=240.0, spread=1.2, qualifies_from=60.0),),
    plans=(
        Plan("starter", 19_000, 0.45),
        Plan("team", 59_000, 0.38),
        Plan("business", 149_000, 0.17),
    ),
    terms={1: 0.82, 12: 0.18},
    logos=Logos(
        share=0.4,
        seats=4.0,
        industries=("software", "retail", "manufacturing", "education", "logistics"),
        regions=("서울", "경기", "부산", "Singapore", "London"),
        goals=("shorter sales cycle", "more qualified leads", "영업 기록 자동화", "팀 협업 정착"),
    ),
    effects=Effects(
        season=(0.12, 0.05, 0.0, -0.05, 0.0, 0.05, 0.10, 0.12, -0.05, -0.10, -0.05, 0.08)
    ),
    hours=OFFICE_HOURS,
    weekdays=OFFICE_WEEK,
    themes=(
        "price",
        "reliability",
        "support",
        "usability",
        "missing_feature",
        "competitor",
        "onboarding",
        "value",
    ),
    competitors=(
        Competitor("Brightpipe", "Brightpipe Pro", 52_000, -0.02, (True, True, False)),
        Competitor("다온세일즈", "다온 팀", 45_000, 0.0, (True, False, True), "Daon Sales"),
        Competitor("Fernline", "Fernline Growth", 66_000, 0.015, (False, True, True)),
    ),
    bad_release="4.0: new editor",
    price_change="team plan price",
    affected_plan="team",
    ideal="segment != 'solo' and channel != 'social_ads'",
    segments={"enterprise": "segment = 'enterprise'", "paid_social": "channel = 'social_ads'"},
    noun="product",
    doing="서비스 쓰면서",
    acquisition_cost=85_000,
    campaigns=USUAL,
)
