"""The knowledge floor: documents: read, structure, index, search, cite, answer."""
