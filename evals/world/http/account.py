"""The account's side of a request: finds the resource, asks the key's leave, and gives the body of the answer."""

import base64
import binascii
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evals.world.http import errors, expand, search, thin
from evals.world.http.catalogue import Catalogue, Shown, World, indexed
from evals.world.http.expandable import INCLUDABLE
from evals.world.http.filters import Filter, Test, exclusive, not_canceled, test_for
from evals.world.http.keys import Key, Permission, masked
from evals.world.http.pages import PAGING, limit, page
from evals.world.http.resources import BY_OBJECT, BY_PATH, NESTED, RESOURCES, SINGLETONS, THIN_EVENTS, Nested, Resource
from evals.world.http.resources import permission_of as permission_of_object
from evals.world.http.wire import Call, Params, text, texts
from evals.world.shelf import JsonObject

EXPAND = frozenset({"expand"})
SEARCH = frozenset({"query", "limit", "page", "expand"})
INCLUDED = 10  # how many a list that is included in an object begins with


@dataclass(frozen=True)
class Reading:
    """One authenticated read of one account, its parameters not yet looked at."""

    world: World
    elsewhere: World
    """The account's other mode; the same world where it has but one."""
    catalogue: Catalogue
    key: Key
    call: Call
    given: Params
    stale_seconds: int = 0

    def answer(self) -> JsonObject:
        """The body that Stripe would send; raises Refusal where it would refuse."""
        path = self.call.path
        self.key.demand(permission_of(path))
        if path.startswith(thin.PATH):
            return self._thin(path.removeprefix(thin.PATH).strip("/"))
        if path in SINGLETONS:
            return self._singleton(SINGLETONS[path][0])
        if path in BY_PATH:
            return self._list(BY_PATH[path])
        parent, _, last = path.rpartition("/")
        if parent in BY_PATH:
            resource = BY_PATH[parent]
            searching = last == "search" and resource.searched
            return self._search(resource) if searching else self._retrieve(resource, last)
        found = _nested(path)
        if found is None:
            raise errors.unrecognized_url("GET", path)
        return self._below(*found)

    def _list(self, resource: Resource) -> JsonObject:
        if not resource.listed:
            raise errors.unrecognized_url("GET", self.call.path)
        return self._page(self.catalogue.shown(resource.object), resource.object, resource.filters, resource.name)

    def _page(self, shown: Shown, object_type: str, filters: Sequence[Filter], called: str) -> JsonObject:
        self._allow(PAGING | {choice.name for choice in filters})
        tests = [_standing, *(self._test(choice) for choice in filters if choice.name in self.given)]
        if object_type == "subscription" and "status" not in self.given:
            tests.append(not_canceled)
        for choice in filters:
            if choice.required and choice.name not in self.given:
                raise errors.missing_parameter(choice.name)
        exclusive(self.given, "type", "types")
        branch = expand.tree(texts(self.given, "expand"), [object_type], in_list=True)
        found = page(shown, self.given, lambda item: all(test(item) for test in tests), called)
        grown = [self._expanded(item, object_type, branch) for item in found.data]
        return {**found.envelope(self.call.path), "data": grown}

    def _test(self, choice: Filter) -> Test:
        value = self.given[choice.name]
        # Inferred: an id in a filter that names nothing is refused like a cursor that does, never an empty list.
        if choice.refers and isinstance(value, str) and self.catalogue.find(choice.refers, value) is None:
            self._missing(BY_OBJECT[choice.refers], value, choice.name, status=400)
        return test_for(choice, value, self.catalogue.shelf.paid_out)

    def _retrieve(self, resource: Resource, object_id: str) -> JsonObject:
        if not resource.retrieved:
            raise errors.unrecognized_url("GET", self.call.path)
        self._allow(EXPAND | set(resource.extra))
        branch = expand.tree(texts(self.given, "expand"), [resource.object], in_list=False)
        return self._expanded(self._found(resource, object_id), resource.object, branch)

    def _found(self, resource: Resource, object_id: str) -> JsonObject:
        if resource.object == "account":
            return self._account(object_id)
        found = self.catalogue.find(resource.object, object_id)
        return found or self._missing(resource, object_id, resource.id_param)

    def _account(self, name: str) -> JsonObject:
        """An account by id: itself or, for the platform, one connected to it. Another is a matter of access, no 404."""
        own = self.world.own_account(self.catalogue) if name == self.catalogue.shelf.account else None
        found = own or self.catalogue.find("account", name)
        if found is None:
            raise errors.no_such_account(masked(self.key.secret), name)
        return found

    def _missing(self, resource: Resource, object_id: str, param: str, status: int = 404) -> JsonObject:
        elsewhere = self.elsewhere.of(self.call.account)
        hint = ""
        if elsewhere and elsewhere is not self.catalogue and elsewhere.find(resource.object, object_id):
            hint = errors.other_mode_hint(elsewhere.shelf.livemode)
        raise errors.no_such(resource.name, object_id, param, status, hint)

    def _singleton(self, object_type: str) -> JsonObject:
        self._allow(EXPAND)
        branch = expand.tree(texts(self.given, "expand"), [object_type], in_list=False)
        if object_type == "account":
            held = self.world.own_account(self.catalogue)
        else:
            held = next(iter(self.catalogue.shelf.objects.get(object_type, {}).values()), None)
        if held is None:
            raise errors.unrecognized_url("GET", self.call.path)
        return self._expanded(held, object_type, branch)

    def _below(self, nested: Nested, parent_id: str, item_id: str) -> JsonObject:
        parent = self._found(BY_OBJECT[nested.parent], parent_id)
        if nested.owned:
            held = self.world.of(parent_id)
            shown = held.shown(nested.object) if held else indexed([])
        elif nested.embedded:
            shown = indexed(parent[nested.embedded]["data"])
        else:
            everything = self.catalogue.shown(nested.object).newest
            shown = indexed(item for item in everything if item[nested.link] == parent_id)
        called = nested.object.replace("_", " ")
        if not item_id:
            if nested.owned:
                self._allow(EXPAND)
            return self._page(shown, nested.object, nested.filters, called)
        self._allow(EXPAND)
        branch = expand.tree(texts(self.given, "expand"), [nested.object], in_list=False)
        found = shown.find(item_id)
        if found is None:
            raise errors.no_such(called, item_id, "id")
        return self._expanded(found, nested.object, branch)

    def _search(self, resource: Resource) -> JsonObject:
        self._allow(SEARCH)
        query = text(self.given, "query")
        if query is None:
            raise errors.missing_parameter("query")
        paths = texts(self.given, "expand")
        branch = expand.tree([path for path in paths if path != "total_count"], [resource.object], in_list=True)
        matches = search.matcher(query, resource.object)
        newest = self.world.shelves.now - self.stale_seconds
        seen = filter(_standing, self.catalogue.shown(resource.object).newest)
        found = [item for item in seen if (not self.stale_seconds or item["created"] <= newest) and matches(item)]
        size, start = limit(self.given), _page_start(text(self.given, "page"))
        data = [self._expanded(item, resource.object, branch) for item in found[start : start + size]]
        more = len(found) > start + size
        total = {"total_count": len(found)} if "total_count" in paths else {}
        envelope = {"object": "search_result", "url": self.call.path, "has_more": more, "data": data}
        return {**envelope, "next_page": _page_token(start + size) if more else None, **total}

    def _thin(self, event_id: str) -> JsonObject:
        shown = self.catalogue.shown(thin.OBJECT)
        if not event_id:
            self._allow(thin.PARAMETERS)
            return thin.page(shown, self.given)
        self._allow(frozenset())
        found = shown.find(event_id)
        if found is None:
            raise errors.Refusal(404, f"Event {event_id} not found", "not_found")
        return found

    def _expanded(self, item: JsonObject, object_type: str, branch: expand.Tree) -> JsonObject:
        return expand.expanded(item, object_type, branch, self._refer, self._include)

    def _refer(self, targets: Sequence[str], object_id: str) -> JsonObject | None:
        found = self.world.refer(self.catalogue, targets, object_id)
        if found is not None:
            # Inferred: what a key may not read it may not read by expansion either.
            self.key.demand(permission_of_object(str(found.get("object", targets[0]))))
        return found

    def _include(self, item: JsonObject, field: str) -> JsonObject:
        resource = BY_OBJECT[str(item["object"])]
        listed = INCLUDABLE[resource.object][field]
        self.key.demand(permission_of_object(listed))
        held = [each for each in self.catalogue.shown(listed).newest if each[resource.object] == item["id"]]
        url = f"{resource.path}/{item['id']}/{field}"
        return {"object": "list", "url": url, "has_more": len(held) > INCLUDED, "data": held[:INCLUDED]}

    def _allow(self, names: Collection[str]) -> None:
        for name, value in self.given.items():
            if name not in names:
                inner = f"[{next(iter(value))}]" if isinstance(value, dict) else ""
                raise errors.unknown_parameter(name + inner)


def _standing(item: JsonObject) -> bool:
    """Whether a list or a search shows it: what was deleted keeps its id and its place, and no more."""
    return not item.get("deleted")


def permission_of(path: str) -> Permission | None:
    """The permission that a path takes, None where there is no such path."""
    if path == thin.PATH or path.startswith(thin.PATH + "/"):
        return THIN_EVENTS
    if path in SINGLETONS:
        return SINGLETONS[path][1]
    resource = BY_PATH.get(path) or BY_PATH.get(path.rpartition("/")[0])
    if resource:
        return resource.permission
    found = _nested(path)
    return found[0].permission if found else None


def permission_to_write(path: str) -> Permission | None:
    """The permission that a write under a resource's path would take, whatever the action's name."""
    whole = permission_of(path)
    under = (resource.permission for resource in RESOURCES if path.startswith(resource.path + "/"))
    return whole or next(under, None)


def _nested(path: str) -> tuple[Nested, str, str] | None:
    """A path below one object, as the kind of list, the parent's id and the item's id or ''."""
    for nested in NESTED:
        parent = BY_OBJECT[nested.parent].path + "/"
        segments = path.removeprefix(parent).split("/")
        if path.startswith(parent) and segments[1:2] == [nested.segment] and len(segments) <= len(("id", "list", "id")):
            return nested, segments[0], "".join(segments[2:])
    return None


def _page_token(start: int) -> str:
    return base64.urlsafe_b64encode(f"from:{start}".encode()).decode()


def _page_start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        written = base64.b64decode(token, altchars=b"-_", validate=True).decode()
        return int(written.removeprefix("from:"))
    except (binascii.Error, ValueError):
        raise errors.invalid_value("page", f"Invalid page: {token}") from None
