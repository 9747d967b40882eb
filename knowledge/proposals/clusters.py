"""What is alike in what came in: proposals put together by meaning, with an example each, and pairs that are opposed.

Only a view for reviewers: nothing is merged or changed by it. Hierarchical clustering by average cosine distance; where
there are many proposals, of a sample's fine clusters, and the rest joins the nearest.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.proposals import records
from knowledge.proposals.conditions import conditions
from knowledge.proposals.model import Filters, Proposal
from knowledge.proposals.stance import opposed, stance
from knowledge.proposals.tables import ProposalRow
from retrieval.exact import from_bytes
from retrieval.keywords import words
from retrieval.rarity import rarity

Vectors = NDArray[np.float32]
APART = 0.6
"""Average cosine distance beyond which two clusters stay apart."""
CLUSTERED_AT_MOST = 2_000
"""Hierarchical clustering compares all with all; beyond this a sample is clustered."""
SMALLEST = 2
NEAR = 0.6
"""Cosine from which two proposals of a cluster are looked at for being opposed."""
SHOWN = 3
LOOKED_AT = 60
"""Proposals of a cluster that are compared for opposition, most central first."""


class Opposed(BaseModel):
    """Two proposals that pull in opposite directions."""

    model_config = ConfigDict(frozen=True)

    one: str
    other: str
    """References."""


class Cluster(BaseModel):
    """Proposals that are alike."""

    model_config = ConfigDict(frozen=True)

    size: int
    supports: int
    words: tuple[str, ...]
    """What they speak of more than the others do."""
    example: Proposal
    """The most central one."""
    references: tuple[str, ...]
    opposed: tuple[Opposed, ...] = ()


class Clusters(BaseModel):
    """All that is alike, the largest first."""

    model_config = ConfigDict(frozen=True)

    total: int
    clusters: tuple[Cluster, ...]
    alone: int
    """Proposals that are like no other."""

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        clusters = [
            {**cluster.model_dump(mode="json"), "example": cluster.example.as_json()} for cluster in self.clusters
        ]
        return {"total": self.total, "alone": self.alone, "clusters": clusters}

    def lines(self) -> list[str]:
        """As shown to a person."""
        shown = [f"{self.total} proposals; {len(self.clusters)} groups of alike ones; {self.alone} like no other."]
        for cluster in self.clusters:
            supports = f", {cluster.supports} in support" if cluster.supports else ""
            shown.append(f"{cluster.size:5}{supports}: {', '.join(cluster.words)}")
            shown.append(f"      such as {cluster.example.reference}: {cluster.example.draft.title}")
            shown += [f"      opposed: {pair.one} and {pair.other}" for pair in cluster.opposed[:SHOWN]]
            if len(cluster.opposed) > SHOWN:
                shown.append(f"      and {len(cluster.opposed) - SHOWN} more opposed pairs")
        return shown


def clusters(session: Session, filters: Filters) -> Clusters:
    """What is alike among the proposals that meet the filters."""
    rows = session.scalars(select(ProposalRow).where(*conditions(filters)).order_by(ProposalRow.id))
    kept = [(records.proposal(row), row.vector) for row in rows if row.vector]
    if not kept:
        return Clusters(total=0, clusters=(), alone=0)
    proposals = [proposal for proposal, _ in kept]
    vectors = from_bytes([vector for _, vector in kept])
    labels = _labels(vectors)
    usual = Counter(word for proposal in proposals for word in words(proposal.draft.proposal))
    members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    found = [_cluster(proposals, vectors, places, usual) for places in members if len(places) >= SMALLEST]
    found.sort(key=lambda cluster: (-cluster.size - cluster.supports, cluster.example.reference))
    return Clusters(total=len(kept), clusters=tuple(found), alone=len(kept) - sum(cluster.size for cluster in found))


def _labels(vectors: Vectors) -> NDArray[np.intp]:
    """A number for each vector, the same for those that belong together."""
    if len(vectors) < SMALLEST:
        return np.zeros(len(vectors), np.intp)
    from sklearn.cluster import AgglomerativeClustering

    sample = vectors
    if len(vectors) > CLUSTERED_AT_MOST:
        sample = vectors[np.random.default_rng(0).choice(len(vectors), CLUSTERED_AT_MOST, replace=False)]
    reader = AgglomerativeClustering(n_clusters=None, distance_threshold=APART, metric="cosine", linkage="average")
    labels: NDArray[np.intp] = reader.fit_predict(sample)
    if len(sample) == len(vectors):
        return labels
    centres = np.stack([_unit(sample[labels == label].mean(axis=0)) for label in range(labels.max() + 1)])
    nearest: NDArray[np.intp] = (vectors @ centres.T).argmax(axis=1)
    return nearest


def _cluster(proposals: Sequence[Proposal], vectors: Vectors, places: NDArray[np.intp], usual: Counter[str]) -> Cluster:
    centre = _unit(vectors[places].mean(axis=0))
    central = places[np.argsort(-(vectors[places] @ centre), kind="stable")]
    members = [proposals[place] for place in central]
    return Cluster(
        size=len(members),
        supports=sum(member.supports for member in members),
        words=_telling(members, usual, len(proposals)),
        example=members[0],
        references=tuple(member.reference for member in members),
        opposed=_opposed(members[:LOOKED_AT], vectors[central[:LOOKED_AT]]),
    )


def _telling(members: Sequence[Proposal], usual: Counter[str], total: int) -> tuple[str, ...]:
    """The words that members use more often than all proposals do."""
    here = Counter(word for member in members for word in words(member.draft.proposal) if len(word) > 2)
    share = len(members) / total
    more = {word: (count - share * usual[word]) * rarity(word) for word, count in here.items() if count >= SMALLEST}
    return tuple(sorted(more, key=lambda word: (-more[word], word))[:5])


def _opposed(members: Sequence[Proposal], vectors: Vectors) -> tuple[Opposed, ...]:
    stances = [stance(member.draft.proposal) for member in members]
    near = np.argwhere(np.triu(vectors @ vectors.T >= NEAR, k=1))
    return tuple(
        Opposed(one=members[one].reference, other=members[other].reference)
        for one, other in near
        if opposed(stances[one], stances[other])
    )


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
