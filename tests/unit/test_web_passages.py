"""The quoted words are marked where they stand in the document, whatever the markup around them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.passages import render

DOCUMENT = """# Terms

The review is **led by General Sir Gordon Messenger**, and reports soon.

- primary care
- secondary care, see [the list](https://www.gov.uk/list)

> A saying

1. first
2. second

Ends with <b>markup</b> & more."""


def marked(html: str) -> str:
    return " ".join("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)).split())


def at(text: str, quote: str) -> tuple[int, int]:
    start = text.index(quote)
    return start, start + len(quote)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("led by General Sir Gordon Messenger", "led by General Sir Gordon Messenger"),
        ("is **led by General Sir Gordon Messenger**, and", "is led by General Sir Gordon Messenger, and"),
        ("- primary care\n- secondary care", "primary caresecondary care"),
        ("# Terms\n\nThe review", "TermsThe review"),
        ("> A saying", "A saying"),
        ("1. first\n2. second", "firstsecond"),
        ("Ends with <b>markup</b> & more.", "Ends with &lt;b&gt;markup&lt;/b&gt; &amp; more."),
    ],
)
def test_a_quote_in_markdown_is_marked(quote: str, shown: str):
    html = render(DOCUMENT, "markdown", *at(DOCUMENT, quote))
    assert marked(html) == shown
    assert html.count('id="quote"') == 1


def test_a_quote_that_ends_inside_a_link_is_still_marked():
    html = render(DOCUMENT, "markdown", *at(DOCUMENT, "secondary care, see [the list](https://www.gov"))
    assert html.count('id="quote"') == 1
    assert "secondary care" in marked(html)


def test_plain_text_is_never_read_as_markdown():
    text = "Dear colleague\n-\nYours & mine <b>"
    assert render(text, "text") == '<div class="document-plain">Dear colleague\n-\nYours &amp; mine &lt;b&gt;</div>\n'
    html = render(text, "text", 0, 14)
    assert html.startswith('<div class="document-plain"><mark id="quote" tabindex="-1">Dear colleague</mark>')


@pytest.mark.parametrize(("start", "end"), [(None, 5), (5, None), (9, 5), (0, 10_000), (-1, 4), (3, 3)])
def test_a_place_that_is_none_marks_nothing(start: int | None, end: int | None):
    assert "<mark" not in render(DOCUMENT, "markdown", start, end)


@given(st.data())
def test_any_place_in_the_document_can_be_marked_without_harm(data: st.DataObject):
    start = data.draw(st.integers(0, len(DOCUMENT) - 1))
    end = data.draw(st.integers(start + 1, len(DOCUMENT)))
    html = render(DOCUMENT, "markdown", start, end)
    assert html.count("<mark") == html.count("</mark>")
    assert "<b>" not in html
    assert "\ue000" not in html
    assert "%EE%80%80" not in html
