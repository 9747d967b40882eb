"""What was learnt of how staff ask, with the real embedding model."""

import pytest

from retrieval.evidence import Candidate, judge
from retrieval.sense import Sense, sense_for

ROTA = "Six weeks' notice is expected for a week of leave. A manager answers a request within five working days."
SHIPS = "The schooner was built at Whitby in 1811. She carried coal to London and was wrecked off the Farne Islands."


@pytest.fixture(scope="module")
def sense(embedder) -> Sense:
    found = sense_for(embedder.name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "stray", ["what's for lunch in the canteen", "who won the match last night", "my printer is jammed"]
)
@pytest.mark.parametrize("ours", ["who is leading the review", "when will they report", "is it about social care too"])
def test_what_has_nothing_to_do_with_the_review_is_told_from_what_has(embedder, sense, stray, ours):
    astray, on_review = embedder.embed([stray, ours])
    assert sense.strays(astray) > sense.strays(on_review)


def test_documents_on_the_subject_are_told_from_others_taken_together(embedder, sense):
    rota, ships = embedder.embed([ROTA, SHIPS])
    assert sense.on_subject([rota])
    assert not sense.on_subject([ships])
    assert not sense.on_subject([ships, ships, ships, rota])


@pytest.mark.parametrize(("text", "question", "answer"), [
    (ROTA, "how far ahead do i ask for a week off", "Six weeks' notice is expected for a week of leave."),
    (SHIPS, "In what year was the ship built?", "The schooner was built at Whitby in 1811."),
])  # fmt: skip
def test_the_sentence_that_answers_is_quoted_from_either(embedder, text, question, answer):
    cosine = float(embedder.embed([question])[0] @ embedder.embed([text])[0])
    verdict = judge(question, [Candidate(1, text, cosine=cosine)], embedder)
    assert verdict.status != "not_covered"
    assert any(answer in text[span.start : span.end] for span in verdict.spans)
