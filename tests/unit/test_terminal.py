"""The terminal shows replies as plain text, one line in, one reply out."""

from datetime import date

from bot.channels.terminal import PERSON, build_text, converse, plain
from bot.conversation.messages import Choice, Incoming, Reply
from knowledge.findings import Citation

CITED = Citation(
    document="letter",
    title="Open letter",
    section="Our approach",
    quote="We have an open mind",
    start=0,
    end=20,
    published=date(2021, 11, 23),
)


class Echo:
    """Repeats what it was told."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []

    def handle(self, incoming: Incoming) -> list[Reply]:
        self.heard.append(incoming)
        return [Reply(kind="message", text=f"You said: {incoming.text}")]


def test_light_markdown_reads_as_plain_text():
    said = "**Bold**, `submit`, [the letter](https://example.org/a) and [x@example.org](mailto:x@example.org)"
    assert plain(said) == "Bold, submit, the letter (https://example.org/a) and x@example.org"


def test_nothing_shown_steers_the_terminal():
    assert plain("one\n\x1b]0;two\x07 \x9b31mthree\tfour") == "one\n]0;two 31mthree\tfour"


def test_an_answer_names_its_source_section_and_date():
    shown = build_text(Reply(kind="answer", text="> We have an open mind", citations=(CITED,)))
    assert "[1] Open letter · Our approach · 23 November 2021" in shown


def test_each_quote_has_the_number_of_its_source_and_a_source_quoted_twice_is_named_once():
    elsewhere = CITED.model_copy(update={"title": "Terms", "quote": "Four months"})
    again = CITED.model_copy(update={"quote": "All views"})
    text = "> We have an open mind\n\n> Four months\n\n> All views"
    shown = build_text(Reply(kind="answer", text=text, citations=(CITED, elsewhere, again)))
    assert shown.split("\n\n") == [
        "> We have an open mind [1]",
        "> Four months [2]",
        "> All views [3]",
        "    [1] [3] Open letter · Our approach · 23 November 2021",
        "    [2] Terms · Our approach · 23 November 2021",
    ]


def test_a_quote_of_several_lines_has_its_number_at_its_end():
    shown = build_text(Reply(kind="answer", text="> We have\n> an open mind\n\nAsk me more.", citations=(CITED,)))
    assert shown.startswith("> We have\n> an open mind [1]\n\nAsk me more.")


def test_a_citation_that_is_not_quoted_has_its_number_at_the_end():
    shown = build_text(Reply(kind="answer", text="They listen.", citations=(CITED,)))
    assert shown.startswith("They listen. [1]\n\n    [1] Open letter")


def test_every_choice_can_be_typed_and_says_so():
    choices = (Choice(id="submit", label="Submit"), Choice(id="cancel", label="Cancel"))
    assert build_text(Reply(kind="confirm", text="Shall I?", choices=choices)).endswith("You can type: submit · cancel")


def test_a_receipt_is_shown():
    assert "RHB7-4KQX-9TDM-3VWC" in build_text(Reply(kind="receipt", text="Thank you.", receipt="RHB7-4KQX-9TDM-3VWC"))


def test_long_lines_are_wrapped_and_quotes_stay_quotes():
    shown = build_text(Reply(kind="message", text="> " + "word " * 40), width=40)
    assert all(line.startswith("> ") and len(line) <= 40 for line in shown.splitlines())


def test_each_line_gets_its_reply_and_quit_ends_it():
    assistant, written = Echo(), []
    converse(assistant, ["hello\n", "\n", "what now?\n", "quit\n", "never read\n"], written.append)
    assert written == ["You said: hello\n", "You said: what now?\n"]
    assert {incoming.person for incoming in assistant.heard} == {PERSON}
    assert all(incoming.roles == {"reviewer", "admin"} for incoming in assistant.heard)
