"""The Chinese font of pictures, so that they look the same on every machine."""
