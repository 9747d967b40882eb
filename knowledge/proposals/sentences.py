"""The sentences of what people type, and what some of them are about. Punctuation is often missing."""

import re

_ABBREVIATION = r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bNo)(?<!\bvs)"
_END = re.compile(rf"(?:{_ABBREVIATION}[.!?…]+[\"”’')\]]*\s+|\n+\s*(?:[-*•]\s*)?)")
_PURPOSE = re.compile(
    r"[,;]?\s*\b(?:so that|so (?:we|they|staff|patients|people|teams|leaders|managers)|in order (?:to|that))\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:(?:it|this|that|which|you|we|they|staff|patients|residents|families|people|leaders|everyone|then \w+)"
    r"(?:'d| would|'ll| will)(?! (?:need|have to|like|love|only work|not work|cost))"
    r"|would (?:mean|help|free|save|solve|make|lead to|give|keep|stop|cut|let|change)"
    r"|(?:went|goes|go|come|came) (?:down|up)|better (?:care|for)|the result|fewer|less sickness|solves)\b",
    re.IGNORECASE,
)
_HELP_OR_HINDRANCE = re.compile(
    r"\b(?:(?:it|this|that|they|we|you)(?:'d| would|'ll| will)? (?:need|needs|have to|has to|only works?|won't work)"
    r"|needs? (?:money|funding|cover|time|protected|somebody|someone)|costs? (?:nothing|money|little|more|a lot)"
    r"|funded|fund(?:ing)? (?:the|for|it)|pay for|back ?fill|locum cover|with the salary|with expenses"
    r"|the (?:problem|barrier|obstacle|trouble|snag) (?:is|would be)|gets? in the way|stops us|unless|as long as"
    r"|depends on|would help|what helps|hard because|difficult because)\b",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """The sentences of a text, in order, trimmed; lines and bullets end one too."""
    found, start = [], 0
    for match in _END.finditer(text):
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    return [trimmed for sentence in found if (trimmed := sentence.strip(" \n-*•"))]


def outcome(text: str) -> str:
    """What the text says would be better, in its own words; "" when it does not say."""
    for sentence in split(text):
        if purpose := _PURPOSE.search(sentence):
            return _begun(sentence[purpose.start() :].lstrip(" ,;"))
    later = split(text)[1:]
    return next((sentence for sentence in later if _RESULT.search(sentence) and not sentence.endswith("?")), "")


def implementation(text: str) -> str:
    """What the text says would help or get in the way, in its own words; "" when it does not say."""
    return next((sentence for sentence in split(text)[1:] if _HELP_OR_HINDRANCE.search(sentence)), "")


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
