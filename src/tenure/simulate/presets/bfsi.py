"""Banking, finance and insurance: contracts by product; some hold a second one."""

from tenure.simulate.presets.campaigns import WITH_CONTRACTS
from tenure.simulate.presets.rhythms import BANKING_HOURS, BANKING_WEEK
from tenure.simulate.spec import Attribute, Competitor, Effects, Feature, Plan, Preset, Property

BFSI = Preset(
    kind="bfsi",
    company="한결 Hangyeol Mutual",
    zone="Asia/Seoul",
    currency="KRW",
    language="ko",
    rule="contract",
    korean=0.8,
    qualifying=(("card_payment", None), ("transfer", "value >= 1000"), ("claim_filed", None)),
    core={
        "login": 0.30,
        "balance_viewed": 0.28,
        "card_payment": 0.26,
        "transfer": 0.14,
        "claim_filed": 0.02,
    },
    core_monthly=9.0,
    onboarding=("identity_verified", "salary_linked", "first_transfer", "app_pin_set"),
    protects=Feature("savings_goal_set", effect=-1.0, monthly=1.2),
    harms=Feature("overdraft_used", effect=0.8, adopters=0.4, monthly=1.0),
    neutral=Feature("card_design_changed", effect=0.0, monthly=0.8),
    monthly_hazard=0.014,
    payment_hazard=0.004,
    growth=1.035,
    returning=0.03,
    attributes=(
        Attribute(
            "channel",
            ("branch", "app", "broker", "referral"),
            (0.25, 0.42, 0.18, 0.15),
            (-0.2, 0.1, 0.3, -0.2),
        ),
        Attribute("region", ("서울", "경기", "부산", "대전", "광주"), (0.36, 0.3, 0.16, 0.1, 0.08)),
        Attribute(
            "age_band",
            ("20s", "30s", "40s", "50s", "60+"),
            (0.18, 0.25, 0.24, 0.2, 0.13),
            (0.25, 0.1, 0.0, -0.1, -0.2),
        ),
        Attribute("device", ("ios", "android", "web"), (0.38, 0.47, 0.15)),
    ),
    properties=(
        Property("value", ("card_payment", "transfer"), 32_000, 1.3, qualifies_from=1_000),
    ),
    plans=(
        Plan("deposit", 4_900, 0.5),
        Plan("card", 9_900, 0.3),
        Plan("insurance", 38_000, 0.2),
    ),
    terms={1: 0.7, 12: 0.3},
    addon=Plan("travel_insurance", 6_500, 0.0),
    effects=Effects(
        season=(0.05, 0.0, 0.10, 0.0, 0.0, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0, 0.15),
        tickets_monthly=0.05,
    ),
    hours=BANKING_HOURS,
    weekdays=BANKING_WEEK,
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
        Competitor("Fairbrook Bank", "Everyday", 4_500, 0.0, (True, True, False)),
        Competitor("늘봄캐피탈", "늘봄 통장", 3_900, -0.01, (False, True, True), "Neulbom Capital"),
    ),
    bad_release="app 9: new authentication",
    price_change="annual card fee",
    affected_plan="card",
    ideal="channel != 'broker'",
    segments={"branch": "channel = 'branch'", "sixty_plus": "age_band = '60+'"},
    noun="app",
    doing="앱 쓰면서",
    acquisition_cost=65_000,
    campaigns=WITH_CONTRACTS,
)
