"""What has been answered, kept by snapshot, scope and question. A new snapshot empties what older ones left."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from inspect import signature
from threading import Lock, RLock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from dashboard.warehouse import NoSnapshot, Warehouse, current_snapshot

Result = TypeVar("Result")
Store = dict[str, OrderedDict[Hashable, Any]]

_STORES: WeakKeyDictionary[Warehouse, Store] = WeakKeyDictionary()
_LOCK = Lock()
_NOTHING = object()
_TURNS: dict[Hashable, Any] = {}


def kept(most: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Keeps the newest `most` results a snapshot of a function that names its `warehouse` among its arguments.

    Arguments are hashed, so they are given by place and do not change. Of threads that ask the same at the same time
    one works it out and the others wait for it, so that a hundred readers of a new snapshot cost no more than one.
    """

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        place = list(signature(function).parameters).index("warehouse")
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def asked(*given: Any) -> Result:
            results, key = _results(given[place], name), given[:place] + given[place + 1 :]
            with _LOCK:
                found = results.get(key, _NOTHING)
            return _worked_out(results, key, lambda: function(*given), most) if found is _NOTHING else found

        return asked

    return decorate


def _worked_out(
    results: OrderedDict[Hashable, Any], key: Hashable, work: Callable[[], Result], most: int
) -> Result:
    """By the first that comes; where that fails, the next tries for itself. Nothing asks for what asks for it, so
    threads that wait for each other's answers never wait in a circle."""
    place = (id(results), key)
    with _LOCK:
        turn = _TURNS.setdefault(place, RLock())
    with turn:
        with _LOCK:
            found = results.get(key, _NOTHING)
        if found is _NOTHING:
            try:
                found = work()
                with _LOCK:
                    results[key] = found
                    while len(results) > most:
                        results.popitem(last=False)
            finally:
                with _LOCK:
                    _TURNS.pop(place, None)
    return found


def _results(warehouse: Warehouse, name: str) -> OrderedDict[Hashable, Any]:
    with _LOCK:
        if warehouse not in _STORES:
            _empty_older(warehouse)
            _STORES[warehouse] = {}
        return _STORES[warehouse].setdefault(name, OrderedDict())


def _empty_older(new: Warehouse) -> None:
    """An older snapshot that somebody still holds in an address is answered anew, and keeps nothing of before."""
    try:
        is_current = new.snapshot == current_snapshot(new.facts)
    except NoSnapshot:
        return
    for other, store in _STORES.items():
        if is_current and other.facts == new.facts:
            store.clear()


def kept_results(warehouse: Warehouse) -> int:
    """How many results of a snapshot are kept."""
    with _LOCK:
        return sum(len(results) for results in _STORES.get(warehouse, {}).values())
