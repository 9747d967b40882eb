"""Routing on words nobody here wrote: public comments that propose, and questions of another kind."""

import csv
import json
from pathlib import Path

from bot.conversation import intents
from bot.conversation.routing import Context, route


def share(texts: list[str], *kinds: type) -> float:
    return sum(isinstance(route(text, Context()), kinds) for text in texts) / len(texts)


def test_public_comments_are_heard_as_proposals(shared: Path):
    with (shared / "data" / "polis" / "american-assembly.bowling-green.csv").open(encoding="utf-8") as file:
        comments = [row["comment-body"] for row in csv.DictReader(file)]
    assert share(comments, intents.Propose, intents.AskAndPropose) >= 0.9
    assert share(comments, intents.Ask) <= 0.04


def test_questions_of_another_kind_are_heard_as_questions(shared: Path):
    articles = json.loads((shared / "data" / "xquad_en_dev.json").read_text(encoding="utf-8"))["data"]
    asked = [qa["question"] for article in articles for part in article["paragraphs"] for qa in part["qas"]]
    assert share(asked, intents.Ask) >= 0.98
    unmarked = [question.lower().rstrip("? ") for question in asked]
    assert share(unmarked, intents.Ask) >= 0.88
