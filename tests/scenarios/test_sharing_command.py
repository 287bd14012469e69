"""`rightside deal share` and `unshare`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., tuple[int, str, str]]


def seen_by_ben(rightside: Command) -> list[str]:
    _, out, _ = rightside("deal", "list", "--as", "Ben Okoye")
    return [name for name in ("Oven line", "Dispatch platform", "Fleet software") if name in out]


def test_a_deal_is_shared_and_taken_back(imported: Command) -> None:
    assert seen_by_ben(imported) == ["Fleet software"]
    share = ("deal", "share", "Oven line", "--with", "Ben Okoye")
    assert imported(*share, "--as", "Ana Silva")[:2] == (0, "Ben Okoye sees Oven line now.\n")
    assert imported(*share)[:2] == (0, "Ben Okoye sees Oven line already.\n")
    assert seen_by_ben(imported) == ["Oven line", "Fleet software"]
    unshare = ("deal", "unshare", "Oven line", "--with", "Ben Okoye")
    assert imported(*unshare)[:2] == (0, "Oven line is shared with Ben Okoye no more.\n")
    assert imported(*unshare)[:2] == (0, "Oven line was not shared with Ben Okoye.\n")
    assert seen_by_ben(imported) == ["Fleet software"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Oven line", "--with", "Nobody"), "There is no person called 'Nobody'."),
        (("Oven line", "--with", "Ana Silva", "--as", "Ben Okoye"), "There is no deal 'Oven line' that you may see"),
    ],
)
def test_a_wrong_name_is_one_sentence(imported: Command, arguments: tuple[str, ...], said: str) -> None:
    code, _, error = imported("deal", "share", *arguments)
    assert code == 2
    assert error.startswith(said)
