"""Modules made of text, one for each document, beside the runtime that generated bindings have a copy of.

A document's module is known to this one for as long as anybody holds the module or one of its classes: here pickle
finds the classes by name.
"""

from __future__ import annotations

import sys
import threading
from types import ModuleType
from weakref import WeakValueDictionary

_RUNTIME = "bridgewright.runtime"
_MODULES: WeakValueDictionary[str, ModuleType] = WeakValueDictionary()
_LOCK = threading.RLock()


def loaded_module(name: str) -> ModuleType | None:
    """The module of that name, while somebody holds it."""
    return _MODULES.get(name)


def made_module(name: str, text: str, first: str) -> ModuleType:
    """A module of bindings by its text, whose relative imports are of the runtime.

    The validator of its class `first` is made at once: what can't be validated fails here.
    """
    with _LOCK:
        module = ModuleType(f"{_RUNTIME}.{name}")
        module.__package__ = _RUNTIME
        sys.modules[module.__name__] = module  # pydantic looks names up there while classes are made
        try:
            exec(compile(text, f"<{module.__name__}>", "exec", dont_inherit=True), module.__dict__)  # noqa: S102
            _settle(module, name)
            for part in ("core_schema", "validator", "serializer"):
                getattr(vars(module)[first], f"__pydantic_{part}__")
        finally:
            del sys.modules[module.__name__]
        _MODULES[name] = module
    return module


def _settle(module: ModuleType, name: str) -> None:
    """Completes the module's classes, and has pickle find them under this module, which stays."""
    classes = [v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__]
    for cls in classes:
        if not getattr(cls, "__pydantic_complete__", True):
            cls.model_rebuild(_types_namespace=vars(module))  # type: ignore[attr-defined]
    for cls in classes:
        cls.__module__ = __name__
        cls.__qualname__ = f"{name}.{cls.__name__}"
        cls.__bound_in__ = module  # type: ignore[attr-defined]


def __getattr__(name: str) -> ModuleType:
    """A module by its name, as pickle asks for it."""
    module = _MODULES.get(name)
    if module is None:
        message = f"no module {name!r} is bound in this process any more"
        raise AttributeError(message)
    return module
