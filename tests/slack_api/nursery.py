"""Our app with its real core in processes that can be killed: each is forked from one that has loaded the model.

    python nursery.py        then lines `HOME SLACK_URL PORT` on its input; it says the process id of each

A fresh process would take many seconds to load the model; a fork starts at once, and dies like any other.
"""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}  # threads do not survive a fork
sys.path.insert(0, str(Path(__file__).parents[1]))

import torch
import uvicorn
from fastapi import FastAPI
from slack_api.people import SIGNING_SECRET
from slack_api.server import BOT_TOKEN

from bot.app import Soundings
from bot.channels.slack import app as slack_app
from bot.channels.slack.working import Pace
from bot.settings import Settings
from knowledge.redaction import redact
from retrieval.embedding import Embedder, load_embedder

PACE = Pace(lease=timedelta(seconds=1.5), poll=0.1, timeout=5)


def serve(embedder: Embedder, home: str, slack_url: str, port: str) -> None:
    """Serve until killed."""
    settings = Settings(
        home=Path(home), slack_bot_token=BOT_TOKEN, slack_signing_secret=SIGNING_SECRET, slack_api_url=slack_url
    )
    parts = Soundings(settings)
    parts.__dict__["embedder"] = embedder
    app = FastAPI()
    running = slack_app.mount(app, parts, PACE)
    app.router.lifespan_context = lambda _app: running
    uvicorn.run(app, port=int(port), log_level="error", ws="none")


def main() -> None:
    torch.set_num_threads(1)
    embedder = load_embedder()
    embedder.embed(["warm up"])
    redact("warm up")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(0)
            serve(embedder, *line.split())
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
