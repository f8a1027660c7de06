"""The projection lets nothing personal pass, however deep it stands, and passes what it has passed before."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evals.world.build import build_demo
from tests.reader.stuffed import SHAPED, Stuffed, projector
from tools.contract.account import VISIBLE_METADATA
from tools.privacy.masking import Masker
from tools.privacy.projection import OBJECTS, Projector
from tools.privacy.projection.kinds import NAME, PLAIN, Fields, Leaf
from tools.privacy.vault import MemoryVault

TRACES = [*SHAPED, "zq", "0142", "Quark", "O'Yak", "Rivard", "ignore"]


def leaks(projected: object) -> list[str]:
    text = json.dumps(projected, ensure_ascii=False)
    return [trace for trace in TRACES if trace in text]


@settings(max_examples=25)
@given(st.sampled_from(sorted(OBJECTS)), st.integers(0, 2**32))
@example("event", 1)
def test_no_personal_value_survives_in_any_object_however_deep(kind: str, seed: int) -> None:
    assert leaks(projector().project(Stuffed(seed).object(kind))) == []


class TrustingShapes(Projector):
    def _shaped(self, value: str, kind: Leaf) -> str:
        return value


class TrustingFields(Projector):
    def _fields(self, body: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        return {**body, **super()._fields(body, fields)}


class TrustingMetadata(Projector):
    def _visible(self, metadata: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in metadata.items() if key in VISIBLE_METADATA}


class TrustingEvents(Projector):
    def _add_previous(self, event: Mapping[str, Any], projected: dict[str, Any]) -> None:
        projected["data"] = {**(projected["data"] or {}), "before": event["data"]["previous_attributes"]}


def with_plain_names(fields: Fields) -> Fields:
    return {name: PLAIN if kind is NAME else kind for name, kind in fields.items()}


@pytest.mark.parametrize(
    ("twin", "kind"),
    [
        (projector(TrustingShapes), "charge"),
        (projector(TrustingFields), "charge"),
        (projector(TrustingMetadata), "charge"),
        (projector(TrustingEvents), "event"),
        (projector(objects={**OBJECTS, "customer": with_plain_names(OBJECTS["customer"])}), "customer"),
    ],
)
def test_a_projection_that_trusts_anything_leaks(twin: Projector, kind: str) -> None:
    stuffed = [Stuffed(seed).object(kind) for seed in range(4)]
    if kind == "customer":
        stuffed = [{**body, "name": "Zoë Quark"} for body in stuffed]
    assert any(leaks(twin.project(body)) for body in stuffed)


def test_nothing_that_the_demo_account_knows_of_anyone_passes() -> None:
    shelves = build_demo(1, 1795357800).shelves
    shelf = {kind: list(shown.values())[:80] for kind, shown in shelves.platform.objects.items()}
    people = {
        str(value)
        for customer in shelf["customer"]
        for name, value in customer.items()
        if name in ("name", "email", "phone") and value
    }
    assert len(people) > 20
    through = projector()
    shown = json.dumps([through.project(body) for bodies in shelf.values() for body in bodies], ensure_ascii=False)
    assert [person for person in people if person in shown] == []
    assert "@" not in shown
    assert any(person in json.dumps(shelf, ensure_ascii=False) for person in people)


def recorded(kind: type[Projector] = Projector) -> Projector:
    """The projection of an account that is a recording: its key is another than the one it was masked with."""
    return kind(Masker(b"r" * 32, MemoryVault(), recorded=True), VISIBLE_METADATA)


@settings(max_examples=25)
@given(st.sampled_from(sorted(OBJECTS)), st.integers(0, 2**32))
def test_what_was_projected_comes_out_of_a_recording_as_it_went_in(kind: str, seed: int) -> None:
    once = projector().project(Stuffed(seed).object(kind))
    assert recorded().project(once) == once


def test_every_object_of_an_account_survives_its_recording() -> None:
    shelves = build_demo(1, 1795357800).shelves
    for shelf in (shelves.platform, *shelves.connected.values()):
        for shown in shelf.objects.values():
            for body in list(shown.values())[:150]:
                once = projector().project(body)
                assert recorded().project(once) == once


class CountingAfresh(Projector):
    def _others(self, metadata: dict[str, Any], body: Mapping[str, Any]) -> int:
        return len(metadata.keys() - VISIBLE_METADATA.keys())


@pytest.mark.parametrize("twin", [projector(), recorded(CountingAfresh)])
def test_a_projection_that_knows_no_recordings_changes_one(twin: Projector) -> None:
    once = [projector().project(Stuffed(seed).object("charge")) for seed in range(4)]
    assert any(twin.project(body) != body for body in once)
