"""The embedding model with its upper layers tuned to how staff ask of health and care (`knowledge.training.tuning`).

Turning finished vectors (`retrieval.sense`) can only weigh what the model has already seen in a text; its last layers,
tuned, can see something else in it. What lies below them stays as it is, and is shared with the model as it came.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WEIGHTS = Path(__file__).parent / "weights" / "tuned.npz"
LAYERS = 2
"""How many were tuned, from the top."""


def tuned_for(model: str) -> bool:
    """Whether the layers were tuned for the embedding model of this name."""
    return _model(WEIGHTS) == model


def upper(model: "SentenceTransformer") -> Any:
    """The layers that are tuned, as a torch module list."""
    return _bert(model).encoder.layer[-LAYERS:]


def retuned(model: "SentenceTransformer", path: Path = WEIGHTS) -> "SentenceTransformer":
    """A model with tuned upper layers; what is below them is the given one's own, so it takes little memory more."""
    import torch

    with np.load(path) as kept:
        weights = {name: torch.from_numpy(kept[name].astype(np.float32)) for name in kept.files if name != "model"}
    new = separate(model)
    upper(new).load_state_dict(weights)
    return new


def separate(model: "SentenceTransformer") -> "SentenceTransformer":
    """A model with upper layers of its own, as the given one's are; the others are shared."""
    shared = (_bert(model).embeddings, *_bert(model).encoder.layer[:-LAYERS])
    return deepcopy(model, {id(part): part for part in shared})


def save(model: str, weights: Mapping[str, NDArray[np.float32]], path: Path = WEIGHTS) -> None:
    """Keep tuned weights by name, in half precision."""
    kept: dict[str, Any] = {name: weight.astype(np.float16) for name, weight in weights.items()}
    np.savez_compressed(path, model=np.asarray(model), **kept)
    _model.cache_clear()


def _bert(model: "SentenceTransformer") -> Any:
    return model[0].auto_model


@cache
def _model(path: Path) -> str:
    if not path.is_file():
        return ""
    with np.load(path) as kept:
        return str(kept["model"])
