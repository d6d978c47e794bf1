"""The version of the program, as bundles and revisions name it."""

VERSION = "0.1.0"
APP = f"yuebao/{VERSION}"
