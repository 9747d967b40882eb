"""`python -m knowledge.training.proposals`: learn what proposals are about anew, after changing their examples."""

from knowledge.proposals.learning import keep
from retrieval.embedding import load_embedder

if __name__ == "__main__":
    keep(load_embedder())
