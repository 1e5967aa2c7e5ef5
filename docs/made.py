"""made.py - files that are made of tables: writes them, or looks whether they are current"""
import os
import sys

import yaml

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), ".."))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def read_yaml(path):
    """The document in a file; libyaml's loader, where it is, is ten times as fast."""
    return yaml.load(read(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def main(usage, pages):
    """pages(build) gives the text of each file by its path."""
    if len(sys.argv) != 3 or sys.argv[2] not in ("write", "check"):
        sys.exit(usage)
    bad = []
    for path, text in pages(os.path.abspath(sys.argv[1])).items():
        full = os.path.join(ROOT, path)
        if sys.argv[2] == "write":
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        elif not os.path.isfile(full) or read(path) != text:
            bad.append(path)
    if bad:
        sys.exit("%s: not current; run make docs" % ", ".join(bad))
