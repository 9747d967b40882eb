"""The words and forms by which people propose, also in the form of a question. Read against plain text."""

import re

from bot.conversation.patterns import any_of, word_list

_MANAGERS = (
    r"(?:they|managers|staff|everyone|people|somebody|someone|the (?:review|government|nhs|board|trust|managers?))"
)
_TO_WISH_FOR = (
    r"(?:have|get|be given|be allowed|be made|be paid|be trained|be required|stop|start|make|bring|introduce|please|"
    r"do something|look (?:at|into)|consider|recommend|scrap|ban|put|use|try|sort|fix|allow|let|create|set up|pay|"
    r"train|"
    r"cut|reduce|ensure|insist|spend|be (?:an?|some|more|better|less|fewer)|give (?:us|staff|managers|every\w*|all|"
    r"ward|care|new))"
)
PROPOSES_ASKING = any_of(
    r"(?:might|may|can|could) i (?:just |please |also )?(?:suggest|propose|recommend|ask that)\b",
    rf"(?:can|could|may|might) (?:we|everyone|you|there) (?:all |please |pls |at least |just |also |not "
    rf")*{_TO_WISH_FOR}\b",
    rf"(?:can|could) {_MANAGERS} (?:please |pls |at least |just |not |all )+\w+",
    rf"(?:can|could) (?:managers|staff|everyone|people|the (?:review|government|nhs|board|trust)) {_TO_WISH_FOR}\b",
    r"(?:can't|cant|couldn't|couldnt|cannot|shouldn't|shouldnt) (?:we|they|managers|staff|somebody|someone|everyone|"
    r"there|you)\b",
    r"(?:wouldn't|wouldnt) it\b",
    r"(?:isn't|isnt|is) it (?:not )?(?:about )?time\b",
    r"why (?:don't|dont|doesn't|doesnt|not|do we not|do they not|can't|cant|couldn't|couldnt|can not|cannot|won't|"
    r"wont|isn't there|"
    r"isnt there|aren't there|arent there|is there no|are there no|do(?:es)? (?:nobody|no one|noone))\b",
    r"how about\b",
    r"what about (?:we|making|giving|having|letting|getting|putting|paying|if|an?)\b",
    r"what if\b",
    r"(?:would|could|might) it (?:not )?(?:help|make|be (?:good|great|better|useful|nice|possible to (?:have|give|"
    r"get|make)|worth))\b",
    r"is (?:there|it) (?:any chance|any way|a way|too much to ask|possible) (?:that |to |for |of )?"
    r"(?:we|managers|staff|people|everyone|having|giving|getting|have|give|get|make|every\w*)\b",
    r"any chance (?:of|we|that)\b",
    r"(?:has|have) (?:anyone|anybody|you|they|the review|we|somebody) (?:ever )?(?:thought|considered|tried|looked "
    r"at)\b",
    r"(?:should|shouldn't) (?!i\b|we (?:put|write|use|send|include|say|expect|contact|email)\b)"
    r"(?:there|\w+(?: \w+){0,4}) (?:not )?(?:be|have|get|spend|do|make|take|work|receive|know|learn|start|stop)\b",
)
"""Proposals in the form of a question."""

_STRONG = word_list(
    r"""
    stop start give make let pay train bring get_rid_of scrap abolish introduce create fund allow put ensure
    provide replace reduce increase invest recruit listen treat set_up appoint teach build simplify ban
    ring-?fence ring_fence mandate encourage involve hire improve stick_to raise prioriti[sz]e recogni[sz]e
    respect standardi[sz]e roll_out open_up expand extend embed empower enable equip rethink reform redesign
    devolve decentrali[sz]e delegate do_away do_more do_less do_not don't dont never always establish guarantee
    free_up insist nurture look_after act_on slim sort_out sort_the fix require help bring_back be_honest be_open
    value trust protect reward promote publish share include develop hold_\w+_to
    """
)
_WEAK = word_list(
    r"""
    withdraw delete skip add get cut offer end hold link open pair score drop sort say agree print spread place
    sponsor try count judge rate rank shadow ask tell have move shift merge split take send show keep run plan
    push pilot test thank tie trial turn use work write allocate accredit license licence regulate attract attach
    apply bin boost call close commission communicate cancel combine consult rotate mentor coach match sack fire
    measure adopt limit cap focus review restore appraise assess audit check clarify lower modernise name bonus
    celebrate change consider cover design employ explain induct lend lift minimi[sz]e monitor nominate organise
    produce recommend record register release remove retain schedule second select slow spend stretch strengthen
    broaden deepen support swap talk think cost double halve lead pick choose post advertise separate break remind
    tackle address challenge model back join answer bring find
    """
)
_OBJECT = (
    r"(?:the|an?|every\w*|each|all|us|them|it|our|their|more|less|fewer|some|any\w*|people|staff|managers?|leaders?|"
    r"new|one|two|"
    r"whoever|who|what|how|where|about|to|up|out|off|with|at|on|in|into|for|from|by|back|down|than|thank|"
    r"(?:\w+ ){0,2}(?:managers?|leaders?|staff|nurses?|teams?|boards?|directors?|trusts?|homes?|workers?|carers?|"
    r"time|training|money|pay))\b"
)
_ANYTHING = (
    r"(?!(?:is|are|was|were|of|and|or|has|have|had|will|would|can|could|does|do|did|not|isn't|aren't)\b)\w+ \w+ \w+"
)
_HAVE = r"have (?:an?|the|one|every|all|some|more|fewer|regular|proper)\b"
HAVE_SOMETHING = re.compile(_HAVE)
"""Looks like a question and is an order: "have a named mentor for everyone"."""
STARTS_DOING = re.compile(
    rf"(?:please |pls |just |for (?:god's|goodness|goodness') sake |they |we |only |simply )?"
    rf"(?:(?:{_STRONG})\b(?! of (?:now|the moment)$)|(?:{_WEAK}) (?={_OBJECT}|{_ANYTHING})|"
    rf"{_HAVE})"
)
_THEN_DOING = re.compile(
    rf"(?:[,;:–-]\s+|\bso |\bthen |\band )(?:please |just )?(?:(?:{_STRONG})|(?:{_WEAK}))\s+(?:the|an?|every\w*|each|"
    rf"all|us|them|new|more|some|it)\b"
)

_MINE_TO_DO = re.compile(
    r"\b(?:(?:should|must|shall) i|i(?:'d| would)?(?: really| just| also)* (?:should|must|need(?: to)?|have to|ought "
    r"to|(?:want|like|love|wish|hope) to))\b"
    r"(?! (?:see|have|be|propose|suggest|recommend|advise)\b)"
)
"""What the writer has to do or wishes to do; not what should change."""

MUST = any_of(
    r"\b(?:should|shd|shud|shld|shoud|shuld|ought to|oughta|must|needs? to|need(?:s|ed)?|has to|have to be|hav to be|"
    r"had better)\b",
    r"\bcould (?:really )?do with\b",
    r"\b(?:i|we|id|i'd|we'd) (?:would |really |strongly |also |do |honestly |just )*(?:propose|suggest|recommend|"
    r"advise|advocate|want|wanna|"
    r"wish|urge|love to see|like to see|like (?:us|them|managers|more|better|every|all|there)|like an?|welcome|love "
    r"an?|love it|call for|"
    r"vote for|favour|hope)\b",
    r"\bmy (?:one )?(?:idea|suggestion|proposal|recommendation|wish|ask|plea|solution|thought|view)(?: is|:| would| -)",
    r"^(?:idea|suggestion|proposal|recommendation|proposed|request)\s*[:\-–]",
    r"\b(?:it|that|this|which|things|life|what)(?: would|'d|d| might| could|'ll| will) (?:really |also |be )*(?:a "
    r")?(?:help|good|great|nice|"
    r"better|useful|brilliant|ideal|lovely|make (?:a|such|all|it|things|life|sense|us)|save|be worth|fantastic|"
    r"amazing|wonderful|"
    r"benefit|easier|worth|solve|go a long way)",
    r"\b(?:would|wud|wld|'d) (?:help|like to see|love to see|happily|make (?:a|such|all)|be (?:good|great|nice|"
    r"better|useful|helpful|ideal|"
    r"lovely|easier|brilliant|worth))\b",
    r"\bif only\b|\bi(?:'d| would)? wish\b",
    r"^(?:wish|would love|would like|could do with|needs?|should be|should have|must be|must have|time to|want|"
    r"wanted)\b",
    r"\b(?:let's|lets|let us)\b|\bmake sure\b|\bthere (?:should|ought|needs?|must|has to|could)\b",
    r"\bworth (?:\w+ing|a try)\b|\b(?:we|they|managers|trusts|the nhs|government|you) could (?:also |all |then |just "
    r")?\w+",
    r"\bin ?stead of\b.*\b(?:we|they|managers|use|have|let|give)\b|\bdon't just\b|\brather than just\b",
    r"\bthe (?:answer|solution|fix|way forward|best thing|one thing|key|priority) (?:is|would be)\b|\bthing that "
    r"would help\b",
    r"\bwhat (?:we|i|they|staff|managers|people|you) (?:really |actually |all |most )?(?:need|want|lack)s?\b",
    r"\bwhat would (?:really |actually )?(?:help|make)\b",
    r"\bwhat (?:i|we)(?:'d| would) (?:\w+ )?(?:say|suggest|propose|recommend|do|like|change|love|ask for|want)\b",
    r"\bi (?:reckon|think|believe|feel) (?:that )?(?:every|all|we|they|managers?|there|an?|new|each|more|less|fewer|"
    r"leaders?|senior|staff|"
    r"it's time|its time|the (?:nhs|best|only|answer|way|solution)|training|people|ward|care|having|if)\b",
    r"\bplease (?:can|could|stop|start|give|make|let|train|pay|bring|get|scrap|put|do|look|listen|ensure|allow|fund|"
    r"cut|have|"
    r"consider|treat|think)\b",
    r"\b(?:bring back|get rid of|do away with|put an end to|no more|fewer)\b|\bbetter (?:to have|if|off)\b|\bhow "
    r"about\b|\bwhy not\b",
    r"\b(?:in favour of|in support of|i'm for|i am for)\b|\bdeserves? "
    r"(?:to|an?(?! (?:medal|gong|knighthood|round|thank|big|pat|drink|mention|special))|more|better|proper)\b",
    r"\S+ \S+ \S+ \S+.* please[.!]*$",
)
"""Words of obligation, wish and advice."""

NOUNS = any_of(
    r"^(?:an? |the |some )?(?:more|better|fewer|less|proper|regular|free|mandatory|compulsory|protected|paid|funded|"
    r"national|local|joint|"
    r"shared|clear|clearer|simpler|stronger|real|genuine|equal|fair|fairer|transparent|honest|visible|approachable|"
    r"compassionate|"
    r"consistent|dedicated|independent|structured|standardi[sz]ed|ring-?fenced|flexible|accredited|annual|weekly|"
    r"monthly|"
    r"quarterly|yearly|basic|extra|longer|shorter|quicker|faster|360|rotational|cross-\w+|peer|reverse|one|every|"
    r"each|all|no|"
    r"anonymous|short|named|standards for) \w+",
    r"^(?:an? |some )?(?:training|coaching|mentoring|mentors?|coach(?:es)?|supervision|shadowing|induction|"
    r"apprenticeships?|"
    r"secondments?|feedback|recognition|bursar(?:y|ies)|exit interviews?|buddy|buddies|career|talent|placements?|job "
    r"swaps?|"
    r"(?:leadership|management) (?:training|course|programme|passport|academy|standards?|register|qualification)|"
    r"staff (?:voice|council|forum|representatives?))\b",
)
"""A proposal without a verb: "protected time for supervision"."""
_ADDS = (
    r"also|plus|because|so that|which means|especially|that's because|for example|e\.g|ideally|otherwise|the reason|"
    r"in addition|additionally|and also|and because|and then"
)
ADDS = re.compile(rf"^(?:{_ADDS})\b")
"""Begins as what can only go on with the words before it."""
GOES_ON = re.compile(rf"^(?:{_ADDS}|and|which|with|but|or|it|they|this|that would|then|as well|both)\b")
"""Begins as what goes on with the words before it, where it proposes something."""


def proposes(said: str) -> bool:
    """Whether a plain sentence says that something should change."""
    theirs = _MINE_TO_DO.sub(" ", said)
    return bool(MUST.search(theirs) or STARTS_DOING.match(said) or _THEN_DOING.search(theirs))
