"""`python -m sync` is `yuebao`."""

import sys

from sync.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a worker of `demo` is this program once more
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
