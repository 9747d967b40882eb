"""The built-in articles and the glossary: complete, short, honest about their source, and easy to find."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

SOURCES = Path(__file__).parents[2] / "knowledge" / "sources"
ADDRESS = "leadershipreview@dhsc.gov.uk"
FIELDS = {"title", "source", "publisher", "date", "link", "valid_from", "valid_to", "questions"}
KINDS = {
    "Open letter",
    "Terms of reference",
    "Open letter and terms of reference",
    "Terms of reference and reports of the time",
    "Reports of the time",
    "About this assistant",
}


@dataclass(frozen=True)
class Article:
    id: str
    front: dict[str, Any]
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def _read(path: Path) -> Article:
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return Article(path.stem, yaml.safe_load(front), text.strip())


ARTICLES = {article.id: article for article in map(_read, sorted(SOURCES.glob("*.md")))}
GLOSSARY = yaml.safe_load((SOURCES / "glossary.yaml").read_text(encoding="utf-8"))

# Each fact known about the review, the article that holds it, and words that must be there.
FACTS = [
    ("where-the-review-applies", ["England"]),
    ("what-the-review-is", ["leadership and management", "health and social care"]),
    ("who-leads-the-review", ["General Sir Gordon Messenger", "Vice Chief of the Defence Staff"]),
    ("who-leads-the-review", ["Dame Linda Pollard", "chair of Leeds Teaching Hospitals"]),
    ("who-announced-the-review", ["Sajid Javid", "early October 2021", "reports of the time"]),
    ("terms-of-reference", ["23 November 2021", "open letter"]),
    ("does-my-level-count", ["everyone", "seniority or role"]),
    ("how-the-review-listens", ["site visits", "webinar-style outreach", "workshops", "personal interviews"]),
    ("how-the-review-listens", ["as many viewpoints", "diverse communities"]),
    ("review-fatigue", ["strain", "review fatigue", "engagement", "implementation"]),
    ("how-the-review-sees-staff", ["opportunity", "dedicated", "good leadership"]),
    ("which-services-are-included", ["primary care", "secondary care", "social care"]),
    ("does-my-level-count", ["at all levels"]),
    ("priority-areas", ["priority areas", "open mind", "most impact"]),
    ("what-proposals-are-wanted", ["strengthen, broaden and deepen", "every part", "every level"]),
    ("systems-leadership", ["integrated care systems", "local partnerships", "every level"]),
    ("shared-vision-and-ownership", ["right level", "valued", "personal development for all"]),
    ("anyone-can-lead", ["anyone can aspire", "personal development for all"]),
    ("variation-and-incentives", ["Variation", "incentives and structures", "pressing challenges"]),
    ("making-it-happen", ["early", "implementation", "patients and staff"]),
    ("what-the-review-is", ["outcomes", "population", "NHS and social care"]),
    ("how-to-contact-the-review", [ADDRESS]),
    ("why-now", ["Integrated care boards", "April 2022", "councils"]),
    ("earlier-reviews", ["previous reports", "acted on", "effect"]),
    ("when-it-reports", ["four months", "Secretary of State"]),
    ("what-happens-next", ["delivery plan", "timelines"]),
    ("what-the-terms-ask", ["drivers of performance", "standards", "powers", "intervention and recovery"]),
    ("what-the-terms-ask", ["collaboration", "pay and incentives", "hardest jobs", "clinicians", "efficiency"]),
    ("clinicians-into-management", ["management", "scope"]),
    ("powers-and-intervention", ["powers", "intervention and recovery", "providers"]),
    ("efficiency-and-time-for-care", ["efficiency", "space"]),
    ("national-bodies", ["NHS England", "not examined", "reports of the time"]),
    ("since-griffiths", ["most far-reaching", "1983", "reports of the time"]),
]
NOT_KNOWN = {
    "closing-date",
    "review-team-members",
    "cost-of-the-review",
    "events-dates-and-places",
    "privacy-notice",
    "expenses",
    "cpd-credit",
}
ALSO_ASKED = {
    "agency-staff-volunteers-carers",
    "is-it-about-cutting-managers",
    "is-it-about-pay",
    "is-it-anonymous",
    "who-can-see-my-proposal",
    "what-is-kept",
    "withdraw-or-change",
    "how-to-propose",
    "what-happened-to-my-proposal",
    "raise-a-concern",
    "what-this-assistant-is",
}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


@pytest.fixture(params=ARTICLES.values(), ids=ARTICLES.keys())
def article(request: pytest.FixtureRequest) -> Article:
    chosen: Article = request.param
    return chosen


def test_front_matter_is_complete(article: Article) -> None:
    assert set(article.front) == FIELDS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article.id)
    assert article.front["title"].strip()
    assert article.front["publisher"].strip()
    assert article.front["source"] in KINDS


def test_dates_say_what_was_known_during_the_engagement(article: Article) -> None:
    published, begins, ends = (article.front[name] for name in ("date", "valid_from", "valid_to"))
    assert isinstance(published, date)
    assert published <= begins <= date(2021, 11, 23)
    assert ends is None or ends > begins


def test_links_lead_to_the_two_published_documents_only(article: Article) -> None:
    link = article.front["link"] or ""
    folder = (
        "https://www.gov.uk/government/publications/review-of-health-and-social-care-leadership-terms-of-reference/"
    )
    assert not link or link.startswith(folder)
    assert bool(link) == (article.front["publisher"] == "Department of Health and Social Care")


def test_articles_are_short(article: Article) -> None:
    assert 60 <= article.words <= 260
    assert article.text.count("\n## ") <= 2
    assert not re.search(r"^# ", article.text, re.MULTILINE)


def test_every_article_has_the_wordings_people_use(article: Article) -> None:
    questions = article.front["questions"]
    assert 8 <= len(questions) <= 24
    assert all(isinstance(question, str) and 3 < len(question) < 100 for question in questions)


def test_nothing_from_after_the_engagement_is_told(article: Article) -> None:
    assert "2022" not in article.text.replace("April 2022", "").replace("March 2022", "")
    assert "seven recommendations" not in article.text


def test_sentences_can_be_quoted_alone(article: Article) -> None:
    opening = re.findall(r"(?:^|[.:] )(?:He|She|They)\b", article.text)
    assert not opening, "name the subject: the assistant quotes single sentences"


def test_no_wording_leads_to_two_articles() -> None:
    wordings = Counter(_plain(question) for article in ARTICLES.values() for question in article.front["questions"])
    assert [wording for wording, times in wordings.items() if times > 1] == []


def test_titles_are_unique() -> None:
    assert len({article.front["title"] for article in ARTICLES.values()}) == len(ARTICLES)


@pytest.mark.parametrize(("name", "words"), FACTS)
def test_each_known_fact_is_told(name: str, words: list[str]) -> None:
    missing = [word for word in words if word.lower() not in ARTICLES[name].text.lower()]
    assert not missing


@pytest.mark.parametrize("name", sorted(NOT_KNOWN))
def test_what_is_not_known_is_said_with_an_address(name: str) -> None:
    text = ARTICLES[name].text
    assert ADDRESS in text
    assert "not known" in text
    assert "terms of reference and the open letter" in text or "neither the terms of reference nor" in text


@pytest.mark.parametrize("name", sorted(ALSO_ASKED))
def test_what_else_staff_ask_has_an_article(name: str) -> None:
    assert name in ARTICLES


@pytest.mark.parametrize(
    "name", [name for name, article in ARTICLES.items() if "reports of the time" in article.front["source"].lower()]
)
def test_what_only_the_press_said_is_called_that(name: str) -> None:
    assert "reports of the time" in ARTICLES[name].text.lower()


def test_glossary_entries_are_whole_and_unique() -> None:
    assert len(GLOSSARY) >= 40
    assert all(set(entry) - {"see"} == {"term", "also", "meaning"} for entry in GLOSSARY)
    assert {entry["see"] for entry in GLOSSARY if "see" in entry} <= ARTICLES.keys()
    names = Counter(name.lower() for entry in GLOSSARY for name in [entry["term"], *entry["also"]])
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("term", ["ICS", "ICB", "PCN", "DHSC", "CQC", "AfC", "SoS", "band 7", "CPD", "matron", "HCA"])
def test_glossary_knows_the_words_of_the_wards(term: str) -> None:
    assert any(term in [entry["term"], *entry["also"]] for entry in GLOSSARY)
