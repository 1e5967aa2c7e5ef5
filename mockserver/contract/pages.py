#!/usr/bin/env python3
"""pages.py - docs/operations.md, errors.md and limits.md, of the tables and the tests

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

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "docs"))
import made  # noqa: E402
from made import ROOT, read, read_yaml  # noqa: E402

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
        for method, called in dict.fromkeys(calls(read_yaml(path))):
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
        for method, called in calls(read_yaml(steps)):
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
    # A literal, which is soon looked for, and the pattern that it then has to fit.
    needles = [("E_%s" % error["name"], r"\bE_%s\b" % error["name"])]
    if error["code"] and codes.count(error["code"]) > 1:
        pass
    elif error["code"]:
        needles.append((error["code"],
                        (r"FLOW-%s\b" if error["family"] == "flow" else r"['\"]%s['\"]") %
                        error["code"]))
    else:
        plain = re.sub(r"\{\d\}.*", "", error["text"])
        if len(plain) > 8:
            needles.append((plain.strip(), re.escape(plain.strip())))
    return [path for path, text in texts.items()
            if any(literal in text and re.search(fits, text) for literal, fits in needles)]


# How an error comes to a client.  A fault answers any row by its name: what is reached in
# no other way is reached by word.
REACHED = {"rule": "by rule", "state": "by state", "word": "by word"}
WORDS_MOST = 25  # published codes of flows that nothing but a word reaches
PUBLISHED = "fixtures/reference/errors.tsv"


def published():
    """{(family, code): (title, text)} of the published tables."""
    rows = [line.split("\t") for line in read(PUBLISHED).splitlines()
            if line and not line.startswith("#")]
    return {(family, code): (title, text) for family, code, title, text in rows[1:]}


def family_of(error):
    """The published table that a row's source names, or None."""
    for name, family in (("FSERR", "flow"), ("SRCERR", "sources")):
        if error["family"] == "flow" and re.search(r"(^|by |there of )%s" % name, error["source"]):
            return family
    return None


def plain(text):
    """A text without the names of placeholders, and without what is printed for them."""
    text = text.replace("'finalize'", "'{}'").replace("'~'", "'{}'")
    return re.sub(r"\{[^}]*\}", "{}", text)


def check_texts(errors, known, differs):
    """Rows that say they are published must have the published title and text."""
    for one in errors:
        family, code = family_of(one), one["code"]
        if not family or one["provenance"] == "ours" or code in differs:
            continue
        if (family, code) not in known:
            sys.exit("errors.def: %s: no table has the code %s" % (one["name"], code))
        title, text = known[family, code]
        if one["title"] != title or plain(one["text"]) != plain(text):
            sys.exit("errors.def: %s is not as published:\n  %s\n  %s" % (
                one["name"], one["text"], text))


# What no test can bring about without breaking the mock's own disk or memory.
UNTRIED = ("1102-500",)
# The test that has every code answered by a fault shows of none how it is reached.
BY_WORD = "tests/integration/test_published_codes.c"


def check_tried(entries, own, texts):
    """Each code that a rule or a state answers is in a test other than BY_WORD: a scenario
    has the code, a test in C the code or its row's name."""
    for (family, code), names in own.items():
        entry = entries.get(code, {"reached": "rule"}) if family == "flow" else {
            "reached": "rule"}
        if entry["reached"] == "word" or code in UNTRIED:
            continue
        fits = re.compile(r"\b%s\b|\b(?:%s)\b" % (
            re.escape(code), "|".join("E_" + name for name in names)))
        if not any(fits.search(text) for path, text in texts.items() if path != BY_WORD):
            sys.exit("fixtures/errors-reached.yaml: no test gets %s but by a fault" % code)


def reached_lines(errors, texts):
    known = published()
    entries = {one["code"]: one for one in read_yaml("fixtures/errors-reached.yaml")}
    differs = {code for code, one in entries.items() if one.get("differs")}
    own = {}
    for one in errors:
        if one["family"] == "flow":
            own.setdefault((family_of(one) or "flow", one["code"]), []).append(one["name"])
    own["flow", "1439-400"] = own["flow", "1439-404"] + own["flow", "1439-400"]
    check_texts(errors, known, differs)
    check_tried(entries, own, texts)
    flow = [code for family, code in known if family == "flow"]
    if sorted(flow) != sorted(entries):
        sys.exit("fixtures/errors-reached.yaml: not the codes of %s: %s" % (
            PUBLISHED, ", ".join(sorted(set(flow) ^ set(entries)))))
    words = [code for code, one in entries.items() if one["reached"] == "word"]
    if len(words) > WORDS_MOST:
        sys.exit("fixtures/errors-reached.yaml: %d codes by word alone, more than %d" % (
            len(words), WORDS_MOST))
    yield "## The published codes"
    yield ""
    yield "How each is reached: *by rule*, a request alone; *by state*, something must be so first,"
    yield "such as a fault of the kinds `transient` and `forbid`; *by word*, only a fault `status`"
    yield "answers it, by its code or the row's name, as it can answer any row here. Of the %d codes" % (
        len(entries))
    yield "of flows %d are reached by word alone." % len(words)
    yield ""
    yield "| table | code | published text | reached | row |"
    yield "|---|---|---|---|---|"
    for (family, code), (title, text) in known.items():
        names = own.get((family, code), [])
        entry = entries[code] if family == "flow" else {"code": code, "reached": "rule"}
        reached = entry["reached"]
        if not names:
            sys.exit("fixtures/errors-reached.yaml: %s %s is %s, and errors.def has no row" % (
                family, code, REACHED[reached]))
        why = [entry[key] for key in ("why", "differs") if entry.get(key)]
        yield "| %s | %s | **%s** %s | *%s*%s | %s |" % (
            family, code, cell(title), cell(text), REACHED[reached],
            ": " + cell("; ".join(why)) if why else "",
            ", ".join("`%s`" % name for name in names))


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
    out += [""] + list(reached_lines(errors, texts))
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------- differences

EFFECTS = {
    "none": "Kept and answered; the service acts on it and the mock does not. Its use is "
            "logged once a flow (`member.ignored`).",
    "shown": "Kept and answered, which is all that it is for.",
    "used": "What the mock does depends on it.",
}
# Where the members of a part stand in the schemas.
BODIES = {"flow": "create-flow", "base connection": "create-connection",
          "source connection": "create-source-connection",
          "target connection": "create-target-connection"}
SPECS = {"scheduleParams of a flow": ("flows", "scheduleSpec"),
         "params of a source connection": ("connections", "sourceSpec"),
         "params of a target connection": ("connections", "targetSpec")}


def schema_members():
    """{(part, member)} of all that the schemas of bodies and of specs list."""
    found = set()
    for part, name in BODIES.items():
        schema = json.loads(read("fixtures/schemas/%s.json" % name))
        found |= {(part, member) for member in schema["properties"]}
    for part, (folder, name) in SPECS.items():
        for path in files("fixtures/specs/" + folder, ".json"):
            spec = json.loads(read(path)).get(name) or {}
            found |= {(part, member) for member in spec.get("spec", {}).get("properties", {})}
    return found


def differences_page(build):
    effects = tables(build, "effects")["effects"]
    listed = {(one["part"], one["member"]) for one in effects}
    for part, member in sorted(schema_members() - listed):
        sys.exit("effect.def: %s: '%s' is accepted by a schema, and has no row" % (part, member))
    out = ["<!-- Made of mockserver/contract/effect.def by mockserver/contract/pages.py. -->",
           "# Differences", "",
           "What the mock does with each member that its schemas accept. Credentials",
           "(`auth.params`) are checked against their spec, masked, and decide what",
           "`GET /connections/{id}/test` answers; they open nothing. Members that no schema",
           "knows are kept and answered too; the log names each with the nearest known name",
           "(`member.unknown`).", ""]
    for effect, means in EFFECTS.items():
        out += ["## Effect: %s" % effect, "", means, "", "| of | member | |", "|---|---|---|"]
        out += ["| %s | `%s` | %s |" % (one["part"], one["member"], cell(one["note"] or ""))
                for one in effects if one["effect"] == effect]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


# ---------------------------------------------------------------- limits

LIMITS_ELSEWHERE = [
    ("the greatest `limit` of a list", "the ledger decides it (B2), [ledger.md](ledger.md)"),
    ("a second ad-hoc export while one runs",
     "the ledger decides it (C20), [ledger.md](ledger.md)"),
    ("events of the last 365 days", "others are never exported, with or without this option"),
    ("seven days in a Data Landing Zone", "files leave it then, with or without this option"),
    ("an ad-hoc export with a `backfill` of more than 30 days of events, which fails",
     "a hidden comment says so (04 §6), and no source says where in the body it stands or what "
     "its members are called; a `backfill` is ignored, as other unknown members are"),
    ("five billion records of a dataset", "a soft limit: no document says that anything fails"),
    ("500 or 700 KB a year for each licensed profile",
     "a number of licensed profiles is nowhere in the service, nor what happens beyond"),
    ("five million rows of a CSV file of audiences", "audiences have runs here, and no files"),
    ("the size and number of an export's part files",
     "documents say that there is no limit (05 §5); `--partitions` sets their number"),
    ("a rate of requests",
     "no document names one; a fault of the kind `rate` throttles, [faults.md](faults.md)"),
]


def limits_page(build):
    out = ["<!-- Made of mockserver/contract/limits.def by mockserver/contract/pages.py. -->",
           "# Limits", "",
           "What documents limit and `--limits documented` refuses; without it nothing here",
           "is counted. What is there when the mock starts stays there: the next request",
           "beyond the number is refused, the next run beyond it fails. Errors:",
           "[errors.md](errors.md).", ""]
    out += provenance_legend()
    out += ["| name | number | of what | error | stands on | source |", "|---|---|---|---|---|---|"]
    for one in tables(build, "limits")["limits"]:
        error = "`%s`" % one["error"] if one["error"] else "the run fails"
        out.append("| `%s` | %s %d | %s | %s | %s | %s |" % (
            one["name"], one["bound"], one["number"], cell(one["counted"]), error,
            one["provenance"], cell(one["source"])))
    out += ["", "## Documented, and not in the table", "", "| what | why |", "|---|---|"]
    out += ["| %s | %s |" % row for row in LIMITS_ELSEWHERE]
    return "\n".join(out) + "\n"


def pages(build):
    return {"docs/operations.md": operations_page(build), "docs/errors.md": errors_page(build),
            "docs/differences.md": differences_page(build),
            "docs/limits.md": limits_page(build)}


if __name__ == "__main__":
    made.main(__doc__, pages)
