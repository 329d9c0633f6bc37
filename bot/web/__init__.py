"""The pages: chat for everybody, administration behind a password."""
