"""The page that shows the HTTP API to developers: the OpenAPI document in our own pages, nothing from outside."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute


def router(pages: Pages) -> APIRouter:
    """The route of the page; the document itself is at /openapi.json."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)

    @made.get("/docs")
    def docs(request: Request) -> Response:
        app: FastAPI = request.app
        described = app.openapi()
        return pages.page(
            request,
            "reference.html",
            calls=list(calls(described)),
            shapes=described.get("components", {}).get("schemas", {}),
            fields=fields,
            type_of=type_of,
            base=str(request.base_url).rstrip("/"),
        )

    return made


def calls(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every call there is, in the document's order."""
    for path, methods in described["paths"].items():
        for method, call in methods.items():
            yield {"method": method.upper(), "path": path, **call, "takes": _takes(call), "gives": _gives(call)}


def fields(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of one shape, as rows: name, type, whether it must be there, and what it means."""
    required = shape.get("required", [])
    return [
        {"name": name, "type": type_of(field), "required": name in required, "means": field.get("description", "")}
        for name, field in shape.get("properties", {}).items()
    ]


def type_of(field: Mapping[str, Any]) -> str:
    """A field's type in a few words: `list of Cited`, `string or null`, `"ok"`."""
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in field:
        return " or ".join(type_of(one) for one in field["anyOf"])
    if "enum" in field:
        return " | ".join(f'"{value}"' for value in field["enum"])
    if "const" in field:
        return f'"{field["const"]}"'
    if field.get("type") == "array":
        return f"list of {type_of(field.get('items', {}))}"
    return str(field.get("type", "anything"))


def _takes(call: Mapping[str, Any]) -> str:
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {})
    return type_of(body["schema"]) if "schema" in body else ""


def _gives(call: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    given = []
    for status, response in call.get("responses", {}).items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        given.append((status, response.get("description", ""), type_of(schema)))
    return sorted(given)
