"""Questions that were asked and not answered, so that admins learn what is missing. Never who asked.

Only what was not answered keeps its words: of an answered question it is enough to know that it was. Like questions are
put together by meaning; a gap is gone when its question is answered now, or when an admin sets it aside.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Date, Index, LargeBinary, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge import audit
from knowledge.database import Base, Database
from knowledge.effects import ForgetQuestion, RecordFeedback, RecordQuestion
from knowledge.findings import Finding
from retrieval.embedding import Embedder
from retrieval.errors import NotFound
from retrieval.exact import from_bytes, to_bytes

Apply = Callable[[Session], None]
Vector = NDArray[np.float32]
UNHELPFUL = "unhelpful"
"""Status of a question whose answer did not help."""
ALIKE = 0.75
"""Cosine from which two questions are put together; paraphrases of one short question are above it, others below."""
MOST_QUESTIONS = 5_000
"""Newest questions looked at; older ones have been answered or will be asked again."""
LONGEST = 500


class QuestionRow(Base):
    """A question. One that was answered keeps no words."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_status", "status", "dismissed"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    asked: Mapped[date] = mapped_column(Date)
    """The day only: a time could tell who it was."""
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    model: Mapped[str] = mapped_column(String(80))
    dismissed: Mapped[bool]


class FeedbackRow(Base):
    """Whether an answer helped, and why not."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_given", "given"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(20))
    given: Mapped[date] = mapped_column(Date)


class Feedback(BaseModel):
    """What somebody said about an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    question: str
    helpful: bool
    reason: str
    channel: str
    given: date


@dataclass(frozen=True)
class _Asked:
    id: int
    question: str
    status: str
    asked: date
    vector: Vector


@dataclass
class _Group:
    members: list[_Asked]
    total: Vector

    @property
    def middle(self) -> Vector:
        return self.total / max(float(np.linalg.norm(self.total)), 1e-9)

    def add(self, one: _Asked) -> None:
        self.members.append(one)
        self.total = self.total + one.vector


class Gap(BaseModel):
    """Something people ask that nothing answers, or not well."""

    model_config = ConfigDict(frozen=True)

    gap: int
    """Its number, to set it aside by: the id of its newest question."""
    question: str
    """The wording nearest to the middle of all of them."""
    count: int
    unhelpful: int = 0
    """How many of them were answered, and the answer did not help."""
    others: tuple[str, ...] = ()
    """Other wordings, newest first."""
    first: date
    last: date
    nearest: str = ""
    """Id of the document that comes nearest today, if any does."""

    def as_json(self) -> dict[str, Any]:
        """Its fields, as the command line and the API show them."""
        return self.model_dump(mode="json")


class QuestionLog:
    """Remembers questions and feedback. `find` tells what is answered by now; `redact` masks personal details."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        now: Callable[[], datetime],
        find: Callable[[str], Finding] | None = None,
        redact: Callable[[str], str] = lambda text: text,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._now = now
        self._find = find
        self._redact = redact

    def appliers(self) -> Mapping[type, Callable[[Any], Apply]]:
        """What applies the effects that are about questions; the slow part is done before the transaction."""
        return {RecordQuestion: self._question, ForgetQuestion: self._forget, RecordFeedback: self._feedback}

    def gaps(self, limit: int = 20) -> list[Gap]:
        """What was asked and is not answered, most asked first, alike questions together."""
        found: list[Gap] = []
        for group in _groups(self._rows()):
            gap = self._still_open(_gap(group))
            found += [gap] if gap else []
            if len(found) == limit:
                break
        return found

    def dismiss(self, gap: int, *, by: str) -> int:
        """Set a gap aside, with all questions in it; gives how many. Raises NotFound."""
        group = self._group_of(gap)
        if group is None:
            raise NotFound(f"There is no open gap {gap}. `soundings knowledge gaps --json` shows their numbers.")
        ids = [one.id for one in group.members]
        with self._database.write() as session:
            session.execute(update(QuestionRow).where(QuestionRow.id.in_(ids)).values(dismissed=True))
            audit.note(session, self._now(), by, "gap set aside", str(gap))
        return len(ids)

    def close(self, gap: int, *, by: str) -> bool:
        """Whether a gap's question is answered now. Then it is gone: one whose answer did not help is set aside."""
        group = self._group_of(gap)
        if group is None:
            return True
        found = _gap(group)
        answered = self._find is not None and self._find(found.question).status == "answered"
        if answered and found.unhelpful:
            self.dismiss(gap, by=by)
        return answered

    def counts(self) -> dict[str, int]:
        """How many questions had each status."""
        with self._database.read() as session:
            rows = session.execute(select(QuestionRow.status, func.count()).group_by(QuestionRow.status))
            return {status: count for status, count in rows if status != UNHELPFUL}

    def feedback(self, limit: int = 50, *, reasons: bool = False) -> list[Feedback]:
        """What people said about answers, newest first; only why they did not help when `reasons` are wanted."""
        rows = select(FeedbackRow).order_by(FeedbackRow.id.desc()).limit(limit)
        if reasons:
            rows = rows.where(~FeedbackRow.helpful, FeedbackRow.reason != "")
        with self._database.read() as session:
            return [Feedback.model_validate(row) for row in session.scalars(rows)]

    def _group_of(self, gap: int) -> _Group | None:
        return next((group for group in _groups(self._rows()) if gap in [one.id for one in group.members]), None)

    def _still_open(self, gap: Gap) -> Gap | None:
        if self._find is None:
            return gap
        finding = self._find(gap.question)
        if finding.status == "answered" and not gap.unhelpful:
            return None
        return gap.model_copy(update={"nearest": finding.citations[0].document if finding.citations else ""})

    def _question(self, effect: RecordQuestion) -> Apply:
        answered = effect.status == "answered"
        words = "" if answered else self._tidy(effect.question)
        rows = [self._row(words, effect.status, effect.channel)] if words or answered else []
        return lambda session: session.add_all(rows)

    def _forget(self, effect: ForgetQuestion) -> Apply:
        newest = select(func.max(QuestionRow.id)).where(QuestionRow.question == self._tidy(effect.question))
        forget = delete(QuestionRow).where(QuestionRow.id == newest.scalar_subquery())

        def apply(session: Session) -> None:
            session.execute(forget)

        return apply

    def _feedback(self, effect: RecordFeedback) -> Apply:
        words = self._tidy(effect.question)
        kept = FeedbackRow(
            question=words,
            helpful=effect.helpful,
            reason=self._tidy(effect.reason),
            channel=effect.channel[:20],
            given=self._now().date(),
        )
        rows: list[Base] = [kept]
        if not effect.helpful and not effect.follows and words:
            rows.append(self._row(words, UNHELPFUL, effect.channel))
        return lambda session: session.add_all(rows)

    def _row(self, words: str, status: str, channel: str) -> QuestionRow:
        return QuestionRow(
            question=words,
            status=status,
            channel=channel[:20],
            asked=self._now().date(),
            vector=to_bytes(self._embedder.embed([words]))[0] if words else b"",
            model=self._embedder.name,
            dismissed=False,
        )

    def _tidy(self, words: str) -> str:
        return self._redact(" ".join(words.replace("\x00", " ").split())[:LONGEST])

    def _rows(self) -> list[_Asked]:
        columns = (QuestionRow.id, QuestionRow.question, QuestionRow.status, QuestionRow.asked, QuestionRow.vector)
        open_ones = select(*columns).where(
            QuestionRow.status != "answered",
            QuestionRow.question != "",
            ~QuestionRow.dismissed,
            QuestionRow.model == self._embedder.name,
        )
        with self._database.read() as session:
            rows = session.execute(open_ones.order_by(QuestionRow.id.desc()).limit(MOST_QUESTIONS)).all()
        vectors = from_bytes([row.vector for row in rows])
        return [
            _Asked(row.id, row.question, row.status, row.asked, vector)
            for row, vector in zip(rows, vectors, strict=True)
        ]


def _groups(asked: Sequence[_Asked]) -> list[_Group]:
    """Like questions together, largest groups first: each joins the group whose middle is nearest, if near enough."""
    groups: list[_Group] = []
    middles = np.zeros((len(asked), len(asked[0].vector) if asked else 0), np.float32)
    for one in asked:
        near = middles[: len(groups)] @ one.vector
        place = int(near.argmax()) if len(near) else 0
        if len(near) and near[place] >= ALIKE:
            groups[place].add(one)
        else:
            place = len(groups)
            groups.append(_Group([one], one.vector.copy()))
        middles[place] = groups[place].middle
    return sorted(groups, key=lambda group: (-len(group.members), -group.members[0].id))


def _gap(group: _Group) -> Gap:
    middle = group.middle
    best = max(group.members, key=lambda one: float(one.vector @ middle))
    wordings = dict.fromkeys(one.question for one in group.members)
    days = [one.asked for one in group.members]
    return Gap(
        gap=group.members[0].id,
        question=best.question,
        count=len(group.members),
        unhelpful=sum(one.status == UNHELPFUL for one in group.members),
        others=tuple(wording for wording in wordings if wording != best.question),
        first=min(days),
        last=max(days),
    )
