#!/usr/bin/env python3
"""tables.py - the tables of harness/README.md, made of flowcheck's own

    tables.py BUILD write     writes them, as BUILD/flowcheck help prints them
    tables.py BUILD check     fails when they are not current
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "docs"))
import made  # noqa: E402

PAGE = "harness/README.md"
MARK = re.compile(r"(<!-- flowcheck help (\w+): made by make docs -->\n).*?(<!-- end -->)", re.S)


def table(build, topic):
    out = subprocess.run([os.path.join(build, "flowcheck"), "help", "--markdown", topic],
                         check=True, stdout=subprocess.PIPE)
    return out.stdout.decode()


def pages(build):
    new, count = MARK.subn(lambda m: m[1] + table(build, m[2]) + m[3], made.read(PAGE))
    if not count:
        sys.exit("%s: no table is marked" % PAGE)
    return {PAGE: new}


if __name__ == "__main__":
    made.main(__doc__, pages)
