"""The question sets of `soundings evaluate`: large, balanced, fair, and kept apart from what is tuned on."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rapidfuzz import fuzz, process

from knowledge.documents import glossary_document
from knowledge.documents.builtin import SOURCES
from knowledge.documents.glossary_document import build_markdown
from knowledge.documents.heard import heard
from knowledge.training.examples import builtin, read_yaml
from retrieval.embedding import PACKAGED
from retrieval.glossary import Glossary
from retrieval.sentences import sentences

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SETS = {name: f"{name}_questions.yaml" for name in ("builtin", "letter")}
LEAST = {"builtin": 160, "letter": 100}


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(KNOWLEDGE / "evaluation" / SETS[name])
    return rows


def _article(document: str) -> tuple[dict[str, Any], str]:
    made = document == glossary_document.DOCUMENT
    path = KNOWLEDGE / "sources" / f"{document}.md"
    text = build_markdown(Glossary.load(SOURCES / "glossary.yaml")) if made else path.read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


@pytest.mark.parametrize("name", SETS)
def test_sets_are_large_and_about_half_is_answerable(name: str) -> None:
    rows = _rows(name)
    answerable = sum(row["answerable"] for row in rows)
    assert len(rows) >= LEAST[name]
    assert 0.4 <= answerable / len(rows) <= 0.6
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({_plain(row["question"]) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", SETS)
def test_a_third_is_held_out_by_the_hash_of_the_id(name: str) -> None:
    for row in _rows(name):
        held_out = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 3 == 0
        assert row["split"] == ("held_out" if held_out else "tune")


@pytest.mark.parametrize("name", SETS)
def test_rows_are_whole(name: str) -> None:
    for row in _rows(name):
        assert bool(row["answer"]) == row["answerable"]
        assert (row["topic"] == "covered") == row["answerable"]
        assert row["topic"] in {"covered", "near-miss", "off-topic"}
        assert row["who"]


def test_builtin_answers_stand_in_their_articles() -> None:
    for row in _rows("builtin"):
        text = "\n".join(_article(document)[1] for document in row["document"])
        assert all(answer in text for answer in row["answer"]), row


def test_no_question_is_a_wording_of_an_article() -> None:
    wordings = {
        _plain(question)
        for path in (KNOWLEDGE / "sources").glob("*.md")
        for question in _article(path.stem)[0]["questions"]
    }
    assert wordings.isdisjoint(_plain(row["question"]) for row in _rows("builtin"))


def test_no_wording_was_written_after_a_question_held_out() -> None:
    wordings = [
        _plain(question)
        for path in (KNOWLEDGE / "sources").glob("*.md")
        for question in _article(path.stem)[0]["questions"]
    ]
    for row in (row for row in _rows("builtin") if row["split"] == "held_out"):
        closest, likeness, _ = process.extractOne(_plain(row["question"]), wordings, scorer=fuzz.ratio)
        assert likeness < 80, f"{row['id']} and “{closest}”"


@pytest.mark.parametrize("name", SETS)
def test_nothing_learnt_from_is_nearly_a_question_held_out(name: str) -> None:
    learnt = [
        _plain(asked)
        for lessons in ("asks", "elsewhere", "letter")
        for row in read_yaml(KNOWLEDGE / "training" / f"{lessons}.yaml")
        for asked in row["asks"]
    ]
    learnt += [_plain(row["question"]) for row in _labelled()]
    for row in (row for row in _rows(name) if row["split"] == "held_out"):
        closest = process.extractOne(_plain(row["question"]), learnt, scorer=fuzz.ratio, score_cutoff=80)
        assert closest is None, f"{row['id']} and “{closest}”"


def test_what_staff_were_heard_to_ask_is_answered_by_a_sentence_of_its_article() -> None:
    for row in read_yaml(KNOWLEDGE / "training" / "asks.yaml"):
        body = _article(row["document"])[1]
        said = [body[start:end].lower() for start, end in sentences(body)]
        assert any(row["answer"].lower() in one for one in said), row["answer"]


def test_what_is_labelled_says_what_answers_it() -> None:
    said = {path.stem: _article(path.stem)[1] for path in (KNOWLEDGE / "sources").glob("*.md")}
    cut = {document: [body[start:end].lower() for start, end in sentences(body)] for document, body in said.items()}
    for row in _labelled():
        assert bool(row["documents"]) == bool(row["answers"]) == (row["kind"] == "covered"), row["question"]
        known = [one for document in row["documents"] for one in cut.get(document, ())]
        assert not known or all(any(answer.lower() in one for one in known) for answer in row["answers"]), row


def test_questions_heard_are_shipped_as_they_were_learnt_from() -> None:
    learnt = {(row["document"], row["answer"]) for row in read_yaml(KNOWLEDGE / "training" / "asks.yaml")}
    said = {path.stem: _article(path.stem)[1].lower() for path in (KNOWLEDGE / "sources").glob("*.md")}
    learnt |= {
        (document, answer)
        for row in _labelled()
        for document in row["documents"]
        for answer in row["answers"]
        if answer.lower() in said.get(document, "")
    }
    shipped = heard(PACKAGED)
    assert {(one.document, one.words) for answers in shipped.answers for one in answers} == learnt
    assert sum(not answers for answers in shipped.answers) > len(shipped.answers) / 4
    assert not any(stray for stray, answers in zip(shipped.strays, shipped.answers, strict=True) if answers)
    taught = [one for one in builtin().examples if one.heard]
    assert (len(shipped.answers), sum(shipped.strays)) == (len(taught), sum(one.stray for one in taught))


def _labelled() -> list[dict[str, Any]]:
    asked = read_yaml(KNOWLEDGE / "training" / "asked.yaml")
    hard: list[dict[str, Any]] = read_yaml(KNOWLEDGE / "training" / "hard.yaml")
    return [*asked["builtin"], *asked["letter"], *hard]


def test_letter_answers_stand_in_the_letter(shared: Path) -> None:
    letter = " ".join((shared / "seeds" / "leadership-review-letter.txt").read_text(encoding="utf-8").split())
    for row in _rows("letter"):
        assert all(answer in letter for answer in row["answer"]), row
