"""Every sentence people read from the conversation. Plain English, short, warm; light Markdown at most."""

from collections.abc import Sequence

from knowledge.proposals.model import LONGEST, SHORTEST

CONTACT = "leadershipreview@dhsc.gov.uk"

HELP = (
    "You can:\n"
    "- **ask** me anything about the review, such as “who is leading it?”\n"
    "- **tell me what should change**, in your own words. I show you what I understood, and nothing is sent until "
    "you say `submit`\n"
    "- see `my proposals`, or type `what happened to` with your receipt\n"
    "- take one back: type `withdraw` with your receipt\n"
    "- `support P-1042`, if somebody already said what you think\n\n"
    f"I am a computer program. To reach the review team, write to {CONTACT}."
)
HELP_REVIEWER = "\n\nAs a reviewer you can also type `search`, with what you are looking for."
GREETING = (
    "Hello. Ask me anything about the review of health and social care leadership, or tell me what should change. "
    "One sentence is enough."
)
THANKS = "You’re welcome. If something else comes to mind, just write it here."
GOODBYE = "Thank you for your time. You can come back whenever you like."
EMPTY = "I received an empty message. Ask a question about the review, or write what should change."
NONSENSE = (
    "I couldn’t make that out. Ask a question about the review, or write in a sentence what should change. "
    "Type `help` to see what I can do."
)
FOREIGN = (
    "I’m sorry, I only understand English well. If you can, write it in English; or choose to send it as it is, and "
    "the "
    f"review team will see your own words. You can also write to {CONTACT}."
)
NON_ANSWER = (
    "That’s fine, there is nothing you have to say. If something comes to mind later, one sentence here is enough."
)
ABUSE = (
    "I’m sorry this is not what you needed. I’m only a program, but if something should change, tell me what and "
    "I’ll pass "
    f"it on. To reach a person, write to {CONTACT}."
)
COMPLAINT = (
    "That sounds hard, and thank you for saying it. I can pass on what should change: if you could change one thing, "
    "what "
    "would it be? Or send it just as you wrote it."
)
PRAISE = (
    "That’s good to hear. The review wants to build on what works. What makes it work, and how could others have it "
    "too? "
    "Or send it just as you wrote it."
)
UNCLEAR = "I’m not sure whether you’re asking something or would like to propose it. Which is it?"
CONCERN = (
    "This sounds like a concern about somebody’s safety or treatment, so I have not filed it as a proposal. The "
    "review can’t "
    "look into single cases.\n\n"
    "**If someone is in danger now**, tell the person in charge where you are, or call 999.\n\n"
    "Otherwise take it to your organisation’s **Freedom to Speak Up** Guardian, or use its own procedure for raising "
    "concerns. They can protect you and act on it; I can’t.\n\n"
    "If you would like to propose how leaders should deal with things like this, tell me, without names."
)
FILE_IT = (
    "Should I take it as a proposal after all? Then the review team will read it; nobody will act on it as a concern."
)
DISTRESS = (
    "I’m really sorry you are feeling like this. I’m only a program and can’t help as you deserve, but people can, "
    "now.\n\n"
    "- **If you might harm yourself, call 999** or go to A&E.\n"
    "- **Samaritans**, free, day and night: **116 123**.\n"
    "- **NHS 111** can put you through to urgent mental health help.\n\n"
    "Please talk to one of them, or to someone you trust. I have not passed on what you wrote."
)
ASK_WORDS = "What should change? Write it in your own words; a sentence or two is enough."
CANCELLED = "Cancelled. Your draft is gone and nothing was sent."
NOTHING_TO_CANCEL = "There is no draft to cancel. Nothing was sent."
REALLY_CANCEL = "Do you want to drop your draft? It has not been sent."
KEPT_DRAFT = "Kept. Here it is."
KEPT_SENT = "All right, nothing was changed."
NOTHING_TO_SKIP = "There is nothing to skip just now. Ask a question, or write what should change."
NO_DRAFT = (
    "There is no draft waiting, so there was nothing to send. Write what should change and I’ll show you a draft first."
)
NO_DRAFT_TO_CHANGE = (
    "There is no draft to change. Write what should change, or type `change` with a receipt to change what you sent."
)
STALE = "That button belongs to an earlier draft, so I did nothing. This is the draft that waits now."
CHANGE_WHAT = (
    "What should I change? For example “level is everyone”, “add that it needs protected time”, “change title to …”, "
    "or "
    "write “change proposal to …” with new words."
)
SPLIT_OFFER = "This may be two proposals. You can `split` it, or send it as one."
ONE_AFTER_ALL = "I’ll keep it as one."
NOT_TWO = "I couldn’t see where to split it. You can send it as one, or write the second part again afterwards."
WHICH = (
    "You have a draft waiting. Should I add this to it, take it as a second proposal, or put it in place of the draft?"
)
NOTHING_SET_ASIDE = "I have nothing set aside. Ask a question, or write what should change."
OUT_OF_SCOPE = (
    "This may be outside what the review looks at, which is leadership and management in health and social care in "
    "England. "
    "You can still send it, and the review team will see it."
)
NO_SUCH_RECEIPT = (
    "I know no proposal with that receipt. Please check it: four groups of four, such as "
    "RHB7-4KQX-9TDM-3VWC. Nothing was changed."
)
NOT_A_RECEIPT = (
    "That doesn’t look like a receipt: four groups of four letters and figures, such as "
    "RHB7-4KQX-9TDM-3VWC. Nothing was changed."
)
NEEDS_RECEIPT = "That needs its receipt, the code you were given when you sent it. Type it here."
NOTHING_SENT = (
    "I know of no proposal you sent from here. If you have a receipt, type it and I’ll find yours. To make one, just "
    "write what "
    "should change."
)
WITHDRAW_WHICH = "Which one should I withdraw? Choose one, or type `withdraw` with its receipt."
CHANGE_WHICH = "Which one should I change? Choose one, or type `change` with its receipt."
ALREADY_WITHDRAWN = "That proposal was withdrawn before. Its words are gone."
NOT_YOURS = (
    "To see or change that proposal I need its receipt, the code its contributor was given. "
    "If you mean the same thing, you can support it."
)
NO_SUCH_REFERENCE = "I know no proposal with that reference. References look like P-1042; please check it."
SUPPORT_WHICH = "Which one do you support? Type `support` with its reference, such as `support P-1042`."
LINK_WHICH = "Which proposal does yours belong to? Type `link to` with its reference, such as `link to P-1042`."
ONLY_REVIEWERS = (
    "Searching proposals is for the review team. I can answer questions about the review, or take a proposal of yours."
)
SEARCH_WHAT = "What are you looking for? Type `search` and a few words."
NOTHING_FOUND = "No proposal matches that. Try other words, or fewer."
FEEDBACK_THANKS = "Thank you. That helps us see what is missing."
FEEDBACK_SORRY = "I’m sorry that didn’t help."
FEEDBACK_FURTHER = "Perhaps one of these does. They are the passages that come next, and may not answer it either:"
FEEDBACK_WHY = "What was wrong with the answer? Choose one, say it in your own words, or `skip`."
NO_ANSWER_TO_JUDGE = "Thank you. I don’t know which answer you mean, so I noted nothing."
FORGOTTEN = "Done. I no longer remember your setting or level."
UNKNOWN_BUTTON = (
    "I don’t know that button; it may come from an older version. Nothing was changed. Type what you "
    "would like to do, or `help`."
)
FAILED = (
    "Something went wrong on our side and I couldn’t work on your last message. What you sent or drafted before is "
    "safe. "
    f"Please try again in a minute; if it keeps failing, write to {CONTACT}."
)
BUSY = "Several messages came at once and I couldn’t keep up. Nothing was lost; please send the last one again."
RECEIPT_GONE = (
    "The receipt was shown once and is not kept. If you missed it, you can still change or withdraw this "
    "proposal from here: type `my proposals`."
)
NOT_COVERED = (
    "I can’t find anything about that in the documents I have on the review, so I won’t guess. "
    f"The review team can tell you: {CONTACT}."
)
WRITTEN = "A language model put this together. Every sentence is taken from the words quoted."
RELATED = "The documents don’t answer that directly. The nearest they say is:"
MORE_QUESTIONS = "I answered the first {count}. Please ask the others again, one at a time."
OWN_ALREADY = "That is your own proposal, so it counts you already."
OPEN_WHICH = "Which one do you mean? Choose one, or type `what happened to` with its receipt."
ASK_AWAY = "Ask away. For example: “who is leading the review?”"
SAY_SUBMIT = "Is this right? Then say `submit`."
YES_TO_WHAT = "I’m not sure what you’re saying yes to. Ask a question about the review, or write what should change."
NO_MATTER = "All right. Ask a question about the review, or write what should change, whenever you like."
FIRST_OF_TWO = "This is the first. The second waits its turn."
ALSO_WROTE = "You also wrote this. It has not been sent."
BESIDE = " What you wrote besides is still here too: `add it`, make it `a second proposal`, or `replace my draft`."
NEXT_DRAFT = "Here is the next one that waits."
WILL_HEAR = "You said you may be contacted, so if the review team answers, I’ll tell you here."
HEAR_HERE = (
    "You said you may be contacted. I can’t write to you first from here, but if the review team answers, I’ll tell "
    "you when you next write. Your receipt works too."
)
UNDONE = "Taken back. It is as it was before."
NOTHING_TO_UNDO = "There is no change to take back."
HARDLY_ANY_WORDS = (
    "I can’t see enough words in that to pass on. Could you say it in a sentence: what should change, and for whom?"
)
NOTHING_NEW = "You have supported that already, so it counts once."


def too_long_to_read(length: int) -> str:
    """For a message beyond what is read at all."""
    return (
        f"That message has {length:,} characters, more than I can read, so I kept nothing of it. "
        f"Please send the main point in up to {LONGEST:,} characters."
    )


def too_short(words: str) -> str:
    """For a proposal of too few words."""
    return (
        f"“{words}” is a start. Could you say a little more: what should change, and for whom? ({SHORTEST} "
        f"characters or more.)"
    )


def too_long(length: int) -> str:
    """For a proposal beyond the longest."""
    return (
        f"Your draft has {length:,} characters, and a proposal can have {LONGEST:,}. I’ve kept it, and nothing was "
        f"sent. "
        "Write a shorter version, or use the first part."
    )


def still_waiting(title: str) -> str:
    """After an interruption."""
    return f"Your draft **{title}** is still waiting. Nothing is sent until you say `submit`."


def hidden(found: Sequence[str]) -> str:
    """What was masked before anything was kept."""
    return f"I’ve hidden {listed(found)} in what you wrote. I don’t keep the original."


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    once = list(dict.fromkeys(parts))
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]}"


def unknown_value(field: str, typed: str, offered: Sequence[str]) -> str:
    """For a value no field knows."""
    return f"I don’t know “{typed}” as a {field}. It can be: {', '.join(offered)}. Your draft is unchanged."


def what_should(field: str) -> str:
    """Asks for the new value of one field."""
    names = {"proposal": "the proposal", "theme": "the theme", "acts": "the part about who would act"}
    return f"What should {names.get(field, f'the {field}')} say?"


def not_in_words(what: str) -> str:
    """For "change X to Y" where X is nowhere."""
    return (
        f"I can’t find “{what}” in your draft, so nothing was changed. Say which words, or which part (title, "
        f"setting, level)."
    )


def received(reference: str) -> str:
    """With the receipt, which the channel shows beside it."""
    return (
        f"**Thank you. Your proposal is in: {reference}.**\n\n"
        "Please keep the receipt that comes with this message. It is shown only this once, and it is the key to your "
        "proposal:\n"
        "- `what happened to` and the receipt tells you what became of it\n"
        "- `change` and the receipt changes it\n"
        "- `withdraw` and the receipt takes it back and erases it"
    )


def revised(reference: str, version: int) -> str:
    """After a change to what was sent."""
    return f"**Changed.** {reference} is now version {version}. Your receipt stays the same."


def withdrawn(reference: str) -> str:
    """After withdrawing."""
    return (
        f"**{reference} is withdrawn.** Its words, every earlier version, its place in the search, the support it had "
        "and any address for replies are erased. So is what was kept of this conversation: earlier messages may be "
        "gone when you come back. All that stays is a note, without content, that a proposal was withdrawn."
    )


def really_withdraw(reference: str, title: str) -> str:
    """Asked once, when there was only a button."""
    return f"Withdraw {reference}, **{title}**? Its words will be erased. This can’t be undone."


def supported(reference: str) -> str:
    """After supporting."""
    return f"Done: you propose {reference} too. The review team sees how many do, and never who."


def supported_instead(reference: str) -> str:
    """After supporting in place of a draft."""
    return f"{supported(reference)} Your own draft still waits: `submit` sends it too, `cancel` drops it."


def remembered(values: Sequence[tuple[str, str]]) -> str:
    """After being told where somebody works."""
    told = listed([f"{field}: {value}" for field, value in values])
    return (
        f"Thank you, I’ll remember that ({told}). Type `forget` and I won’t. What would you like to ask, or to change?"
    )


def sent_already(reference: str) -> str:
    """For a submit that was done before."""
    return f"There is no draft waiting. Your last one was sent: it is {reference}."


def own_twin(reference: str) -> str:
    """Beside a draft that its own contributor sent before."""
    return f"You sent much the same before, as {reference}. Type `change {reference}` to change that one instead."
