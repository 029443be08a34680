"""Whether a request is one that its operation's document allows; each thing that is not is named by a pointer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from chassis.http.problem import FieldError, pointer
from gateway.domain.openapi import Document

OF_A_TAG, OF_THE_WHOLE, OF_A_PART = 100, 10, 1  # more than all that weighs less can come to


class Validation:
    """Checks of requests against one document."""

    def __init__(self, document: Document) -> None:
        self._components = document["components"]

    def of_parameters(
        self, operation: Document, given: Mapping[str, Mapping[str, str]], query: Sequence[str]
    ) -> Iterator[FieldError]:
        """What is wrong with the parameters; `given` has those of `path`, `query` and `header` by name."""
        known = [each for each in operation.get("parameters", []) if each["in"] in given]
        for each in known:
            where, name = each["in"], each["name"]
            text = given[where].get(name)
            if text is None and each.get("required"):
                yield FieldError(f"#{where}/{name}", "Field required", "missing")
            elif text is not None and not self._reads(each["schema"], text):
                yield FieldError(f"#{where}/{name}", "is not what its schema allows", "schema")
        names = {each["name"] for each in known if each["in"] == "query"}
        for name in query:
            if name not in names:
                yield FieldError(f"#query/{name}", "is not taken here", "extra_forbidden")

    def of_body(self, schema: Document, body: object) -> list[FieldError]:
        """What is wrong with a body that is JSON; the values that were given are not repeated."""
        validator = self._validator(schema)
        found = [wrong for error in validator.iter_errors(body) for leaf in _leaves(error) for wrong in _named(leaf)]
        return list({each.pointer: each for each in reversed(found)}.values())[::-1]  # the first of each place

    def _reads(self, schema: Document, text: str) -> bool:
        """Whether any reading of a parameter's text is allowed: the text, what it is in JSON, or a list of one."""
        validator = self._validator(schema)
        return any(validator.is_valid(each) for each in (text, _json(text), [text]))

    def _validator(self, schema: Document) -> Draft202012Validator:
        return Draft202012Validator({**schema, "components": self._components})


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that say most: of a choice, those of the branch that the value is meant for."""
    if not error.context:
        yield error
        return
    for each in min(_branches(error), key=_distance):
        yield from _leaves(each)


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    branches: defaultdict[Any, list[ValidationError]] = defaultdict(list)
    for each in error.context:
        branches[each.schema_path[0]].append(each)
    return list(branches.values())


def _distance(branch: Sequence[ValidationError]) -> tuple[int, int]:
    """How far a branch is from what is meant: first by what tells branches apart, then by the number of errors."""
    return sum(map(_weight, branch)), len(branch)


def _weight(error: ValidationError) -> int:
    """How surely another branch is meant: a tag says it, the kind of the whole value nearly, that of a part hardly."""
    if error.context:
        inside = min(_distance(each)[0] for each in _branches(error))
        return min(inside, OF_A_PART) if error.relative_path else inside
    if error.validator == "const":
        return OF_A_TAG
    if error.validator not in {"type", "enum"}:
        return 0
    return OF_A_PART if error.relative_path else OF_THE_WHOLE


def _named(error: ValidationError) -> Iterator[FieldError]:
    place = list(error.absolute_path)
    given: Any = error.instance
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in given]
        yield from (FieldError(pointer([*place, name]), "Field required", "missing") for name in missing)
    elif error.validator == "additionalProperties" and error.validator_value is False:
        extra = [name for name in given if name not in error.schema.get("properties", {})]
        yield from (FieldError(pointer([*place, name]), "is not taken here", "extra_forbidden") for name in extra)
    else:
        rule = json.dumps(error.validator_value)
        detail = f"{error.validator} must be {rule}" if len(rule) < 200 else f"does not fit its {error.validator}"  # noqa: PLR2004 - a schema inside is no sentence
        yield FieldError(pointer(place), detail, str(error.validator))
