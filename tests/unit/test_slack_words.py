"""Words between Slack and us, and where replies go: pure functions, every rule by example."""

from datetime import UTC, datetime

import pytest
from slack_api.block_rules import MESSAGE_BLOCKS, blocks_faults, message_faults, view_faults

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival, read_event, read_notice
from bot.channels.slack.blocks import build_reply
from bot.channels.slack.replying import place
from bot.channels.slack.review_views import build_found, build_proposal
from bot.channels.slack.searching import Query
from bot.channels.slack.views import build_home, build_passage, build_proposal_form, read_proposal_form
from bot.conversation.messages import Choice, Reply
from knowledge.findings import Citation
from knowledge.proposals.model import Draft, Proposal
from knowledge.proposals.notices import Notice

NOW = datetime(2021, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@U1> and <@U2|ann>", "@someone and @ann"),
        ("<!channel> <!subteam^S1|@leads>", "@channel @leads"),
        ("see <https://example.org|this> &amp; <mailto:a@b.org|a@b.org>", "see this & a@b.org"),
        ("<#C1|general> 1 &lt; 2", "#general 1 < 2"),
        ("  plain  ", "plain"),
    ],
)
def test_what_people_type_is_read_as_plain_words(typed: str, read: str):
    assert mrkdwn.read(typed) == read


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("**bold** and [a name](https://example.org)", "*bold* and [a name](https://example.org)"),
        ("# Heading\n- one\n- two", "*Heading*\n• one\n• two"),
        ("> quoted <!channel>", "> quoted &lt;!channel&gt;"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("a & b", "a &amp; b"),
    ],
)
def test_light_markdown_becomes_mrkdwn_that_notifies_nobody(said: str, written: str):
    assert mrkdwn.write(said) == written


def test_a_stream_has_no_link_under_another_name():
    assert mrkdwn.streamable("[x](https://a.example), [y][z] & <!channel>\n\n[z]: https://b.example") == (
        "[x] (https://a.example), [y] [z] &amp; &lt;!channel>\n\n[z] : https://b.example"
    )


def test_every_line_of_somebodys_words_is_marked_as_theirs():
    draft = Draft(proposal="Give managers a coach\n\n*Answered:* <!here> yes", title="Coaches", setting="primary care")
    sent = Proposal(reference="P-1042", draft=draft, created=NOW, changed=NOW)
    card = Reply(kind="confirm", text="x", lead="Nothing is sent yet.", fields=draft.model_dump(mode="json"))
    for shown in (build_proposal(sent, ""), build_found([sent], "", 0), build_reply(card)):
        assert "> Give managers a coach\\n> *Answered:* &lt;!here&gt; yes" in str(shown.blocks)


@pytest.mark.parametrize(
    "text", ["", "x" * 40_000, "word " * 8_000, "\n".join(["> line"] * 3_000), "<!here>" * 500, "🦔" * 5_000]
)
def test_any_reply_makes_blocks_slack_takes(text: str):
    cited = Citation(
        document="d", title=text[:300] or "t", section=text[:200], quote=text[:5_000] or "q", start=0, end=1
    )
    reply = Reply(
        kind="answer",
        text=text or "…",
        citations=(cited,) * 9,
        choices=tuple(Choice(id=f"c{number}", label=(text[:90] or "x") + str(number)) for number in range(30)),
    )
    shown = build_reply(reply)
    assert list(message_faults({"text": shown.text, "blocks": shown.blocks})) == []
    assert list(blocks_faults(list(shown.tail), MESSAGE_BLOCKS, 50)) == []


def test_a_confirm_card_shows_the_words_and_what_was_understood():
    draft = Draft(proposal="Give <!channel> coaches", setting="primary care")
    reply = Reply(kind="confirm", text="x", lead="Nothing is sent yet.", fields=draft.model_dump(mode="json"))
    shown = str(build_reply(reply).blocks)
    assert "Give &lt;!channel&gt; coaches" in shown
    assert "primary care" in shown
    assert "Region" not in shown  # not said, and not one of the fields always shown


@pytest.mark.parametrize(
    "view",
    [
        build_home(frozenset()),
        build_home(frozenset({"reviewer", "admin"}), "https://soundings.example/desk"),
        build_proposal_form(),
        build_proposal_form(
            Draft(proposal="x" * 5_000, title="t" * 900, setting="primary care", themes=("other",), quote=True)
        ),
        build_passage("T" * 500, "word " * 9_000, 20_000, 20_400, "https://soundings.example/documents/d"),
    ],
)
def test_every_view_is_one_slack_takes(view: dict[str, object]):
    assert list(view_faults(view)) == []


def test_a_form_is_read_and_its_faults_are_said_beside_the_field():
    fields, faults = read_proposal_form(
        {"proposal": "Give managers a coach", "themes": ["other"], "consent": ["contact"]}
    )
    assert (fields, faults) == ({"proposal": "Give managers a coach", "themes": ["other"], "contact": True}, {})
    assert "proposal" in read_proposal_form({"proposal": "x" * 2_001})[1]
    assert "themes" in read_proposal_form({"proposal": "x" * 20, "themes": list("abcd")})[1]


def test_both_twins_of_a_mention_have_one_id():
    event = {"user": "U1", "ts": "1.1", "channel": "C1", "thread_ts": "1.0", "text": "<@UB> hi"}
    bodies = [
        {"team_id": "T1", "event_id": name, "event": {**event, "type": name}} for name in ("message", "app_mention")
    ]
    one, two = (read_event(body, "UB") for body in bodies)
    assert one is not None
    assert two is not None
    assert (one.id, one.text) == (two.id, "hi")


def test_private_replies_never_go_to_a_channel():
    arrival = Arrival(kind="message", id="1", team="T1", user="U1", channel="C1", thread="1.1")
    shown = [
        build_reply(Reply(kind="message", text="open")),
        build_reply(Reply(kind="receipt", text="secret", receipt="x")),
    ]
    calls = place(arrival, shown)
    assert [(call["method"], call.get("dm")) for call in calls] == [
        ("chat.postMessage", None),
        ("chat.postMessage", "U1"),
        ("chat.postEphemeral", None),
    ]
    assert "secret" not in str([call for call in calls if not call.get("dm")])


def test_a_query_is_words_then_filters():
    query = Query.read(
        "coaching for managers setting:adult social care level:“front line” status:received theme:nonsense"
    )
    assert query.words == "coaching for managers"
    assert (query.filters.setting, query.filters.level, query.filters.status) == (
        "adult social care",
        "front line",
        "received",
    )
    assert query.unknown == ("theme:nonsense",)


def test_news_is_known_by_what_it_is_about():
    told = [Notice(id=1, reference=named, address="slack:T1/U1", text="News") for named in ("P-1001", "P-1002")]
    assert len({read_notice(one).id for one in told}) == 2
