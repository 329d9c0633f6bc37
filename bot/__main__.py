"""The command `xuesi`."""

import argparse

from bot.thin import serve


def main() -> None:
    """Runs one command."""
    parser = argparse.ArgumentParser(prog="xuesi")
    parser.add_argument("command", choices=["demo"])
    parser.parse_args()
    serve()


if __name__ == "__main__":
    main()
