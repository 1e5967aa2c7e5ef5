#!/usr/bin/env python3
"""limits.py - no line, file or list of parameters is longer than it may be

Prints those that are: a line of more than 90 columns (a row of a .def: 100), a file of more
than 450 lines (below tests/: 600), a function of more than 6 parameters (below tests/
any number).  budget.txt holds how long functions are.

Tables lie between `clang-format off` and `on`: tests may have rows of any width there;
wide.txt says how many wider rows each source file has: PATH NUMBER.  When there are
fewer, the number must be corrected; there may never be more.

    limits.py         checks
    limits.py write   rewrites wide.txt
"""
import os
import sys

import cstyle_metrics

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
TOPS = ("lib", "mockserver", "harness", "tests")
WIDE = "tests/lint/wide.txt"
HEAD = "# Rows of tables that are wider than they should be: tests/lint/limits.py\n"
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
    """(line number, is it a row of a table?) of each line that is too wide."""
    in_def, in_table = path.endswith(".def"), False
    for number, line in enumerate(lines, 1):
        if "clang-format off" in line or "clang-format on" in line:
            in_table = "clang-format off" in line
        if len(line.expandtabs(8)) > (COLUMNS_DEF if in_def else COLUMNS):
            yield number, in_table and not in_def


def look_at(path, counted, bad):
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    most = LINES_TEST if is_test(path) else LINES
    if len(lines) > most:
        bad.append("%s: %d lines, at most %d" % (path, len(lines), most))
    for number, is_row in too_wide(path, lines):
        if not is_row:
            bad.append("%s:%d: too wide" % (path, number))
        elif not is_test(path):
            counted[path] = counted.get(path, 0) + 1


def look_at_parameters(bad):
    found, _ = cstyle_metrics.load([top for top in TOPS if top != "tests"], [])
    cstyle_metrics.run_ctags(found, [])
    for source in found:
        for f in source.functions:
            if f.params > PARAMS and (source.rel, f.name) not in FOREIGN:
                bad.append("%s:%d: %s has %d parameters, at most %d" % (
                    source.rel, f.line, f.name, f.params, PARAMS))


def known():
    with open(WIDE, encoding="utf-8") as file:
        rows = [line.split() for line in file if not line.startswith("#")]
    return {path: int(number) for path, number in rows}


def main():
    counted, bad = {}, []
    os.chdir(ROOT)
    for path in sources():
        look_at(path, counted, bad)
    look_at_parameters(bad)
    if sys.argv[1:] == ["write"]:
        with open(WIDE, "w", encoding="utf-8") as file:
            file.write(HEAD)
            file.writelines("%s %d\n" % one for one in sorted(counted.items()))
    for path, number in sorted(counted.items()):
        if number > known().get(path, 0):
            bad.append("%s: %d wide rows of tables, %d are known" % (
                path, number, known().get(path, 0)))
    if bad:
        sys.exit("\n".join(bad))


if __name__ == "__main__":
    main()
