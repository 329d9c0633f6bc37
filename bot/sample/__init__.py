"""The sample documents of the fictitious 示例市."""
