"""The scorers over cases of the suite: right answers, answers made wrong on purpose, and answers had for nothing."""

from collections.abc import Iterator
from math import inf

import pytest

from evals import mutations, nulls
from evals.mutations import killing
from evals.mutations.killing import ENOUGH, Tally, of_each_family, opened, share, tally
from evals.recipes import OF_DAYS
from evals.reference import equivalents, reference
from evals.running.ran import Ran
from evals.scoring import Expected, Score, ScoreCard, Scorer, judged, score
from evals.suite import suite
from evals.suite.accounts import Accounts, Objects
from evals.suite.case import Case, Computed
from tests.depth import DEEP, part
from tests.evals.worlds import worlds

DAYS = frozenset({"F02", "F09"})
"""Of the families of a busy account's days, each of which takes long to build: one with a fault and one without."""
FAMILIES = sorted(
    (case for case in of_each_family(suite()) if case.family not in OF_DAYS or case.family in DAYS),
    key=lambda case: case.truth.cause is not None,
)
"""One case of every other family, two of a morning's; the first can't be answered."""
Opened = list[tuple[Case, Objects]]


@pytest.fixture(scope="module")
def accounts() -> Iterator[Accounts]:
    with Accounts(worlds()) as given:
        yield given


@pytest.fixture(scope="module")
def cases(accounts: Accounts) -> Opened:
    return list(opened(FAMILIES, accounts, []))


@pytest.fixture(scope="module")
def tallies(cases: Opened) -> list[Tally]:
    return tally(cases, inf if DEEP else 12)


def test_every_family_is_put_to_the_test_on_few_accounts() -> None:
    chosen = [(case.family, case.truth.silent) for case in of_each_family(suite())]
    assert chosen == [*dict.fromkeys((case.family, case.truth.silent) for case in suite())]
    left = {case.family for case in suite()} - {case.family for case in FAMILIES}
    assert left == {name for name in OF_DAYS if name not in DAYS and not name.endswith("t")}
    assert len({_account(case) for case in FAMILIES}) <= len(FAMILIES) / 4


def test_the_right_answer_to_every_kind_of_case_has_full_marks(cases: Opened) -> None:
    cards = {case.id: score(case, reference(case, objects), objects) for case, objects in cases}
    lacking = {name: card for name, card in cards.items() if _lacks(card)}
    assert lacking == {}
    assert len(cards) == len(FAMILIES)


def test_an_answer_that_is_as_good_scores_the_same(cases: Opened) -> None:
    for case, objects in cases:
        for way, ran in equivalents(case, objects).items():
            assert not _lacks(score(case, ran, objects)), (case.id, way)


def test_every_critical_flaw_fails_its_case(tallies: list[Tally]) -> None:
    critical = [one for one in tallies if one.mutation.critical]
    assert {one.mutation.name: one.survivors for one in critical if one.survivors} == {}
    assert all(one.made for one in critical)


def test_nearly_every_flaw_is_seen(tallies: list[Tally]) -> None:
    assert share(tallies) >= ENOUGH
    assert sum(one.made for one in tallies) > (1000 if DEEP else 300)


BLIND = [scorer for scorer in Scorer if scorer not in (Scorer.SAFETY, Scorer.EFFICIENCY, Scorer.SCHEMA)]


@pytest.mark.parametrize("blind", BLIND)
def test_a_scorer_that_sees_nothing_is_found_out(blind: Scorer, cases: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def unseeing(expected: Expected, ran: Ran) -> ScoreCard:
        card = judged(expected, ran)
        kept = [one if one.scorer is not blind else Score(scorer=blind, passed=True, value=1.0) for one in card.scores]
        return ScoreCard(scores=kept, quality=1.0)

    monkeypatch.setattr(killing, "judged", unseeing)
    assert [one.mutation.name for one in tally([cases[0], cases[-1]]) if one.survivors]


def test_a_right_answer_that_fails_is_told_before_anything_is_made_of_it(
    cases: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(killing, "reference", lambda case, objects: Ran(case=case.id, status="crashed"))
    with pytest.raises(ValueError, match=f"the reference of {cases[0][0].id} fails"):
        tally(cases[:1])


def test_nothing_much_is_to_be_had_for_nothing(accounts: Accounts) -> None:
    built = {_account(case) for case in FAMILIES}
    rows, unasked = nulls.rows(part([case for case in suite() if _account(case) in built][::6], 2), accounts)
    assert nulls.best(rows).share < nulls.MOST, nulls.table(rows)
    assert (len(rows), unasked) == (11, [])
    without_reading = [row for row in rows if not row.agent.startswith(("one read", "two objects"))]
    assert {row.agent: row.passed for row in without_reading if row.passed} == {}


def test_a_suite_that_is_too_easy_is_found_out(accounts: Accounts) -> None:
    easy = [case for case in suite() if case.source.kind == "computed" and case.source.recipe in ("N01", "C03t")]
    rows, _ = nulls.rows(easy, accounts)
    assert nulls.best(rows).share >= nulls.MOST


def _account(case: Case) -> tuple[object, ...]:
    assert isinstance(case.source, Computed)
    return (case.source.seed, case.source.now, case.source.livemode)


def _lacks(card: ScoreCard) -> bool:
    return card.quality < 1 or any(one.passed is False for one in card.scores)


def test_the_commands_say_what_they_are_for() -> None:
    assert "python -m evals.mutations" in (mutations.__doc__ or "")
    assert "python -m evals.nulls" in (nulls.__doc__ or "")
