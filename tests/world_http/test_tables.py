"""The tables of the world are those of the installed SDK, so that nothing is served that Stripe wouldn't take."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
from stripe._request_options import RequestOptions

from evals.world.http import API_VERSION, thin
from evals.world.http.account import SEARCH
from evals.world.http.expandable import INCLUDABLE, LISTS, REFERENCES
from evals.world.http.pages import PAGING
from evals.world.http.resources import NESTED, RESOURCES, Nested, Resource

# Objects of which no simulated account has any, and methods of payment that it doesn't use.
ABSENT = {
    *(
        "Application",
        "BankAccount",
        "Card",
        "CreditBalanceTransaction",
        "Discount",
        "FeedbackOption",
        "File",
        "PaymentRecord",
    ),
    *("ShippingRate", "SubscriptionSchedule", "TaxCode", "TaxId", "TestClock"),
    *("Coupon", "PaymentLink", "PromotionCode"),
}
UNUSED = ("payment_method_details.", "acss_debit.", "card.generated_from.", "sepa_debit.generated_from.")
NAMES = {
    "bank_account": "BankAccount",
    "card": "Card",
    "fee_refund": "ApplicationFeeRefund",
    "line_item": "InvoiceLineItem",
    "radar.rule": "Rule",
}
NESTED_PARAMS = {
    ("customer", "payment_methods"): "CustomerPaymentMethodListParams",
    ("transfer", "reversals"): "TransferReversalListParams",
    ("charge", "refunds"): "ChargeListRefundsParams",
    ("application_fee", "refunds"): "ApplicationFeeRefundListParams",
    ("invoice", "lines"): "InvoiceListLinesParams",
    ("account", "external_accounts"): "AccountExternalAccountListParams",
    ("account", "capabilities"): "AccountCapabilityListParams",
}


def class_name(object_type: str) -> str:
    return NAMES.get(object_type) or "".join(part.title() for part in object_type.rpartition(".")[2].split("_"))


def parameters(name: str, package: str = "stripe.params") -> set[str]:
    """What a parameter class of the SDK takes, the options of the request itself left out."""
    return set(getattr(importlib.import_module(package), name).__annotations__) - set(RequestOptions.__annotations__)


LISTED = [resource for resource in RESOURCES if resource.listed]


@pytest.mark.parametrize("resource", LISTED, ids=lambda resource: resource.path)
def test_a_list_takes_the_sdks_parameters_and_no_other(resource: Resource):
    room, _, _ = resource.object.rpartition(".")
    package = f"stripe.params.{room}" if room else "stripe.params"

    assert PAGING | {choice.name for choice in resource.filters} == parameters(
        f"{class_name(resource.object)}ListParams", package
    )


@pytest.mark.parametrize("nested", NESTED, ids=lambda nested: f"{nested.parent}.{nested.segment}")
def test_a_list_below_an_object_takes_the_sdks_parameters_and_no_other(nested: Nested):
    paging = {"expand"} if nested.owned else PAGING

    assert paging | {choice.name for choice in nested.filters} == parameters(
        NESTED_PARAMS[nested.parent, nested.segment]
    ) | {"expand"}


def test_a_required_parameter_is_the_sdks():
    required = {
        (resource.object, choice.name) for resource in RESOURCES for choice in resource.filters if choice.required
    }

    assert required == {("setup_attempt", "setup_intent")}
    assert stripe.params.SetupAttemptListParams.__required_keys__ >= {"setup_intent"}


def test_thin_events_take_the_sdks_parameters_and_a_page():
    assert parameters("EventListParams", "stripe.params.v2.core") | {"page"} == thin.PARAMETERS


@pytest.mark.parametrize("name", ["Charge", "Customer", "Invoice", "PaymentIntent", "Price", "Product", "Subscription"])
def test_search_takes_the_sdks_parameters(name: str):
    assert parameters(f"{name}SearchParams") == SEARCH


def test_the_version_is_the_installed_sdks():
    assert stripe.api_version == API_VERSION


def expandable(name: str) -> dict[str, set[str]]:
    """The fields of an SDK class typed as expandable, by dotted path, with the classes they expand into."""
    rooms: tuple[Any, ...] = (stripe, stripe.radar, stripe.checkout)
    owner: Any = next(getattr(room, name) for room in rooms if hasattr(room, name))
    tree = ast.parse(Path(inspect.getfile(owner)).read_text())
    top = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return dict(_fields(top, ""))


def _fields(owner: ast.ClassDef, prefix: str) -> Iterator[tuple[str, set[str]]]:
    inner = {node.name: node for node in owner.body if isinstance(node, ast.ClassDef)}
    for node in owner.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        path = prefix + node.target.id
        words = {part.id for part in ast.walk(node.annotation) if isinstance(part, ast.Name)}
        quoted = {part.value for part in ast.walk(node.annotation) if isinstance(part, ast.Constant)}
        if "ExpandableField" in words:
            yield path, {str(each).removesuffix("Resource") for each in quoted} | (words & inner.keys())
        elif "ClassVar" not in words:
            for name in words & inner.keys():
                yield from _fields(inner[name], path + ".")


@pytest.mark.parametrize("object_type", sorted(REFERENCES))
def test_what_expands_is_what_the_sdk_types_as_expandable(object_type: str):
    known = expandable(class_name(object_type))
    used = {path: targets for path, targets in known.items() if not path.startswith(UNUSED)}
    present = {path for path, targets in used.items() if targets - ABSENT - {"Source"}}
    table = {path: {class_name(target) for target in targets} for path, targets in REFERENCES[object_type].items()}

    assert table.keys() >= present - {"source", "default_source"}
    assert all(targets <= known[path] for path, targets in table.items())


@pytest.mark.parametrize("table", [LISTS, INCLUDABLE])
def test_a_list_held_by_an_object_is_one_in_the_sdk(table: dict[str, dict[str, str]]):
    for object_type, fields in table.items():
        annotations = getattr(stripe, class_name(object_type)).__annotations__
        assert all("ListObject" in str(annotations[field]) for field in fields)


def test_the_sdks_expandable_fields_are_found_at_any_depth():
    assert expandable("Charge")["outcome.rule"] == {"Rule"}
    assert expandable("PaymentIntent")["transfer_data.destination"] == {"Account"}
    assert "amount" not in expandable("Charge")
