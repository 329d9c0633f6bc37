"""The quiz floor: questions: bank, generation, daily rounds, grading, review."""
