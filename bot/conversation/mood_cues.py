"""Praise and complaint, as people write them. Read against plain text."""

from bot.conversation.patterns import any_of

_GOOD = r"(?:brilliant|fantastic|amazing|excellent|wonderful|outstanding|superb|great|lovely|supportive|best)"
_WHO = (
    r"(?:manager|boss|matron|leader|team|sister|supervisor|ward|home|chief exec\w*|director|board|staff|colleagues|"
    r"mentor)"
)
WELL_DONE = any_of(
    r"(?:keep up the good work|well done|hats off|shout ?out to|thank you for (?:listening|asking|doing this)|"
    r"good luck with the review)\b",
)
PRAISE = any_of(
    rf"\b{_GOOD}\b.{{0,40}}\b{_WHO}\b",
    rf"\b{_WHO}\w*\b.{{0,40}}\b(?:is|are|was|has been|have been|'s)\b.{{0,25}}\b(?:{_GOOD}|the best|so good|really "
    rf"good|very good|kind)\b",
    r"\b(?:proud|grateful|thankful|love) (?:of|to|for|working|my job|my team|it here|our)\b",
    r"\b(?:keep up the good work|well done|hats off|shout ?out to|thank you for (?:listening|asking|doing this)|"
    r"good luck with the review|glad (?:this|you|someone))\b",
)
COMPLAINT = any_of(
    r"\b(?:nobody|no one|noone|never|no-one) (?:ever |really )?(?:listens?|cares?|asks?|asked|helps?|tells?|told|"
    r"thanks?|knows?|says?|"
    r"does|gets?|comes?|seen?|sees?)\b",
    r"\b(?:sick|tired|fed up|had enough|done) (?:of|with|to death)\b",
    r"\b(?:useless|rubbish|terrible|awful|appalling|shocking|disgrace\w*|disgusting|toxic|broken|joke|shambles|"
    r"nightmare|ridiculous|"
    r"unfair|hopeless|clueless|pathetic|a mess|in crisis|on (?:our|their) knees|dire|pointless|waste of)\b",
    r"\b(?:burnt? ?out|exhausted|knackered|overworked|undervalued|underpaid|understaffed|short ?staffed|demorali[sz]ed|"
    r"stressed|ignored|invisible|bullied|blamed|shattered|drained)\b",
    r"\b(?:hate|can't stand|dread|despair|angry|furious|disappointed|let down|frustrat\w*|worried about)\b",
    r"\b(?:don't|dont|doesn't|doesnt|didn't|didnt|won't|wont|can't|cant|isn't|isnt|aren't|arent|not|no) (?:\w+ ){0,3}"
    r"(?:enough|listen|care|support|time|training|staff|trust|value[ds]?|respect\w*|idea|clue|money|help|chance|"
    r"break)\b",
    r"\btoo (?:many|much|few|little|busy|long|tired|often)\b|\b(?:nothing|never) (?:ever )?(?:changes|happens|gets "
    r"done|works|improves)\b",
    r"\black of\b|\b(?:always|constantly|keep|keeps) (?:\w+ing|changing|telling|being|getting)\b|\bfail(?:ed|ing)\b",
    r"\bwe(?:'re| are) just (?:numbers|a number)\b",
)
