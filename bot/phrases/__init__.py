"""Everything that users read, in Chinese, in one place."""
