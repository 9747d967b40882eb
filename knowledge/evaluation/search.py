"""How well proposals are found and told apart, on public data of real people (see `../shared/data/README.md`)."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from knowledge.database import Database
from knowledge.evaluation.figures import Figure, Report
from knowledge.privacy import Keys
from knowledge.proposals.alikeness import Read, alikeness
from knowledge.proposals.model import Draft, Filters
from knowledge.proposals.references import number
from knowledge.proposals.store import Entry, ProposalStore
from retrieval.embedding import Embedder
from retrieval.readings import Readings

Row = Mapping[str, str]
EVERYTHING = 100_000


def measure_search(embedder: Embedder, data: Path) -> Report:
    """Search on ArgKP and alikeness on the Polis pairs, as far as the folder `data` holds them."""
    figures: list[Figure] = []
    misses: list[str] = []
    if (data / "argkp").is_dir():
        figures += measure_argkp(embedder, data / "argkp")
    if (data / "polis" / "near_duplicates.csv").is_file():
        alike, misses = measure_alikeness(embedder, data / "polis")
        figures += alike
    return Report(subject="search among proposals", figures=tuple(figures), misses=tuple(misses))


def measure_argkp(embedder: Embedder, folder: Path) -> list[Figure]:
    """Mean average precision with key points as queries and all arguments as proposals, against the embedding alone."""
    arguments, points = _rows(folder / "arguments.csv"), _rows(folder / "key_points.csv")
    right: dict[str, set[str]] = {}
    for label in _rows(folder / "labels.csv"):
        if label["label"] == "1":
            right.setdefault(label["key_point_id"], set()).add(label["arg_id"])
    points = [point for point in points if point["key_point_id"] in right]
    names = [argument["arg_id"] for argument in arguments]
    texts = [argument["argument"] for argument in arguments]
    cosines = embedder.embed([point["key_point"] for point in points]) @ embedder.embed(texts).T
    alone = [[names[place] for place in np.argsort(-row, kind="stable")] for row in cosines]
    ours = _searched(embedder, names, texts, [point["key_point"] for point in points])
    wanted = [right[point["key_point_id"]] for point in points]
    plain, found = _mean_precision(alone, wanted), _mean_precision(ours, wanted)
    return [
        Figure(name="mean average precision of the embedding alone", value=plain, of=len(points)),
        Figure(name="mean average precision of search", value=found, of=len(points)),
        Figure(name="search over embedding alone", value=found / plain, bar=1.10, of=len(points)),
    ]


def measure_alikeness(embedder: Embedder, folder: Path) -> tuple[list[Figure], list[str]]:
    """Of the pairs we call the same: the share that are duplicates, and how many are opposed."""
    pairs = _pairs(folder)
    readings = Readings.of(embedder)
    called: list[tuple[str, str | None, str]] = []
    for label, one, other in pairs:
        cosine = float(np.prod(embedder.embed([one, other]), axis=0).sum())
        read = [Read(words) for words in readings.all([one, other])]
        called.append((label, alikeness(read[0], read[1], cosine), f"{one} | {other}"))
    same = [label for label, alike, _ in called if alike == "the same"]
    duplicates = [alike for label, alike, _ in called if label == "duplicate"]
    right = same.count("duplicate") / max(1, len(same))
    found = duplicates.count("the same") / max(1, len(duplicates))
    turned = duplicates.count("the opposite")
    opposed = same.count("opposed_or_exclusive")
    figures = [
        Figure(name="duplicates among pairs called the same", value=right, bar=0.90, of=len(same)),
        Figure(name="opposed among pairs called the same", value=opposed, bar=0, at_most=True, of=len(same)),
        Figure(name="duplicates called the opposite", value=turned, of=len(duplicates)),
        Figure(name="share of duplicates called the same", value=found, of=len(duplicates)),
    ]
    wrong = [f"{label}: {both}" for label, alike, both in called if alike == "the same" and label != "duplicate"]
    return figures, wrong


def _searched(
    embedder: Embedder, names: Sequence[str], texts: Sequence[str], queries: Sequence[str]
) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/measured.db")
        database.migrate()
        store = ProposalStore(database, embedder, Keys("measured"), None, lambda: datetime.now(UTC))
        store.keep_imported([Entry(name, Draft(proposal=text)) for name, text in zip(names, texts, strict=True)])
        found = [store.search(query, Filters(), EVERYTHING) for query in queries]
        database.close()
    # Numbers are given in the order of the texts.
    return [[names[(number(hit.proposal.reference) or 0) - 1] for hit in hits] for hits in found]


def _mean_precision(rankings: Sequence[Sequence[str]], wanted: Sequence[set[str]]) -> float:
    return float(np.mean([_average_precision(ranking, right) for ranking, right in zip(rankings, wanted, strict=True)]))


def _average_precision(ranking: Sequence[str], right: set[str]) -> float:
    hits = [place for place, name in enumerate(ranking, 1) if name in right]
    return sum(count / place for count, place in enumerate(hits, 1)) / len(right)


def _pairs(folder: Path) -> list[tuple[str, str, str]]:
    words = {
        (file.stem, row["comment-id"]): row["comment-body"]
        for file in sorted(folder.glob("*.csv"))
        if file.stem != "near_duplicates"
        for row in _rows(file)
    }
    rows = _rows(folder / "near_duplicates.csv")
    sides = [[(row["conversation"], row[f"comment_{side}"]) for side in "ab"] for row in rows]
    return [
        (row["label_name"], words[one], words[other])
        for row, (one, other) in zip(rows, sides, strict=True)
        if one in words and other in words
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
