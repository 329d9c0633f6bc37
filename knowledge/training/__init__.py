"""The ranking's training: answered questions -> a ranking's file (`xuesi ranking train`)."""
