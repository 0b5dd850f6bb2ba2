"""Media and entertainment: monthly streaming plans; not watching for 28 days is churn."""

from tenure.simulate.presets.campaigns import WITH_COUPON
from tenure.simulate.presets.rhythms import EVENING_HOURS, HOME_WEEK
from tenure.simulate.spec import (
    Attribute,
    Competitor,
    Effects,
    Feature,
    Plan,
    Preset,
    Property,
)

MEDIA = Preset(
    kind="media",
    company="물결 Mulgyeol Play",
    zone="Asia/Seoul",
    currency="KRW",
    language="ko",
    rule="inactive",
    korean=0.75,
    qualifying=(("play", "seconds >= 120"),),
    core={
        "login": 0.20,
        "play": 0.50,
        "search": 0.16,
        "trailer_viewed": 0.14,
    },
    core_monthly=10.0,
    onboarding=("profile_created", "taste_picked", "first_episode", "tv_connected"),
    protects=Feature("watchlist_added", effect=-1.0),
    harms=Feature("autoplay_stopped", effect=0.8, adopters=0.5),
    neutral=Feature("subtitle_changed", effect=0.0),
    monthly_hazard=0.042,
    payment_hazard=0.007,
    growth=1.05,
    returning=0.15,
    attributes=(
        Attribute(
            "channel",
            ("telecom_bundle", "organic", "social_ads", "referral"),
            (0.3, 0.3, 0.27, 0.13),
            (-0.3, 0.0, 0.3, -0.1),
        ),
        Attribute(
            "region", ("서울", "경기", "부산", "Tokyo", "Singapore"), (0.36, 0.3, 0.14, 0.1, 0.1)
        ),
        Attribute("age_band", ("20s", "30s", "40s", "50+"), (0.33, 0.3, 0.22, 0.15)),
        Attribute("device", ("tv", "ios", "android", "web"), (0.36, 0.24, 0.26, 0.14)),
    ),
    properties=(Property("seconds", ("play",), 1_500.0, 1.0, qualifies_from=120.0),),
    plans=(
        Plan("basic", 7_900, 0.4),
        Plan("standard", 10_900, 0.42),
        Plan("premium", 13_900, 0.18),
    ),
    effects=Effects(
        season=(-0.05, 0.05, 0.12, 0.10, 0.0, 0.0, -0.05, -0.05, 0.08, 0.0, 0.0, -0.12)
    ),
    hours=EVENING_HOURS,
    weekdays=HOME_WEEK,
    themes=("price", "reliability", "support", "usability", "content", "competitor", "value"),
    competitors=(
        Competitor("Lanternvue", "Lanternvue Standard", 12_500, 0.01, (True, True, True)),
        Competitor("담비플레이", "담비 스탠다드", 9_900, 0.0, (True, False, True), "Dambi Play"),
    ),
    bad_release="player 3.0",
    price_change="standard plan price",
    affected_plan="standard",
    ideal="channel != 'social_ads'",
    segments={"bundle": "channel = 'telecom_bundle'", "tv": "device = 'tv'"},
    noun="service",
    doing="서비스 이용하면서",
    acquisition_cost=9_000,
    campaigns=WITH_COUPON,
)
