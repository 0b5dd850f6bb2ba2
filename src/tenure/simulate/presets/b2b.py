"""B2B: organisations with users and contracts; the logo is what leaves, its users go first."""

from tenure.simulate.presets.campaigns import WITH_CONTRACTS
from tenure.simulate.presets.rhythms import OFFICE_HOURS, OFFICE_WEEK
from tenure.simulate.spec import Attribute, Competitor, Effects, Feature, Logos, Plan, Preset

B2B = Preset(
    kind="b2b",
    company="Freightmere 프레이트미어",
    zone="America/New_York",
    currency="USD",
    language="en",
    rule="contract",
    by_account=True,
    korean=0.3,
    qualifying=(("shipment_booked", None), ("report_exported", None)),
    core={
        "login": 0.26,
        "shipment_booked": 0.26,
        "shipment_tracked": 0.28,
        "report_exported": 0.08,
        "invoice_viewed": 0.12,
    },
    core_monthly=12.0,
    onboarding=("users_imported", "carrier_connected", "first_shipment", "dashboard_shared"),
    protects=Feature("api_call", effect=-1.0),
    harms=Feature("manual_override", effect=0.8, adopters=0.5),
    neutral=Feature("view_customised", effect=0.0),
    monthly_hazard=0.020,
    payment_hazard=0.002,
    growth=1.045,
    returning=0.04,
    attributes=(
        Attribute(
            "channel",
            ("outbound", "partner", "events", "inbound"),
            (0.4, 0.22, 0.13, 0.25),
            (0.2, -0.2, 0.0, -0.1),
        ),
        Attribute(
            "region", ("Northeast", "Midwest", "West", "서울", "부산"), (0.28, 0.22, 0.2, 0.2, 0.1)
        ),
        Attribute(
            "role", ("dispatcher", "manager", "finance", "executive"), (0.55, 0.25, 0.12, 0.08)
        ),
        Attribute("device", ("web", "ios", "android"), (0.8, 0.12, 0.08)),
    ),
    plans=(Plan("core", 29.0, 0.4), Plan("plus", 49.0, 0.4), Plan("global", 79.0, 0.2)),
    terms={1: 0.35, 3: 0.2, 12: 0.45},
    logos=Logos(
        share=1.0,
        seats=10.0,
        industries=("manufacturing", "retail", "food", "chemicals", "education"),
        regions=("Northeast", "Midwest", "West", "서울", "부산"),
        goals=("lower freight cost", "fewer late deliveries", "물류비 절감", "납기 준수율 향상"),
        failing=0.0,
    ),
    effects=Effects(
        frailty=0.4,
        season=(0.10, 0.0, 0.05, 0.0, 0.0, 0.08, 0.0, -0.05, 0.05, 0.0, -0.05, 0.12),
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
        Competitor("Cargowell", "Cargowell Suite", 52.0, -0.01, (True, False, True)),
        Competitor("나래로지스", "나래 기업형", 38.0, 0.0, (False, True, True), "Narae Logis"),
        Competitor("Portline", "Portline One", 60.0, 0.02, (True, True, True)),
    ),
    bad_release="6.0: new routing engine",
    price_change="plus plan price",
    affected_plan="plus",
    ideal="size >= 50 and industry != 'education'",
    segments={"large": "size >= 100", "education": "industry = 'education'"},
    noun="platform",
    doing="시스템 쓰면서",
    acquisition_cost=420.0,
    campaigns=WITH_CONTRACTS,
)
