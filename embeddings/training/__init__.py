"""The scripts that made the bundled model: `python -m embeddings.training --data DIR --out DIR`."""
