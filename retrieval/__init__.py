"""Finds: embedding, vectors, keywords, fusion, evidence."""
