"""D2C: a brand of consumables sold without contract; buyers simply stop coming back."""

from tenure.simulate.presets.campaigns import WITH_COUPON
from tenure.simulate.presets.rhythms import SHOPPING_HOURS, SHOPPING_WEEK
from tenure.simulate.spec import Attribute, Competitor, Effects, Feature, Orders, Preset

D2C = Preset(
    kind="d2c",
    company="새봄 Saebom",
    zone="Asia/Seoul",
    currency="KRW",
    language="ko",
    rule="purchase",
    korean=0.85,
    qualifying=(("checkout_completed", None),),
    core={
        "product_viewed": 0.48,
        "routine_guide_read": 0.22,
        "cart_added": 0.20,
        "review_read": 0.10,
    },
    core_monthly=3.0,
    login="visit",
    onboarding=("skin_quiz_done", "sample_requested", "app_installed"),
    protects=Feature("refill_reminder_set", effect=-1.0, monthly=0.8),
    harms=Feature("deep_discount_used", effect=0.8, adopters=0.5, monthly=0.8),
    neutral=Feature("wishlist_added", effect=0.0, monthly=1.0),
    monthly_hazard=0.075,
    growth=1.05,
    attributes=(
        Attribute(
            "channel",
            ("search_ads", "influencer", "organic", "referral", "marketplace"),
            (0.26, 0.26, 0.2, 0.13, 0.15),
            (0.1, 0.3, -0.15, -0.3, 0.2),
        ),
        Attribute(
            "region", ("서울", "경기", "부산", "대구", "Singapore"), (0.35, 0.3, 0.15, 0.1, 0.1)
        ),
        Attribute("age_band", ("20s", "30s", "40s", "50+"), (0.3, 0.34, 0.22, 0.14)),
        Attribute("device", ("ios", "android", "web"), (0.42, 0.38, 0.2)),
    ),
    orders=Orders(
        monthly=0.55,
        shape=1.6,
        products=48,
        price=24_000,
        returned=0.03,
        season=(0.05, 0.0, 0.0, 0.0, 0.1, 0.0, -0.05, -0.1, 0.05, 0.0, 0.2, 0.15),
    ),
    effects=Effects(
        tenure=(0.9, 0.5, 0.25, 0.1, 0.0, -0.1, -0.15, -0.2, -0.25, -0.3),
        season=(0.05, 0.05, 0.0, 0.0, -0.05, 0.0, 0.1, 0.1, 0.0, 0.0, -0.1, -0.05),
        tickets_monthly=0.03,
    ),
    hours=SHOPPING_HOURS,
    weekdays=SHOPPING_WEEK,
    themes=("price", "quality", "support", "delivery", "competitor", "value"),
    competitors=(
        Competitor("Dewleaf", "Dewleaf Serum", 21_000, -0.01, (True, True, False)),
        Competitor("온새미", "온새미 앰플", 27_000, 0.01, (False, True, True), "Onsaemi"),
    ),
    bad_release="new formula of the best-selling serum",
    price_change="list price of all products",
    affected_plan="",
    ideal="channel != 'influencer' and channel != 'marketplace'",
    segments={"referred": "channel = 'referral'", "young": "age_band = '20s'"},
    noun="product",
    doing="제품 쓰면서",
    acquisition_cost=14_000,
    campaigns=WITH_COUPON,
)
