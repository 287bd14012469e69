"""A desk with some ports alone, for what is measured of one use case."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from assistant.coaching.desk import Desk


def bare_desk(**ports: Any) -> Desk:  # noqa: ANN401 - whatever the use case asks of a port
    """A desk that has these ports; asking any other of its ports for something is an error."""
    needed = [each.name for each in fields(Desk) if each.default is MISSING and each.default_factory is MISSING]
    whole: dict[str, Any] = dict.fromkeys(needed) | ports
    return Desk(**whole)
