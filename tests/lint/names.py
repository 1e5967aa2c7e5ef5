#!/usr/bin/env python3
"""names.py - does a name lead to one place, and say which?

Prints what breaks this, in lib, mockserver and harness:
- two structs, enums or unions of one name: ctags and gdb lead to either;
- a static function named as an exported one;
- an exported function whose name begins neither with its header's name (x_y.h, a part
  of a longer x.h, may say x_), nor its folder's, nor both, nor that of a type which the
  header defines.  ELSE has what may begin otherwise, and why.
"""
import collections
import pathlib
import re
import subprocess
import sys

ELSE = {
    "mockserver/data/dataset.h": {"catalogue"},  # all datasets of a mock
    "mockserver/contract/refusal.h": {"refuse", "refused"},  # the verb of a refusal
    "mockserver/entities/connections.h": {"source", "target"},  # its three kinds
}
IGNORED = "AUTO_DEFINE+,AUTO_DEFINE_STRUCT+,MUST_USE,UNUSED,PRINTF_LIKE+"


def tags():
    """(name, kind, file, static) of functions and types; kinds are ctags' letters."""
    files = [str(p) for folder in ("lib", "mockserver", "harness")
             for p in sorted(pathlib.Path(folder).rglob("*.[ch]"))]
    out = subprocess.run(
        ["ctags", "-f", "-", "--language-force=C", "--kinds-C=fpsgu", "-I", IGNORED,
         "--fields=kf", "-L", "-"], input="\n".join(files), text=True, check=True,
        stdout=subprocess.PIPE).stdout
    for line in out.splitlines():
        if not line.startswith("!"):
            name, file, rest = line.split("\t", 2)
            fields = rest.rsplit(';"\t', 1)[1].split("\t")
            yield name, fields[0], file, len(fields) > 1


def singular(word):
    return re.sub("ies$", "y", word) if word.endswith("ies") else re.sub("s$", "", word)


def beginnings(header, types):
    """With which names those of the header's functions may begin."""
    path = pathlib.Path(header)
    file, folder = path.stem, path.parent.name
    words = {file, file.split("_")[0], folder, folder + file, *types[header]}
    return words | {singular(w) for w in words} | ELSE.get(header, set())


def main():
    found = set()
    kinds = collections.defaultdict(set)
    exported, types = collections.defaultdict(set), collections.defaultdict(set)
    static = []
    for name, kind, file, is_static in tags():
        if kind in "sgu":
            kinds[name].add(file)
            types[file].add(name)
        elif kind == "p" and file.endswith(".h"):
            exported[name].add(file)
        elif kind == "f" and is_static and file.endswith(".c"):
            static.append((name, file))
        elif kind == "f" and file.endswith(".h"):
            exported[name].add(file)

    for name, files in kinds.items():
        if len(files) > 1 and not name.startswith("__anon"):
            found.add(f"{name}: a type in {' and '.join(sorted(files))}")
    for name, file in static:
        if name in exported:
            found.add(f"{file}: {name}() hides that of {' '.join(exported[name])}")
    for name, files in exported.items():
        for file in files:
            if not any(name == b or name.startswith(b + "_")
                       for b in beginnings(file, types)):
                found.add(f"{file}: {name}() does not begin with its module's name")
    print(*sorted(found), sep="\n", end="\n" if found else "")
    return 1 if found else 0


sys.exit(main())
