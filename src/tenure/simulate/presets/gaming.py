"""Gaming: no contract, silence is churn; a few players buy, most only play."""

from tenure.simulate.presets.campaigns import WITH_COUPON
from tenure.simulate.presets.rhythms import EVENING_HOURS, HOME_WEEK
from tenure.simulate.spec import (
    Attribute,
    Competitor,
    Effects,
    Feature,
    Orders,
    Preset,
    Property,
)

GAMING = Preset(
    kind="gaming",
    company="별무리 Starfold Games",
    zone="Asia/Seoul",
    currency="KRW",
    language="ko",
    rule="inactive",
    korean=0.6,
    qualifying=(("match_played", "seconds >= 120"),),
    core={
        "login": 0.28,
        "match_played": 0.42,
        "quest_completed": 0.18,
        "shop_viewed": 0.12,
    },
    core_monthly=14.0,
    onboarding=("tutorial_done", "avatar_created", "first_win", "friend_added"),
    protects=Feature("guild_chat", effect=-1.2, monthly=3.0),
    harms=Feature("loot_box_opened", effect=0.9, adopters=0.5, monthly=1.5),
    neutral=Feature("emote_used", effect=0.0, monthly=2.0),
    monthly_hazard=0.075,
    growth=1.06,
    returning=0.12,
    attributes=(
        Attribute(
            "channel",
            ("store_featured", "video_ads", "influencer", "friend_invite"),
            (0.3, 0.36, 0.2, 0.14),
            (0.0, 0.35, 0.1, -0.4),
        ),
        Attribute(
            "region", ("Korea", "Southeast Asia", "North America", "Europe"), (0.55, 0.2, 0.15, 0.1)
        ),
        Attribute("device", ("android", "ios", "pc"), (0.5, 0.32, 0.18)),
        Attribute("age_band", ("under_20", "20s", "30s", "40+"), (0.22, 0.4, 0.25, 0.13)),
    ),
    properties=(Property("seconds", ("match_played",), 540.0, 0.8, qualifies_from=120.0),),
    orders=Orders(
        monthly=0.9,
        shape=0.5,
        products=30,
        price=11_000,
        event="purchase_completed",
        buyers=0.10,
        lines=1.1,
        returned=0.01,
    ),
    effects=Effects(
        tenure=(1.1, 0.7, 0.4, 0.2, 0.1, 0.0, -0.1, -0.15, -0.2, -0.25),
        season=(-0.1, -0.05, 0.15, 0.05, 0.0, 0.0, -0.1, -0.1, 0.15, 0.0, 0.0, -0.05),
        tickets_monthly=0.03,
    ),
    hours=EVENING_HOURS,
    weekdays=HOME_WEEK,
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
        Competitor("Moonrill", "Moonrill Arena", 9_900, 0.0, (True, True, True)),
        Competitor("가온게임", "가온 히어로즈", 12_000, 0.01, (False, True, True), "Gaon Games"),
    ),
    bad_release="season 5: balance patch",
    price_change="price of gem bundles",
    affected_plan="",
    ideal="channel != 'video_ads'",
    segments={"invited": "channel = 'friend_invite'", "pc": "device = 'pc'"},
    noun="game",
    doing="게임하면서",
    acquisition_cost=3_200,
    campaigns=WITH_COUPON,
)
