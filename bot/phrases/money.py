"""Prices in words."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, get_currency_precision

from bot.phrases.times import Asked, babel_locale, length
from core.event_types import Price


def price_text(price: Price, locale: str) -> str:
    """Return a price with its currency as readers of a language write it, such as `€80.00`."""
    amount = Decimal(price.amount).scaleb(-get_currency_precision(price.currency))
    written: str = format_currency(amount, price.currency, locale=babel_locale(locale))
    return written


def price(value: Any, asked: Asked) -> str:
    """For a phrase: `€80.00`."""
    return price_text(value, asked.locale)


def prices(value: Any, asked: Asked) -> str:
    """Prices by length: `30 minutes €50.00, 1 hour €80.00`; what is free says so."""
    return ", ".join(f"{length(each.length, asked)} {_amount(each, asked)}" for each in value)


def _amount(each: Price, asked: Asked) -> str:
    return price(each, asked) if each.amount else asked.word("free")
