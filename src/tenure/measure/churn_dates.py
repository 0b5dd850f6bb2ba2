"""On which of three days a contract counts as gone: notice, effective end, or end of service.

A contract that another one of the same customer takes over is not gone on any of
them: a swap, an upgrade or a renewal is dated by its effective end, whatever is chosen.
"""

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import ibis.expr.types as ir

ChurnDate = Literal["effective", "notice", "end_of_service"]
CHURN_DATES: tuple[ChurnDate, ...] = get_args(ChurnDate)


def churn_ends(contracts: "ir.Table", churn_date: ChurnDate) -> "ir.Table":
    """Let `to_local` be the chosen day on which each contract counts as gone.

    Grain in and out: a contract (unit_id, from_local, to_local, notice_local,
    term_local), to_local being its effective end, null while it goes on.

    effective: in force until then; what attrition counts. notice: the day on which
    the customer said so, if that came first. end_of_service: the end of the paid
    term, if that comes later than the effective end. Where another contract of the
    unit begins between the two days, or up to a day after, it is the effective end.

    Source: issue "Measure", M3, three churn dates; definitions, “Attrition of customers”.
    """
    import ibis

    if churn_date == "effective":
        return contracts
    ended, notice, term = contracts.to_local, contracts.notice_local, contracts.term_local
    if churn_date == "notice":
        chosen = ibis.ifelse((notice < ended).fill_null(False), notice, ended)
        since = chosen + ibis.interval(microseconds=1)
    else:
        chosen = ibis.ifelse((term > ended).fill_null(False), term, ended)
        since = ended
    looked = with_next_start(contracts.mutate(_chosen=chosen, _since=since), "_since")
    last = ibis.greatest(looked._chosen, looked.to_local) + ibis.interval(days=1)
    replaced = (looked.next_start <= last).fill_null(False)
    dated = looked.mutate(to_local=ibis.ifelse(replaced, looked.to_local, looked._chosen))
    return dated.drop("_chosen", "_since", "next_start")


def bridged(contracts: "ir.Table") -> "ir.Table":
    """Let a contract last until the unit's next one begins, if that is within a day.

    As `measure.states` does for the spells of a unit, so that who is active is the
    same; here each contract keeps its own row.
    """
    import ibis

    looked = with_next_start(contracts, "to_local")
    near = looked.next_start <= looked.to_local + ibis.interval(days=1)
    until = ibis.ifelse(near.fill_null(False), looked.next_start, looked.to_local)
    return looked.mutate(to_local=until).drop("next_start")


def with_next_start(contracts: "ir.Table", at: str) -> "ir.Table":
    """Add `next_start`: when the unit's first contract begins at or after the column `at`.

    Null where none does, or `at` is null. One pass over starts and rows in order of
    time, so a unit with many contracts costs no more than its number of them.
    """
    import ibis

    far, instant = ibis.timestamp("9999-12-31 00:00:00"), contracts.from_local.type()
    rows = contracts.mutate(
        _at=contracts[at].fill_null(far).cast(instant),
        _place=ibis.literal(0, "int8"),
        _begins=ibis.null(instant),
    )
    nothing = {
        name: ibis.null(contracts[name].type())
        for name in contracts.columns
        if name not in ("unit_id", "from_local")
    }
    begins = contracts.mutate(
        **nothing,
        _at=contracts.from_local,
        _place=ibis.literal(1, "int8"),
        _begins=contracts.from_local,
    ).select(*rows.columns)
    both = rows.union(begins)
    ahead = ibis.window(group_by="unit_id", order_by=["_at", "_place"], rows=(0, None))
    looked = both.mutate(next_start=both._begins.min().over(ahead))
    return looked.filter(looked._place == 0).drop("_at", "_place", "_begins")
