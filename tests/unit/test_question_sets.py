"""The question sets of `soundings evaluate`: large, balanced, fair, and kept apart from what is tuned on."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rapidfuzz import fuzz, process

from knowledge.documents.heard import heard
from retrieval.embedding import PACKAGED
from retrieval.sentences import sentences

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SETS = {name: f"{name}_questions.yaml" for name in ("builtin", "letter")}
LEAST = {"builtin": 160, "letter": 100}


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((KNOWLEDGE / "evaluation" / SETS[name]).read_text(encoding="utf-8"))
    return rows


def _article(document: str) -> tuple[dict[str, Any], str]:
    text = (KNOWLEDGE / "sources" / f"{document}.md").read_text(encoding="utf-8")
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
        for row in yaml.safe_load((KNOWLEDGE / "training" / f"{lessons}.yaml").read_text(encoding="utf-8"))
        for asked in row["asks"]
    ]
    asked = yaml.safe_load((KNOWLEDGE / "training" / "asked.yaml").read_text(encoding="utf-8"))
    learnt += [_plain(row["question"]) for rows in asked.values() for row in rows]
    for row in (row for row in _rows(name) if row["split"] == "held_out"):
        closest, likeness, _ = process.extractOne(_plain(row["question"]), learnt, scorer=fuzz.ratio)
        assert likeness < 80, f"{row['id']} and “{closest}”"


def test_what_staff_were_heard_to_ask_is_answered_by_a_sentence_of_its_article() -> None:
    for row in yaml.safe_load((KNOWLEDGE / "training" / "asks.yaml").read_text(encoding="utf-8")):
        body = _article(row["document"])[1]
        said = [body[start:end].lower() for start, end in sentences(body)]
        assert any(row["answer"].lower() in one for one in said), row["answer"]


def test_what_counts_as_asked_says_what_answers_it() -> None:
    asked = yaml.safe_load((KNOWLEDGE / "training" / "asked.yaml").read_text(encoding="utf-8"))
    for row in (row for rows in asked.values() for row in rows):
        assert bool(row["documents"]) == bool(row["answers"]) == (row["kind"] == "covered"), row["question"]
    for row in (row for row in asked["builtin"] if row["documents"]):
        body = _article(row["documents"][0])[1]
        said = [body[start:end].lower() for start, end in sentences(body)]
        assert any(row["answers"][0].lower() in one for one in said), row["question"]


def test_questions_heard_are_shipped_as_they_were_learnt_from() -> None:
    asks, asked = (
        yaml.safe_load((KNOWLEDGE / "training" / name).read_text(encoding="utf-8"))
        for name in ("asks.yaml", "asked.yaml")
    )
    learnt = {(row["document"], row["answer"]) for row in asks}
    learnt |= {(row["documents"][0], row["answers"][0]) for row in asked["builtin"] if row["answers"]}
    shipped = heard(PACKAGED)
    assert shipped is not None
    assert set(zip(shipped.documents, shipped.answers, strict=True)) == learnt


def test_letter_answers_stand_in_the_letter(shared: Path) -> None:
    letter = (shared / "seeds" / "leadership-review-letter.txt").read_text(encoding="utf-8")
    for row in _rows("letter"):
        assert all(answer in letter for answer in row["answer"]), row
