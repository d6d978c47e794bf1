"""`yuebao-app` and `python -m desktop`: start the window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop.paths import find_paths


def main(arguments: list[str] | None = None) -> int:
    """Start the window, or try everything and say how it went (`--self-test`)."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["--print"]:  # how the frozen command line, which holds no Qt, has its PDF drawn
        from desktop.printing.__main__ import main as draw

        return draw(given[1:])
    parser = argparse.ArgumentParser(prog="yuebao-app", description="双创月报 – the window")
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="the workspace to open")
    parser.add_argument("--self-test", action="store_true", help="open every page, then leave")
    options, rest = parser.parse_known_args(given)
    if options.self_test:
        from desktop.selftest import self_test

        return self_test()
    from desktop.ahead import load

    load()
    from desktop.app import Outside, run

    return run(Outside(paths=find_paths(options.workspace)), ["yuebao-app", *rest])


if __name__ == "__main__":
    sys.exit(main())
