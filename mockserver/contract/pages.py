#!/usr/bin/env python3
"""pages.py - docs/operations.md and docs/errors.md, of the tables and the tests

    pages.py BUILD write     writes both; BUILD/flowmock prints the tables
    pages.py BUILD check     are they current?

Each operation is shown with the scenarios that call it, each error with the tests
that provoke it, as far as they name it.
"""
import json
import os
import re
import subprocess
import sys

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "docs"))
import made  # noqa: E402
from made import ROOT, read  # noqa: E402

REFERENCE = "fixtures/reference/operations.json"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SHOWN = 3  # tests listed for an operation or an error
PROVENANCES = {
    "live": "recordings of the live service show it",
    "documented": "Adobe's word: a description, a page or an error table says it",
    "example": "a published example shows it",
    "client": "real clients send it or rely on it",
    "inferred": "our reading of what is documented nearby",
    "ours": "our own: no source says anything, or it is the mock's alone",
}


def files(folder, ending):
    for base, folders, names in os.walk(os.path.join(ROOT, folder)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(ending):
                yield os.path.relpath(os.path.join(base, name), ROOT)


def tables(build, name):
    out = subprocess.run([os.path.join(build, "flowmock"), "tables", name],
                         check=True, stdout=subprocess.PIPE)
    return json.loads(out.stdout)


def cell(text):
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def link(path):
    return "[%s](../%s)" % (os.path.splitext(os.path.basename(path))[0].replace("_", "-"), path)


def provenance_legend():
    return ["| stands on | |", "|---|---|"] + [
        "| **%s** | %s |" % item for item in PROVENANCES.items()] + [""]


# ---------------------------------------------------------------- operations

def calls(node):
    """(method, path) of each request in a scenario, as it is written."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in METHODS and isinstance(value, str):
                yield key, value.split("?")[0].rstrip("/")
            else:
                yield from calls(value)
    elif isinstance(node, list):
        for one in node:
            yield from calls(one)


def pattern(path):
    """"/flows/{id}" fits "/flows/${flow}" and "/flows/an-id", not "/flows/search"."""
    return re.compile(re.sub(r"\{[^}]*\}", r"(?:\\$\\{[^}]*\\}|[^/{}]+)", path) + "$")


def scenarios_of(operations):
    """The scenarios of each operation, those of its own first."""
    found = {one["name"]: [] for one in operations}
    # The most literal path goes first: /flows/search is not a flow's id.
    order = sorted(operations, key=lambda one: one["path"].count("{"))
    for path in files("scenarios", ".yaml"):
        if "/steps/" in path:
            continue
        for method, called in dict.fromkeys(calls(yaml.safe_load(read(path)))):
            called = called.removeprefix("/data/foundation/flowservice")
            for one in order:
                if one["method"] == method and pattern(one["path"]).match(called):
                    if path not in found[one["name"]]:
                        found[one["name"]].append(path)
                    break
    included = {}
    for path in files("scenarios", ".yaml"):
        for name in re.findall(r"include: *(\S+)", read(path)):
            included.setdefault("scenarios/" + name, []).append(path)
    for steps, users in included.items():
        if not os.path.isfile(os.path.join(ROOT, steps)):
            continue
        for method, called in calls(yaml.safe_load(read(steps))):
            for one in order:
                if one["method"] == method and pattern(one["path"]).match(called):
                    found[one["name"]] += [u for u in users if u not in found[one["name"]]]
                    break
    rank = {"entities": 0, "workflows": 1, "scheduling": 2, "conformance": 3}
    return {name: sorted(paths, key=lambda p: rank.get(p.split("/")[1], 4))
            for name, paths in found.items()}


def parameter(one):
    mark = "" if one["provenance"] == "documented" else " *(%s)*" % one["provenance"]
    values = " (%s)" % ", ".join(one["values"]) if one.get("values") else ""
    return "`%s`%s%s%s" % (one["name"], " required" if one["required"] else "", values, mark)


def operation_lines(one, facts, shown):
    base = "/data/foundation/flowservice" if one["gate"] == "SERVICE" else ""
    yield "### %s %s\n" % (one["method"], one["path"])
    names = ["%s %s" % (n, facts[n]["operationId"]) for n in one["operations"]]
    yield "- `%s %s%s`" % (one["method"], base, one["path"])
    if names:
        yield "- in the descriptions: %s" % ", ".join(names)
    yield "- stands on: **%s**" % one["provenance"]
    for kind in ("query", "headers"):
        if one[kind]:
            yield "- %s: %s" % (kind, ", ".join(parameter(p) for p in one[kind]))
    if one["schema"]:
        yield "- body: [%s](../fixtures/schemas/%s.json)" % (one["schema"], one["schema"])
    answers = "- answers: %d" % one["status"]
    if one["errors"]:
        answers += "; documented errors: %s" % ", ".join(map(str, one["errors"]))
    yield answers
    if shown:
        yield "- shown by: %s" % ", ".join(link(p) for p in shown[:SHOWN])
    yield ""


def operator_lines(operators):
    yield "## Operators of filters\n"
    yield "`property=<path><operator><value>`: an item passes whose value stands so to the one"
    yield "that is asked for. `==` takes several values with commas between.\n"
    yield "| operator | passes a value that is |"
    yield "|---|---|"
    for one in operators:
        yield "| %s | %s |" % (" or ".join("`%s`" % sign for sign in one["signs"]),
                               " or ".join("the same" if way == "same" else way + " it"
                                           for way in one["passes"]))
    yield ""


def operations_page(build):
    both = tables(build, "operations")
    operations = both["operations"]
    facts = {one["number"]: one for one in json.loads(read(REFERENCE))["operations"]}
    shown = scenarios_of(operations)
    claimed = {n: one for one in operations for n in one["operations"]}
    with_scenario = [n for n, one in claimed.items() if shown[one["name"]]]
    out = ["<!-- Made of mockserver/contract/operations.def by mockserver/contract/pages.py. -->",
           "# Operations", "",
           "%d of %d documented operations are answered, %d of them shown by a scenario." % (
               len(claimed), len(facts), len(with_scenario)),
           "D01 to D20 are those of the destinations' description, F01 to F45 those of the",
           "Flow Service's, in the order of the files.", ""]
    out += provenance_legend()
    for n in facts:
        if n not in with_scenario:
            sys.exit("operations.def: %s %s %s has no row or no scenario" % (
                n, facts[n]["method"], facts[n]["path"]))
    for title, ours in (("The service", False), ("The mock's own", True)):
        out += ["## %s" % title, ""]
        for one in operations:
            if one["path"].startswith("/__admin") == ours:
                out += operation_lines(one, facts, shown[one["name"]])
    out += operator_lines(both["operators"])
    return "\n".join(out).rstrip() + "\n"


# ---------------------------------------------------------------- errors

def tests_of(error, texts, codes):
    """Tests that name the error: by its name in C, by a code of its own in a scenario."""
    needles = [r"\bE_%s\b" % error["name"]]
    if error["code"] and codes.count(error["code"]) > 1:
        pass
    elif error["code"]:
        needles.append((r"FLOW-%s\b" if error["family"] == "flow" else r"['\"]%s['\"]") %
                       error["code"])
    else:
        plain = re.sub(r"\{\d\}.*", "", error["text"])
        if len(plain) > 8:
            needles.append(re.escape(plain.strip()))
    found = re.compile("|".join(needles))
    return [path for path, text in texts.items() if found.search(text)]


def errors_page(build):
    texts = {path: read(path) for folder, ending in
             (("scenarios", ".yaml"), ("tests/unit", ".c"), ("tests/integration", ".c"))
             for path in files(folder, ending) if not path.endswith("test_ledger.c")}
    out = ["<!-- Made of mockserver/contract/errors.def by mockserver/contract/pages.py. -->",
           "# Errors", "",
           "Every refusal that the mock answers. `{0}`, `{1}` in a text are what the request",
           "had. Families: `gateway` is `{error_code, message}`, `flow` the coded envelope of",
           "the Flow Service, `simple` `{errorMessage, errorDetails}`, `problem` the platform's",
           "placeholder problem, `ims` `{error, error_description}`, `message` `{message}`,",
           "`edge` a page of HTML.", ""]
    out += provenance_legend()
    out += ["| name | status | family | code | text | stands on | source | shown by |",
            "|---|---|---|---|---|---|---|---|"]
    errors = tables(build, "errors")["errors"]
    codes = [one["code"] for one in errors]
    for one in errors:
        shown = tests_of(one, texts, codes)
        if not shown and not one["name"].startswith("ADMIN_"):
            sys.exit("errors.def: no test provokes %s" % one["name"])
        title = "**%s** " % cell(one["title"]) if one["title"] else ""
        out.append("| `%s` | %d | %s | %s | %s%s | %s | %s | %s |" % (
            one["name"], one["status"], one["family"], one["code"] or "", title,
            cell(one["text"]), one["provenance"], cell(one["source"]),
            ", ".join(link(p) for p in shown[:SHOWN])))
    return "\n".join(out) + "\n"


def pages(build):
    return {"docs/operations.md": operations_page(build), "docs/errors.md": errors_page(build)}


if __name__ == "__main__":
    made.main(__doc__, pages)
