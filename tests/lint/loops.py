#!/usr/bin/env python3
"""loops.py - does each loop over a table of cases say which row failed?

A loop `for (…; i < ARRAY_LEN(table); …)` of a test may not check with assert_*(), neither
itself nor in another function of the file: the failure would not name the row.  for_each_row()
(tests/support/each_row.h) notes the row; row_int_equal() and row_string_equal()
(tests/unit/unit.h) and fail_msg() print it.  A function that is given the row's number
is taken to print it.
"""
import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
TOPS = ("tests/unit", "tests/integration")
NOISE = re.compile(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'', re.S)
LOOP = re.compile(r"\bfor \((?=[^;]*;[^;]*\bARRAY_LEN\()")
FUNCTION = re.compile(r"^(?!#)\w[^;={}\n]*?\b(\w+)\([^;={}]*\)\n\{", re.M)
CALL = re.compile(r"\b(\w+)\(")


def blank(match):
    """As many lines, and no words."""
    return '""' + "\n" * match.group().count("\n")


def closed(text, at, pair):
    """The place after the bracket that closes the one at `at`."""
    depth = 0
    while True:
        depth += (text[at] == pair[0]) - (text[at] == pair[1])
        at += 1
        if depth == 0:
            return at


def statement(text, at):
    """The end of the statement at `at`, which may be a loop or a branch itself."""
    while text[at].isspace():
        at += 1
    if text[at] == "{":
        return closed(text, at, "{}")
    head = re.compile(r"(?:for|while|if|switch|for_each_row|cJSON_ArrayForEach) ?(?=\()")
    match = head.match(text, at)
    if not match:
        return text.index(";", at) + 1
    end = statement(text, closed(text, match.end(), "()"))
    other = re.compile(r"\s*else\b").match(text, end)
    return statement(text, other.end()) if other else end


def calls(body):
    """(name, arguments) of each call in it."""
    for match in CALL.finditer(body):
        yield match.group(1), body[match.end():closed(body, match.end() - 1, "()") - 1]


def asserting(text):
    """The file's functions that check with assert_*(), or call one that does."""
    bodies = {}
    for match in FUNCTION.finditer(text):
        bodies[match.group(1)] = text[match.end() - 1:closed(text, match.end() - 1, "{}")]
    found, before = set(), None
    while before != len(found):
        before = len(found)
        found |= {name for name, body in bodies.items()
                  if any(called.startswith("assert_") or called in found
                         for called, _ in calls(body))}
    return found


def look_at(path):
    with open(path, encoding="utf-8") as file:
        text = NOISE.sub(blank, file.read())
    helpers = asserting(text)
    for loop in LOOP.finditer(text):
        end = closed(text, loop.end() - 1, "()")
        row = re.search(r"(\*?\w+) <=? [^;]*ARRAY_LEN", text[loop.end():end])
        for name, given in calls(text[end:statement(text, end)]):
            knows_row = row and row.group(1) in (a.strip() for a in given.split(","))
            if name.startswith("assert_") or (name in helpers and not knows_row):
                line = text.count("\n", 0, loop.start()) + 1
                yield f"{path}:{line}: {name}() does not name the row: for_each_row() would"
                break


def main():
    os.chdir(ROOT)
    bad = [line for top in TOPS for base, _, names in sorted(os.walk(top))
           for name in sorted(names) if name.endswith((".c", ".h"))
           for line in look_at(os.path.join(base, name))]
    print(*bad, sep="\n", end="\n" if bad else "")
    return 1 if bad else 0


sys.exit(main())
