"""The glossary as a document: made of `sources/glossary.yaml`, so that a meaning can be quoted like anything else."""

from retrieval.glossary import Entry, Glossary

DOCUMENT = "words-and-short-forms"
_HEAD = """---
title: Words and short forms, explained
source: Soundings
publisher: Soundings
---
"""


def build_markdown(glossary: Glossary) -> str:
    """The whole document, a paragraph for each entry."""
    return _HEAD + "\n" + "\n\n".join(line(entry) for entry in glossary.entries) + "\n"


def line(entry: Entry) -> str:
    """What one entry says: the term, its short form if it has one, and what it means."""
    initials = "".join(word[0] for word in entry.term.replace("-", " ").split()).lower()
    short = next((form for form in entry.also if form.lower() == initials), "")
    named = f"{entry.term} ({short})" if short else entry.term
    return f"{named[:1].upper()}{named[1:]}: {entry.meaning}"
