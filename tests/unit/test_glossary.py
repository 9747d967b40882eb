"""Short and long forms find each other, both ways."""

from pathlib import Path

import pytest

from retrieval.errors import Unavailable
from retrieval.glossary import Entry, Glossary
from retrieval.questions import expand

GLOSSARY = Glossary.of(
    [
        Entry("integrated care system", ("ICS", "ICSs"), "A partnership."),
        Entry("GP", ("general practitioner", "family doctor")),
        Entry("A&E", ("emergency department",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("what is an ics?", ["integrated care system", "ICSs"]),
        ("Integrated-care  system", ["ICS", "ICSs"]),
        ("my GP", ["general practitioner", "family doctor"]),
        ("closed A&E", ["emergency department"]),
        ("basics and topics", []),
        ("", []),
    ],
)
def test_other_forms_of_what_is_mentioned(text: str, forms: list[str]):
    assert GLOSSARY.other_forms(text) == forms


def test_a_question_is_followed_by_the_other_forms():
    assert expand("is my GP in?", GLOSSARY) == "is my GP in? general practitioner family doctor"


def test_the_entries_mentioned_are_found_in_order():
    assert [entry.term for entry in GLOSSARY.mentioned("A&E or the family doctor")] == ["A&E", "GP"]


def test_an_empty_glossary_knows_nothing():
    assert Glossary().other_forms("ICS") == []
    assert Glossary.of([]).other_forms("ICS") == []


def test_a_glossary_is_read_from_a_file(tmp_path: Path):
    path = tmp_path / "glossary.yaml"
    path.write_text("- {term: NHS, also: [National Health Service], meaning: Health care}\n", encoding="utf-8")
    assert Glossary.load(path).other_forms("the nhs") == ["National Health Service"]


@pytest.mark.parametrize("content", ["- just words", "term: NHS", "- {also: [x]}", "{{"])
def test_a_glossary_that_is_none_is_said_plainly(tmp_path: Path, content: str):
    path = tmp_path / "glossary.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Unavailable, match="glossary"):
        Glossary.load(path)
