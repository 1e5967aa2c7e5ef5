#!/usr/bin/env python3
"""pages.py - docs/faults.md, of the table of kinds and the scenarios

    pages.py BUILD write       writes it; BUILD/flowmock prints the table
    pages.py BUILD check       is it current?
    pages.py BUILD scenarios   prints each kind with the scenarios that show it
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "docs"))
import made  # noqa: E402
from made import ROOT, read, read_yaml  # noqa: E402

FOLDER = "scenarios/failures"
HEAD = "docs/faults-head.md"


def kinds(build):
    out = subprocess.run([os.path.join(build, "flowmock"), "tables", "faults"],
                         check=True, stdout=subprocess.PIPE)
    return json.loads(out.stdout)["kinds"]


def done_by(node, names):
    """Each kind that some `do` below the node has; on files `cut` may be `file-cut`."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "do":
                on = node.get("on", node.get(True))  # YAML 1.1 reads `on` as true
                for one in value if isinstance(value, list) else [value]:
                    for kind in one:
                        long = "file-" + kind
                        yield long if on == "file" and long in names else kind
            else:
                yield from done_by(value, names)
    elif isinstance(node, list):
        for one in node:
            yield from done_by(one, names)


def scenarios(names):
    found = {name: [] for name in names}
    for file in sorted(os.listdir(os.path.join(ROOT, FOLDER))):
        path = FOLDER + "/" + file
        for kind in dict.fromkeys(done_by(read_yaml(path), found)):
            if kind in found and file != "what-cannot-be-armed-is-named.yaml":
                found[kind].append(path)
    return found


def parameter(one):
    needed = ", needed" if one["needed"] else ""
    default = "" if one["default"] is None else "; %s" % one["default"].replace('"', "")
    name = "" if one["name"] == "*" else "`%s`%s: " % (one["name"], needed)
    return "- %s%s%s" % (name, one["what"], default)


def kind_lines(one, shown):
    yield "### %s" % one["name"]
    yield ""
    yield "%s." % (one["what"][0].upper() + one["what"][1:])
    yield ""
    role = "an ending" if one["role"] == "ending" else "a modifier"
    times = " · %s times, unless it says more" % one["times"] if one["times"] else ""
    if "seen" in one:
        outage = " · leaves an outage of the connection" if one["outage"] else ""
        yield "%s · on %s%s%s · seen: %s" % (role, one["on"], times, outage, one["seen"])
    else:
        yield "%s · on %s · phase %s%s · curl: %s" % (
            role, one["on"], one["phases"], times, one["curl"])
    yield ""
    for p in one["parameters"]:
        yield parameter(p)
    if one["short"]:
        yield "- short: `{ %s: … }` gives `%s`" % (one["name"], one["short"])
    if one["parameters"]:
        yield ""
    yield "Shown by: %s" % (", ".join(
        "[%s](../%s)" % (os.path.splitext(os.path.basename(p))[0], p) for p in shown) or "none")
    yield ""


def page(build):
    all_kinds = kinds(build)
    shown = scenarios([one["name"] for one in all_kinds])
    out = ["<!-- Made of mockserver/faults/kinds.def and %s by mockserver/faults/pages.py. -->"
           % HEAD, read(HEAD).rstrip(), "", "## The kinds", ""]
    family = None
    for one in all_kinds:
        if one["family"] != family:
            family = one["family"]
            out += ["## Family: %s" % family, ""]
        out += kind_lines(one, shown[one["name"]])
    return "\n".join(out).rstrip() + "\n"


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[2] == "scenarios":
        for kind, paths in scenarios([one["name"] for one in kinds(sys.argv[1])]).items():
            print(kind, *paths)
    else:
        made.main(__doc__, lambda build: {"docs/faults.md": page(build)})
