"""Prices in words."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, get_currency_precision

from bot.phrases.times import Asked, babel_locale
from core.event_types import Price


def price_text(price: Price, locale: str) -> str:
    """Return a price with its currency as readers of a language write it, such as `€80.00`."""
    amount = Decimal(price.amount).scaleb(-get_currency_precision(price.currency))
    written: str = format_currency(amount, price.currency, locale=babel_locale(locale))
    return written


def price(value: Any, asked: Asked) -> str:
    """For a phrase: `€80.00`."""
    return price_text(value, asked.locale)
