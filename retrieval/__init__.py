"""Finds: embedding, vectors, keywords, evidence."""
