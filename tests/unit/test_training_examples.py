"""What is learnt from: articles written for it hold their answers once, and half of them is left out."""

from collections import defaultdict

import pytest

from knowledge.training import examples
from knowledge.training.examples import read_yaml
from knowledge.training.reading import answers
from retrieval.sentences import sentences

FOLDERS = {"articles": False, "papers": True}
LEAST = {"articles": 1_700, "papers": 650}


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_answer_stands_in_one_sentence_of_its_paragraph(folder):
    for path in sorted((examples.HERE / folder).glob("*.yaml")):
        for article in read_yaml(path):
            for paragraph in article["paragraphs"]:
                said = [paragraph["text"][start:end].lower() for start, end in sentences(paragraph["text"])]
                for asked, answer in paragraph["asks"]:
                    assert sum(answer.lower() in one for one in said) == 1, (path.name, asked, answer)


@pytest.mark.parametrize("folder", FOLDERS)
def test_about_half_of_what_is_asked_is_left_out(folder):
    lesson = examples.written(folder, titled=FOLDERS[folder])
    assert len(lesson.examples) >= LEAST[folder]
    assert 0.4 <= sum(one.covered for one in lesson.examples) / len(lesson.examples) <= 0.6
    kept = {text.document: text for text in lesson.texts}
    assert all(answers(one, kept[one.documents[0]], one.words) for one in lesson.examples if one.covered)


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_article_is_learnt_from_or_judged_by_as_a_whole(folder):
    folds = defaultdict(set)
    lesson = examples.written(folder, titled=FOLDERS[folder])
    for one in lesson.examples:
        folds[one.documents].add(one.fold)
    assert all(len(found) == 1 for documents, found in folds.items() if documents)
    assert {one.fold for one in lesson.examples} == set(range(examples.FOLDS))


def test_what_has_nothing_to_do_with_the_review_is_asked_of_other_papers_too():
    whole = examples.builtin()
    papers = examples.written("papers", titled=True)
    more = examples.with_strays(papers, whole).examples[len(papers.examples) :]
    assert len(more) >= 200
    assert all(one.stray and not one.covered for one in more)
