"""Asks a language model for further wordings of documents that admins added. Beside everything: nobody waits for it.

What it says is only a suggestion. A question is kept when it is fit (`knowledge.writing.wordings`), when the evidence
check finds in that very document what answers it or comes near, so that neither the model nor a document that talks to
it can plant another, and when no other document answers it already. Those that only come near are what wordings are
for, and what must be looked at: they are marked. Nothing is used before an admin has approved it.
"""

import logging
from datetime import date
from typing import Protocol

from knowledge.documents.wording_requests import Supported, Turn, WordingRequests
from knowledge.findings import Finding
from knowledge.writing.asking import Fills, ask
from knowledge.writing.budget import Budget
from knowledge.writing.language_model import Failed
from knowledge.writing.wordings import Wordings, build_request, fit

log = logging.getLogger(__name__)
SECONDS = 30.0
"""Longer than an answer may take: no person is kept waiting."""


class Answers(Protocol):
    """What finds answers in the documents."""

    def find(self, question: str, *, as_of: date | None = None) -> Finding:
        """What the documents in force on a day say to a question."""
        ...

    def find_in(self, document: str, question: str, *, as_of: date | None = None) -> Finding:
        """What one document says to a question, as if there were no other."""
        ...


class Suggester:
    """Asks a model within a time and a budget."""

    def __init__(
        self,
        model: Fills,
        name: str,
        budget: Budget,
        requests: WordingRequests,
        answers: Answers,
        seconds: float = SECONDS,
    ) -> None:
        self._model = model
        self._name = name
        self._budget = budget
        self._requests = requests
        self._answers = answers
        self._seconds = seconds

    def step(self, document: str | None = None) -> bool:
        """Ask about a portion of a document, or of any; False when there is none to ask about now."""
        turn = self._requests.take(document)
        if turn is None:
            return False
        try:
            self._requests.finish(turn, self._suggested(turn), self._name)
        except Failed as error:
            log.info("No wordings were suggested for %s: %s", turn.document, error)
            self._requests.fail(turn)
        return True

    def ask_about(self, document: str) -> bool:
        """Ask about a document now, all of it, whether or not that was done before; False when the model failed."""
        self._requests.begin_again(document)
        while self.step(document):
            pass
        return self._requests.ended(document)

    def _suggested(self, turn: Turn) -> list[Supported]:
        request = build_request(turn.title, turn.passages)
        said = ask(self._model, self._budget, request, Wordings, self._seconds)
        fitting = fit(said, "\n".join([turn.title, *turn.passages]), turn.known)
        return [one for question in fitting if (one := self._supported(turn, question))]

    def _supported(self, turn: Turn, question: str) -> Supported | None:
        own = self._answers.find_in(turn.document, question, as_of=turn.day)
        if own.status == "not_covered" or own.citations[0].version != turn.version:
            return None
        found = self._answers.find(question, as_of=turn.day)
        elsewhere = found.status == "answered" and turn.document not in {one.document for one in found.citations}
        return None if elsewhere else Supported(question, own.citations[0].quote, sure=own.status == "answered")
