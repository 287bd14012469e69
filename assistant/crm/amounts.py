"""Amounts of money and other numbers as exports write them, in both conventions of the decimal mark."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.crm.dates import BLANK
from assistant.crm.faults import RowError, shown

SYMBOLS = {
    "$": "USD", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "zł": "PLN",
}  # fmt: skip
# A bare sign that several currencies share means the organisation's own where that is one of them.
SHARED = {"$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}), "¥": frozenset({"JPY", "CNY"})}
MAX_DIGITS = 18
GROUP = 3

_SHAPE = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?P<before>[^\d\s().,'’+−-]{1,4})?\s*(?P<sign2>[-+−])?\s*"
    r"(?P<digits>[.,]?\d[\d .,'’]*?)\s*(?P<after>[^\d\s().,'’+−-]{1,4})?\s*(?P<sign3>[-−])?\s*(?P<close>\))?",
    re.ASCII,
)
_SPACED = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?=[.,]|$)|\d+(?=[.,]|$)|(?=[.,])", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


class Amount(NamedTuple):
    """A number, None where the cell is blank, and the currency sign or code that stood beside it."""

    value: Decimal | None
    mark: str = ""


@lru_cache(maxsize=8192)
def read_amount(text: str, *, decimal: str = "") -> Amount:
    """The amount in a cell. `decimal` is the column's decimal mark ("." or ","), empty where unknown.

    Parentheses and a minus on either side are negative. A lone mark before exactly three digits separates
    thousands unless it is the column's decimal mark. Raises `RowError`.
    """
    clean = " ".join(text.split())
    if clean.casefold() in BLANK:
        return Amount(None)
    match = _SHAPE.fullmatch(clean)
    if match is None or bool(match["open"]) != bool(match["close"]):
        raise RowError(f"{shown(text)} is not an amount that can be read")
    plain = _plain(match["digits"], decimal)
    mark = match["before"] or match["after"] or ""
    known = not mark or mark in SYMBOLS or _CODE.fullmatch(mark)
    if plain is None or not known or (match["before"] and match["after"]) or len(plain) > MAX_DIGITS:
        raise RowError(f"{shown(text)} is not an amount that can be read")
    signs = [sign for sign in match.group("sign", "sign2", "sign3") if sign]
    if len(signs) > 1:
        raise RowError(f"{shown(text)} is not an amount that can be read")
    negative = bool(match["open"]) or signs in (["-"], ["−"])
    return Amount(-Decimal(plain) if negative else Decimal(plain), mark)


def currency(mark: str, default: str) -> str:
    """The code for a currency's sign or code; a sign that several share is the default where that is one."""
    if default in SHARED.get(mark, ()):
        return default
    return SYMBOLS.get(mark, mark.upper())


def mark_told(text: str) -> str | None:
    """The decimal mark that a number shows ("." or ","); None where its one mark can be either kind.

    Raises `RowError` where no mark shows: blank, no number, digits only.
    """
    match = _SHAPE.fullmatch(" ".join(text.split()))
    digits = _ungrouped(match["digits"]) if match else None
    if digits is None or not ("." in digits or "," in digits):
        raise RowError("this cell says nothing about the decimal mark")
    last = digits[max(digits.rfind("."), digits.rfind(","))]
    other = "," if last == "." else "."
    if other in digits:
        return last
    if digits.count(last) > 1:
        return other
    return None if _either(digits, last) else last


def _plain(digits: str, decimal: str) -> str | None:
    """The digits as `Decimal` reads them; None where the marks make no number."""
    body = _ungrouped(digits)
    if body is None:
        return None
    last = body[max(body.rfind("."), body.rfind(","))] if ("." in body or "," in body) else ""
    if not last:
        return body
    other = "," if last == "." else "."
    whole, _, fraction = body.rpartition(last)
    if other in body:
        return None if last in whole else _joined(_groups(whole, other), fraction)
    if last in whole:
        return _groups(body, last)
    if _either(body, last) and decimal != last:
        return whole + fraction
    return _joined(whole, fraction)


def _ungrouped(digits: str) -> str | None:
    """Without spaces and apostrophes, which may only separate thousands; None where they do not."""
    match = _SPACED.match(digits)
    rest = "" if match is None else digits[match.end() :]
    if match is None or re.search("[ '’]", rest):
        return digits if not re.search("[ '’]", digits) else None
    return re.sub("[ '’]", "", match[0]) + rest


def _either(body: str, mark: str) -> bool:
    """Whether a lone mark may separate thousands as well as decimals: 1,234 but not 0,234 or 1234,567."""
    whole, _, fraction = body.partition(mark)
    return len(fraction) == GROUP and 1 <= len(whole) <= GROUP and not whole.startswith("0")


def _groups(text: str, mark: str) -> str | None:
    """Grouped digits without their marks (Indian pairs too); None where the groups are of no known size."""
    first, *groups = text.split(mark)
    fits = 1 <= len(first) <= GROUP and all(len(group) in (GROUP - 1, GROUP) for group in groups[:-1])
    return first + "".join(groups) if fits and len(groups[-1]) == GROUP else None


def _joined(whole: str | None, fraction: str) -> str | None:
    return None if whole is None else f"{whole or '0'}.{fraction or '0'}"
