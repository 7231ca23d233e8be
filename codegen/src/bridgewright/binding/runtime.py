"""Modules made of text: the bindings' shared code once in a process, and one module for each document.

`bridgewright._bound` is a package in memory that holds the shared code. A document's module is known to it for as
long as anybody holds the module or one of its classes: there pickle finds the classes by name.
"""

from __future__ import annotations

import ast
import sys
import threading
from types import ModuleType
from weakref import WeakValueDictionary

from bridgewright.emit.bindings.render import rendered

_PACKAGE = "bridgewright._bound"
_MODULES: WeakValueDictionary[str, ModuleType] = WeakValueDictionary()
_LOCK = threading.RLock()
_ENTRY_LIMIT = "1_000_000"


def loaded_module(name: str) -> ModuleType | None:
    """The module of that name, while somebody holds it."""
    return _MODULES.get(name)


def made_module(name: str, text: str, first: str) -> ModuleType:
    """A module of bindings by its text, whose relative imports are of the shared code.

    The validator of its class `first` is made at once: what can't be validated fails here.
    """
    with _LOCK:
        _load_shared(_relative_imports(text))
        module = ModuleType(f"{_PACKAGE}.{name}")
        module.__package__ = _PACKAGE
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
    """Completes the module's classes, and has pickle find them under the package, which stays."""
    classes = [v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__]
    for cls in classes:
        if not getattr(cls, "__pydantic_complete__", True):
            cls.model_rebuild(_types_namespace=vars(module))  # type: ignore[attr-defined]
    for cls in classes:
        cls.__module__ = _PACKAGE
        cls.__qualname__ = f"{name}.{cls.__name__}"
        cls.__bound_in__ = module  # type: ignore[attr-defined]


def _load_shared(names: list[str]) -> None:
    """Makes modules of the shared code, what they import at once before them."""
    if _PACKAGE not in sys.modules:
        package = ModuleType(_PACKAGE, "The code that bindings in memory share.")
        package.__path__ = []
        package.__dict__["__getattr__"] = _bound_module
        sys.modules[_PACKAGE] = package
    for name in names:
        if f"{_PACKAGE}.{name}" in sys.modules:
            continue
        text = rendered(f"{name}.py.jinja", entry_limit=_ENTRY_LIMIT)
        _load_shared(_relative_imports(text))
        if f"{_PACKAGE}.{name}" in sys.modules:  # what it imports may have needed it later on
            continue
        module = ModuleType(f"{_PACKAGE}.{name}")
        module.__package__ = _PACKAGE
        sys.modules[module.__name__] = module
        try:
            exec(compile(text, f"<{module.__name__}>", "exec", dont_inherit=True), module.__dict__)  # noqa: S102
        except BaseException:
            del sys.modules[module.__name__]
            raise
        setattr(sys.modules[_PACKAGE], name, module)
        _load_shared(_relative_imports(text, later=True))


def _relative_imports(text: str, *, later: bool = False) -> list[str]:
    """The modules that a module imports from its package at once; or those, too, that its functions import."""
    names: dict[str, None] = {}
    tree = ast.parse(text)
    for statement in ast.walk(tree) if later else tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.level == 1:
            found = [statement.module] if statement.module else [alias.name for alias in statement.names]
            names.update(dict.fromkeys(found))
    return list(names)


def _bound_module(name: str) -> ModuleType:
    module = _MODULES.get(name)
    if module is None:
        message = f"no module {name!r} is bound in this process any more"
        raise AttributeError(message)
    return module
