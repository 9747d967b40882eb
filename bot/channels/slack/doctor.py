"""What `soundings doctor` says of Slack: whether it is configured, whether its tokens work, and the fix where not."""

from typing import Literal, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channels.slack.manifest import bot_scopes
from bot.settings import Settings

DOCS = "See docs/slack.md."
NETWORK = "Check the network and SLACK_API_URL."


class Finding(NamedTuple):
    """One thing looked at. `fix` is empty where nothing needs doing."""

    state: Literal["works", "off", "broken"]
    says: str
    fix: str = ""


def check(settings: Settings) -> list[Finding]:
    """Look at Slack's settings and ask Slack whether the tokens are good. Nothing is sent to anybody."""
    if not (settings.slack_bot_token or settings.slack_client_id or settings.slack_app_token):
        return [Finding("off", "not set up.", f"To use it, set SLACK_BOT_TOKEN. {DOCS}")]
    found = [_check_door(settings)]
    if settings.slack_bot_token:
        found.append(_check_bot(settings))
    if settings.slack_app_token:
        found.append(_check_socket(settings))
    if settings.slack_client_id and not settings.slack_client_secret:
        found.append(Finding("broken", "there is a client id without its secret.", "Set SLACK_CLIENT_SECRET too."))
    return found


def _check_door(settings: Settings) -> Finding:
    if settings.slack_signing_secret:
        return Finding("works", "signatures of requests are checked.")
    if settings.slack_app_token:
        return Finding("works", "over Socket Mode only; every HTTP request is refused.")
    fix = f"Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode. {DOCS}"
    return Finding("broken", "nothing can come in: there is no signing secret.", fix)


def _check_bot(settings: Settings) -> Finding:
    if not settings.slack_bot_token.startswith("xoxb-"):
        return Finding("broken", "SLACK_BOT_TOKEN is no bot token.", "It begins with xoxb-; see OAuth & Permissions.")
    try:
        answer = WebClient(settings.slack_bot_token, base_url=settings.slack_api_url, timeout=10).auth_test()
    except SlackApiError as error:
        return Finding(
            "broken", f"Slack refuses the token ({_code(error)}).", "Install the app again and set the new token."
        )
    except (SlackClientError, OSError) as error:
        return Finding("broken", f"Slack does not answer ({type(error).__name__}).", NETWORK)
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes") or "").split(",") if scope.strip()}
    missing = sorted(set(bot_scopes()) - granted) if granted else []
    if missing:
        fix = "Update the app's manifest from bot/channels/slack/manifest.json and install it again."
        return Finding("broken", f"the bot token works in {answer['team']}, but lacks {', '.join(missing)}.", fix)
    return Finding("works", f"the bot token works in {answer['team']}.")


def _check_socket(settings: Settings) -> Finding:
    try:
        client = WebClient(base_url=settings.slack_api_url, timeout=10)
        client.apps_connections_open(app_token=settings.slack_app_token)
    except SlackApiError as error:
        return Finding(
            "broken", f"Slack refuses the app token ({_code(error)}).", "Make one with the scope connections:write."
        )
    except (SlackClientError, OSError) as error:
        return Finding("broken", f"Slack does not answer ({type(error).__name__}).", NETWORK)
    return Finding("works", "Socket Mode can connect.")


def _code(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error") or "no reason") if isinstance(data, dict) else "no answer of Slack's"
