"""The embedding model's upper layers, tuned to how staff ask of health and care (`knowledge.training.tuning`).

Turning finished vectors (`retrieval.sense`) can only weigh what the model has already seen in a text; its last layers,
tuned, can see something else in it. What lies below them stays as it is, so both read a text from there on.
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
    from torch import Tensor

WEIGHTS = Path(__file__).parent / "weights" / "tuned.npz"
LAYERS = 5
"""How many were tuned, from the top: all but the lowest. Two found less of what nobody had taught."""


def tuned_for(model: str) -> bool:
    """Whether the layers were tuned for the embedding model of this name."""
    return _model(WEIGHTS) == model


def lower(model: "SentenceTransformer") -> Any:
    """The last of the layers that are not tuned; what it gives out is what the tuned ones read."""
    return _layers(model)[-LAYERS - 1]


def upper(model: "SentenceTransformer") -> Any:
    """Layers of one's own, as the model's upper ones are."""
    return deepcopy(_layers(model)[-LAYERS:])


def load(model: "SentenceTransformer", path: Path = WEIGHTS) -> Any:
    """The tuned layers."""
    import torch

    with np.load(path) as kept:
        weights = {name: torch.from_numpy(kept[name].astype(np.float32)) for name in kept.files if name != "model"}
    layers = upper(model)
    layers.load_state_dict(weights)
    return layers.eval()


def meanings(layers: Any, states: "Tensor", mask: "Tensor") -> "Tensor":
    """What texts mean by such layers, shape (texts, dimension), of unit length.

    `states` is what the lower layers made of their tokens, shape (texts, tokens, dimension); `mask` is 1 for tokens and
    0 for padding, shape (texts, tokens).
    """
    import torch

    real = mask.to(states.dtype)
    for layer in layers:
        found = layer(states, (1 - real)[:, None, None, :] * torch.finfo(states.dtype).min)
        states = found[0] if isinstance(found, tuple) else found
    mean = (states * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)
    return torch.nn.functional.normalize(mean, dim=1)


def save(model: str, weights: Mapping[str, NDArray[np.float32]], path: Path = WEIGHTS) -> None:
    """Keep tuned weights by name, in half precision."""
    kept: dict[str, Any] = {name: weight.astype(np.float16) for name, weight in weights.items()}
    np.savez_compressed(path, model=np.asarray(model), **kept)
    _model.cache_clear()


def _layers(model: "SentenceTransformer") -> Any:
    transformer: Any = model[0]
    return transformer.auto_model.encoder.layer


@cache
def _model(path: Path) -> str:
    if not path.is_file():
        return ""
    with np.load(path) as kept:
        return str(kept["model"])
