"""How much that identifies people is hidden, and how often harmless words are, on planted and clean messages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.evaluation.figures import Figure, Report
from knowledge.redaction import redact

LABELLED = Path(__file__).parent / "privacy.yaml"
HIDDEN, TOUCHED = 0.97, 0.02
Split = Literal["tune", "held_out"]


def measure_privacy(splits: Sequence[Split] = ("tune", "held_out")) -> Report:
    """Shares of planted identifiers hidden and of clean messages touched."""
    cases = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    figures: list[Figure] = []
    misses: list[str] = []
    for split in splits:
        chosen = [case for case in cases if case["split"] == split]
        planted = [case for case in chosen if case.get("hidden")]
        clean = [case for case in chosen if not case.get("hidden")]
        leaks = [case["id"] for case in planted if _leaks(case)]
        touched = [case["id"] for case in clean if redact(case["text"]).touched]
        figures += [
            _figure("identifiers hidden", 1 - len(leaks) / len(planted), planted, split),
            _figure("clean messages touched", len(touched) / len(clean), clean, split),
        ]
        if split == "tune":
            misses += [*(f"{name}: not hidden" for name in leaks), *(f"{name}: touched" for name in touched)]
    return Report(subject="hiding what identifies people", figures=tuple(figures), misses=tuple(misses))


def _leaks(case: dict[str, Any]) -> bool:
    return str(case["hidden"]) in redact(case["text"]).text


def _figure(name: str, value: float, cases: Sequence[dict[str, Any]], split: Split) -> Figure:
    less = name == "clean messages touched"
    on = split.replace("_", " ")
    return Figure(name=name, value=value, bar=TOUCHED if less else HIDDEN, at_most=less, of=len(cases), on=on)
