"""Teaches `retrieval` what staff mean, from questions as they put them.

`python -m knowledge.training` writes the weights it uses.

asks.yaml       questions about the review, and the words of an article that answer them
letter.yaml     questions to the open letter alone
elsewhere.yaml  questions people also ask at work, that nothing about the review answers
"""
