"""What every test may ask for."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the checkout; tests that need it skip without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real material (../shared/data) is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample documents of 示例市 that ship with the project."""
    return ROOT / "bot" / "sample" / "documents"
