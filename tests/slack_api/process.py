"""Our app as a process of its own, so that it can be killed: `python -m slack_api.process SLACK_URL DATABASE_URL PORT`.

The core is scripted but keeps what it hears in the database, as the real one does: one row an event, committed before
it answers. That row stands for a proposal.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from slack_api.people import SIGNING_SECRET
from slack_api.running import TestParts
from slack_api.server import BOT_TOKEN

from bot.channels.slack import app as slack_app
from bot.channels.slack.working import Pace
from bot.conversation.messages import Incoming, Reply
from bot.settings import Settings
from knowledge.database import Database
from knowledge.privacy import Keys


class Keeping:
    """Keeps each event once, then answers."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(Database(url).engine.url)

    def handle(self, incoming: Incoming) -> list[Reply]:
        time.sleep(0.02)
        with self._engine.begin() as connection:
            put = "INSERT INTO heard (event, text) VALUES (:event, :text) ON CONFLICT DO NOTHING"
            connection.execute(text(put), {"event": incoming.event, "text": incoming.text})
        time.sleep(0.02)
        return [Reply(kind="message", text=f"You said: {incoming.text}")]


def main() -> None:
    slack_url, database_url, port = sys.argv[1:4]
    settings = Settings(
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        slack_api_url=slack_url,
        secret_text="tests only",
    )
    parts = TestParts(settings, Database(database_url), Keys("tests only"), Keeping(database_url))
    app = FastAPI()
    running = slack_app.mount(app, parts, Pace(lease=timedelta(seconds=1.5), poll=0.1, timeout=2))
    app.router.lifespan_context = lambda _app: running
    uvicorn.run(app, port=int(port), log_level="error", ws="none")


if __name__ == "__main__":
    main()
