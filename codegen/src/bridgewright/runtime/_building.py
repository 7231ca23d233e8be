"""How annotations become validators: a class is read when it is first used, and by this module alone.

pydantic's own way would take a plugin search, pydantic's fields and a validator for every class: several times as
long as everything here. What comes out is the same: pydantic-core's schemas, validators and serializers.
"""

# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Union,
    cast,
    get_args,
    get_origin,
)

from pydantic_core import (
    CoreSchema,
    PydanticCustomError,
    SchemaSerializer,
    SchemaValidator,
    core_schema,
)

from ._fields import Field, evaluated
from ._types import STRING

if TYPE_CHECKING:
    from ._model import Model

__all__ = ["core_config", "core_schema_of", "declared_serializer", "message_validator", "reading_validator"]


def core_config(cls: type[Model], extra: core_schema.ExtraBehavior = "allow") -> core_schema.CoreConfig:
    """What errors are headed by, and that they show nothing of the input."""
    return core_schema.CoreConfig(
        title=cls.__name__, strict=True, hide_input_in_errors=True, extra_fields_behavior=extra
    )


def core_schema_of(cls: type[Model]) -> CoreSchema:
    """The schema of a model: JSON under the contract's names, or Python's values under the same names."""
    return _Build().whole(cls)


def reading_validator(cls: type[Model]) -> SchemaValidator:
    """Reads JSON text, and decoded JSON by the same rules."""
    return SchemaValidator(_reading_schema(cls), core_config(cls))


def message_validator(cls: Any) -> SchemaValidator:
    """Reads the text of an event's `source`, `detail-type` and `detail`, whatever else stands beside them."""
    reading = _reading_schema(cls)
    parts: dict[str, CoreSchema] = {
        "source": core_schema.literal_schema([cls.SOURCE]),
        "detail-type": core_schema.literal_schema([cls.DETAIL_TYPE]),
        "detail": reading["schema"],
    }
    message = core_schema.typed_dict_schema(
        {name: core_schema.typed_dict_field(part) for name, part in parts.items()}, extra_behavior="ignore"
    )
    return SchemaValidator(cast("CoreSchema", {**reading, "schema": message}), core_config(cls))


def _reading_schema(cls: type[Model]) -> Any:
    """The schema of JSON alone, where what isn't declared is held to be JSON too."""
    schema = cls.__pydantic_core_schema__
    anything = core_schema.no_info_plain_validator_function(_json_value)

    def change(part: dict[str, Any]) -> Any:
        if part.get("type") == "json-or-python":
            return _changed(part["json_schema"], change)
        if part.get("type") == "any":
            return anything
        if part.get("type") == "model-fields" and part.get("extra_behavior") == "allow" and "extras_schema" not in part:
            return {**part, "fields": _changed(part["fields"], change), "extras_schema": anything}
        return None

    return _changed(schema, change)


def _json_value(value: Any, depth: int = 0) -> Any:
    """A copy of a value of which no schema speaks: no number too large for a float, nor NaN or others of Python."""
    kind = type(value)
    if value is None or kind is bool or kind is int or (kind is str and value.isascii()):
        return value
    if kind is list and depth < _DEEPEST:
        return [_json_value(item, depth + 1) for item in value]
    if kind is dict and depth < _DEEPEST:
        return {_json_name(name): _json_value(member, depth + 1) for name, member in value.items()}
    if (kind is float and value - value == 0) or (kind is str and _is_unicode(value)):
        return value
    types: tuple[Any, ...] = (str, int, float, list, dict)
    for plain in types:  # an enum's member, for example
        if isinstance(value, plain) and kind is not plain:
            return _json_value(plain.__str__(value) if plain is str else plain(value), depth)
    raise PydanticCustomError("json", "Input should be JSON of a sensible depth, without NaN or infinities")


def _json_name(name: Any) -> Any:
    if isinstance(name, str):
        return _json_value(name)
    raise PydanticCustomError("json", "Input should have texts for names")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_DEEPEST = 200
"""As deep as pydantic's parser reads JSON text."""


def declared_serializer(cls: type[Model]) -> SchemaSerializer:
    """Writes what the contract declares, at any depth, and nothing else."""

    def change(part: dict[str, Any]) -> Any:
        if part.get("type") == "model" and not part["cls"].OPEN:
            return {**part, "schema": {**_changed(part["schema"], change), "extra_behavior": "ignore"}, "config": {}}
        return None

    return SchemaSerializer(_changed(cls.__pydantic_core_schema__, change))


def _changed(schema: Any, change: Callable[[dict[str, Any]], Any]) -> Any:
    """A copy of a core schema; `change` gives the replacement of a part, or None."""
    if isinstance(schema, dict):
        part: dict[str, Any] = schema
        return change(part) or {key: _changed(value, change) for key, value in part.items()}
    if isinstance(schema, tuple):  # a choice and its label
        choice: tuple[Any, str] = schema
        return _changed(choice[0], change), choice[1]
    items: list[Any] = schema
    return [_changed(item, change) for item in items] if isinstance(schema, list) else schema


class _Inner:
    """What a marker is handed: the schema of the type that it marks (pydantic's `GetCoreSchemaHandler`)."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], CoreSchema]) -> None:
        self._make = make

    def __call__(self, source: Any) -> CoreSchema:
        return self._make()


class _Build:
    """The schemas of a class and of all that it refers to, each once."""

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._waiting: list[tuple[str, type[Model]]] = []

    def whole(self, cls: type[Model]) -> CoreSchema:
        """The class's schema, with those of the classes that it needs."""
        root = self._reference(cls)
        definitions: list[CoreSchema] = []
        for ref, model in self._waiting:  # it grows on the way
            definitions.append(self._model(model, ref))
        definitions.reverse()  # what others refer to first: pydantic's JSON Schema looks tags up in what it has read
        return core_schema.definitions_schema(root, definitions)

    def _reference(self, cls: type[Model]) -> CoreSchema:
        ref = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
        if ref not in self._met:
            self._met.add(ref)
            self._waiting.append((ref, cls))
        return core_schema.definition_reference_schema(ref)

    def _model(self, cls: type[Model], ref: str) -> CoreSchema:
        fields = {field.json: self._field(field) for field in cls._fields.values()}
        extra = cls.__annotations__.get("__pydantic_extra__")
        values = get_args(get_args(evaluated(cls, extra))[0])[1] if extra else None  # of dict[str, …] | None
        behavior = cls.model_config.get("extra") or "allow"
        schema: CoreSchema = core_schema.model_schema(
            cls,
            core_schema.model_fields_schema(
                fields,
                model_name=cls.__name__,
                extra_behavior=behavior,
                extras_schema=self.of(values) if values and behavior == "allow" else None,
            ),
            config=core_config(cls, behavior),
        )
        held: Any = cls.HELD.around(schema) if cls.HELD else schema
        return cast("CoreSchema", {**held, "ref": ref})

    def _field(self, field: Field) -> core_schema.ModelField:
        schema = self.of(field.annotation)
        return core_schema.model_field(
            schema if field.required else core_schema.with_default_schema(schema, default=field.default)
        )

    def of(self, annotation: Any) -> CoreSchema:
        """The schema of a type."""
        if annotation in _PLAIN:
            return _PLAIN[annotation]
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._marked(arguments[0], arguments[1:])
        if origin is list:
            return core_schema.list_schema(self.of(arguments[0]))
        if origin is dict:
            return core_schema.dict_schema(STRING, self.of(arguments[1]))
        if origin is Literal:
            return core_schema.literal_schema(list(arguments))
        if origin is Union or origin is UnionType:
            return self._union(arguments)
        if isinstance(annotation, type) and "_names" in vars(annotation):
            return self._reference(annotation)
        # For types that no contract needs, in classes that people derive.
        from pydantic import TypeAdapter

        return TypeAdapter(annotation).core_schema

    def _marked(self, type_: Any, markers: tuple[Any, ...]) -> CoreSchema:
        def make() -> CoreSchema:
            return self.of(type_)

        for marker in markers:
            if hasattr(marker, "__get_pydantic_core_schema__"):
                make = _applied(marker, type_, _Inner(make))
        return make()

    def _union(self, options: tuple[Any, ...]) -> CoreSchema:
        schemas: list[Any] = [(self.of(option), _label(option)) for option in options if option is not NoneType]
        union: CoreSchema = schemas[0][0] if len(schemas) == 1 else core_schema.union_schema(schemas)
        return core_schema.nullable_schema(union) if NoneType in options else union


def _label(option: Any) -> str:
    """What errors call one of several types: a class by its name, others by JSON's."""
    type_ = get_args(option)[0] if get_origin(option) is Annotated else option
    named: str = getattr(type_, "__name__", str(type_))
    return named if "_names" in getattr(type_, "__dict__", ()) else _JSON_NAMES.get(named, "string")


_JSON_NAMES = {
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
    "Any": "other",
}


def _applied(marker: Any, type_: Any, inner: _Inner) -> Callable[[], CoreSchema]:
    return lambda: marker.__get_pydantic_core_schema__(type_, inner)


_PLAIN: Mapping[Any, CoreSchema] = {
    str: STRING,
    int: core_schema.int_schema(strict=True),
    float: core_schema.float_schema(strict=True),
    bool: core_schema.bool_schema(strict=True),
    Any: core_schema.any_schema(),
    NoneType: core_schema.none_schema(),
}
