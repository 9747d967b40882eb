"""Messages that are no proposals and must not be filed as such: somebody in danger, wrongdoing, despair. Cues only.

How things ought to be ("managers should be trained to stop bullying") is a proposal; one case is a concern.
"""

import re

from bot.conversation import proposing_cues
from bot.conversation.patterns import any_of
from bot.conversation.text import plain

_HARM = (
    r"(?:unsafe|dangerous|danger|died|death|dying|harmed|hurt|injur\w+|neglect\w*|abus(?:e|ed|es|ing|ive)|assault\w*|"
    r"hit|hits|hitting|"
    r"slapp\w+|rough(?:ly)? (?:with|handled)|bull(?:y|ies|ied|ying)|harass\w*|threaten\w*|intimidat\w*|groped|touched|"
    r"racist(?: (?:comments?|remarks?|abuse))?|sexual(?:ly)? \w+|fraud|stealing|stole|steals|drunk|cover(?:ed|ing|"
    r"s)?[ -]?up|falsif\w+|"
    r"false records|fiddl\w+|wrong (?:drug|dose|medication|blood)|medication errors?|left (?:in|on|alone|without|"
    r"lying)|starv\w+|"
    r"serious incident|never event|sepsis|restrain\w+|whistle-?blow\w*|blow the whistle)"
)
_CHIEFS = (
    r"(?:manager|boss|supervisor|matron|colleague|line manager|team leader|deputy|consultant|director|"
    r"chief exec\w*|sister|head)"
)
_SOMEBODY = (
    rf"(?:my {_CHIEFS}|our (?:{_CHIEFS}|ward|home|unit|team|chief)|"
    rf"the (?:ward |home |care home |deputy |registered |team |night )?(?:{_CHIEFS}|nurse|carer|doctor|owner) (?:on|"
    rf"at|in|of|is|was|has|keeps|here)|"
    r"a (?:patient|resident|colleague|nurse|carer|doctor|service user|client|consultant|surgeon|manager) "
    r"(?:was|is|has|died|on|in|at|here|who|being|keeps|got|had|nearly)|"
    r"(?:patients?|residents?|people|service users) (?:are|is|were|being|have been|on (?:my|our|this)) |one of "
    r"(?:our|the|my)|"
    r"(?:he|she) (?:is|was|keeps|has|hit|said)|i (?:saw|witnessed|was|am being|have (?:seen|been|evidence)|reported|"
    r"raised|found|know of)|"
    r"i'm being|i've (?:been|seen|witnessed|reported)|(?:someone|somebody) (?:is|was|has|on|at|in)|"
    r"last (?:night|week|month|shift|year)|yesterday|this morning|today|on (?:my|our) (?:ward|unit|shift|floor))"
)
_CONCERN = re.compile(
    rf"{_SOMEBODY}.{{0,120}}\b{_HARM}\b|\b{_HARM}\b.{{0,100}}(?:{_SOMEBODY}|by my (?:manager|boss)|on (?:my|our) "
    rf"(?:ward|unit|shift))",
    re.DOTALL,
)
_RAISED = any_of(
    r"\bi (?:want|need|would like|have|wish) to (?:report|raise|whistle-?blow|blow the whistle|make a complaint|"
    r"complain) ",
    r"\bi'd like to (?:report|raise)\b|\bi(?:'m| am) reporting\b",
    r"\b(?:i|we)\b.{0,30}\braise an? (?:safety |patient safety |serious )?concern\b",
    r"\breport (?:my|an?) (?:manager|colleague|incident|nurse|carer|doctor|boss|consultant)\b|\bsafeguarding "
    r"(?:concern|issue|alert)\b",
    r"\b(?:staffing|ward|shift|unit|home|rota)\w* (?:levels? )?(?:is|are|was|were) (?:\w+ )?(?:unsafe|dangerous)\b",
    r"\b(?:unsafe|dangerous) (?:staffing|levels|ward|conditions|practice)\b.*\b(?:my|our|tonight|last night|every "
    r"shift|here|right now)\b",
    r"\bpatients? (?:will|could|might|are going to) (?:die|get hurt|be harmed)\b",
)
_GENERAL = re.compile(
    r"\b(?:managers|leaders|staff|everyone|all|every|training|trained|policy|policies|culture|zero tolerance|"
    r"systems?|boards?|trusts|"
    r"organisations|guardians?|employers)\b"
)
_ONGOING = re.compile(
    r"\b(?:is|keeps|was|been|being) (?:hitting|bullying|abusing|assaulting|stealing|harassing|bullied|abused|"
    r"assaulted|harassed)\b"
)
_DESPAIR = re.compile(
    r"\b(?:kill(?:ing)? (?:myself|my self)|end(?:ing)? (?:it all|my life)|suicid\w*|(?:want to|wanna) die|"
    r"(?:don't|dont) want to (?:live|be here any ?more|wake up)|self[- ]harm\w*|hurt(?:ing)? myself|no point (?:in "
    r")?living|better off dead|"
    r"(?:can't|cant) go on (?:living|any ?more|like this)|take my own life)\b"
)
_SPOKEN_OF = re.compile(
    r"\bsuicid\w* (?:prevention|rates?|awareness|training|risk)\b|\b(?:staff|prevent\w*|doctors?|nurses?) suicid\w*"
)


def tells_of_danger(text: str) -> bool:
    """Whether it tells of somebody harmed or in danger, or of wrongdoing: one case, not how things ought to be."""
    said = plain(text)
    if _RAISED.search(said):
        return True
    return bool(_CONCERN.search(said)) and not _speaks_generally(said)


def _speaks_generally(said: str) -> bool:
    proposing = any(proposing_cues.proposes(part) for part in re.split(r"[.!?\n]+\s*", said) if part)
    return proposing and bool(_GENERAL.search(said)) and not _ONGOING.search(said)


def tells_of_distress(text: str) -> bool:
    """Whether the person may be thinking of harming themselves."""
    said = plain(text)
    return bool(_DESPAIR.search(said)) and not _SPOKEN_OF.search(said)
