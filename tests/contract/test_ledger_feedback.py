"""What people thought of replies, as stored: the same tests on SQLite and on Postgres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.coaching.turns import Feedback, Rating
from assistant.ledger.feedback import StoredFeedback
from tests.builders import NOW

if TYPE_CHECKING:
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)

PRESSES = st.lists(
    st.builds(
        Feedback,
        turn=st.sampled_from(["D1:1.1", "D1:2.2"]),
        person=st.sampled_from(["ana", "ben"]),
        deal=st.none() | st.just("D1"),
        value=st.sampled_from(Rating),
        at=st.just(NOW),
        reader=st.sampled_from(["local", "gpt-4.1-mini", ""]),
    ),
    max_size=8,
)


@pytest.fixture
def stored(database: Database) -> StoredFeedback:
    return StoredFeedback(database)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=PRESSES, number=st.uuids())
def test_a_persons_last_word_on_a_turn_holds(stored: StoredFeedback, presses: list[Feedback], number: object) -> None:
    organisation = f"org-{number}"
    for each in presses:
        stored.keep(organisation, each)
    last = {(each.turn, each.person): each for each in presses}
    assert stored.all(organisation) == tuple(last[key] for key in sorted(last))


def test_another_organisations_feedback_is_its_own(stored: StoredFeedback, organisation: str) -> None:
    said = Feedback(turn="D1:1.1", person="ana", deal=None, value=Rating.USEFUL, at=NOW, reader="")
    stored.keep(organisation, said)
    assert stored.all(f"{organisation}-2") == ()
