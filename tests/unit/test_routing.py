"""What messages mean. Each row is a specification: the message, and what it must be heard as."""

import pytest

from bot.conversation import intents
from bot.conversation.messages import Choice
from bot.conversation.ports import ReadAct
from bot.conversation.routing import Context, route

DRAFT = "Every new care home manager should get a coach for the first year"
NOTHING = Context()
CARD = Context(asking="confirm", draft=DRAFT)
WAITING = Context(draft=DRAFT)
ASKED = Context(asking="confirm", draft=DRAFT, missing=("setting", "level"))
SENT = Context(sent=True)
RECEIPT = "RHB7-4KQX-9TDM-3VWC"

QUESTIONS = """
who is leading the review?
who leads this
whos in charge
who is general messenger
wots this about
what is this review for
What does "broaden" mean in the letter?
when does it report
when will you publish the findings
whens the closing date
closing date?
deadline
is this anonymous
is this anonymous?
Is it confidential, really?
can my manager see this
can managers see what I write?
will my boss find out
do i have to give my name
do you keep my phone number
does social care count
are GPs in scope?
are agency staff included
am i allowed to take part
can i delete it later
can I change it once it's sent?
how do i withdraw
how long can my proposal be
how many words do i get
what happens next
what happens to my idea after I send it?
what happened to the earlier reviews
is this about cutting managers
is it about pay
why now
why is NHS England not examined?
where do the answers come from
which countries does it cover
tell me about the letter
tell me who is on the panel
I want to know who reads these
i'd like to know if volunteers count
I wonder whether unpaid carers can take part
I need to know if this is confidential before I say anything
not sure who this is for
do you know when it ends
can you tell me who chose the leaders
could you explain integrated care boards please
any idea when they report
what about social care?
and what about scotland
and when does it report?
Should I put my name on it?
should we send one per team?
do I need to be a manager
hi, im a porter in leeds. does my level count?
im just a porter, do i count
my sister runs a home care company, is dom care covered
ok thanks. one more question, who pays for this
I'm a bit worried about being identified, who can see it?
Has anyone looked at my proposal?
details of the webinars please
email address for the team?
the date it reports
what would a good proposal look like
what should i write
what do you mean by level
Is it true that he was in the army
What's the point of it?
does anyone actually read these?
can you contact me?
can you quote me?
social care
WHO IS RUNNING THIS REVIEW
who is leading teh reveiw
Will registered managers need a licence?
pay rise?
is my proposal still there?
""".strip().splitlines()

PROPOSALS = """
I think every new care home manager should get a coach for the first year
every ward manager should be supernumerary
Managers need protected time to lead
we need more training
What I'd say is make them all come out once a week and ask what's in the way
can we have protected time for supervision
can we please get some training for team leaders
Can we have a coach for every new manager?
could we have one set of paperwork instead of four
couldn't they just ask us before they change the rota
why don't they just listen to the night staff
why dont managers do a shift on the floor once a month
Why can't we share one induction across the trust and the council?
why not let band 5s shadow the matron for a day
why isn't there a leadership course for porters
stop making us fill in the same form three times
Stop the endless restructuring!
give healthcare assistants a way into management
Give every new manager a mentor.
it would help if someone showed new managers the budget
It'd be great if directors worked a shift now and then
it would be good to have 360 feedback for executives
what if every trust had a staff seat on the board
How about a national register of managers?
how about we swap jobs with the council for a week
wouldn't it be better to train people before promoting them
isn't it time managers were registered like nurses are
I propose that all board members spend a day a month on the front line
i suggest a buddy for every new starter in management
My suggestion is a single leadership course for health and care
I'd like to see more women in senior posts
I want managers to be held to account
we want to be listened to before changes are made
i reckon all managers should be trained in difficult conversations
i think theres too many tiers and they should cut some
managers shd be made to work nights once a year
they ought to pay care home managers the same as the NHS
let us pick our own team lead
Let's have joint training for social workers and nurses.
make leadership training compulsory before promotion
Pay registered managers properly
bring back the matron
get rid of the bonus for directors
Scrap the annual appraisal and talk to people instead
Protected time for supervision
More coaching for care home managers
Better pay for team leaders
mandatory leadership training for all consultants
A mentor for every new ward manager
a leadership passport that moves with you between the NHS and social care
free courses for people who want to step up
No more unpaid overtime for ward managers
one induction for health and care
What we need is time to lead
what would help is a named person to ring
if only managers had to do our job for a week
I wish someone would train people before making them manager
When managers leave there should be a proper handover
When I became a manager nobody showed me anything, there needs to be an induction
Has anyone thought of job swaps between trusts and councils?
have you considered paying mentors?
is there any way we could have shared rotas with social care
Any chance of some management training for band 6s?
would it be possible to have leadership courses on nights
maybe managers should be elected
perhaps every manager should spend a day on the floor?
tbh they just need to listen
Honestly? Train the managers.
idea: reverse mentoring for boards
Proposal - every ICS has one leadership academy
suggestion: exit interviews for every manager who leaves
there should be a register of poor leaders so they can't just move on
someone needs to sort out the induction for new team leads
please make sure night staff can get to the courses
could do with some coaching for new sisters
would love to see more people from ethnic minorities in senior roles
our managers deserve proper supervision
Managers should not be moved on when they fail
no manager should start without a handover
Train people to lead before you promote them, don't just promote the best nurse
I'd love it if the chief exec answered emails
put a nurse on every board
hold chief executives to account for staff turnover
i am a carer and i think carers should have a career path
As a GP partner I believe practice managers need a national qualification
Fund backfill so we can actually go on the course
ring fence training budgets
too many meetings, cut them in half and give managers the time back
Less paperwork for ward managers
fewer targets and more trust
the answer is to pay mentors
can the review recommend a national standard for managers
have a named mentor for every new manager
do more to train managers in kindness
""".strip().splitlines()

BOTH = """
Who is leading it? I think every ward manager should have a coach.
I think every ward manager should have a coach. Is this anonymous?
every manager should have a coach, and when does it report?
Does social care count? If so, registered managers need a proper career path.
Is it anonymous? Because I think directors should work shifts
""".strip().splitlines()

REMARKS = [
    ("hello", "greeting"), ("Hi there!", "greeting"), ("good morning", "greeting"), ("hiya", "greeting"),
    ("👋", "greeting"),
    ("thanks", "thanks"), ("Thank you very much!", "thanks"), ("ta", "thanks"), ("cheers mate", "thanks"),
    ("ok thanks", "thanks"), ("bye", "goodbye"), ("that's all", "goodbye"),
    ("help", "help"), ("?", "help"), ("what can you do?", "help"), ("HELP", "help"), ("how does this work?", "help"),
    ("nothing", "non_answer"), ("dunno", "non_answer"), ("test", "non_answer"), ("idk", "non_answer"),
    ("asdfghjkl", "nonsense"), ("qwertyuiop", "nonsense"), ("sdkfjhskdjfh", "nonsense"), ("aaaaaaaa", "nonsense"),
    ("😀😀😀", "nonsense"), ("!!!!???", "nonsense"), ("12345 67890", "nonsense"), ("xcvbnm,.", "nonsense"),
    ("谁在领导这次审查", "foreign"), ("кто руководит проверкой", "foreign"), ("من يقود المراجعة", "foreign"),
    ("Uważam że każdy kierownik powinien mieć szkolenie", "foreign"),
    ("you are useless", "abuse"), ("fuck off", "abuse"), ("stupid bot", "abuse"), ("piss off", "abuse"),
    ("nobody ever listens to us", "complaint"), ("I'm so tired of all this", "complaint"),
    ("management are a joke and morale is on the floor", "complaint"),
    ("we are burnt out and nobody cares", "complaint"),
    ("my manager is brilliant", "praise"), ("Our matron has been absolutely fantastic this year", "praise"),
    ("keep up the good work", "praise"),
    ("a patient died last night because there was nobody on the ward", "concern"),
    ("my manager is bullying me", "concern"), ("I saw a carer hit a resident yesterday", "concern"),
    ("I want to report a nurse on my ward", "concern"), ("staffing on our ward is unsafe every night", "concern"),
    ("the deputy manager keeps falsifying records", "concern"),
    ("I don't want to live anymore", "distress"), ("some days i want to die", "distress"),
]  # fmt: skip

COMMANDS = [
    ("submit", intents.Submit()), ("Submit.", intents.Submit()), ("SUBMIT", intents.Submit()),
    ("yes, submit it please", intents.Submit()), ("ok send it", intents.Submit()), ("send mine too", intents.Submit()),
    ("Can you submit it now please", intents.Submit()), ("submit it thanks", intents.Submit()),
    ("skip", intents.Skip()), ("I'd rather not say", intents.Skip()), ("pass", intents.Skip()),
    ("cancel", intents.Cancel()), ("please cancel", intents.Cancel()), ("don't send it", intents.Cancel()),
    ("never mind", intents.Cancel(sure=False)), ("stop", intents.Cancel(sure=False)),
    ("start again", intents.StartAgain()), ("start over", intents.StartAgain()),
    ("make a proposal", intents.Begin()), ("I have an idea", intents.Begin()),
    ("I had an idea about rotas", intents.Begin()), ("I’ve got a suggestion for the ward", intents.Begin()),
    ("i want to tell them what should change", intents.Begin()),
    ("my proposals", intents.Mine()), ("show my proposals", intents.Mine()), ("what have I sent?", intents.Mine()),
    ("change", intents.Change()), ("edit my proposal", intents.Change()),
    (f"withdraw {RECEIPT}", intents.Withdraw(RECEIPT)), (f"Withdraw {RECEIPT.lower()}", intents.Withdraw(RECEIPT)),
    (f"please delete my proposal {RECEIPT}", intents.Withdraw(RECEIPT)),
    (f"withdraw {RECEIPT.replace('-', ' ')}", intents.Withdraw(RECEIPT)),
    (f"withdraw {RECEIPT.replace('-', '')}", intents.Withdraw(RECEIPT)),
    ("withdraw P-1042", intents.Withdraw("P-1042")), ("withdraw", intents.Withdraw()),
    ("withdraw my proposal", intents.Withdraw()), ("delete my proposal please", intents.Withdraw()),
    ("withdraw ABCD-1234", intents.Withdraw("abcd-1234")), ("withdraw hello", intents.Withdraw("hello")),
    (f"what happened to {RECEIPT}", intents.Track(RECEIPT)), (f"What happened to {RECEIPT}?", intents.Track(RECEIPT)),
    (f"status of {RECEIPT}", intents.Track(RECEIPT)), (RECEIPT, intents.Track(RECEIPT)),
    ("what happened to P-1042?", intents.Track("P-1042")), ("what happened to my proposal", intents.Track()),
    ("what happened to", intents.Track()),
    (f"change {RECEIPT}", intents.Change(which=RECEIPT)),
    (f"Please change {RECEIPT} to: Give every new manager a mentor",
     intents.Change(which=RECEIPT, words="Give every new manager a mentor")),
    ("replace P-1042 with give every new manager a mentor",
     intents.Change(which="P-1042", words="give every new manager a mentor")),
    (f"change my proposal {RECEIPT}: Give every new manager a mentor",
     intents.Change(which=RECEIPT, words="Give every new manager a mentor")),
    ("support P-1042", intents.Support("P-1042")), ("Support p1042", intents.Support("P-1042")),
    ("I support P-1042 too", intents.Support("P-1042")), ("support that one", intents.Support("")),
    ("link mine to P-1042", intents.Link("P-1042")),
    ("search protected time", intents.Search("protected time")),
    ("search for coaching in care homes", intents.Search("coaching in care homes")),
    ("find proposals about night shifts", intents.Search("night shifts")),
    ("forget me", intents.Forget()), ("forget my setting", intents.Forget()),
    ("helpful", intents.Feedback(helpful=True)), ("that didn't help", intents.Feedback(helpful=False)),
    ("you may quote me", intents.Consent(quote=True)), ("please don't quote me", intents.Consent(quote=False)),
    ("contact me", intents.Consent(contact=True)), ("keep it anonymous", intents.Consent(contact=False)),
    ("I work in a care home", intents.Tell((("setting", "adult social care"),))),
    ("I'm a ward manager", intents.Tell((("setting", "secondary care"), ("level", "first-line manager")))),
]  # fmt: skip

ON_A_CARD = [
    ("yes", intents.Said("yes")), ("yes please", intents.Said("yes")), ("looks good", intents.Said("yes")),
    ("that's right", intents.Said("yes")), ("no", intents.Said("no")), ("not quite", intents.Said("no")),
    ("no, it's social care", intents.SetValues((("setting", "adult social care"),))),
    ("No it's for hospitals", None),
    ("it's primary care", intents.SetValues((("setting", "primary care"),))),
    ("actually it's about everyone", intents.SetValues((("level", "every level"),))),
    ("level is everyone", intents.ChangeTo("level", "everyone")),
    ("change setting to adult social care", intents.ChangeTo("setting", "adult social care")),
    ("Change the level to middle manager please", None),
    ("setting: ambulance", intents.ChangeTo("setting", "ambulance")),
    ("the title should be Coaches for new managers", intents.ChangeTo("title", "Coaches for new managers")),
    ("change title to A coach for every manager", intents.ChangeTo("title", "A coach for every manager")),
    ("change first year to first two years", intents.ChangeTo("first year", "first two years")),
    ("replace coach with mentor", intents.ChangeTo("coach", "mentor")),
    ("add that it needs protected time", intents.Add("it needs protected time")),
    ("please add: and a small budget", intents.Add("and a small budget")),
    ("submit", intents.Submit()), ("cancel", intents.Cancel()), ("start again", intents.StartAgain()),
    ("you can quote me", intents.Consent(quote=True)),
]  # fmt: skip

ANSWERS = [
    ("care home", "setting", "adult social care"), ("hospital", "setting", "secondary care"),
    ("GP surgery", "setting", "primary care"), ("ambulence", "setting", "ambulance"),
    ("Adult social care", "setting", "adult social care"), ("mental health", "setting", "community and mental health"),
    ("everyone", "level", "every level"), ("front line", "level", "front line"), ("ward manager", None, None),
    ("frontline", "level", "front line"), ("the board", "level", "senior leader or board"),
]  # fmt: skip


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_heard_as_one(text):
    assert isinstance(route(text, NOTHING), intents.Ask)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_heard_as_one_while_a_draft_waits(text):
    heard = route(text, WAITING)
    assert isinstance(heard, intents.Ask) or text == "social care"


@pytest.mark.parametrize("text", PROPOSALS)
def test_a_proposal_is_heard_as_one(text):
    heard = route(text, NOTHING)
    assert isinstance(heard, intents.Propose)
    assert heard.words == text


@pytest.mark.parametrize("text", BOTH)
def test_a_message_with_both_is_answered_and_drafted(text):
    heard = route(text, NOTHING)
    assert isinstance(heard, intents.AskAndPropose)
    assert heard.text.endswith("?")
    assert "?" not in heard.words


@pytest.mark.parametrize(("text", "remark"), REMARKS)
def test_a_remark_is_heard_as_what_it_is(text, remark):
    heard = route(text, NOTHING)
    assert isinstance(heard, intents.Said)
    assert heard.remark == remark


@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_a_typed_command_does_what_its_button_does(text, command):
    assert route(text, NOTHING) == command


@pytest.mark.parametrize(("text", "heard"), ON_A_CARD)
def test_what_is_said_to_a_card_changes_or_sends_it(text, heard):
    found = route(text, CARD)
    assert found == heard if heard else isinstance(found, intents.SetValues | intents.ChangeTo)


@pytest.mark.parametrize(("text", "field", "value"), ANSWERS)
def test_a_short_answer_to_a_question_on_the_card_is_a_value(text, field, value):
    found = route(text, ASKED)
    assert isinstance(found, intents.SetValues)
    assert field is None or (field, value) in found.values


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\x00\x01\x02", "\u200b"])
def test_nothing_to_read_is_empty(text):
    assert route(text, NOTHING) == intents.Empty()


def test_a_hundred_thousand_characters_are_too_many():
    assert route("word " * 20_000, NOTHING) == intents.TooLong(100_000)


@pytest.mark.parametrize(
    "text",
    ["withdraw the new rota system", "remove barriers to promotion for care workers", "delete half of the targets",
     "change the NHS to put people first", "search committees should include frontline staff",
     "track how many managers leave each year and publish it", "support new managers better",
     "link health and social care leadership training", "skip the interviews and let teams choose",
     "stop the bullying culture by training every manager", "cancel the away days and spend the money on coaching",
     "managers should be trained to spot abuse", "add leadership to the nursing degree", "open courses to everyone"],
)  # fmt: skip
def test_a_proposal_that_begins_like_a_command_is_still_a_proposal(text):
    assert isinstance(route(text, NOTHING), intents.Propose)


@pytest.mark.parametrize(
    "text",
    ["Boards should publish what they did after every whistleblowing report",
     "Managers should get training on how to deal with bullying",
     "Everyone should be able to raise a concern without fear",
     "we need zero tolerance of racist abuse from patients",
     "Train leaders to talk about suicide prevention with their teams"],
)  # fmt: skip
def test_how_concerns_ought_to_be_dealt_with_is_a_proposal(text):
    assert isinstance(route(text, NOTHING), intents.Propose)


def test_control_characters_do_not_hide_a_command():
    assert route("sub\x00mit\x07", CARD) == intents.Submit()


@pytest.mark.parametrize("typed", ["Drop it", "drop it", "DROP IT!", " drop it. "])
def test_the_label_of_a_button_can_be_typed(typed):
    offered = Context(draft=DRAFT, offered=(Choice(id="cancel", label="Drop it", value="draft-1"),))
    assert route(typed, offered) == intents.Cancel(draft="draft-1")


def test_a_reason_is_taken_in_any_words_but_a_new_question_is_not():
    asked = Context(asking="reason")
    assert route("it was about the wrong country", asked) == intents.Reason("it was about the wrong country")
    assert isinstance(route("who is leading the review?", asked), intents.Ask)


@pytest.mark.parametrize("words", [
    "you should say who to phone", "it should give the date", "i think it should mention hospices",
    "should be clearer about agency staff", "just say yes or no",
    "I wanted something about night staff", "managers should be in the answer as well",
])  # fmt: skip
def test_what_an_answer_should_have_said_is_a_reason(words):
    assert route(words, Context(asking="reason")) == intents.Reason(words)


@pytest.mark.parametrize("words", [
    "I think every care home should have a deputy with time to lead", "Stop moving chief executives every two years",
    "Every ward manager should have protected time to lead",
])  # fmt: skip
def test_a_proposal_is_not_lost_as_a_reason(words):
    assert isinstance(route(words, Context(asking="reason")), intents.Propose)


@pytest.mark.parametrize(
    "text",
    [
        "change the setting of P-1042 to community and mental health",
        f"change title of {RECEIPT} to Protected time for managers",
        "change P-1042 as I got the level wrong",
        "change P-1042 from wards to all wards in England",
    ],
)
def test_a_change_to_a_part_of_what_was_sent_is_not_taken_for_its_new_words(text):
    heard = route(text, NOTHING)
    assert not (isinstance(heard, intents.Change) and heard.words)


def test_what_should_change_is_taken_in_any_words_once_asked():
    asked = Context(asking="words")
    assert isinstance(route("the way night staff are treated", asked), intents.Propose)
    assert isinstance(route("is this anonymous?", asked), intents.Ask)


def test_a_long_proposal_is_still_one():
    text = "Managers need time to lead. " * 200
    assert isinstance(route(text, NOTHING), intents.Propose)


def test_strong_words_in_a_proposal_are_no_abuse():
    assert isinstance(route("stop the bloody paperwork for ward managers ffs", NOTHING), intents.Propose)


@pytest.mark.parametrize("text", ["actually can I change it?", "can i still change that", "I'd like to change it"])
def test_second_thoughts_open_what_was_sent(text: str):
    assert route(text, SENT) == intents.Change()
    assert route(text, WAITING) == intents.Change()


@pytest.mark.parametrize(
    "text",
    ["ok done send", "right, send it now", "yes submit please", "looks good, send it off", "that's fine, submit"],
)
def test_sending_can_be_said_in_many_words(text: str):
    assert route(text, CARD) == intents.Submit()


@pytest.mark.parametrize(
    ("text", "field"), [("change level", "level"), ("edit the title", "title"), ("fix my setting", "setting")]
)
def test_a_field_can_be_named_before_its_value(text: str, field: str):
    assert route(text, CARD) == intents.Change(which=field)
    assert route(text, SENT) == intents.Change(which=field)


def test_praise_that_deserves_a_medal_is_praise():
    said = route("I just want to say my manager is brilliant and she deserves a medal", NOTHING)
    assert isinstance(said, intents.Said)
    assert said.remark == "praise"


def _reads(**likely: float) -> ReadAct:
    return lambda _text: {"ask": 0.0, "propose": 0.0, "other": 0.0, **likely}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("text", "likely", "meant"),
    [
        (
            "stop the endless restructuring",
            {"ask": 0.95},
            intents.Ask("stop the endless restructuring", unsure=True),
        ),
        ("stop the endless restructuring", {"ask": 0.85}, intents.Propose("stop the endless restructuring")),
        ("who leads this", {"propose": 0.95}, intents.Propose("who leads this", unsure=True)),
        ("who leads this", {"propose": 0.85}, intents.Ask("who leads this")),
        ("who leads this", {"other": 0.95}, intents.Ask("who leads this")),
        (
            "stop the endless restructuring",
            {"other": 0.95},
            intents.Propose("stop the endless restructuring", unsure=True),
        ),
        ("my cat is on the rota", {"ask": 0.4}, intents.Ask("my cat is on the rota", unsure=True)),
        ("my cat is on the rota", {"ask": 0.95}, intents.Ask("my cat is on the rota")),
        ("my cat is on the rota", {"propose": 0.4}, intents.Propose("my cat is on the rota", unsure=True)),
        ("my cat is on the rota", {"propose": 0.95}, intents.Propose("my cat is on the rota")),
        ("my cat is on the rota", {"other": 0.4}, intents.Said("unclear", "my cat is on the rota")),
        ("nobody ever listens to us", {"propose": 0.8}, intents.Said("complaint", "nobody ever listens to us")),
        ("nobody ever listens to us", {"ask": 0.95}, intents.Ask("nobody ever listens to us")),
    ],
)
def test_the_whole_message_counts_more_than_its_cues_where_it_is_clear(text: str, likely: dict, meant: intents.Intent):
    assert route(text, NOTHING, _reads(**likely)) == meant


def test_while_a_draft_waits_what_says_little_goes_on_with_it():
    long = "the night staff in our home have never once been seen by anyone from the office upstairs"
    assert route(long, WAITING, _reads(ask=0.6)) == intents.Propose(long, unsure=True)
    assert route(long, WAITING, _reads(ask=0.95)) == intents.Ask(long)


@pytest.mark.parametrize("text", ["submit", "hello", "my manager is bullying me", "change setting to ambulance"])
def test_commands_greetings_and_concerns_are_not_read_again(text: str):
    def never(_text: str) -> dict:
        raise AssertionError

    assert route(text, CARD, never) == route(text, CARD)


@pytest.mark.parametrize(
    "text",
    ["because nobody has the time otherwise", "otherwise they walk out within a year", "because we never get any"],
)
def test_what_can_only_go_on_with_the_draft_is_added_to_it(text: str):
    assert route(text, CARD) == intents.Propose(text)
    assert not isinstance(route(text, NOTHING), intents.Propose)


@pytest.mark.parametrize(
    "text", ["this is taking ages now", "they just called me back", "but I am not sure yet", "it is right as it stands"]
)
def test_a_remark_on_a_draft_is_not_added_to_it(text: str):
    assert not isinstance(route(text, CARD), intents.Propose)


def test_a_question_beside_other_sentences_is_answered_whatever_the_whole_seems_to_be():
    text = "Nobody rings us back. Who leads this?"
    assert route(text, NOTHING, _reads(propose=0.99)) == intents.Ask("Who leads this?")


def test_a_long_message_is_left_to_its_cues():
    text = "We had four managers in two years. " * 20 + "Give every new manager a coach."
    assert route(text, NOTHING, _reads(ask=0.99)) == intents.Propose(text)
