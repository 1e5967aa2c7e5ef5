#!/usr/bin/env python3
"""gaps.py COVERAGE.json - how many lines and branches the tests run, and where the gaps are

Fails when there are fewer than ratchet.txt says, in percent: `lines` and `branches`.
Branches of a line with an assert don't count: an asserted bug has no test.  Where a
number rises, ratchet.txt may follow; it never goes down.
"""
import json
import os
import sys

HERE = os.path.dirname(__file__)
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SHOWN = 15  # files with the most lines that no test runs


def ratchet():
    with open(os.path.join(HERE, "ratchet.txt"), encoding="utf-8") as file:
        rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
    return {name: float(number) for name, number in rows}


def spans(numbers):
    """[3, 4, 5, 9]: "3-5 9"."""
    out = []
    for n in numbers:
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return " ".join("%d" % a if a == b else "%d-%d" % (a, b) for a, b in out)


def measure(files):
    """([lines, of them run], [branches, of them taken], {file: lines not run})"""
    lines, branches, gaps = [0, 0], [0, 0], {}
    for one in files:
        with open(os.path.join(ROOT, one["file"]), encoding="utf-8") as file:
            source = file.read().split("\n")
        for line in one["lines"]:
            if line.get("gcovr/noncode"):
                continue
            lines[0] += 1
            lines[1] += line["count"] > 0
            if not line["count"]:
                gaps.setdefault(one["file"], []).append(line["line_number"])
            if "assert(" in source[line["line_number"] - 1]:
                continue
            branches[0] += len(line["branches"])
            branches[1] += sum(b["count"] > 0 for b in line["branches"])
    return lines, branches, gaps


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines, branches, gaps = measure(json.load(file)["files"])
    print("\nlines that no test runs, in the files that have most of them:")
    for path, numbers in sorted(gaps.items(), key=lambda g: -len(g[1]))[:SHOWN]:
        print("%5d  %s: %s" % (len(numbers), path, spans(numbers)))
    bad = 0
    for name, (of, run) in (("lines", lines), ("branches", branches)):
        percent, least = 100.0 * run / of, ratchet()[name]
        print("%-9s %6d of %6d  %.1f %%  (at least %.1f)" % (name, run, of, percent, least))
        bad |= percent < least
    return bad


if __name__ == "__main__":
    sys.exit(main())
