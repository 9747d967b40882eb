"""What the tests with a language model start from."""

from collections.abc import Iterator

import pytest
from language_model import server
from language_model.server import LanguageModelServer


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[LanguageModelServer]:
    """A strict fake, where the library of the provider looks for it."""
    with server.running() as running:
        monkeypatch.setenv("OPENAI_API_KEY", server.KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_BASE", running.url)
        yield running
