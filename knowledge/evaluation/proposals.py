"""How well free text is understood without a language model, on labelled proposals by invented people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.evaluation.figures import Figure, Report
from knowledge.proposals.model import Profile, Understanding
from knowledge.proposals.understanding import Reader
from retrieval.embedding import Embedder

LABELLED = Path(__file__).parent / "proposals.yaml"
BARS = {"setting": 0.90, "level": 0.80, "a right theme": 0.85}
Split = Literal["tune", "held_out"]


def measure_proposals(embedder: Embedder, splits: Sequence[Split] = ("tune", "held_out")) -> Report:
    """Shares of right settings, levels, regions, and of proposals with at least one right theme."""
    reader = Reader(embedder)
    cases = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    figures: list[Figure] = []
    misses: list[str] = []
    for split in splits:
        chosen = [case for case in cases if case["split"] == split]
        read = [reader.read(case["text"], Profile()) for case in chosen]
        figures += _figures(chosen, read, split)
        if split == "tune":
            misses += [miss for case, found in zip(chosen, read, strict=True) for miss in _misses(case, found)]
    return Report(subject="understanding proposals", figures=tuple(figures), misses=tuple(misses))


def _figures(cases: Sequence[dict[str, Any]], read: Sequence[Understanding], split: Split) -> list[Figure]:
    right = [_right(case, found) for case, found in zip(cases, read, strict=True)]
    return [
        Figure(
            name=name,
            value=sum(each[name] for each in right) / len(right),
            bar=BARS.get(name),
            of=len(right),
            on=split.replace("_", " "),
        )
        for name in right[0]
    ]


def _right(case: dict[str, Any], found: Understanding) -> dict[str, bool]:
    draft = found.draft
    return {
        "setting": draft.setting == case["setting"],
        "level": draft.level == case["level"],
        "a right theme": bool(set(draft.themes) & set(case["themes"])),
        "first theme right": draft.themes[:1] != () and draft.themes[0] in case["themes"],
        "region": draft.region == case["region"],
    }


def _misses(case: dict[str, Any], found: Understanding) -> list[str]:
    wanted = {"setting": case["setting"], "level": case["level"], "a right theme": case["themes"]}
    got = {"setting": found.draft.setting, "level": found.draft.level, "a right theme": found.draft.themes}
    wrong = [name for name, right in _right(case, found).items() if not right and name in wanted]
    return [f"{case['id']} {name}: wanted {wanted[name]}, read {got[name]}" for name in wrong]
