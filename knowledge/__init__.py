"""Keeps: documents, proposals, questions; the database is the system of record."""
