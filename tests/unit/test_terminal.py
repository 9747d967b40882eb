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


def test_an_answer_names_its_source_section_and_date():
    shown = build_text(Reply(kind="answer", text="> We have an open mind", citations=(CITED,)))
    assert "[1] Open letter · Our approach · 23 November 2021" in shown


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
