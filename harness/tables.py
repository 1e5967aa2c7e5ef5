#!/usr/bin/env python3
"""tables.py - the tables of harness/README.md, made of flowcheck's own

    tables.py BUILD write     writes them; BUILD/flowcheck help prints each
    tables.py BUILD check     are they current?
"""
import os
import re
import subprocess
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), ".."))
PAGE = "harness/README.md"
MARK = re.compile(r"(<!-- flowcheck help (\w+): made by make docs -->\n).*?(<!-- end -->)", re.S)


def table(build, topic):
    out = subprocess.run([os.path.join(build, "flowcheck"), "help", "--markdown", topic],
                         check=True, stdout=subprocess.PIPE)
    return out.stdout.decode()


def main():
    if len(sys.argv) != 3 or sys.argv[2] not in ("write", "check"):
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    path = os.path.join(ROOT, PAGE)
    with open(path, encoding="utf-8") as file:
        old = file.read()
    new, count = MARK.subn(lambda m: m[1] + table(build, m[2]) + m[3], old)
    if not count:
        sys.exit("%s: no table is marked" % PAGE)
    if sys.argv[2] == "write":
        with open(path, "w", encoding="utf-8") as file:
            file.write(new)
    elif new != old:
        sys.exit("%s: not current; run make docs" % PAGE)


if __name__ == "__main__":
    main()
