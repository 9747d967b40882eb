"""What measuring answers came to: for a person a table, for a program JSON, for the eye a plot."""

from dataclasses import asdict, dataclass
from io import StringIO
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from knowledge.evaluation.figures import Figure
from knowledge.evaluation.outcomes import Outcome, at_same_wrong, auroc, curve, shares
from knowledge.evaluation.plotting import Line, draw
from knowledge.evaluation.question_sets import QuestionSet, Split

_COLUMNS = (
    "set",
    "on",
    "questions",
    "answered\nrightly",
    "that, or\nrelated",
    "that, or after\n“not helpful”",
    "wrongly\nanswered",
    "said not\ncovered",
    "of off-\ntopic",
    "quick start\nanswered",
    "AUROC\n(quick start)",
    "ms a question\n(embedding)",
)


@dataclass(frozen=True)
class Measured:
    """One set, one split: what we said, and what the quick start said."""

    asked: QuestionSet
    split: Split
    ours: tuple[Outcome, ...]
    quick_start: tuple[Outcome, ...]
    embedding: float
    """Seconds to embed one question."""

    @property
    def on(self) -> str:
        """The split in words."""
        return self.split.replace("_", " ")

    @property
    def quick_start_answered(self) -> float:
        """What the quick start answers rightly when it is wrong as seldom as we are allowed to be."""
        return at_same_wrong(self.quick_start, max(shares(self.ours).wrong, self.asked.bars.wrong))

    @property
    def milliseconds(self) -> float:
        """A question, the middle of all."""
        return 1_000 * median(one.seconds for one in self.ours) if self.ours else 0.0

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Each share beside its bar."""
        found, bars = shares(self.ours), self.asked.bars
        covered = sum(one.question.covered for one in self.ours)
        others = len(self.ours) - covered
        off_topic = sum(one.question.off_topic for one in self.ours)
        rows = (
            ("answered rightly", found.answered, bars.answered, False, covered),
            ("answered rightly or related", found.helped, bars.helped, False, covered),
            ("answered though not covered", found.wrong, bars.wrong, True, others),
            ("said not covered, of what is not", found.silent, bars.silent, False, others),
            ("said not covered, of what is off topic", found.off_topic_silent, 1.0, False, off_topic),
            ("quotes word for word", sum(one.verbatim for one in self.ours) / max(len(self.ours), 1), 1.0, False,
             len(self.ours)),
        )  # fmt: skip
        return tuple(
            Figure(name=f"{self.asked.title}: {name}", value=value, bar=bar, at_most=less, of=of, on=self.on)
            for name, value, bar, less, of in rows
            if of
        )


@dataclass(frozen=True)
class AnswersReport:
    """Everything measured."""

    measured: tuple[Measured, ...]
    subject: str = "answers"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of all sets."""
        return tuple(figure for one in self.measured for figure in one.figures)

    @property
    def misses(self) -> tuple[str, ...]:
        """Questions that went wrong; never of the part that is held out."""
        return tuple(_miss(one) for each in self.measured if each.split == "tune" for one in each.ours if _missed(one))

    @property
    def met(self) -> bool:
        """Whether every bar is reached on what was held out."""
        return all(figure.met for one in self.measured if one.split == "held_out" for figure in one.figures)

    def text(self) -> str:
        """A table, and what is below its bar."""
        table = Table(*_COLUMNS, title="Answers from documents")
        for one in self.measured:
            table.add_row(*_row(one))
        console = Console(width=150, record=True, file=StringIO())
        console.print(table)
        below = [f"  {figure.line()}" for figure in self.figures if not figure.met]
        return console.export_text().rstrip() + ("\n\nBelow the bar\n" + "\n".join(below) if below else "")

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "subject": self.subject,
            "met": self.met,
            "sets": [_json(one) for one in self.measured],
            "misses": list(self.misses),
        }

    def plot(self) -> str:
        """Precision against coverage as an SVG: ours drawn through, the quick start dashed."""
        held_out = [one for one in self.measured if one.split == "held_out"]
        return draw(
            "Precision against coverage, held-out questions",
            [
                line
                for one in held_out
                for line in (
                    Line(one.asked.title, curve(one.ours)),
                    Line(f"{one.asked.title}: quick start", curve(one.quick_start), dashed=True),
                )
            ],
        )


def _row(one: Measured) -> list[str]:
    found = shares(one.ours)
    beside = auroc(*_confidences(one.quick_start))
    return [
        one.asked.title,
        one.on,
        str(len(one.ours)),
        *(f"{share:.1%}" for share in (found.answered, found.helped, found.reached, found.wrong, found.silent)),
        f"{found.off_topic_silent:.1%}" if any(each.question.off_topic for each in one.ours) else "",
        f"{one.quick_start_answered:.1%}",
        f"{found.told_apart:.3f} ({beside:.3f})",
        f"{one.milliseconds:.0f} ({1_000 * one.embedding:.0f})",
    ]


def _json(one: Measured) -> dict[str, Any]:
    return {
        "set": one.asked.name,
        "on": one.on,
        "questions": len(one.ours),
        "shares": asdict(shares(one.ours)),
        "bars": asdict(one.asked.bars),
        "quick_start": {"answered": one.quick_start_answered, "told_apart": auroc(*_confidences(one.quick_start))},
        "milliseconds": round(one.milliseconds, 1),
        "milliseconds_embedding": round(1_000 * one.embedding, 1),
        "figures": [figure.model_dump(mode="json") for figure in one.figures],
        "curve": [[round(coverage, 4), round(precision, 4)] for coverage, precision in curve(one.ours)],
    }


def _confidences(outcomes: tuple[Outcome, ...]) -> tuple[list[float], list[float]]:
    covered = [one.confidence for one in outcomes if one.question.covered]
    return covered, [one.confidence for one in outcomes if not one.question.covered]


def _missed(one: Outcome) -> bool:
    return not one.answered if one.question.covered else one.status == "answered"


def _miss(one: Outcome) -> str:
    wanted = f"wanted “{one.question.answers[0]}”" if one.question.covered else "is not covered"
    quoted = f", quoted “{' '.join(one.quotes[0].split())[:120]}”" if one.quotes else ""
    return f"{one.question.id} “{one.question.text}” {wanted}: {one.status} ({one.confidence:.2f}){quoted}"
