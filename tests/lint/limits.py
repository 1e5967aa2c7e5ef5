#!/usr/bin/env python3
"""limits.py - no line, file or list of parameters is longer than it may be

Prints those that are: a line of more than 90 columns (a row of a .def: 100), a file of more
than 450 lines (below tests/: 600), a function of more than 6 parameters (below tests/
any number).  budget.txt holds how long functions are.

A table of a test may have rows of any width between `clang-format off` and `on`.
"""
import os
import sys

import cstyle_metrics

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
TOPS = ("lib", "mockserver", "harness", "tests")
COLUMNS, COLUMNS_DEF = 90, 100
LINES, LINES_TEST = 450, 600
PARAMS = 6
# libmicrohttpd calls it, and says with what.
FOREIGN = {("mockserver/http/flights.c", "access_request")}


def is_test(path):
    return path.startswith("tests/")


def sources():
    for top in TOPS:
        for base, folders, names in os.walk(top):
            folders[:] = sorted(f for f in folders if f != "node_modules")
            for name in sorted(names):
                if name.endswith((".c", ".h", ".def")):
                    yield os.path.join(base, name)


def too_wide(path, lines):
    """The number of each line that is too wide."""
    most = COLUMNS_DEF if path.endswith(".def") else COLUMNS
    in_table = False
    for number, line in enumerate(lines, 1):
        if "clang-format off" in line or "clang-format on" in line:
            in_table = "clang-format off" in line
        if len(line.expandtabs(8)) > most and not (in_table and is_test(path)):
            yield number


def look_at(path, bad):
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    most = LINES_TEST if is_test(path) else LINES
    if len(lines) > most:
        bad.append("%s: %d lines, at most %d" % (path, len(lines), most))
    for number in too_wide(path, lines):
        bad.append("%s:%d: too wide" % (path, number))


def look_at_parameters(bad):
    found, _ = cstyle_metrics.load([top for top in TOPS if top != "tests"], [])
    cstyle_metrics.run_ctags(found, [])
    for source in found:
        for f in source.functions:
            if f.params > PARAMS and (source.rel, f.name) not in FOREIGN:
                bad.append("%s:%d: %s has %d parameters, at most %d" % (
                    source.rel, f.line, f.name, f.params, PARAMS))


def main():
    bad = []
    os.chdir(ROOT)
    for path in sources():
        look_at(path, bad)
    look_at_parameters(bad)
    if bad:
        sys.exit("\n".join(bad))


if __name__ == "__main__":
    main()
