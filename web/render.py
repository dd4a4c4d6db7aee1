"""Turns templates into responses."""

import hashlib
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.phrases.money import price_text
from core.slot_ids import slot_id
from core.zones import local_date
from web import words
from web.csrf import csrf_token
from web.site import site_of
from web.times import Formats, formats_for, zone_label, zones_by_region

HERE = Path(__file__).parent
STATIC = HERE / "static"


def templates() -> Environment:
    """Return the templates' surroundings: everything is escaped, a missing value is an error."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "asset": asset,
        "place": words.place,
        "kind_of_place": words.kind_of_place,
        "minutes": words.minutes,
        "status": words.status,
        "answer_of": words.answer,
        "seats": words.seats,
        "slot_id": slot_id,
        "price": lambda each: price_text(each, "en"),
        "zone_label": zone_label,
        "zones": zones_by_region,
        "local_date": local_date,
    }
    return found


def asset(name: str) -> str:
    """Return the address of a static file, with a mark of its content so that it can be cached."""
    return f"/static/{name}?v={_marks[name]}"


def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


_marks = {path.name: _mark(path) for path in STATIC.iterdir() if path.is_file()}


def formats_of(request: web.Request) -> Formats:
    """Return the formats for a request's language."""
    return formats_for(request.headers.get("Accept-Language", ""))


def text_of(request: web.Request, template: str, facts: dict[str, Any]) -> str:
    """Return a filled template."""
    site = site_of(request)
    surroundings = {
        "f": formats_of(request),
        "development": site.config.development,
        "csrf": lambda: csrf_token(request),
        "alert": None,
        "signing": site.signing is not None,
    }
    return site.templates.get_template(template).render(surroundings | facts)


def page(request: web.Request, template: str, status: int = 200, **facts: Any) -> web.Response:
    """Return a filled template as an HTML response, never cached by others."""
    response = web.Response(
        text=text_of(request, template, facts), content_type="text/html", charset="utf-8", status=status
    )
    response.headers["Cache-Control"] = "no-store"
    return response
