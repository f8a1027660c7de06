"""What could not be seen is told once for all that lack the same, and apart where something else would settle it."""

from agent.playbook.writing.limits import limits
from agent.render.lines import open_parts
from tests.playbook.driving import NOW
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.outcome import Outcome

CHARGES, DISPUTES = "Charges: Read", "Disputes: Read"


def part(name: str, enable: str | None = None, reason: MissingReason = MissingReason.PERMISSION) -> Part:
    lacks = Missing(reason=reason, detail="charge_read" if enable else None, enable=enable)
    return Part(name=name, resource=f"/v1/{name}", pages=0, rows=0, missing=lacks)


def of(*parts: Part) -> Outcome:
    coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=list(parts))
    return Outcome(status="partial", tool="payment_flow", arguments={}, coverage=coverage, data={})


BARRED = of(part("charges", CHARGES), part("refunds", CHARGES), part("disputes", DISPUTES), part("reviews", CHARGES))


def test_what_one_permission_opens_is_one_limit_and_what_another_opens_is_another() -> None:
    told = {one.missing.partition(";")[0]: one.would_settle for one in limits([BARRED, of(part("refunds", CHARGES))])}
    assert told == {
        "Not seen in full: the attempts that reached a charge, refunds and manual reviews": "Give the restricted key "
        "Charges: Read and ask again.",
        "Not seen in full: disputes": "Give the restricted key Disputes: Read and ask again.",
    }


def test_what_is_lacking_for_another_reason_is_not_laid_to_the_permission() -> None:
    slowed = part("fees", reason=MissingReason.RATE)
    told = [one.missing for one in limits([of(part("charges", CHARGES), slowed)])]
    assert len(told) == 2 and "rate limit" in told[1]
    assert len(open_parts([of(part("charges", CHARGES), slowed).coverage])) == 2


def test_the_coverage_says_each_permission_in_a_line_with_all_that_it_opens() -> None:
    lines = open_parts([BARRED.coverage, BARRED.coverage])
    assert [line.partition(" on the key")[0] for line in lines] == [
        "charges, refunds, reviews: not read. Enable Charges: Read",
        "disputes: not read. Enable Disputes: Read",
    ]
