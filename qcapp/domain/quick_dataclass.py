"""The standard library's dataclass, made in a quarter of the time.

A command imports more than a hundred of them, and compiled one by one their methods took a fifth of all its processor time. What
``dataclasses`` says of fields is kept (``fields``, ``replace``, ``asdict``); of the methods only ``__init__`` is compiled with
the class, what compares and hashes when it is first asked for, and ``__repr__`` is one for all.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_UNSAID: Any = object()


def _quick(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> Any:
    """What is rare (an order, a base that is one, fields that are no parameters or go by keyword) the standard library makes."""
    if cls is None:
        return lambda each: _quick(each, frozen=frozen, slots=slots, eq=eq, order=order)
    own = vars(cls)
    if order or _is_rare(cls):
        return dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq, order=order)(cls)
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # else the standard library would work out a signature for it
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    told = fields(made)
    if "__init__" not in own:
        made.__init__ = _init(made, told, frozen)
    if "__repr__" not in own:
        made.__repr__ = _repr
    if eq:
        made.__eq__ = _first_asked(made, "__eq__", [each.name for each in told if each.compare])
        made.__hash__ = None
    if frozen:
        made.__setattr__, made.__delattr__ = _no_assigning, _no_deleting
        if eq:
            hashed = [each.name for each in told if (each.compare if each.hash is None else each.hash)]
            made.__hash__ = _first_asked(made, "__hash__", hashed)
        if slots and "__getstate__" not in own:
            made.__getstate__, made.__setstate__ = _state, _take_state
    return made


def _is_rare(cls: type) -> bool:
    own = vars(cls)
    return (
        any(dataclasses.is_dataclass(base) for base in cls.__bases__) or "__eq__" in own or "__hash__" in own
        or any(isinstance(each, Field) and (not each.init or each.kw_only is True) for each in own.values())
        or any("InitVar" in str(each) or "KW_ONLY" in str(each) for each in own.get("__annotations__", {}).values())
    )


def _init(made: type, told: tuple[Field[Any], ...], frozen: bool) -> Any:
    """As the standard library writes it: a parameter for each field, and what is frozen set past its own ``__setattr__``."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_unsaid": _UNSAID}
    parameters, lines = ["self"], []
    for each in told:
        name, value = each.name, each.name
        if each.default is not MISSING:
            known[f"_default_{name}"] = each.default
            parameters.append(f"{name}=_default_{name}")
        elif each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            parameters.append(f"{name}=_unsaid")
            value = f"_make_{name}() if {name} is _unsaid else {name}"
        else:
            parameters.append(name)
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    init = _compiled(made, "__init__", ", ".join(parameters), lines or ["pass"], known)
    init.__annotations__ = {**{each.name: each.type for each in told}, "return": None}
    return init


def _first_asked(made: Any, method: str, names: list[str]) -> Any:
    """A method that puts the compiled one in its place when it is first called."""

    def first(self: Any, *others: Any) -> Any:
        compiled = _METHODS[method](made, names)
        setattr(made, method, compiled)
        return compiled(self, *others)

    first.__name__, first.__qualname__ = method, f"{made.__qualname__}.{method}"
    return first


def _eq(made: type, names: list[str]) -> Any:
    mine, its = _tuple("self", names), _tuple("other", names)
    line = f"return {mine} == {its} if other.__class__ is self.__class__ else NotImplemented"
    return _compiled(made, "__eq__", "self, other", [line], {})


def _hash(made: type, names: list[str]) -> Any:
    return _compiled(made, "__hash__", "self", [f"return hash({_tuple('self', names)})"], {})


_METHODS: dict[str, Callable[[type, list[str]], Any]] = {"__eq__": _eq, "__hash__": _hash}


def _tuple(of: str, names: list[str]) -> str:
    return f"({''.join(f'{of}.{name},' for name in names)})"


def _compiled(made: type, method: str, parameters: str, lines: list[str], known: dict[str, Any]) -> Any:
    """Within the module's names, as its hints are of them; ``known`` are beside them."""
    body = "\n  ".join([f" def {method}({parameters}):", *lines])
    scope: dict[str, Any] = {}
    exec(f"def make({', '.join(known)}):\n{body}\n return {method}", vars(sys.modules[made.__module__]), scope)
    function: Any = scope["make"](**known)
    function.__qualname__ = f"{made.__qualname__}.{method}"
    return function


@recursive_repr()
def _repr(self: Any) -> str:
    said = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({said})"


def _no_assigning(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _take_state(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = _quick
