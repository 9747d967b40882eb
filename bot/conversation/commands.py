"""Typed commands: everything a button does can be said. `read` gives what a short message asks for, or None."""

import re
from collections.abc import Callable

from bot.conversation import intents
from bot.conversation.fields import field_named, value_of, values_in
from bot.conversation.intents import Intent
from bot.conversation.text import core, plain, tidy, words
from knowledge.privacy import tidy_receipt
from knowledge.proposals.references import number, reference

LONGEST = 300
REFERENCE = re.compile(r"\bP[\s\-\u2010-\u2015]?\d{4,9}\b", re.IGNORECASE)
RECEIPT = re.compile(r"(?<!\w)[0-9A-Z]{4}(?:[\s\-\u2010-\u2015]*[0-9A-Z]{4}){3}(?!\w)", re.IGNORECASE)

FILTER = re.compile(r"\b(setting|level|theme|region|status)\s*[:=]\s*", re.IGNORECASE)

_EXACT: dict[str, Intent] = {}


def _say(intent: Intent, *said: str) -> None:
    _EXACT.update(dict.fromkeys(said, intent))


_say(intents.Submit(), "submit", "submit it", "submit this", "submit that", "submit my proposal", "submit proposal", "submit the proposal",
     "send", "send it", "send this", "send that", "send it in", "send it off", "send my proposal", "send proposal",
     "send the proposal", "send this in", "confirm", "confirm it", "press submit", "click submit", "i submit", "i confirm",
     "send mine too", "send mine", "send mine anyway", "send mine as well", "submit mine", "submit mine too", "mine too",
     "submit anyway", "send anyway", "send it anyway", "submit it anyway", "send both", "yes submit", "yes send it",
     "happy to submit", "ready to submit", "sumbit", "submitt", "subimt", "submit mine anyway", "go ahead and submit")  # fmt: skip
_say(intents.Said("yes"), "yes", "y", "yep", "yeah", "yup", "ok", "okay", "k", "sure", "correct", "that's right", "thats right", "right",
     "looks good", "look good", "looks right", "looks fine", "all good", "good", "fine", "perfect", "spot on", "great", "go ahead",
     "do it", "go for it", "that's fine", "thats fine", "that's correct", "thats correct", "that's it", "thats it", "exactly",
     "happy with that", "i'm happy with that", "that's good", "thats good", "that's perfect", "yes that's right", "aye",
     "yes it is", "agreed", "absolutely", "definitely", "of course", "i am sure", "i'm sure", "👍", "✅")  # fmt: skip
_say(intents.Said("no"), "no", "n", "nope", "nah", "not quite", "wrong", "that's wrong", "thats wrong", "not right", "that's not right",
     "incorrect", "not really", "no it isn't", "no that's wrong", "👎", "❌")  # fmt: skip
_say(intents.Skip(), "skip", "skip it", "skip this", "skip that", "skip the questions", "skip questions", "pass", "next", "rather not say", "i'd rather not say",
     "prefer not to say", "don't want to say", "not said", "no thanks", "no thank you", "leave it blank", "leave blank", "skip both")  # fmt: skip
_say(intents.Cancel(), "cancel", "cancel it", "cancel that", "cancel this", "cancel draft", "cancel the draft", "cancel my draft", "cancel my proposal",
     "cancel proposal", "cancel the proposal", "discard", "discard it", "discard draft", "delete draft", "delete the draft", "delete my draft", "bin it", "scrap it", "drop it",
     "don't send", "don't send it", "do not send it", "dont send it", "throw it away", "don't submit", "don't submit it", "don't submit this")  # fmt: skip
_say(intents.Cancel(sure=False), "never mind", "nevermind", "forget it", "stop", "leave it", "quit", "exit", "abort", "nvm", "forget about it",
     "changed my mind", "i changed my mind", "i've changed my mind")  # fmt: skip
_say(
    intents.StartAgain(),
    "start again",
    "start over",
    "restart",
    "reset",
    "begin again",
    "start from scratch",
    "from scratch",
)
_say(intents.Begin(), "propose", "make a proposal", "new proposal", "another proposal", "make another proposal", "make another", "another one", "i have an idea",
     "i have a proposal", "i have a suggestion", "i've got an idea", "ive got an idea", "i've got a suggestion", "got an idea",
     "a proposal", "proposal", "suggestion", "idea", "make a suggestion", "submit a proposal", "send a proposal", "leave a proposal",
     "start a proposal", "write a proposal", "submit an idea", "i have another idea", "another idea", "propose something",
     "suggest something", "make proposal", "submit another", "submit another proposal", "send another", "i have some ideas")  # fmt: skip
_say(intents.Change(), "change", "change it", "change this", "change that", "edit", "edit it", "amend", "amend it", "make a change", "change something", "change my proposal",
     "edit my proposal", "change the proposal", "change proposal", "correct it", "fix it", "i want to change something")  # fmt: skip
_say(intents.Mine(), "my proposals", "show my proposals", "list my proposals", "my proposal", "show my proposal", "see my proposals", "view my proposals", "my ideas",
     "what have i sent", "what did i send", "what have i submitted", "what did i submit", "show me my proposals", "my suggestions",
     "my submissions", "what i sent", "list mine", "what have i proposed", "see what i sent")  # fmt: skip
_say(intents.Said("help"), "help", "?", "??", "menu", "commands", "options", "/help", "help me", "i need help", "what do i do", "what do i do now", "what now",
     "how does this work", "how do i use this", "what can i do", "what can i do here", "what can you do", "what can i say",
     "what should i do", "how do you work", "instructions", "what next", "i'm stuck", "im stuck", "i'm lost")  # fmt: skip
_say(intents.Said("greeting"), "hi", "hello", "hey", "hiya", "hi there", "hello there", "hey there", "good morning", "good afternoon", "good evening", "morning",
     "afternoon", "evening", "howdy", "ey up", "ay up", "alright", "yo", "hullo", "helo", "hi soundings", "hello soundings", "👋",
     "hi all", "hello everyone", "good day", "start", "/start", "hello bot", "how are you", "hi how are you")  # fmt: skip
_say(intents.Said("thanks"), "thanks", "thank you", "ta", "cheers", "thx", "many thanks", "thanks a lot", "thank you very much", "thanks so much", "thank you so much",
     "much appreciated", "that's great thanks", "great thanks", "ok thanks", "lovely", "brilliant", "thanks for that",
     "thanks for your help", "thank u", "tysm", "ty", "🙏", "appreciated", "that's helpful", "got it", "ok got it", "i see", "lovely thanks")  # fmt: skip
_say(intents.Said("goodbye"), "bye", "goodbye", "bye bye", "see you", "see ya", "that's all", "thats all", "that is all", "i'm done", "im done", "good night", "done",
     "nothing else", "that's everything", "no that's all", "night", "finished", "i'm finished")  # fmt: skip
_say(intents.Said("non_answer"), "nothing", "dunno", "i dunno", "don't know", "dont know", "i don't know", "i dont know", "idk", "test", "testing", "this is a test", "test test",
     "test 123", "testing 123", "no idea", "n/a", "na", "none", "not sure", "i'm not sure", "meh", "whatever", "hmm", "hm", "lol", "haha", "ha",
     "nothing really", "can't think of anything", "no comment", "nowt", "not much", "no clue", "blah", "blah blah blah", "...", "…", "-", ".",
     "who cares", "don't care", "dont care", "i don't care", "nothing to say", "just testing", "just looking", "hello world", "foo", "abc", "123")  # fmt: skip
_say(intents.Split(two=True), "split", "split it", "split them", "send as two", "send them as two", "send as two proposals", "two proposals", "separately",
     "split into two", "split it into two", "make it two", "as two")  # fmt: skip
_say(
    intents.Split(two=False),
    "keep as one",
    "keep it as one",
    "keep together",
    "keep them together",
    "as one",
    "one proposal",
    "don't split",
)
_say(
    intents.Place("add"),
    "add it",
    "add to it",
    "add it to my draft",
    "add to my draft",
    "add that",
    "add this",
    "add to draft",
    "add them",
)
_say(
    intents.Place("second"),
    "second",
    "a second proposal",
    "second proposal",
    "separate",
    "a new one",
    "new one",
    "it's a second one",
    "as a second proposal",
)
_say(
    intents.Place("replace"),
    "replace",
    "replace it",
    "replace my draft",
    "instead",
    "replace the draft",
    "use this instead",
    "replace draft",
)
_say(intents.Resolve("proposal"), "as a proposal", "make it a proposal", "it's a proposal", "its a proposal", "it was a proposal", "send it as it is",
     "send as it is", "pass it on", "it is a proposal", "file it", "file it anyway", "make this a proposal", "turn it into a proposal",
     "that's a proposal", "send as is", "send it as is", "that was a proposal", "take it anyway", "file it as a proposal")  # fmt: skip
_say(intents.Resolve("question"), "as a question", "it's a question", "its a question", "it was a question", "that was a question", "i was asking",
     "answer it", "it is a question", "that's a question", "i was asking a question", "it's not a proposal", "that's not a proposal",
     "that wasn't a proposal", "not a proposal", "it was just a question")  # fmt: skip
_say(intents.Shorten(), "use the first part", "shorten", "shorten it", "cut it", "first part")
_say(
    intents.Keep(),
    "keep it",
    "keep",
    "keep the draft",
    "keep my draft",
    "keep my proposal",
    "don't withdraw",
    "do not withdraw",
    "don't cancel",
)
_say(intents.Forget(), "forget", "forget me", "forget my setting", "forget my level", "forget my details", "forget my job", "forget my setting and level",
     "forget where i work", "forget what i told you", "forget about me", "forget that", "forget my role")  # fmt: skip
_say(intents.Feedback(True), "helpful", "that was helpful", "that helped", "that helps", "very helpful", "useful", "good answer", "this was helpful",
     "that's useful", "that answers it", "that answered it")  # fmt: skip
_say(intents.Feedback(False), "not helpful", "unhelpful", "that didn't help", "that didnt help", "that doesn't help", "that was not helpful",
     "that wasn't helpful", "that doesn't answer my question", "that doesnt answer my question", "you didn't answer my question",
     "that didn't answer my question", "not useful", "bad answer", "wrong answer", "that's not what i asked", "not what i asked",
     "that isn't what i asked", "useless answer", "doesn't answer my question", "that's not helpful", "you didnt answer my question")  # fmt: skip
_say(intents.Consent(quote=True), "you may quote me", "you can quote me", "quote me", "happy to be quoted", "i'm happy to be quoted", "may be quoted", "you may quote it",
     "yes you can quote me", "i can be quoted", "feel free to quote me", "you can quote it", "quote yes", "quote: yes", "i don't mind being quoted")  # fmt: skip
_say(intents.Consent(quote=False), "don't quote me", "do not quote me", "dont quote me", "you may not quote me", "you can't quote me", "not to be quoted",
     "i don't want to be quoted", "please don't quote me", "quote no", "quote: no", "may not be quoted", "no quotes")  # fmt: skip
_say(intents.Consent(contact=True), "contact me", "you may contact me", "you can contact me", "may be contacted", "get in touch with me", "keep me posted",
     "keep me informed", "keep me updated", "i'd like to be contacted", "happy to be contacted", "i'm happy to be contacted",
     "you can get in touch", "let me know what happens", "contact yes", "contact: yes", "i want to hear back", "i'd like to hear back",
     "tell me what happens", "please keep me informed", "i would like to be contacted", "let me know")  # fmt: skip
_say(intents.Consent(contact=False), "don't contact me", "do not contact me", "dont contact me", "you may not contact me", "no contact", "contact no",
     "contact: no", "i don't want to be contacted", "don't get in touch", "may not be contacted", "stay anonymous", "keep it anonymous",
     "keep me anonymous", "make it anonymous", "i want to stay anonymous", "anonymous please", "anonymously")  # fmt: skip


def read(text: str) -> Intent | None:
    """What a short message commands; None when it is no command."""
    if len(text) > LONGEST:
        return None
    said = core(text)
    for given in (plain(text).strip(" .!"), said):
        if given in _EXACT:
            return _EXACT[given]
    return next((found for rule in _RULES if (found := rule(tidy(text), said)) is not None), None)


def receipt_in(text: str) -> str:
    """The receipt in a text, in its true form; "" when there is none."""
    return next((found for match in RECEIPT.finditer(text) if (found := tidy_receipt(match[0]))), "")


def reference_in(text: str) -> str:
    """The public reference in a text, such as `P-1042`; "" when there is none."""
    match = REFERENCE.search(text)
    found = number(match[0]) if match else None
    return reference(found) if found else ""


def _code(text: str) -> str:
    return receipt_in(text) or reference_in(text)


_OWN = r"(?:my|the|this|that|it|mine|our)?\s*(?:last |first |other |second )?(?:proposal|idea|suggestion|submission|it|one|receipt|code|reference)?"
_WITHDRAW = re.compile(rf"(?:withdraw|retract|take back)\b\s*({_OWN})\s*(?:back)?\s*[:#]?\s*(.*)", re.DOTALL)
_DELETE = re.compile(
    r"(?:delete|remove|erase|take down|pull|cancel)\s+(?:(?:my|the|this|that|our) (?:last |first |other |second )?(?:proposal|idea|suggestion|submission)s?|it|mine)\b\s*[:#]?\s*(.*)",
    re.DOTALL,
)


def _withdraw(text: str, said: str) -> Intent | None:
    plainly = re.match(r"(?:delete|remove|erase|cancel)\s+\S", said) and _code(text)
    match = _WITHDRAW.fullmatch(said)
    if match and (_code(text) or not match[2] or _looks_coded(match[2])):
        return intents.Withdraw(_code(text) or match[2])
    gone = _DELETE.fullmatch(said)
    if (gone and (not gone[1] or _looks_coded(gone[1]))) or plainly:
        return intents.Withdraw(_code(text))
    return None


_TRACK = re.compile(
    r"(?:what(?:'s| has| is|s)?\s*(?:ever )?(?:happened|happening|happens|become|going on)\s*(?:to|with|of)|(?:the )?status(?: of)?|track|check(?: on)?|where(?:'s| is)|"
    r"(?:any )?(?:news|update|progress)(?: on| about| of| with)?|how(?:'s| is)|look up|show(?: me)?|open|see)\b\s*(.*)",
    re.DOTALL,
)
_MY = re.compile(
    r"(?:with )?(?:my|the|our) (?:last |first |other )?(?:proposal|idea|suggestion|submission)s?(?: i (?:sent|made|submitted))?(?: (?:now|yet|doing|going))?\??"
)


def _track(text: str, said: str) -> Intent | None:
    match = _TRACK.fullmatch(said.rstrip("? "))
    if match is None:
        return None
    rest = match[1].strip(" ?")
    if _code(text):
        return intents.Track(_code(text))
    if rest in ("mine", "it") or _MY.fullmatch(rest):
        return intents.Track()
    return intents.Track(rest) if _looks_coded(rest) else None


def _looks_coded(rest: str) -> bool:
    """A code mistyped: one to four groups of letters and figures that are no ordinary words."""
    groups = re.split(r"[\s-]+", rest.strip(" .?!"))
    dashed = "-" in rest and all(re.fullmatch(r"[0-9a-z]{2,6}", group) for group in groups)
    return (
        rest.strip().isupper()
        or rest.strip() == "receipt"
        or dashed
        or any(character.isdigit() for character in rest)
        and len(groups) <= 5
    )


def _bare_code(text: str, said: str) -> Intent | None:
    code = _code(text)
    rest = REFERENCE.sub("", RECEIPT.sub("", text))
    if not code or len(words(rest)) > 4:
        return None
    if re.search(r"\b(?:change|edit|amend|correct)\b", said):
        return intents.Change(which=code)
    return intents.Track(code) if len(words(rest)) <= 3 and not re.search(r"\b(?:support|link|second)", said) else None


_SUPPORT = re.compile(r"(?:i |we )?(?:support|second|back|agree with|\+1|me too|same as|upvote|like)\b.*")


def _support(text: str, said: str) -> Intent | None:
    reference = reference_in(text)
    if reference and _SUPPORT.match(said) and len(words(text)) <= 12:
        return intents.Support(reference)
    if said in {"support", "support it", "support that", "support that one", "i support that", "me too", "support this", "i support it",
                "support that one instead", "i agree with that one", "i agree with that", "support the first", "+1", "support this one"}:  # fmt: skip
        return intents.Support("")
    return None


def _link(text: str, said: str) -> Intent | None:
    if re.match(
        r"(?:link|connect|join|attach)\b(?: (?:mine|it|this|my proposal|them))?(?: (?:to|with))?(?: (?:p\b.*|that one|it|that))?$",
        said,
    ):
        return intents.Link(reference_in(text))
    return None


_SEARCH = re.compile(
    r"/?(?:(?:search|look)(?: (?:the |all |through |in )*(?:proposals|ideas|suggestions|store))?(?: (?:for|about|on))?(?: (?:proposals|ideas)(?: (?:about|on|for))?)?"
    r"|(?:find|show|list|get|give)(?: me)?(?: all| the| some| any)* (?:proposals|ideas|suggestions)(?: (?:about|on|for|like|that mention|mentioning|from|with))?"
    r"|(?:what|which) (?:proposals|ideas|suggestions) (?:are there|do we have|have we had|came in)(?: (?:about|on|for))?)\b\s*[:]?\s*(.*)",
    re.DOTALL,
)


def _search(text: str, said: str) -> Intent | None:
    match = _SEARCH.fullmatch(said.rstrip("?"))
    if match is None or said.startswith("look") and "proposal" not in said:
        return None
    return intents.Search(tidy(match[1]))


_CHANGE_TO = re.compile(
    r"(?:no,?\s+)?(?:change|set|switch|update|amend|edit|correct|make|put)\s+(?:the\s+|my\s+)?(.{1,200}?)\s+(?:to|into|as|=|from .{1,60} to)\s*:?\s+(.{1,2000})",
    re.IGNORECASE | re.DOTALL,
)
_REPLACE_WITH = re.compile(r"(?:replace|swap)\s+(.{1,200}?)\s+(?:with|by|for)\s+(.{1,2000})", re.IGNORECASE | re.DOTALL)
_FIELD_IS = re.compile(
    r"(?:no,?\s+)?(?:the\s+|my\s+|its\s+)?(setting|level|themes?|title|region|aim|outcome|implementation|acts)\s*(?::|=|is\b|should be\b|should say\b|are\b|to\b)\s*(.{1,500})",
    re.IGNORECASE | re.DOTALL,
)
_CORRECTION = re.compile(
    r"(?:no|nope|nah|wrong|not quite|actually|sorry|hang on|wait)[,.!\s]+(?:(?:no|sorry|actually)[,.\s]+)?"
    r"(?:(?:it's|its|it is|it was|that's|that is|this is|i meant|i mean|make (?:it|that)|should be|it should be|put|for|we're|i'm in|i work in)\s+)(.{2,80})",
    re.IGNORECASE,
)
_PLAIN_CORRECTION = re.compile(
    r"(?:it's|its|it is|this is|that's|i meant|i mean|make (?:it|that)|it should be|should be|put|mine is|it's about|it is about|it's for|it is for)\s+(.{2,60})",
    re.IGNORECASE,
)


def _change_to(text: str, said: str) -> Intent | None:
    bare = re.sub(
        r"^(?:please|can you|could you|actually|ok|sorry|oh|and|also|yes|but|i want to|i'd like to)[,\s]+",
        "",
        text,
        flags=re.IGNORECASE,
    )
    match = _CHANGE_TO.fullmatch(bare) or _REPLACE_WITH.fullmatch(bare)
    if match and not re.match(r"(?:make|put|set)\b", bare, re.IGNORECASE):
        return intents.ChangeTo(
            match[1].strip(" \"'“”"), match[2].strip(" \"'“”.") if len(match[2]) < 200 else match[2].strip()
        )
    if match and field_named(match[1]) and field_named(match[1]) != "proposal":
        return intents.ChangeTo(match[1].strip(), match[2].strip(" \"'“”."))
    named = _FIELD_IS.fullmatch(bare)
    if named and not bare.endswith("?"):
        return intents.ChangeTo(named[1].lower(), named[2].strip(" \"'“”."))
    return None


def correction(text: str) -> Intent | None:
    """ "No, it's social care": a value put right, where there is something to put right."""
    match = _CORRECTION.fullmatch(plain(text).rstrip(" .!")) or _PLAIN_CORRECTION.fullmatch(plain(text).rstrip(" .!"))
    if match and len(words(match[1])) <= 8 and (values := values_in(match[1])):
        return intents.SetValues(values)
    return None


_ADD = re.compile(
    r"(?:please |also |and |can you |could you |oh )*(?:add|include|mention|say|put in)(?: also| too)?(?: (?:that|this|to it|to (?:my|the) (?:proposal|draft)))?\s*[:,]?\s+(.{3,})",
    re.IGNORECASE | re.DOTALL,
)


def addition(text: str) -> Intent | None:
    """ "Add that it needs protected time"; read only where there is something to add to."""
    match = _ADD.fullmatch(text)
    return intents.Add(match[1].strip()) if match else None


_AT_WORK = re.compile(
    r"(?:hi,? |hello,? )?(?:i'm|i am|im|i work|we work|we are|we're)\s+(?:as |in |at |for |on |with )*(?:an? |the )?(.{2,60})",
    re.IGNORECASE,
)


def told(text: str) -> Intent | None:
    """ "I'm a ward manager": where somebody works, said on its own."""
    match = _AT_WORK.fullmatch(plain(text).rstrip(" .!"))
    if match and len(words(match[1])) <= 7 and (values := values_in(match[1])):
        return intents.Tell(values)
    return None


def choice_of(field: str, text: str) -> Intent | None:
    """A short answer to a question about one field."""
    value = value_of(field, text) if len(words(text)) <= 6 else ""
    return intents.SetValues(((field, value),)) if value else None


_RULES: tuple[Callable[[str, str], Intent | None], ...] = (
    _withdraw, _track, _support, _link, _search, _bare_code, _change_to,
)  # fmt: skip
