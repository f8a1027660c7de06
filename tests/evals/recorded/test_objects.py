"""The objects of a recorded account, as its answers show them together."""

from pydantic import JsonValue

from agent.thread.export import ExportedRead
from evals.recorded.objects import RecordedObjects
from tests.evals.recorded.asked import incident

Body = dict[str, JsonValue]
FEE: Body = {"object": "balance_transaction", "id": "txn_1", "fee": 88}
CHARGE: Body = {
    "object": "charge",
    "id": "ch_1",
    "amount": 5,
    "balance_transaction": dict(FEE),
    "payment_intent": "pi_1",
}


def objects(*bodies: tuple[str, Body]) -> RecordedObjects:
    reads = [
        ExportedRead(path=f"/v1/{at}", query=query, version="v", body=body) for at, (query, body) in enumerate(bodies)
    ]
    return RecordedObjects(reads)


def test_what_a_request_expanded_is_an_id_again_and_an_object_of_its_own() -> None:
    found = objects(("expand[0]=balance_transaction", CHARGE))
    assert found.find("ch_1") == {**CHARGE, "balance_transaction": "txn_1"}
    assert found.find("txn_1") == FEE
    assert found.find("pi_1") is None


def test_rows_of_a_list_and_what_they_expand_are_objects_too() -> None:
    page: Body = {"object": "list", "data": [CHARGE]}
    found = objects(("expand[0]=data.balance_transaction&limit=100", page))
    assert found.find("ch_1") == {**CHARGE, "balance_transaction": "txn_1"}
    assert found.find("txn_1") == FEE


def test_what_a_request_did_not_expand_is_a_part_of_its_object() -> None:
    method: Body = {"object": "payment_method", "id": "pm_1", "type": "card"}
    payment: Body = {"object": "payment_intent", "id": "pi_1", "last_payment_error": {"payment_method": method}}
    found = objects(("", payment))
    assert found.find("pi_1") == payment
    assert found.find("pm_1") == method


def test_an_answer_about_the_object_itself_counts_before_a_list_and_before_a_part() -> None:
    own: Body = {"object": "payment_method", "id": "pm_1", "type": "card"}
    past: Body = {"object": "payment_method", "id": "pm_1", "type": "link", "created": 3}
    payment: Body = {"object": "payment_intent", "id": "pi_1", "error": {"payment_method": past}}
    for bodies in ([payment, own], [own, payment]):
        assert objects(*(("", body) for body in bodies)).find("pm_1") == {**own, "created": 3}


def test_what_an_event_shows_of_an_object_is_the_past_and_not_the_object() -> None:
    before: Body = {"object": "charge", "id": "ch_1", "amount": 1}
    event: Body = {"object": "event", "id": "evt_1", "data": {"object": before}}
    found = objects(("", event))
    assert found.find("evt_1") == event
    assert found.find("ch_1") is None
    assert objects(("", event), ("", CHARGE)).find("ch_1") == CHARGE


def test_every_place_of_a_truth_is_found_in_its_account() -> None:
    case, account = incident()
    found = RecordedObjects(account.reads)
    for place in (place for one in case.truth.evidence for place in one.alternatives):
        value: object = found.find(place.object_id)
        for step in place.path.split("."):
            assert isinstance(value, dict), place
            value = value[step]
        assert value == place.expected
