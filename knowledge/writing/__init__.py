"""Answers in a language model's words, where an operator sets one; never a word that no document says."""
