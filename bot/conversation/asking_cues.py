"""The words and forms by which people ask. Patterns are read against plain text: lower case, straight quotes."""

import re

from bot.conversation.patterns import any_of, word_list

FILLER = re.compile(
    r"^(?:(?:so|and|but|ok|okay|oh|um|er|erm|well|hi|hello|hey|hiya|sorry|also|actually|just|please|pls|now|then|"
    r"wait|hmm|"
    r"honestly|right|yes|yeah|no|look|listen|basically|seriously|personally|(?:one|another|a|last|quick|final|my) "
    r"(?:more |other )?(?:quick )?question|question|"
    r"quick one|btw|by the way|another question|one more thing|another thing|last question|plus|thanks|thank you|ta|"
    r"cheers|morning|good morning|good afternoon|good evening|hi there|hello there|first(?:ly)?|second(?:ly)?|finally|"
    r"(?:i|we)(?: just| only| also)* (?:want(?:ed)?|would like|'?d like) to (?:say|tell you|mention)(?: that)?|"
    r"maybe|perhaps|tbh|imo|imho|fwiw|in my (?:opinion|view|experience)|from my experience|to be (?:honest|fair)|"
    r"frankly|"
    r"for a start|of all times|out of interest|just out of interest|dear (?:sir|madam|all|team))\b[\s,:.!?–-]*)+"
)

_OURS = (
    r"(?:proposals?|idea|ideas|suggestions?|submission|draft|receipt|code|message|messages|name|names|data|answers?)"
)

ABOUT_MINE = any_of(
    rf"\b(?:my|your|the|our|these|those) {_OURS}\b",
    r"\b(?:this|it|that) (?:be )?(?:anonymous|private|safe|confidential|seen|shared|published|read|quoted|deleted|"
    r"kept|sent|used)\b",
    r"\bonce (?:it's |it is )?(?:sent|submitted)\b",
)
"""In a question, these say that it is about us and what was sent, whatever its form."""

ASKS = any_of(
    r"(?:can|could|would|will) (?:you|u|someone|anyone|anybody) (?:please |pls |kindly |just )*"
    r"(?:tell|explain|say|confirm|clarify|let me know|remind|describe|show me|help me understand|give me|send me)",
    r"(?:do|does) (?:you|u|anyone|anybody) know\b",
    r"(?:wondering|not sure|unsure|confused|curious)(?: about)? (?:who|what|when|where|if|whether|how|why|which)\b",
    r"(?:i|we)(?:'m| am|'re| are| was| were)? ?(?:just |also )?"
    r"(?:wonder(?:ing)?|curious|asking|not sure|unsure|confused|trying to (?:find|work|understand))\b",
    r"(?:i|we)(?:'d| would)? (?:just |also |really )?(?:want|like|need|wish|love)(?:ed)? to "
    r"(?:know|ask|find out|understand|check|hear (?:who|what|when|whether|if|about))\b",
    r"(?:tell|explain to|remind|inform) (?:me|us)\b(?! what to)",
    r"(?:please )?(?:explain|clarify|confirm|define|describe|summarise|summarize)\b(?! to (?:managers|staff|leaders))",
    r"(?:any|no) idea (?:who|what|when|where|if|whether|how|why)\b",
    r"(?:i|we) (?:don't|dont|do not|didn't|cant|can't) (?:know|understand|get|see) (?:who|what|when|where|if|whether|"
    r"how|why)\b",
    r"(?:is|are) (?:it|this|that|they|these) (?:true|right|correct|really)\b",
    r"(?:details|info|information|more|anything|something) (?:on|about|of)\b",
    r"(?:the )?(?:date|dates|deadline|name|names|link|links|address|email|phone|number|end date|closing date|contact)"
    r" (?:of|to|for|i|we|by|details|please)\b",
    r"(?:my )?question(?: is|:)",
    r"(?:give|send|show|find|get|write|draft|book|order|fetch|translate) (?:me|my)\b",
    r"(?:list|name) (?:the|all|your)\b",
    r"(?:should|shall|must|need|can|could|may|do|might|would|will) i\b(?! (?:just |please |also )?(?:suggest|propose|"
    r"recommend|ask that)\b)",
    r"am i\b",
    r"what if i\b",
    r"who (?:should|do|can|could|must|would) (?:i|we) (?:contact|ask|tell|write|email|speak|talk|send|complain|"
    r"report|go)\b",
    r"what about\b(?! (?:we|making|giving|having|letting|getting|putting|paying|if|an?) )",
    r"(?:how|what) (?:should|do|can|could|would) (?:i|we)\b",
)
"""Asking, whatever else is in the sentence."""

RHETORICAL = any_of(
    r"(?:why|how come) (?:do|does|are|is|must|have|has) (?:we|they|staff|managers|nurses|it|i|people|our \w+|the) "
    r"(?:still|always|keep|have to|so|never|not|constantly|all|only)\b",
    r"why (?:would|should|bother)\b(?! you\b| i use\b)",
    r"(?:what(?:'s| is) the point|who thought|how hard can|how many times|how long (?:do|must|before|until) we)\b",
    r"when will (?:they|managers|someone|anyone|anybody|the \w+) (?:ever |finally )?"
    r"(?:learn|listen|understand|realise|get it|see|stop|wake)\b",
    r"who cares\b|what do (?:they|you) expect\b|how (?:is|are) (?:that|this|we|anyone|staff|i) (?:supposed|meant|"
    r"expected)\b",
    r"what (?:kind|sort) of (?:leader|manager|place|organisation|boss)\b",
    r"are you (?:joking|kidding|serious|having a laugh)\b",
    r"do (?:they|managers) (?:even|ever|really|actually) (?:care|know|listen|understand|realise)\b",
)

_AUX = (
    r"(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|isn't|isnt|"
    r"aren't|arent|"
    r"don't|dont|doesn't|doesnt|didn't|didnt|hasn't|haven't|won't|wont|wasn't|weren't|'s|'re|'ll)"
)
_SUBJECT = word_list(
    r"""
    i you u we they it this that these those there he she the my our your a an any anyone anybody someone people
    staff managers? nurses? doctors? gps? gp's carers? agency bank volunteers? social primary secondary mental
    ambulance paramedics? pharmac\w+ dentists? students? porters? reviewers? proposals? only just care dom both
    all every\w* sir dame general messenger gordon linda sajid nhs hospitals? councils? scotland wales northern
    england private names? me pay receipts? even really unpaid hcas? team ward local leaders? others?
    contractors? cleaners? charities hospices? icbs? icss? registered junior senior middle social
    """
)
_VERB = r"(?:be|been|have|has|not|also|then|get|all|only|never)"
AUX_ASKS = re.compile(rf"{_AUX}\s+(?:{_SUBJECT})\b(?! of us\b)")
AUX_FIRST = re.compile(rf"{_AUX}\s+(?!{_VERB}\b)\w+")
WH = re.compile(
    r"(?:who|what|when|where|which|whose|whom|how|why|wot|wat|whos|whats|whens|wheres|hows|whys|wen|wher|hw)"
    r"(?:'?s|'re|'ll|'d)?\b(?!ever)"
)
_PEOPLE = (
    r"(?:an?|the|i|we|you|they|managers?|staff|people|someone|somebody|new|leaders?|nurses?|doctors?|our|my|things|"
    r"something|cqc|"
    r"\w+ing)"
)
WH_CLAUSE = any_of(
    r"what (?:i|we)(?:'d| would) (?:\w+ )?(?:say|suggest|propose|recommend|do|like|change|love|ask for|want)\b",
    r"what (?:we|i|they|staff|managers|people|you|the nhs|this place|would|is needed|really)\b(?! (?:do|is|are|can|"
    r"will)\b)"
    r"(?=.*\b(?:need|needs|want|wants|would|is|should|matters|lack|helps?)\b)",
    rf"(?:when|where|while) {_PEOPLE}\b(?!.*\b(?:report|publish|finish|end)s?\b)",
    rf"when (?!{_AUX}\b)\w+ (?!{_AUX}\b)\w+ \w+ \w+",
    r"how (?:managers|they|we|staff|people|leaders|some|our|my)\b",
    r"who(?:ever)? you know\b|whatever\b|whoever\b|whenever\b|wherever\b|however\b|which (?:is|means) (?:why|a|not|"
    r"what|we|that)\b",
)
"""Starts with a question word and asks nothing: "what we need is", "when managers leave"."""

WH_INSIDE = re.compile(
    r"(?:^|,\s*|\b(?:in|on|of|by|at|for|to|from|into|with|under|took|has|have|is|was) )"
    r"(?:what|which|who|whom|how many|how much|how often)\b.*\b(?:did|does|do|is|are|was|were|can|has|have|had|will|"
    r"to)\b"
)
"""A question word further in, with its verb after it: "in what year was it", "of those asked, how many were"."""
TAIL_ASKS = re.compile(
    r"[,.]?\s+(?:(?:and|but|also|oh|btw|by the way|plus|so)\s+)?(?:-\s+)?"
    r"(?=(?:who|what|when|where|how|which)\s+(?:should|do|can|could|would|will|does|did)\s+(?:i|they|it|this|we|you|"
    r"my|the)\b"
    r"|(?:who(?:'s| is| are| will)|when (?:is|are)|where is)\b[^.!?]*\?)"
    rf"|,\s*(?:(?:and|but|also|so)\s+)?(?=(?:is|are|do|does|can|will|should|am|could|would|did)\s+(?:{_SUBJECT})\b)"
    r"|\s+(?:and|but|also|btw)\s+(?=(?:is|are|can|will|does|would|do)\s+(?:this|it|that|these|they|my|you|"
    r"i)\b[^.!?]*\?)"
)
"""Where a question begins at the end of a sentence: "im just a porter, do i count"."""

TOPIC = re.compile(
    r"\b(?:"
    + word_list(
        r"""
        reviews? reviewers messenger pollard gordon linda javid terms letter reports? recommendations deadline
        closing remit scope receipt anonymous anonymity confidential privacy gdpr webinars? workshops? events?
        consultation secretary dhsc contact email griffiths proposals? soundings panel cost expenses cpd
        included covered social primary pay scotland wales volunteers? agency carers? delivery ics icb ftsu
        withdraw timeline timetable dates?
        """
    )
    + r")\b"
)
"""What people ask about: the review, and us."""
PRIVACY = re.compile(
    r"\b(?:anonym\w+|confidential\w*|my (?:manager|boss|employer|trust|name|identity)|who (?:can|will|could) (?:see|"
    r"read|know)|find out|trace\w*|"
    r"get in(?:to)? trouble|identif\w+|whistle-?blow\w*|withdraw|delete|receipt)\b"
)
"""Questions a person may not want others to know they ask."""
