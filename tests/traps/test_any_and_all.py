"""Several activities joined: all of `all` and one of `any`, each as often as it has to be."""

from datetime import date
from pathlib import Path

import pytest

from support.drawing import assert_drawn
from tenure.company import Company

TOML = """
[company]
name = "Lumen"
kind = "saas"

[tables.events]
from = "events.csv"

[active]
{active}

[churn]
rule = "inactive"
after = "10 days"
"""


def january(folder: Path, events, active: str):
    """Return the row of January of a company with these events and this meaning of active."""
    lines = [",".join(cell or "" for cell in row.values()) for row in events]
    text = "\n".join([",".join(events[0]), *lines])
    (folder / "events.csv").write_text(text + "\n", encoding="utf-8")
    (folder / "tenure.toml").write_text(TOML.format(active=active), encoding="utf-8")
    with Company.open(folder / "tenure.toml", today=date(2024, 3, 1)) as company:
        return company.attrition("month").rows[:1]


@pytest.mark.parametrize(
    ("active", "number"),
    [
        ('any = [{ event = "watch" }, { event = "write" }]', 0),
        ('all = [{ event = "watch" }, { event = "write" }]', 1),
        ('all = [{ event = "watch" }]\nany = [{ event = "write" }, { event = "읽기" }]', 2),
        ('any = [{ event = "watch", at_least = 2 }, { event = "write" }]', 3),
        ('any = [{ event = "watch" }, { event = "write" }]\nat_least = 2', 4),
        ('none = ["login"]', 5),
    ],
)
def test_who_is_active_on_1_february(tmp_path, drawn, active, number):
    """Within the 10 days before: who did enough of what. before did both, but not within them;
    the last event only says how far the data reach.

    | customer_id | occurred_at         | name  |
    | watcher     | 2024-01-25 12:00:00 | watch |
    | writer      | 2024-01-25 12:00:00 | write |
    | both        | 2024-01-24 12:00:00 | watch |
    | both        | 2024-01-30 12:00:00 | write |
    | reader      | 2024-01-24 12:00:00 | watch |
    | reader      | 2024-01-30 12:00:00 | 읽기  |
    | twice       | 2024-01-24 12:00:00 | watch |
    | twice       | 2024-01-25 12:00:00 | watch |
    | before      | 2024-01-05 12:00:00 | watch |
    | before      | 2024-01-30 12:00:00 | write |
    | visitor     | 2024-01-30 12:00:00 | login |
    | visitor     | 2024-02-28 12:00:00 | login |

    `any` of watch and write: watcher, writer, both, reader, twice, before.

    | at_end | joined | won_back | joined_and_lost |
    | 6      | 6      | 0        | 0               |

    `all` of watch and write within 10 days: both.

    | at_end | joined | won_back | joined_and_lost |
    | 1      | 1      | 0        | 0               |

    watch, and one of write and read: both, reader.

    | at_end | joined | won_back | joined_and_lost |
    | 2      | 2      | 0        | 0               |

    watch twice, or write: writer, both, before, twice.

    | at_end | joined | won_back | joined_and_lost |
    | 4      | 4      | 0        | 0               |

    any two: both, twice.

    | at_end | joined | won_back | joined_and_lost |
    | 2      | 2      | 0        | 0               |

    anything but login: everybody but visitor.

    | at_end | joined | won_back | joined_and_lost |
    | 6      | 6      | 0        | 0               |
    """
    events, *expected = drawn
    assert_drawn(january(tmp_path, events, active), expected[number])
