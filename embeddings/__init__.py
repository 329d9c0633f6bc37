"""The embeddings floor: text to vectors, and the vector index; knows nothing of documents."""
