"""The real model: unit vectors, meaning, tokens, and one plain sentence when it is missing."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import Embedder, count_tokens, load_embedder
from retrieval.errors import Unavailable


def test_vectors_are_of_unit_length_and_like_means_alike(embedder: Embedder):
    manager, coach, cake = embedder.embed(["a new care home manager", "a coach for the home's leader", "lemon cake"])
    assert np.isclose(np.linalg.norm(manager), 1)
    assert manager.shape == (embedder.dimension,) == (384,)
    assert manager @ coach > manager @ cake


def test_nothing_gives_no_vectors(embedder: Embedder):
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.read([]) == []


def test_langchain_sees_the_same_vectors(embedder: Embedder):
    assert np.allclose(embedder.embed_query("who leads?"), embedder.embed(["who leads?"])[0], atol=1e-6)


@pytest.mark.parametrize("text", ["", "\ud800 half a character", "\x00", "🙂" * 2_000, "word " * 20_000, "日本語"])
def test_any_text_can_be_embedded(embedder: Embedder, text: str):
    assert np.isfinite(embedder.embed([text])).all()
    assert np.isfinite(embedder.read([text])[0].vector).all()


def test_a_reading_says_where_each_token_stands(embedder: Embedder):
    reading = embedder.read(["Who leads the review?"])[0]
    assert ["Who leads the review?"[start:end] for start, end in reading.spans] == [
        "Who",
        "leads",
        "the",
        "review",
        "?",
    ]
    assert reading.tokens.shape == (5, 384)
    assert np.allclose(np.linalg.norm(reading.tokens, axis=1), 1, atol=1e-5)
    assert np.allclose(reading.vector, embedder.embed(["Who leads the review?"])[0], atol=1e-5)


def test_tokens_are_counted_with_and_without_the_model(embedder: Embedder):
    assert embedder.count_tokens("leadership review") == count_tokens("leadership review") == 2


def test_several_threads_may_embed_at_once(embedder: Embedder):
    found: dict[int, np.ndarray] = {}

    def work(number: int) -> None:
        found[number] = embedder.embed([f"question {number}"])[0]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.allclose(found[number], embedder.embed([f"question {number}"])[0], atol=1e-5) for number in range(4))


def test_the_network_is_off(embedder: Embedder):
    embedder.embed(["load it"])
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"


def test_a_missing_model_is_said_plainly(tmp_path: Path):
    with pytest.raises(Unavailable, match="SOUNDINGS_MODEL"):
        load_embedder(str(tmp_path / "nowhere"))


def test_a_broken_model_is_said_plainly(tmp_path: Path):
    for name in ("modules.json", "tokenizer.json"):
        (tmp_path / name).write_text("{not json", encoding="utf-8")
    with pytest.raises(Unavailable, match="cannot be loaded"):
        load_embedder(str(tmp_path)).embed(["anything"])
