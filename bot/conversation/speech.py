"""What one sentence does: asks, proposes, praises, complains, or tells of danger. Cues only; pure functions.

People write tired, on phones, without question marks: "can we have", "why don't they just", "stop making us" propose,
whatever their grammar; "I want to know who" asks.
"""

import re
from typing import Literal

from bot.conversation.text import core, plain, words

Act = Literal["question", "proposal", "rhetorical", "praise", "complaint", "statement", "topic"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_FILLER = re.compile(
    r"^(?:(?:so|and|but|ok|okay|oh|um|er|erm|well|hi|hello|hey|hiya|sorry|also|actually|just|please|now|then|wait|hmm|honestly|"
    r"right|yes|yeah|no|look|listen|basically|seriously|personally|quick question|one question|question|quick one|btw|by the way|"
    r"another question|one more thing|another thing|last question|also|plus|thanks|thank you|ta|cheers|morning|good morning|"
    r"good afternoon|good evening|hi there|hello there|firstly|secondly|first|second|finally|maybe|perhaps|tbh|imo|imho|fwiw|"
    r"in my opinion|in my view|from my experience|in my experience|to be honest|frankly)\b[\s,:.!?–-]*)+"
)

_ASKS = _any(
    r"(?:can|could|would|will) (?:you|someone|anyone|anybody|u) (?:please |pls |kindly |just )?(?:tell|explain|say|confirm|clarify|help me understand|let me know|remind|describe|show me|give me (?:the|some|more)? ?(?:info|detail|link|date|email|address|contact))",
    r"(?:do|does) (?:you|anyone|anybody|u) know\b",
    r"(?:i|we)(?:'m| am|'re| are| was| were)? ?(?:just |also )?(?:wonder(?:ing)?|curious|asking|not sure|unsure|confused|trying to (?:find|work|understand))\b",
    r"(?:i|we)(?:'d| would)? (?:just |also |really )?(?:want|like|need|wish|love)(?:ed)? to (?:know|ask|find out|understand|check|hear (?:who|what|when|whether|if))\b",
    r"(?:tell|explain|remind|inform) (?:me|us)\b(?! what to)",
    r"(?:please )?(?:explain|clarify|confirm|define|describe|summarise|summarize)\b",
    r"(?:any|no) idea (?:who|what|when|where|if|whether|how|why)\b",
    r"(?:i|we) (?:don't|dont|do not|didn't|cant|can't) (?:know|understand|get|see) (?:who|what|when|where|if|whether|how|why)\b",
    r"(?:is|are) (?:it|this|that|they|these) (?:true|right|correct|really)\b",
    r"(?:details|info|information|more) (?:on|about|of)\b",
    r"(?:my )?question(?: is|:)",
    r"(?:what about|how about) (?:the )?(?:social care|primary care|gps?|agency|volunteers?|carers?|unpaid carers|scotland|wales|pay|managers?|nurses?|doctors?|porters?|dentists?|pharmac\w+|students?|councils?|mental health|ambulance\w*|me|us|my \w+|them|privacy|children\w*|bank staff|private (?:sector|providers?))\b[^,.]{0,25}$",
    r"(?:should|shall|must|need|can|could|may|do) i\b",
    r"am i\b",
    r"who (?:should|do|can|could|must|would) (?:i|we) (?:contact|ask|tell|write|email|speak|talk|send|complain|report|go)\b",
)
_PROPOSES_ASKING = _any(
    r"(?:can|could|may|might) (?:we|they|managers|staff|everyone|people|somebody|someone|you|there|the (?:review|government|nhs|board|trust|managers?)) (?:all |please |pls |at least |just |also |not )*(?:have|get|be given|be allowed|be made|be paid|be trained|be required|stop|start|make|bring|introduce|please|do something|look (?:at|into)|consider|recommend|scrap|ban|put|use|try|sort|fix|allow|let|create|set up|pay|train|cut|reduce|ensure|insist|be (?:a|an|some|more|better|less|fewer)|give (?:us|staff|managers|every\w*|all|ward|care|new))\b",
    r"(?:can't|cant|couldn't|couldnt|can not|cannot|why can't|why cant|why couldn't|why can not|shouldn't|shouldnt|wouldn't it|wouldnt it|isn't it time|isnt it time)\b",
    r"why (?:don't|dont|doesn't|doesnt|not|do we not|do they not|can't|cant|won't|wont|isn't there|isnt there|aren't there|arent there|is there no|are there no|do(?:es)? (?:nobody|no one|noone))\b",
    r"(?:how|what) about (?:we|they|you|a|an|if|some|more|every|making|giving|having|letting|getting|putting|training|paying|using|starting|stopping|\w+ing)\b",
    r"what if\b",
    r"(?:would|could|might) it (?:not )?(?:be|help|make)\b(?! (?:anonymous|private|safe|confidential|seen|shared|published|read))",
    r"(?:is|isn't|isnt) (?:it|there) (?:not )?(?:possible|any chance|any way|a way|too much to ask|time)(?: that| to| for| of| we| they)?\b",
    r"any chance\b",
    r"(?:has|have) (?:anyone|anybody|you|they|the review|we|somebody) (?:ever )?(?:thought|considered|tried|looked at)\b",
    r"(?:should|shouldn't) (?!i\b|we (?:put|write|use|send|include|say|expect|contact|email)\b)(?:there|\w+(?: \w+){0,4}) (?:not )?(?:be|have|get|spend|do|make|take|work|receive|know|learn|start|stop)\b",
    r"couldn't (?:we|they|you|there)\b",
)
_RHETORICAL = _any(
    r"(?:why|how come) (?:do|does|are|is|must|have|has) (?:we|they|staff|managers|nurses|it|i|people|our \w+|the) (?:still|always|keep|have to|so|never|not|constantly|all|only)\b",
    r"(?:what(?:'s| is) the point|why bother|who thought|how hard can|how many times|how long (?:do|must|before|until) we|when will (?:they|managers|someone|anyone|anybody|the \w+) (?:ever |finally )?(?:learn|listen|understand|realise|get|see|stop|wake)|who cares|what do (?:they|you) expect|how (?:is|are) (?:that|this|we|anyone|staff|i) (?:supposed|meant|expected)|(?:is|was) (?:that|it) too much|what kind of|what sort of (?:leader|manager|place|organisation)|are you (?:joking|kidding|serious|having a laugh)|do (?:they|managers|you) (?:even|ever|really|actually) (?:care|know|listen|understand|read|realise)|does (?:anyone|anybody) (?:even |actually |ever )?(?:care|listen|read))\b",
)
_WH = r"(?:who|what|when|where|which|whose|how|why|wot|wat|whos|whats|whens|wheres|hows|whys|wen|wher|hw|y)"
_AUX = r"(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|isn't|isnt|aren't|arent|don't|dont|doesn't|doesnt|didn't|didnt|hasn't|haven't|won't|wont|wasn't|weren't|'s|'re|'ll)"
_WH_ASKS = re.compile(
    rf"{_WH}(?:'?s|'re|'ll|'d)?\s+(?:(?:exactly|else|then|on earth|the hell|actually)\s+)?(?:{_AUX}|happens?|happened|makes?|counts?|leads?|runs?|chairs?|reads?|sees?|decides?|asked|ordered|wrote|gets?|pays?|set|started|announced|supports?|supported|comes|goes|works there|much|many|long|often|far|big|soon|late|old|about|do i|to|kinds?|sort|sorts|type|types|of|services?|areas?|parts?|levels?|people|staff|day|date|time|year|month|email|else|proposals?|jobs|roles|countries|country|bodies|organisations|reports?|the|next|this|it|i|we|you|they)\b"
)
_WH_CLAUSE = re.compile(
    r"(?:what (?:we|i|they|staff|managers|people|you|the nhs|this place|would help|is needed|would make|really|this review)\b(?! (?:do|is|are|can|will)\b)(?=.*\b(?:need|needs|want|wants|would|is|should|matters|lack|helps?)\b)"
    r"|what would (?:really |actually )?(?:help|make|be (?:good|great|better|useful|nice))\b(?!.*\?)"
    r"|(?:when|where|while) (?:a|an|the|i|we|you|they|managers?|staff|people|someone|somebody|new|leaders?|nurses?|doctors?|our|my|things|something|\w+ing)\b(?!.*\b(?:report|publish|finish|end)s?\b)"
    r"|how (?:managers|they|we|staff|people|leaders|some|our|my)\b"
    r"|who(?:ever)? you know\b|whatever\b|whoever\b|whenever\b|wherever\b|however\b|which is (?:why|a|not|what)\b)"
)
_AUX_ASKS = re.compile(
    rf"(?:{_AUX})\s+(?:i|you|u|we|they|it|this|that|these|those|there|he|she|the|my|our|your|a|an|any|anyone|anybody|someone|people|staff|managers?|nurses?|doctors?|gps?|gp's|carers?|agency|bank|volunteers?|social|primary|secondary|mental|ambulance|paramedics?|pharmac\w+|dentists?|students?|porters?|reviewers?|proposals?|only|just|care|both|all|every\w*|sir|dame|general|messenger|gordon|linda|sajid|nhs|hospitals?|councils?|scotland|wales|northern|england|private|names?|my|me|pay|receipts?|not|even|really|unpaid|hcas?|team|ward|local|leaders?|other|others|contractors?|cleaners?|charities|hospices?|icbs?|icss?)\b"
)
_ASKS_SHORT = _any(
    r"(?:anonymous|confidential|private|deadline|closing date|who|when|why|where|how|what)\??$",
)

_IMPERATIVE = (
    r"stop|start|give|make|let|pay|train|bring|get rid of|get|scrap|abolish|introduce|create|fund|allow|put|ensure|provide|replace|cut|"
    r"reduce|increase|invest|recruit|listen|treat|set up|appoint|offer|teach|build|simplify|share|ban|end|publish|hold|"
    r"link|ring-?fence|protect|reward|promote|mandate|require|encourage|value|trust|involve|include|hire|develop|improve|"
    r"stick to|raise|limit|cap|focus|consult|rotate|mentor|coach|pair|match|sack|fire|standardi[sz]e|measure|adopt|roll out|"
    r"open up|expand|extend|embed|empower|enable|equip|prioriti[sz]e|recogni[sz]e|respect|restore|review|rethink|reform|redesign|"
    r"merge|move|shift|devolve|decentrali[sz]e|delegate|appraise|assess|audit|check|clarify|combine|hold|insist|keep|lower|"
    r"modernise|name|nurture|do away|do more|do less|do not|don't|dont|never|always|back|bonus|celebrate|change|consider|"
    r"cover|design|employ|establish|explain to|fix|free up|guarantee|have (?:a|an|the|more|less|fewer|one|two|regular|proper|some|every|all|each|managers|senior|staff|leaders|executives|directors)|"
    r"help|induct|lend|look at|look after|lift|match|minimi[sz]e|monitor|nominate|organise|pilot|plan|produce|push|recommend|"
    r"record|register|release|remove|retain|run|schedule|second|select|send|show|slim|slow|spend|split|stretch|strengthen|broaden|deepen|support|"
    r"swap|take|talk|test|thank|tie|trial|turn|use|work|write|ask (?:staff|us|managers|people|nurses|the people|every)|allocate|accredit|"
    r"license|licence|regulate|attract|attach|apply|act on|bin|boost|call|close|commission|communicate|compensate|cancel"
)
_STARTS_DOING = re.compile(
    rf"(?:please |pls |just |for god's sake |for goodness sake |they |we )?(?:{_IMPERATIVE})\b(?! (?:for|of) (?:now|the moment)$)"
)
_MUST = _any(
    r"\b(?:should|shd|shud|shld|shoud|shuld|ought to|oughta|must|needs? to|need(?:s|ed)?|has to|have to be|hav to be|had better|could do with|could really do with)\b",
    r"\b(?:i|we|id|i'd|we'd) (?:would |really |strongly |also |do |honestly |just |'d )*(?:propose|suggest|recommend|advise|advocate|want|wanna|wish|urge|love to see|like to see|like (?:us|them|managers|more|better|every|all|there)|like a|welcome|love a|love it|call for|vote for|favour|hope)\b",
    r"\bmy (?:one )?(?:idea|suggestion|proposal|recommendation|wish|ask|plea|solution|thought|view)(?: is|:| would| -)",
    r"^(?:idea|suggestion|proposal|recommendation|proposed|request)\s*[:\-–]",
    r"\b(?:it|that|this|which|things|life|what)(?: would|'d|d| might| could|'ll| will) (?:really |also |be )*(?:a )?(?:help|good|great|nice|better|useful|brilliant|ideal|lovely|make (?:a|such|all|it|things|life|sense|us)|work|save|be worth|fantastic|amazing|wonderful|benefit|easier|worth|solve|go a long way)",
    r"\b(?:would|wud|wld) (?:help|like to see|love to see|make (?:a|such|all)|be (?:good|great|nice|better|useful|helpful|ideal|lovely|easier|brilliant))\b",
    r"\bif only\b",
    r"\bi(?:'d| would)? wish\b",
    r"^(?:wish|would love|would like|could do with|needs?|should be|should have|must be|must have|time to|want|wanted)\b",
    r"\b(?:let's|lets|let us)\b",
    r"\bmake sure\b",
    r"\bthere (?:should|ought|needs?|must|has to|could)\b",
    r"\bworth (?:\w+ing|a try)\b",
    r"\b(?:we|they|you|managers|trusts|the nhs|government) could (?:also |all |then |just )?(?:\w+)\b",
    r"\bin ?stead of\b.*\b(?:we|they|managers|use|have|let|give)\b",
    r"\bthe (?:answer|solution|fix|way forward|best thing|thing that would help|one thing|key|priority) (?:is|would be)\b",
    r"\bwhat (?:we|i|they|staff|managers|people|you) (?:really |actually |all |most )?(?:need|want|lack)s?\b",
    r"\bwhat would (?:really |actually )?(?:help|make)\b",
    r"\bi (?:reckon|think|believe|feel) (?:that )?(?:every|all|we|they|managers?|there|a|new|each|more|less|fewer|leaders?|senior|staff|it's time|its time|the (?:nhs|best|only|answer|way|solution)|training|people|ward|care|having)\b",
    r"\bplease (?:can|could|stop|start|give|make|let|train|pay|bring|get|scrap|put|do|look|listen|ensure|allow|fund|cut|have|consider|treat|think)\b",
    r"\b(?:bring back|get rid of|do away with|put an end to|no more|fewer|too many .* (?:cut|reduce))\b",
    r"\bbetter (?:to have|if|off)\b",
    r"\bhow about\b",
    r"\bwhy not\b",
    r"\b(?:in favour of|in support of|i support|i'm for|i am for)\b",
    r"\bdeserves? (?:to|a|an|more|better|proper)\b",
)
_NOUNS = re.compile(
    r"^(?:(?:a |an |the |some )?(?:more|better|fewer|less|proper|regular|free|mandatory|compulsory|protected|paid|funded|national|local|joint|shared|clear|clearer|simpler|"
    r"stronger|real|genuine|equal|fair|fairer|transparent|honest|visible|approachable|compassionate|consistent|dedicated|independent|structured|standardi[sz]ed|ring-?fenced|"
    r"flexible|accredited|annual|weekly|monthly|quarterly|yearly|basic|extra|longer|shorter|quicker|faster|360|rotational|cross-\w+|peer|reverse|one|every|each|all|no)\b"
    r"|(?:a |an |some )?(?:training|coaching|mentoring|mentors?|coach(?:es)?|supervision|shadowing|induction|apprenticeships?|secondments?|feedback|recognition|bursar(?:y|ies)|"
    r"leadership (?:training|course|programme|passport|academy|standards?|register|qualification)|management (?:training|course|qualification|standards?)|exit interviews?|staff (?:voice|council|forum|representatives?)|buddy|buddies|career|talent)\b)"
)
_PRAISE = _any(
    r"\b(?:brilliant|fantastic|amazing|excellent|wonderful|outstanding|superb|great|lovely|supportive|best)\b.{0,40}\b(?:manager|boss|matron|leader|team|sister|supervisor|ward|home|chief exec\w*|director|board|staff|colleagues|mentor)\b",
    r"\b(?:manager|boss|matron|leader|team|sister|supervisor|ward|home|chief exec\w*|director|board|staff|colleagues|mentor)\w*\b.{0,40}\b(?:is|are|was|has been|have been|'s)\b.{0,25}\b(?:brilliant|fantastic|amazing|excellent|wonderful|outstanding|superb|great|lovely|supportive|the best|so good|really good|very good|kind)\b",
    r"\b(?:proud|grateful|thankful|love) (?:of|to|for|working|my job|my team|it here|our)\b",
    r"\b(?:keep up the good work|well done|hats off|shout ?out to|thank you for (?:listening|asking|doing this)|good luck with the review|glad (?:this|you|someone))\b",
)
_COMPLAINT = _any(
    r"\b(?:nobody|no one|noone|never|no-one) (?:ever )?(?:listens?|cares?|asks?|asked|helps?|tells?|told|thanks?|knows?|says?|does|gets?|comes?|seen?|sees?)\b",
    r"\b(?:sick|tired|fed up|had enough|done) (?:of|with|to death)\b",
    r"\b(?:useless|rubbish|terrible|awful|appalling|shocking|disgrace\w*|disgusting|toxic|broken|joke|shambles|nightmare|ridiculous|unfair|hopeless|clueless|pathetic|a mess|in crisis|on (?:our|their) knees|dire|pointless|waste of)\b",
    r"\b(?:burnt? ?out|exhausted|knackered|overworked|undervalued|underpaid|understaffed|short ?staffed|demorali[sz]ed|stressed|ignored|invisible|bullied|blamed|shattered|drained)\b",
    r"\b(?:hate|can't stand|dread|despair|angry|furious|disappointed|let down|frustrat\w*|worried about)\b",
    r"\b(?:don't|dont|doesn't|doesnt|didn't|didnt|won't|wont|can't|cant|isn't|isnt|aren't|arent|not|no) (?:\w+ ){0,3}(?:enough|listen|care|support|time|training|staff|trust|value[ds]?|respect\w*|idea|clue|money|help|chance|break)\b",
    r"\btoo (?:many|much|few|little|busy|long|tired|often)\b",
    r"\b(?:nothing|never) (?:ever )?(?:changes|happens|gets done|works|improves)\b",
    r"\black of\b",
    r"\b(?:always|constantly|keep|keeps) (?:\w+ing|changing|telling|being|getting)\b",
    r"\bfailed\b|\bfailing\b",
    r"\bwe(?:'re| are) just (?:numbers|a number)\b",
)
_TOPIC = re.compile(
    r"\b(?:review|reviews|reviewers|messenger|pollard|gordon|linda|javid|terms|letter|report|reports|recommendations|deadline|closing date|remit|scope|receipt|anonymous|anonymity|confidential|privacy|"
    r"gdpr|webinars?|workshops?|events?|consultation|secretary of state|dhsc|contact|email|griffiths|proposals|soundings|panel|cost|expenses|cpd|included|covered|social care|primary care|pay|scotland|wales|volunteers?|agency|carers?|delivery plan|ics|icb|ftsu|speak up|withdraw|timeline|timetable|dates?)\b"
)


def act(sentence: str) -> Act:
    """What one sentence does, taken by itself."""
    said = _FILLER.sub("", plain(sentence)).strip()
    if not said:
        return "statement"
    asked = said.rstrip("\"')").endswith("?")
    if _ASKS.match(said):
        return "question"
    if _RHETORICAL.match(said):
        return "rhetorical"
    if _PROPOSES_ASKING.match(said):
        return "proposal"
    if _asks_by_form(said, asked):
        return "question"
    if _MUST.search(said) or _STARTS_DOING.match(said):
        return "proposal"
    if asked or _ASKS_SHORT.match(said):
        return "question"
    return _statement(said)


def _asks_by_form(said: str, asked: bool) -> bool:
    if _WH_CLAUSE.match(said) and not (asked and _WH_ASKS.match(said) and not _MUST.search(said)):
        return False
    return bool(_WH_ASKS.match(said) or _AUX_ASKS.match(said))


def _statement(said: str) -> Act:
    count = len(words(said))
    if count <= 5 and not _COMPLAINT.search(said) and (count <= 3 or _TOPIC.search(said)) and not _NOUNS.match(said):
        return "topic"
    if _NOUNS.match(said) and count >= 2 and not re.search(r"\b(?:is|are|was|were)\b", said):
        return "proposal"
    if _PRAISE.search(said):
        return "praise"
    if _COMPLAINT.search(said):
        return "complaint"
    return "statement"


def asks_about_review(text: str) -> bool:
    """Whether the words are about the review or this assistant."""
    return bool(_TOPIC.search(plain(text)))


_DANGER = (
    r"(?:unsafe|dangerous|danger|died|death|dying|harmed|hurt|injur\w+|neglect\w*|abus(?:e|ed|es|ing|ive)|assault\w*|hit|hits|hitting|slapp\w+|rough(?:ly)? (?:with|handled)|"
    r"bull(?:y|ies|ied|ying)|harass\w*|threaten\w*|intimidat\w*|groped|touched|racially abused|racist(?: (?:comments?|remarks?|abuse))?|sexual(?:ly)? \w+|fraud|stealing|stole|steals|drunk|"
    r"cover(?:ed|ing|s)?[ -]?up|falsif\w+|fals(?:e|ified) records|fiddl\w+|wrong (?:drug|dose|medication|blood)|medication errors?|left (?:in|on|alone|without|lying)|starv\w+|"
    r"serious incident|never event|sepsis|restrain\w+|whistle-?blow\w*|blow the whistle)"
)
_SOMEBODY = (
    r"(?:my (?:manager|boss|supervisor|matron|colleague|line manager|team leader|deputy|consultant|director|chief exec\w*|sister|head)|our (?:manager|boss|ward|home|matron|unit|team|consultant|director|deputy|chief)|"
    r"the (?:ward |home |care home |deputy |registered |team |night )?(?:manager|matron|nurse|carer|consultant|doctor|sister|owner|director|boss) (?:on|at|in|of|is|was|has|keeps|here)|a (?:patient|resident|colleague|nurse|carer|doctor|service user|client|consultant|surgeon|manager) "
    r"(?:was|is|has|died|on|in|at|here|who|being|keeps|got|had|nearly)|(?:patients?|residents?|people|service users) (?:are|is|were|being|have been|on (?:my|our|this)) |one of (?:our|the|my)|he (?:is|was|keeps|has|hit|said)|she (?:is|was|keeps|has|hit|said)|i (?:saw|witnessed|have seen|was|am being|have been|reported|raised|found|have evidence|know of)|i'm being|i've (?:been|seen|witnessed|reported)|"
    r"someone (?:is|was|has|on|at|in)|somebody (?:is|was|has|on|at|in)|last (?:night|week|month|shift|year)|yesterday|this morning|today|on (?:my|our) (?:ward|unit|shift|floor))"
)
_CONCERN = re.compile(
    rf"{_SOMEBODY}.{{0,120}}\b{_DANGER}\b|\b{_DANGER}\b.{{0,100}}(?:{_SOMEBODY}|by my (?:manager|boss)|on (?:my|our) (?:ward|unit|shift))",
    re.DOTALL,
)
_CONCERN_SAID = _any(
    r"\b(?:i (?:want|need|would like|'d like|have|wish) to (?:report|raise|whistle-?blow|blow the whistle|make a complaint|complain) |i'd like to (?:report|raise)|i(?:'m| am) reporting|raise a (?:safety |patient safety |serious )?concern|report (?:my|a|an) (?:manager|colleague|incident|nurse|carer|doctor|boss|consultant)|safeguarding (?:concern|issue|alert))",
    r"\b(?:staffing|ward|shift|unit|home|rota)\w* (?:levels? )?(?:is|are|was|were) (?:\w+ )?(?:unsafe|dangerous)\b",
    r"\b(?:unsafe|dangerous) (?:staffing|levels|ward|conditions|practice)\b.*\b(?:my|our|tonight|last night|every shift|here|right now)\b",
    r"\bpatients? (?:will|could|might|are going to) (?:die|get hurt|be harmed)\b",
)
_GENERAL = re.compile(
    r"\b(?:managers|leaders|staff|everyone|all|every|training|trained|policy|policies|culture|zero tolerance|systems?|boards?|trusts|organisations|guardians?|employers)\b"
)
_DISTRESS = _any(
    r"\b(?:kill(?:ing)? (?:myself|my self)|end (?:it all|my life)|suicid\w*|want to die|wanna die|don't want to (?:live|be here any ?more)|dont want to (?:live|be here any ?more)|self[- ]harm\w*|hurt(?:ing)? myself|no point (?:in )?living|better off dead|can't go on (?:living|any ?more|like this)|cant go on (?:living|any ?more|like this)|take my own life)\b",
)
_ABUSE = _any(
    r"\b(?:f+u+c+k+|f\*+k?|fck|fuk)\s*(?:off|you|u|this|ing (?:bot|useless|stupid|idiot))\b",
    r"\b(?:you(?:'re| are|r)?|u r|ur|this (?:bot|thing|is)|stupid|dumb|useless|crap|shit) (?:a |an |so |all |just |such |fucking |bloody |useless |stupid )*(?:bot|robot|idiots?|moron|wankers?|twats?|arseholes?|bastards?|piece of (?:shit|crap)|shit|shite|dickheads?|cunts?|pricks?|useless|stupid|thick|dumb|bitch)\b",
    r"^(?:piss off|sod off|bugger off|shut up|get lost|screw you|go to hell|wankers?|twats?|idiots?|bollocks|fuck|shit|crap|bullshit|arseholes?)\b[\s!.]*(?:you.*)?$",
    r"\bshut up\b",
)


def tells_of_danger(text: str) -> bool:
    """Whether it tells of somebody harmed or in danger, or of wrongdoing: one case, not how things ought to be."""
    said = plain(text)
    if _CONCERN_SAID.search(said):
        return True
    return bool(_CONCERN.search(said)) and not _speaks_generally(said)


def _speaks_generally(said: str) -> bool:
    proposing = any(_MUST.search(part) or _STARTS_DOING.match(part) for part in re.split(r"[.!?\n]+\s*", said) if part)
    return (
        proposing
        and bool(_GENERAL.search(said))
        and not re.search(
            r"\b(?:is|keeps|was|been|being) (?:hitting|bullying|abusing|assaulting|stealing|harassing|bullied|abused|assaulted|harassed)\b",
            said,
        )
    )


def tells_of_distress(text: str) -> bool:
    """Whether the person may be thinking of harming themselves."""
    return bool(_DISTRESS.search(plain(text)))


def is_abuse(text: str) -> bool:
    """Whether it is only meant to hurt. A proposal with strong words in it is none."""
    said = plain(text)
    return (
        bool(_ABUSE.search(said))
        and len(words(said)) <= 12
        and not re.search(r"\b(?:should|need|managers?|training|staff)\b", said)
    )


_OUTSIDE = _any(
    r"\b(?:car park\w*|parking (?:charge|permit|fee|space)\w*|canteen|vending|football|potholes?|trains?|bus(?:es)?|brexit|vaccin\w+|mask wearing|prescription charges?|gp appointments?|waiting lists?|my operation|my appointment|"
    r"scotland|scottish|wales|welsh|northern ireland|schools?|police|council tax|income tax|vat|immigration|visas?|climate|recycling|uniforms?|wi-?fi|laptops?|printers?|toilets?|coffee|biscuits?|strikes?)\b",
)
_INSIDE = re.compile(
    r"\b(?:manag\w+|lead\w*|board|boards|chief exec\w*|director\w*|executive\w*|supervis\w+|matron|train\w*|coach\w*|mentor\w*|career\w*|culture|staff voice|promotion|talent|decision\w*|accountab\w+|responsib\w+|appraisal\w*)\b"
)


def is_outside_scope(text: str) -> bool:
    """Whether it speaks of something else than leading and managing in health and social care in England."""
    said = plain(text)
    return bool(_OUTSIDE.search(said)) and not _INSIDE.search(said)


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_COMMON = frozenset(
    "the a an and or but of to in on at for with from by is are was were be been am do does did have has had i you he she it we they me us "
    "them my your our their this that these those not no yes so if as can will would should could more less all any some what when who "
    "how why where which there here about up out get got need want make go just like people staff time work pay care new manager managers".split()
)


def is_mash(text: str) -> bool:
    """Whether it is keyboard mash, a string of one letter, or only signs and emoji."""
    said = plain(text)
    found = re.findall(r"[^\W\d_]+", said)
    if not found:
        return True
    return sum(map(_mashed, found)) > len(found) / 2


def _mashed(word: str) -> bool:
    if len(word) < 4:
        return len(set(word)) == 1 and len(word) == 3
    runs = any(
        word[start : start + 4] in row or word[start : start + 4] in row[::-1]
        for row in _ROWS
        for start in range(len(word) - 3)
    )
    if runs and word not in ("property", "properties", "were", "poverty", "power", "powers"):
        return (
            not re.search(r"(?:wert|erty|tyui|oper|prop|pert|trew|poiu|rewq)", word)
            or word in _ROWS
            or len(set(word) & set("asdfghjkl")) > 5
            or word.startswith(("qwer", "asdf", "zxcv"))
        )
    if re.fullmatch(r"[a-z]+", word) is None:
        return False
    return (
        len(set(word)) <= 2
        and len(word) > 4
        or bool(re.search(r"[bcdfghjklmnpqrstvwxz]{6}", word))
        or (len(word) > 5 and not re.search(r"[aeiouy]", word))
    )


def is_foreign(text: str) -> bool:
    """Whether it is mostly in another script, or in words of another language."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return False
    if sum(letter > "\u024f" for letter in letters) > len(letters) / 2:
        return True
    found = words(text)
    return len(found) >= 6 and not set(found) & _COMMON


def is_yes_no(text: str) -> bool:
    """Whether it is a bare yes or no."""
    return core(text) in {"yes", "no"}
