"""Addresses of deals in the CRM: which deal an address is about. Pure."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

HERE = "{deal}"


class DealLinks(NamedTuple):
    """Addresses of one pattern, with the domain that they are all of."""

    domain: str
    pattern: re.Pattern[str]

    @classmethod
    def like(cls, pattern: str | None) -> DealLinks | None:
        """The links of the setting, whose pattern holds `{deal}` once; None where there is none."""
        if pattern is None:
            return None
        before, after = (re.escape(part) for part in pattern.split(HERE))
        return cls(urlsplit(pattern).hostname or "", re.compile(f"{before}(?P<deal>[^/?#]+){after}(?:[/?#].*)?"))

    def deal(self, address: str) -> str | None:
        """The id of the deal that an address, as Slack writes it, is about; None for any other address."""
        found = self.pattern.fullmatch(unescape(address))
        return unquote(found["deal"]) if found else None
