"""Asked what a word means, the glossary is looked up by that word and nothing else."""

import pytest

from knowledge.defining import term_asked
from knowledge.documents.glossary_document import line
from retrieval.glossary import Entry, Glossary

SYSTEM = Entry("integrated care system", ("ICS", "ICSs"), "A partnership.")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What's an ICS?", "ICS"),
        ("whats a VSM", "VSM"),
        ("sorry, what is an ICB again?", "ICB"),
        ("what does FTSU stand for?", "FTSU"),
        ("What do you mean by “systems leadership”?", "systems leadership"),
        ("meaning of AfC please", "AfC"),
        ("who leads the review?", ""),
        ("does my band count?", ""),
    ],
)
def test_the_word_whose_meaning_is_asked(question: str, term: str):
    assert term_asked(question) == term


def test_a_word_is_known_by_any_of_its_forms_and_by_nothing_longer():
    glossary = Glossary.of([SYSTEM])
    assert glossary.named("ICS") == glossary.named("integrated care systems") == [SYSTEM]
    assert glossary.named("the ICS board") == glossary.named("") == []


def test_a_line_names_the_short_form_only_where_it_is_one():
    assert line(SYSTEM) == "Integrated care system (ICS): A partnership."
    assert line(Entry("NHS trust", ("trust", "FT"), "An organisation.")) == "NHS trust: An organisation."
