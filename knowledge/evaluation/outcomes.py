"""What became of a question, and the shares that come of many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.evaluation.question_sets import Question
from knowledge.findings import Status


@dataclass(frozen=True)
class Outcome:
    """A question, how it was answered and with which words."""

    question: Question
    status: Status
    quotes: tuple[str, ...]
    """What was quoted, best first."""
    confidence: float
    seconds: float = 0.0
    verbatim: bool = True
    """Whether every quote stands word for word in its document."""
    further: tuple[str, ...] = ()
    """What is shown to somebody who says that it did not help."""

    @property
    def answered(self) -> bool:
        """Answered, with words that hold the answer."""
        return self.status == "answered" and any(map(self.question.answered_by, self.quotes))

    @property
    def helped(self) -> bool:
        """Answered, or offered as related, with words that hold the answer."""
        return self.status != "not_covered" and any(map(self.question.answered_by, self.quotes))

    @property
    def reached(self) -> bool:
        """Answered or offered, or shown when they say that it did not help."""
        return self.helped or any(map(self.question.answered_by, self.further))


@dataclass(frozen=True)
class Shares:
    """What many outcomes come to."""

    answered: float
    """Of what is covered."""
    helped: float
    reached: float
    """Answered, offered, or shown after "not helpful"."""
    wrong: float
    """Of what is not covered: answered all the same."""
    silent: float
    """Of what is not covered: said to be so."""
    off_topic_silent: float
    """The same of what has nothing to do with the review."""
    told_apart: float
    """AUROC of confidence, covered against not."""


def shares(outcomes: Sequence[Outcome]) -> Shares:
    """The shares; 1 (or 0 where less is better) of nothing."""
    covered = [one for one in outcomes if one.question.covered]
    others = [one for one in outcomes if not one.question.covered]
    return Shares(
        answered=share(one.answered for one in covered),
        helped=share(one.helped for one in covered),
        reached=share(one.reached for one in covered),
        wrong=share((one.status == "answered" for one in others), of_nothing=0.0),
        silent=share(one.status == "not_covered" for one in others),
        off_topic_silent=share(one.status == "not_covered" for one in others if one.question.off_topic),
        told_apart=auroc([one.confidence for one in covered], [one.confidence for one in others]),
    )


def at_same_wrong(outcomes: Sequence[Outcome], wrong: float) -> float:
    """The share answered when one threshold on confidence lets through at most this share of what is not covered."""
    covered = [one for one in outcomes if one.question.covered]
    others = sorted((one.confidence for one in outcomes if not one.question.covered), reverse=True)
    allowed = int(wrong * len(others) + 1e-9)
    threshold = others[allowed] if allowed < len(others) else -1.0
    right = (one.confidence > threshold and one.question.answered_by(one.quotes[0]) for one in covered if one.quotes)
    return sum(right) / max(len(covered), 1)


def curve(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Coverage (share of questions answered) and precision (share of those answered rightly), as a threshold falls."""
    ranked = sorted(outcomes, key=lambda one: -one.confidence)
    right = np.cumsum([one.question.covered and any(map(one.question.answered_by, one.quotes[:2])) for one in ranked])
    count = np.arange(1, len(ranked) + 1)
    return list(zip((count / max(len(ranked), 1)).tolist(), (right / count).tolist(), strict=True))


def share(found: Iterable[bool], of_nothing: float = 1.0) -> float:
    """The share of those that hold."""
    kept = list(found)
    return sum(kept) / len(kept) if kept else of_nothing


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often one of `higher` is above one of `lower`; ties count half."""
    if not higher or not lower:
        return 1.0
    one, other = np.asarray(higher)[:, None], np.asarray(lower)[None, :]
    return float((one > other).mean() + 0.5 * (one == other).mean())
