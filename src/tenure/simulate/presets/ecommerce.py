"""E-commerce: a broad shop without contract, with strong seasons and many returns."""

from tenure.simulate.presets.campaigns import WITH_COUPON
from tenure.simulate.presets.rhythms import SHOPPING_HOURS, SHOPPING_WEEK
from tenure.simulate.spec import Attribute, Competitor, Effects, Feature, Orders, Preset

ECOMMERCE = Preset(
    kind="ecommerce",
    company="Marketmoor 마켓무어",
    zone="Europe/London",
    currency="GBP",
    language="en",
    rule="purchase",
    korean=0.25,
    qualifying=(("checkout_completed", None),),
    core={
        "search": 0.30,
        "product_viewed": 0.44,
        "cart_added": 0.16,
        "basket_shared": 0.10,
    },
    core_monthly=4.5,
    login="visit",
    onboarding=("address_saved", "first_review", "app_installed"),
    protects=Feature("price_alert_set", effect=-0.9, monthly=1.0),
    harms=Feature("substitute_accepted", effect=0.9, adopters=0.5, monthly=0.8),
    neutral=Feature("list_created", effect=0.0, monthly=0.8),
    monthly_hazard=0.065,
    growth=1.04,
    attributes=(
        Attribute(
            "channel",
            ("search_ads", "organic", "affiliate", "social_ads", "referral"),
            (0.3, 0.27, 0.15, 0.18, 0.1),
            (0.1, -0.15, 0.2, 0.25, -0.3),
        ),
        Attribute(
            "region",
            ("England", "Scotland", "Wales", "Ireland", "서울"),
            (0.55, 0.14, 0.08, 0.08, 0.15),
        ),
        Attribute("device", ("web", "ios", "android"), (0.45, 0.3, 0.25)),
    ),
    orders=Orders(
        monthly=0.8,
        shape=1.1,
        products=600,
        price=19.5,
        lines=2.3,
        returned=0.08,
        season=(-0.1, -0.15, 0.0, 0.0, 0.0, 0.0, -0.05, -0.05, 0.0, 0.1, 0.45, 0.5),
    ),
    effects=Effects(
        tenure=(1.0, 0.5, 0.25, 0.1, 0.0, -0.1, -0.15, -0.2, -0.25, -0.3),
        season=(0.25, 0.10, 0.0, 0.0, 0.0, 0.0, 0.05, 0.05, 0.0, -0.1, -0.2, -0.1),
        tickets_monthly=0.05,
    ),
    hours=SHOPPING_HOURS,
    weekdays=SHOPPING_WEEK,
    themes=(
        "price",
        "reliability",
        "support",
        "usability",
        "delivery",
        "selection",
        "competitor",
        "value",
    ),
    competitors=(
        Competitor("Basketry", "Basketry Plus", 18.0, -0.01, (True, True, True)),
        Competitor("Thistlebuy", "Thistlebuy", 20.5, 0.005, (True, False, True)),
    ),
    bad_release="new checkout",
    price_change="delivery fee on small baskets",
    affected_plan="",
    ideal="channel != 'affiliate'",
    segments={"app": "device != 'web'", "referred": "channel = 'referral'"},
    noun="shop",
    doing="쇼핑하면서",
    acquisition_cost=11.0,
    campaigns=WITH_COUPON,
)
