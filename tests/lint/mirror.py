#!/usr/bin/env python3
"""mirror.py - has every module of more than 100 lines a unit test named after it?

The test of lib/json/read.c is tests/unit/lib/json/test_read.c.  A file x_y.c without a
header of its own, next to an x.h, is a part of x: its test may be that of x.

untested.txt lists the modules that have none yet.  The list may only shrink: a module in
it that has a test, has gone or has become short is an error, and so is a module without
a test that is not in it.  A second word of a line is the test of a module that no unit
test can link, because it belongs to a program: that file must exist.

    mirror.py         checks
    mirror.py write   rewrites untested.txt without the lines that are errors
"""
import os
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
TOPS = ("lib", "mockserver", "harness")
LIST = "tests/lint/untested.txt"
HEAD = "# Modules without a unit test named after them: tests/lint/mirror.py.  None may be added.\n"
LINES = 100


def is_long(path):
    with open(path, encoding="utf-8") as file:
        return sum(1 for _ in file) > LINES


def modules():
    """The .c files of more than 100 lines."""
    for top in TOPS:
        for base, folders, names in os.walk(top):
            folders[:] = sorted(f for f in folders if f != "node_modules")
            for name in sorted(names):
                path = os.path.join(base, name)
                if name.endswith(".c") and is_long(path):
                    yield path


def tests_of(path):
    """The unit tests that may have the module's name."""
    folder, name = os.path.split(path[:-2])
    names = [name]
    if not os.path.exists(path[:-2] + ".h"):
        parts = name.split("_")
        names += [n for n in ("_".join(parts[:i]) for i in range(len(parts) - 1, 0, -1))
                  if os.path.exists(f"{folder}/{n}.h")]
    return [f"tests/unit/{folder}/test_{n}.c" for n in names]


def listed():
    """(number, module, the test elsewhere or "") of each line."""
    with open(LIST, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.split()
            if words and not line.startswith("#"):
                yield number, words[0], words[1] if len(words) > 1 else ""


def wrong(module, elsewhere, untested, seen):
    """Why the line is an error, or None."""
    if module in seen:
        return "is listed twice"
    if module not in untested:
        return "has a test, is short or has gone: take it out of the list"
    if elsewhere and not os.path.exists(elsewhere):
        return f"{elsewhere} does not exist"
    return None


def main():
    os.chdir(ROOT)
    untested = [m for m in modules() if not any(map(os.path.exists, tests_of(m)))]
    seen, kept, bad = set(), [], []
    for number, module, elsewhere in listed():
        why = wrong(module, elsewhere, untested, seen)
        if why:
            bad.append(f"{LIST}:{number}: {module}: {why}")
        else:
            kept.append(f"{module} {elsewhere}".rstrip())
        seen.add(module)
    if sys.argv[1:] == ["write"]:
        with open(LIST, "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(line + "\n" for line in sorted(kept)))
        return 0
    bad += [f"{m}: more than {LINES} lines, and no {tests_of(m)[0]}"
            for m in untested if m not in seen]
    print(*bad, sep="\n", end="\n" if bad else "")
    return 1 if bad else 0


sys.exit(main())
