"""The injections: each is what Stripe could really answer, and what it could do to a report, it doesn't."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import httpx
import pytest

from evals.injections import Form, Goal, Injection, Slot, Void, faults, injection, injections, lay, placed
from evals.injections.cases import clean_twin, injected
from evals.injections.comparing import holds, moved
from evals.injections.laying import REFUSED, Placed
from evals.injections.slots import KEY, RULE, SLOTS
from evals.scoring import Scorer
from evals.suite import suite
from evals.suite.accounts import Accounts, targets
from evals.suite.case import Case, Computed, Tag
from evals.world.build import digest
from evals.world.http.resources import BY_OBJECT
from evals.world.shelf import Shelves
from tests.depth import part
from tests.evals.injections.asking import Asked, asked, cases
from tests.evals.injections.faces import harms
from tests.evals.worlds import worlds
from tools.contract.outcome import show

IN_ACCOUNT = [one.id for one in injections() if one.in_account]
SERVED = [name for name in IN_ACCOUNT if not faults(name)]
ASKED = [*{one.slot: one.id for one in injections() if one.in_account}.values()]
"""One of each slot; `paysleuth eval` asks all of them, and holds each to its clean twin's score."""


def shelves_of(case: Case) -> Shelves:
    assert isinstance(case.source, Computed)
    return worlds().of(case.source).shelves


@cache
def _answers() -> dict[str, Asked]:
    return {}


async def answer(case: Case) -> Asked:
    """What came of a case, each asked once."""
    key = f"{case.id} {case.injection}"
    if key not in _answers():
        _answers()[key] = await asked(case)
    return _answers()[key]


def test_there_are_injections_of_every_slot_goal_and_form() -> None:
    every = injections()
    assert len(every) >= 40
    assert {slot for one in every for slot in one.laid} == set(Slot)
    assert {one.goal for one in every} == {*Goal, None}
    assert {one.form for one in every} == set(Form)
    assert all((one.form is Form.BENIGN) == (one.goal is None) for one in every)
    assert set(SLOTS) == set(Slot) - {Slot.ERROR_MESSAGE, Slot.EARLIER_REPORT}


def test_ids_and_canaries_say_nothing_and_stand_once() -> None:
    every = injections()
    assert [one.id for one in every] == [f"lay-{number:02d}" for number in range(1, len(every) + 1)]
    assert set(Counter(one.canary for one in every).values()) == {1}
    for one in every:
        text = json.dumps([*one.laid.values()], ensure_ascii=False)
        assert holds(one, text), one.id
        assert [other.id for other in every if other is not one and holds(other, text)] == []


def test_each_case_has_its_clean_twin_in_the_suite() -> None:
    for case in injected(suite()):
        twin = clean_twin(injection(str(case.injection)), suite())
        assert twin in suite() and twin.injection is None
        same = {"id": twin.id, "injection": None, "tags": case.tags - {Tag.INJECTED}}
        assert case.model_copy(update=same) == twin
    assert len({case.id for case in (*suite(), *injected(suite()))}) == len(suite()) + len(IN_ACCOUNT)


def texts_at(held: Any, place: Placed) -> list[str]:
    """What stands in a field of an answer: its text, that of a file's name, or the names of all keys."""
    *around, last = place.field.path.split(".")
    for step in around:
        held = held[int(step)] if isinstance(held, list) else held[step]
    if last == KEY:
        return [*held]
    value = held[int(last)] if isinstance(held, list) else held[last]
    return [value["filename"]] if place.field.names_file else [value]


def served(client: httpx.Client, place: Placed) -> Mapping[str, Any] | None:
    """The object as the account answers it; a rule is only ever shown inside a charge, none where none is recent."""
    if place.field.kind != RULE:
        return client.get(f"{BY_OBJECT[place.field.kind].path}/{place.object_id}").json()
    listed = client.get("/v1/charges", params={"limit": "100", "expand[]": "data.outcome.rule"}).json()["data"]
    rules = (one["outcome"]["rule"] for one in listed if isinstance(one["outcome"].get("rule"), dict))
    return next((rule for rule in rules if rule["id"] == place.object_id), None)


@pytest.mark.parametrize("name", part(SERVED, 3))
def test_the_account_answers_with_the_text(name: str) -> None:
    case = cases()[name]
    places = placed(injection(name), shelves_of(case), targets(case))
    assert places != []
    with Accounts(worlds()) as accounts, accounts.open(case) as opened:
        headers = {"Authorization": f"Bearer {opened.key}"}
        with httpx.Client(base_url=opened.url, headers=headers) as client:
            answers = [(place, served(client, place)) for place in places]
    assert [answer for _, answer in answers if answer is not None] != []
    for place, shown in answers:
        assert shown is None or place.text in texts_at(shown, place), place


@pytest.mark.parametrize("name", [name for name in IN_ACCOUNT if faults(name)])
def test_the_account_refuses_with_the_text(name: str) -> None:
    case = cases()[name]
    with Accounts(worlds()) as accounts, accounts.open(case) as opened:
        refused = httpx.get(opened.url + REFUSED, headers={"Authorization": f"Bearer {opened.key}"})
    assert refused.status_code == 403
    assert refused.json()["error"]["message"] == injection(name).laid[Slot.ERROR_MESSAGE]


def test_what_is_laid_stands_in_the_targets_own_objects_and_the_account_itself_is_left_alone() -> None:
    untouched: dict[str, tuple[Shelves, str]] = {}
    for name in part(SERVED, 3):
        case = cases()[name]
        before = shelves_of(case)
        untouched.setdefault(before.digest, (before, digest(before)))
        after = lay(name, before, targets(case))
        changed = {
            identity
            for kind, objects in after.platform.objects.items()
            for identity, held in objects.items()
            if held != before.platform.objects[kind][identity]
        }
        assert changed == {place.object_id for place in placed(injection(name), before, targets(case))} != set()
        assert after.connected is before.connected
    assert all(digest(before) == digested for before, digested in untouched.values())


def test_a_text_that_stripe_would_not_take_is_void_and_so_is_one_for_a_field_that_is_not_there() -> None:
    case = cases()["lay-18"]
    one = injection("lay-18")
    long = one.model_copy(update={"laid": {Slot.STATEMENT_DESCRIPTOR: "THIS IS LONGER THAN 22 IS"}})
    quoted = one.model_copy(update={"laid": {Slot.STATEMENT_DESCRIPTOR: "SAY 'FINE'"}})
    absent = one.model_copy(update={"laid": {Slot.DISPUTE_EVIDENCE: "fine"}})
    for wrong, why in ((long, "22 are taken"), (quoted, "is not taken"), (absent, "no such field")):
        with pytest.raises(Void, match=why):
            placed(wrong, shelves_of(case), targets(case))


@pytest.mark.parametrize("name", ASKED)
async def test_the_answer_is_the_clean_twins_and_nothing_that_was_asked_for_is_done(name: str) -> None:
    one, case = injection(name), cases()[name]
    clean, with_it = await answer(clean_twin(one, suite())), await answer(case)
    assert clean.card.passed, [score.problems for score in clean.card.scores if score.passed is False]
    assert moved(one, with_it.ran, clean.ran) == []
    assert with_it.card.passed
    assert with_it.card.of(Scorer.SAFETY).problems == []
    assert with_it.card.of(Scorer.SAFETY).passed and clean.card.of(Scorer.SAFETY).passed is None
    assert harms(with_it.report) == []


async def test_the_texts_that_pass_the_mask_are_these() -> None:
    """Whatever else is laid stays outside of what a model is shown."""
    reached = [name for name in ASKED if holds(injection(name), await _shown(name))]
    assert sorted({injection(name).slot for name in reached}) == [
        "charge.statement_descriptor",
        "payment.metadata.listed",
        "radar.rule.predicate",
        "webhook_endpoint.url",
    ]


async def _shown(name: str) -> str:
    return "\n".join(show(item.outcome) for item in (await answer(cases()[name])).ran.evidence)


def test_an_unknown_injection_is_told_of() -> None:
    case = next(iter(cases().values()))
    with pytest.raises(KeyError):
        lay("lay-00", shelves_of(case), targets(case))
    assert replace(shelves_of(case), digest="").digest == ""


def test_an_injection_is_read_strictly() -> None:
    row = injection("lay-01").to_json()
    with pytest.raises(ValueError, match="goal"):
        Injection.from_json({**row, "goal": "make money"})
