"""The light Markdown of replies is rendered, and nothing else is obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.lightmark import is_ours, to_html


def test_bold_lists_and_own_links_are_rendered():
    html = to_html("**Thank you.** See [the terms](/documents/terms?start=1&end=2).\n\n- one\n- two")
    assert "<strong>Thank you.</strong>" in html
    assert '<a href="/documents/terms?start=1&amp;end=2" class="govuk-link">the terms</a>' in html
    assert html.count("<li>") == 2


def test_a_mailbox_becomes_a_link_once():
    html = to_html("Write to leadershipreview@dhsc.gov.uk, or [here](mailto:a@b.uk), or <c@d.uk>.")
    assert html.count("<a ") == html.count("</a>") == 3
    assert '<a href="mailto:leadershipreview@dhsc.gov.uk" class="govuk-link">leadershipreview@dhsc.gov.uk</a>,' in html


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "[press](JaVaScRiPt:alert(1))",
        "[press](data:text/html,x)",
        "[press](https://example.com)",
        "[press](//example.com)",
        "![look](https://example.com/x.png)",
        "<https://example.com>",
        "`<b>`",
        '[x](/a"onmouseover="alert(1))',
    ],
)
def test_markup_people_type_is_shown_and_not_obeyed(nasty: str):
    html = to_html(nasty)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="http' not in html
    assert 'href="//' not in html
    assert 'href="javascript' not in html.lower()
    assert 'onmouseover="' not in html


@given(st.text(max_size=200))
def test_no_text_brings_a_tag_of_its_own(text: str):
    known = ("p", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "br")
    html = to_html(text)
    opened = [piece.split(">")[0].split()[0].strip("/") for piece in html.split("<")[1:]]
    assert set(opened) <= set(known)


@pytest.mark.parametrize("address", ["/documents/x", "mailto:a@b.uk"])
def test_our_own_addresses_may_be_followed(address: str):
    assert is_ours(address)


@pytest.mark.parametrize("address", ["//evil", "/\\evil", "https://evil", "javascript:x", "", "documents/x"])
def test_other_addresses_may_not(address: str):
    assert not is_ours(address)
