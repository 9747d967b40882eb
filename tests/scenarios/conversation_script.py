"""One conversation for all channels: what somebody types, and what they must then see, wherever they are.

A channel's test gives a function from a typed line to all the text that became visible (replies, card fields, button
labels), and calls `hold`. Sentences of the core must arrive word for word; only marks of emphasis may differ.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.privacy import RECEIPT_LETTERS

Say = Callable[[str], str]
COACH = "I think every new care home manager should get a coach for the first year"
RECEIPT = re.compile(rf"\b(?:[{RECEIPT_LETTERS}]{{4}}-){{3}}[{RECEIPT_LETTERS}]{{4}}\b")


@dataclass(frozen=True)
class Step:
    """One line typed. `{receipt}` in it is the last receipt seen."""

    says: str
    sees: tuple[str, ...]
    not_sees: tuple[str, ...] = ()


SCRIPT = (
    Step("hello", ("Ask me anything about the review",)),
    Step("is this anonymous?", ("anonymous by default",)),
    Step("what is the capital of France?", ("leadershipreview@dhsc.gov.uk",)),
    Step(COACH, (COACH, "Adult social care", "First-line manager", "Submit", "Change", "Cancel")),
    Step("who reads what I write?", ("still waiting", "Submit")),
    Step("no, it's for hospitals", ("Secondary care", "Submit")),
    Step("change setting to adult social care", ("Adult social care",)),
    Step("add that it needs protected time", ("It needs protected time",)),
    Step("submit", ("Your proposal is in: P-",)),
    Step("submit", ("There is no draft waiting",), ("Your proposal is in",)),
    Step("what happened to {receipt}", ("Status: received", COACH)),
    Step("search coach", ("Searching proposals is for the review team",), (COACH,)),
    Step("withdraw {receipt}", ("is withdrawn", "erased")),
    Step("what happened to {receipt}", (), (COACH,)),
    Step("my manager is bullying me", ("Freedom to Speak Up",), ("Your proposal is in",)),
    Step("asdfghjkl", ("couldn’t make that out",)),
    Step("thanks", ("You’re welcome",)),
)


def hold(say: Say, script: tuple[Step, ...] = SCRIPT) -> None:
    """Hold the conversation, and check what is seen after each line."""
    receipt = ""
    for step in script:
        seen = say(step.says.replace("{receipt}", receipt))
        if found := RECEIPT.search(seen):
            receipt = found[0]
        for words in step.sees:
            assert _bare(words) in _bare(seen), f"after “{step.says}”, “{words}” is not in:\n{seen}"
        for words in step.not_sees:
            assert _bare(words) not in _bare(seen), f"after “{step.says}”, “{words}” is in:\n{seen}"
    assert receipt, "no receipt was ever seen"


def _bare(text: str) -> str:
    """Words only: without marks of emphasis, quoting, escapes and case."""
    text = re.sub(r"\\(?=\W)|[*_`>]|&gt;", "", text).replace("&amp;", "&").replace("’", "'")
    return " ".join(text.split()).lower()
