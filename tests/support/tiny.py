"""Hand-written companies of a dozen customers, one per churn rule: CSV files and a tenure.toml."""

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2024, 7, 1, 3, 0, tzinfo=UTC)
"""The clock of every test: noon of 2024-07-01 in Seoul."""

CUSTOMERS = """\
customer_id,account_id,name,started_at,region,channel,left_at,churned
c01,a1,김하나,2024-01-05,서울,웹,,no
c02,a1,이두리,2024-01-09,서울,=1+1,2024-03-15,yes
c03,a1,"Seth, O'Neill",2024-01-20,부산,+82,,no
c04,a2,박세영,2024-02-02,부산,-,2024-04-20,yes
c05,a2,Eve Lindqvist,2024-02-11,,@home,,no
c06,a2,최여섯,2024-02-25,서울,웹,2024-05-03,yes
c07,a3,정일곱,2024-03-03,제주,웹,,no
c08,a3,Ngozi Obi,2024-03-14,제주,web,2024-03-28,yes
c09,a3,한아홉,2024-03-31,서울,web,,no
c10,,강열,2024-04-08,부산,web,,no
c11,,윤하루,2024-05-05,서울,웹,2024-05-25,yes
c12,,조이틀,2024-05-19,,,,no
"""

ACCOUNTS = """\
account_id,name,size,industry
a1,가람상사,12,유통
a2,Nordlys AS,600,software
a3,한빛,40,교육
"""

SUBSCRIPTIONS = """\
subscription_id,customer_id,started_at,ends_at,cancelled_at,ended_at,plan,mrr,auto_renew
s01,c01,2024-01-05,2024-02-05,,,pro,30,true
s02,c02,2024-01-09,2024-03-09,2024-03-01,2024-03-09,pro,30,true
s03,c03,2024-01-20,2024-02-20,,,기본,10,true
s04,c04,2024-02-02,2024-05-02,2024-04-10,2024-05-02,기본,10,true
s05,c05,2024-02-11,2024-03-11,,,pro,30,true
s06,c06,2024-02-25,2024-03-25,,2024-05-03,기본,10,true
s07,c07,2024-03-03,2024-04-03,,,기본,10,true
s08,c08,2024-03-14,2024-03-28,,,pro,30,false
s09,c09,2024-03-31,2024-04-30,,,무료,0,true
s10,c04,2024-06-04,2024-07-04,,,pro,30,true
s11,c10,2024-04-08,2024-07-08,2024-06-20,,pro,30,true
s12,c11,2024-05-05,2024-06-05,2024-05-20,2024-05-25,기본,10,true
"""

_DAYS = {
    "c01": ("01-06", "01-28", "02-15", "03-09", "04-01", "04-22", "05-14", "06-05", "06-24"),
    "c02": ("01-10", "01-30", "02-19", "02-27"),
    "c03": ("01-21", "02-10", "03-02", "03-24", "05-30", "06-12", "06-29"),
    "c04": ("02-03", "02-20", "03-11", "04-02", "04-09"),
    "c05": ("02-12", "03-01", "03-22", "04-12", "05-02", "05-25", "06-15"),
    "c06": ("02-26", "03-16", "04-05"),
    "c07": ("03-04", "03-27", "04-15", "05-06", "05-28", "06-18"),
    "c08": ("03-15", "03-20"),
    "c09": ("04-02", "04-21", "05-12", "06-01", "06-22"),
    "c10": ("04-09", "05-03", "05-22", "06-10"),
    "c11": ("05-06", "05-11"),
    "c12": ("05-20", "06-08", "06-27"),
}


def events(*, late: bool = False) -> str:
    """Write each day as a watch of two minutes at noon; with `late`, one of c01 is news of June."""
    rows = ["customer_id,occurred_at,known_at,name,seconds"]
    for customer, days in _DAYS.items():
        for day in days:
            at = f"2024-{day}T03:00:00"
            known = "2024-06-28T00:00:00" if late and (customer, day) == ("c01", "04-22") else at
            rows.append(f"{customer},{at},{known},watch,120")
            rows.append(f"{customer},{at},{at},login,1")
    return "\n".join(rows) + "\n"


def orders() -> str:
    """Write each day as a purchase of two lines; one line of c02's gives money back."""
    rows = ["order_id,customer_id,occurred_at,product_id,quantity,amount"]
    for customer, days in _DAYS.items():
        for number, day in enumerate(days):
            key = f"{customer}-{number}"
            rows.append(f"{key},{customer},2024-{day} 12:00:00,빵,2,9000")
            rows.append(f"{key},{customer},2024-{day} 12:00:00,차,1,4500")
    rows.append("c02-9,c02,2024-05-30 12:00:00,차,-1,-4500")
    return "\n".join(rows) + "\n"


_HEAD = """\
[company]
name = "작은 가게"
kind = "{kind}"
time_zone = "Asia/Seoul"
language = "{language}"

[engine]
threads = 1

[churn]
{churn}
convention = "{convention}"
"""

_RULES = {
    "inactive": ("saas", 'rule = "inactive"\nafter = "28 days"', ("events",)),
    "contract": ("saas", 'rule = "contract"', ()),
    "purchase": ("d2c", 'rule = "purchase"', ("orders",)),
    "column": ("saas", 'rule = "column"\ncolumn = "left_at"', ()),
    "snapshot": ("saas", 'rule = "column"\ncolumn = "churned"', ()),
}
RULES = tuple(_RULES)

_DATES = {"events": "%Y-%m-%dT%H:%M:%S", "orders": "%Y-%m-%d %H:%M:%S"}
"""How days are written, said so that no time is spent on finding it out."""

_SEGMENTS = """
[ideal_customer]
where = "size >= 500"

[segments]
seoul = "region = '서울'"
"큰 고객" = "size >= 500"
"""

_ACTIVE = """
[active]
any = [ { event = "watch", where = "seconds >= 60" } ]
"""


def _table(name: str) -> str:
    dates = _DATES.get(name, "%Y-%m-%d")
    return f'\n[tables.{name}]\nfrom = "data/{name}.csv"\ndates = "{dates}"\n'


def write(
    folder: Path, rule: str, *, convention: str = "cohort", language: str = "en", more: str = ""
) -> Path:
    """Write the files of a company that follows a rule; return its tenure.toml."""
    kind, churn, own = _RULES[rule]
    texts = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "subscriptions": SUBSCRIPTIONS}
    texts |= {"events": events(), "orders": orders()}
    names = ("customers", "accounts", "subscriptions", *own)
    head = _HEAD.format(kind=kind, language=language, churn=churn, convention=convention)
    tables = "".join(_table(name) for name in names)
    active = _ACTIVE if rule == "inactive" and "[active]" not in more else ""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / "data" / f"{name}.csv").write_text(texts[name], encoding="utf-8")
    path = folder / "tenure.toml"
    quiet = ("prediction", "explain")
    still = "".join(f"\n[{one}]\nenabled = false\n" for one in quiet if f"[{one}]" not in more)
    path.write_text(head + tables + active + _SEGMENTS + still + more, encoding="utf-8")
    return path
