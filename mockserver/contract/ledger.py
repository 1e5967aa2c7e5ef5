#!/usr/bin/env python3
"""ledger.py - checks fixtures/ledger.yaml and writes what is made of it

    ledger.py write     writes ledger.def and choice.def, here, and docs/ledger.md
    ledger.py check     are they current, and does every entry have what it owes?

An entry whose effect is `modes` owes a test in each mode, `same` owes one test,
`none` a reason; every one of `options` owes a test that chooses it.  `pending: true`
puts the debt off; FLOWMOCK_LEDGER_COMPLETE=1 calls it in.  A test is a scenario, or
file.c:name of a unit test.
"""
import os
import re
import sys

import yaml

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SOURCE = "fixtures/ledger.yaml"
TABLE = "mockserver/contract/ledger.def"
CHOICES = "mockserver/contract/choice.def"
PAGE = "docs/ledger.md"
# What is known to break the descriptions: each finding names its entry.
FINDINGS = ["fixtures/reference/known-findings.yaml", "tests/clients/prism-known.json"]

# What a choice may be called, and what it means.
WORDS = {
    "accept": "what was sent is taken",
    "refuse": "it is answered with an error",
    "ignore": "it is not looked at",
    "default": "a value of ours stands in",
    "clamp": "the nearest allowed value stands in",
    "merge": "members that are not given stay",
    "replace": "the whole is what was sent",
    "keep": "nothing changes",
    "change": "it changes",
    "mask": "it is not shown",
    "destinations": "as the description of the destinations says",
    "sources": "as the description of the Flow Service says",
    "guides": "as tutorials and pages say",
    "samples": "as published samples show",
    "errors": "as the error tables say",
    "clients": "as real clients need it",
    "live": "as the live service was recorded doing",
    "own": "as we think best: no source says",
}
MODES = ("lenient", "strict")
PROVENANCES = ("live", "documented", "example", "client", "inferred", "ours")
EFFECTS = ("modes", "same", "none")
NEEDED = ("id", "name", "topic", "says", "choices", "lenient", "strict", "why",
          "provenance", "effect")
MEMBERS = NEEDED + ("options", "tests", "reason", "pending")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def load():
    """Every value is the text that stands there: 20. is no number."""
    return yaml.load(read(SOURCE), Loader=yaml.BaseLoader)


# ---------------------------------------------------------------- checking

def form_problems(entry):
    """What is wrong with an entry by itself."""
    for key in NEEDED:
        if not entry.get(key):
            yield "has no '%s'" % key
    for key in entry:
        if key not in MEMBERS:
            yield "has an unknown member '%s'" % key
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", entry.get("name", "")):
        yield "has a name that is not lower-kebab"
    if entry.get("provenance") not in PROVENANCES:
        yield "has an unknown provenance"
    if entry.get("effect") not in EFFECTS:
        yield "has an unknown effect"
    for mode in MODES:
        if entry.get("choices", {}).get(mode) not in WORDS:
            yield "has a %s choice that is no word of ours" % mode
    for word in entry.get("options", {}):
        if word not in WORDS:
            yield "has an option that is no word of ours: '%s'" % word
        if word in entry.get("choices", {}).values():
            yield "has an option that is a mode's choice: '%s'" % word
    for one in entry.get("says", []):
        if sorted(one) != ["source", "text"]:
            yield "has a `says` that is not source and text"
    if entry.get("effect") in ("same", "none") and len(set(entry["choices"].values())) > 1:
        yield "has the effect '%s' and two choices" % entry["effect"]
    if entry.get("effect") == "modes" and len(set(entry["choices"].values())) == 1:
        yield "has the effect 'modes' and one choice"


def modes_of(test):
    """The modes that a test runs in; none when there is no such test."""
    path, _, name = test.partition(":")
    if not os.path.isfile(os.path.join(ROOT, path)):
        return set()
    text = read(path)
    if path.endswith(".yaml"):
        found = re.search(r"^contract: *(\w+)", text, re.M)
        return {found.group(1) if found else "lenient"}
    body = re.search(r"^static void %s\(.*?^}" % re.escape(name), text, re.M | re.S)
    if not name or not body:
        return set()
    return {mode for mode in MODES if "CONTRACT_" + mode.upper() in body.group(0)} or {"lenient"}


def chooses(test, entry, word):
    """Does the test, or its scenario's head, make that choice?"""
    path, _, name = test.partition(":")
    text = read(path) if os.path.isfile(os.path.join(ROOT, path)) else ""
    if name:
        body = re.search(r"^static void %s\(.*?^}" % re.escape(name), text, re.M | re.S)
        text = body.group(0) if body else ""
    return any("%s=%s" % (key, word) in text for key in (entry["id"], entry["name"]))


def debts(entry):
    """What an entry owes by its effect and its options."""
    tests = entry.get("tests", [])
    for word in entry.get("options", {}):
        if not any(chooses(test, entry, word) for test in tests):
            yield "has no test that chooses %s" % word
    if entry["effect"] == "none":
        if not entry.get("reason"):
            yield "has no effect and gives no reason"
        return
    covered = set().union(*(modes_of(test) for test in tests))
    for mode in MODES if entry["effect"] == "modes" else ():
        if mode not in covered:
            yield "has no test in %s mode" % mode
    if entry["effect"] == "same" and not covered:
        yield "has no test"


def unexplained(ledger):
    """What is known of the descriptions must be explained by an entry that is there."""
    ids = {entry.get("id") for entry in ledger}
    for path in FINDINGS:
        for finding in yaml.safe_load(read(path)):
            if finding.get("ledger") not in ids:
                yield "%s: no '%s' explains %s" % (path, finding.get("ledger"),
                                                   finding.get("pointer") or finding.get("violation"))


def problems(ledger, complete):
    yield from unexplained(ledger)
    seen = {}
    for entry in ledger:
        name = "%s (%s)" % (entry.get("id"), entry.get("name"))
        for key in ("id", "name"):
            if entry.get(key) in seen:
                yield "%s: its %s is used twice" % (name, key)
            seen[entry.get(key)] = entry
        wrong = list(form_problems(entry))
        for what in wrong:
            yield "%s %s" % (name, what)
        for test in entry.get("tests", []):
            if not modes_of(test):
                yield "%s names a test that is not there: %s" % (name, test)
        if wrong:
            continue
        owed = list(debts(entry))
        if entry.get("pending") and not owed:
            yield "%s is pending and owes nothing" % name
        if entry.get("pending") and not complete:
            continue
        for what in owed:
            yield "%s %s" % (name, what)


# ---------------------------------------------------------------- writing

def upper(text):
    return text.upper().replace("-", "_")


def quoted(text):
    return '"%s"' % " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def def_file(head, rows):
    return "\n".join(["/*", " * %s" % head, " *",
                      " * Made of fixtures/ledger.yaml by ledger.py; a change belongs there.", " */",
                      "/* clang-format off */"] + rows + ["/* clang-format on */", ""])


def option_set(entry):
    return " | ".join("OPTION(%s)" % upper(word) for word in entry.get("options", {})) or "0"


def row_end(entry):
    """Options and topic, on a line each where one would be too long."""
    parts = option_set(entry), quoted(entry["topic"])
    return ("," + "\n       " if len(", ".join(parts)) > 90 else ", ").join(parts)


def table(ledger):
    return def_file(
        "LEDGER(constant, id, name, lenient choice, strict choice, options, topic): a row an entry",
        ['LEDGER(%s %s %s %s %s\n       %s)' % (
            (upper(entry["name"]) + ",").ljust(26), (quoted(entry["id"]) + ",").ljust(7),
            (quoted(entry["name"]) + ",").ljust(28),
            (upper(entry["choices"]["lenient"]) + ",").ljust(13),
            upper(entry["choices"]["strict"]) + ",", row_end(entry))
         for entry in ledger])


def choices(_):
    return def_file("CHOICE(constant, name): a row a word of the ledger, and what it means",
                    ['CHOICE(%s %s /* %s */' % ((upper(word) + ",").ljust(13),
                                               (quoted(word) + ")").ljust(15), means)
                     for word, means in WORDS.items()])


def cell(text):
    return " ".join(str(text).split()).replace("|", "\\|")


def linked(test):
    path, _, name = test.partition(":")
    label = name or os.path.basename(path)
    return "[%s](../%s)" % (label.replace("_", " ") if name else label, path)


def section(entry):
    yield "### %s %s\n" % (entry["id"], entry["topic"])
    for one in entry["says"]:
        yield "- %s: %s" % (cell(one["source"]), cell(one["text"]))
    yield ""
    yield "| | | |\n|---|---|---|"
    for mode in MODES:
        yield "| %s | %s | %s |" % (mode, entry["choices"][mode], cell(entry[mode]))
    for word, does in entry.get("options", {}).items():
        yield "| `--choose %s=%s` | %s | %s |" % (entry["id"], word, word, cell(does))
    yield ""
    yield "%s Stands on: **%s**. In the code `LEDGER_%s`." % (
        cell(entry["why"]), entry["provenance"], upper(entry["name"]))
    if entry.get("tests"):
        yield "Shown by %s." % ", ".join(linked(t) for t in entry["tests"])
    if entry.get("reason"):
        yield "No test: %s" % cell(entry["reason"])
    if entry.get("pending"):
        yield "*Not there yet.*"
    yield ""


CHAPTERS = {"A": "Contradictions", "B": "Silences", "C": "Found while building"}


def page(ledger):
    out = ["<!-- Made of fixtures/ledger.yaml by mockserver/contract/ledger.py. -->",
           "# The ledger", "",
           "Where the sources contradict each other or are silent, and what the mock does:",
           "`lenient` by default, `strict` with `--contract strict`.  `--choose ID=CHOICE` sets",
           "one entry against the mode, to what the other mode does or to an option of its own.", "",
           "| stands on | entries |", "|---|---|"]
    for kind in PROVENANCES:
        out.append("| %s | %d |" % (kind, sum(e["provenance"] == kind for e in ledger)))
    out += ["", "| choice | |", "|---|---|"]
    out += ["| %s | %s |" % item for item in WORDS.items()]
    for letter, title in CHAPTERS.items():
        out += ["", "## %s" % title, ""]
        for entry in ledger:
            if entry["id"].startswith(letter):
                out += section(entry)
    return "\n".join(out).rstrip() + "\n"


def main():
    ledger = load()
    complete = os.environ.get("FLOWMOCK_LEDGER_COMPLETE") == "1"
    made = {TABLE: table, CHOICES: choices, PAGE: page}
    bad = list(problems(ledger, complete))
    if sys.argv[1:] == ["write"] and not any("unknown" in b or "no '" in b for b in bad):
        for path, make in made.items():
            os.makedirs(os.path.dirname(os.path.join(ROOT, path)), exist_ok=True)
            with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
                file.write(make(ledger))
    elif sys.argv[1:] == ["check"]:
        for path, make in made.items():
            if not bad and (not os.path.isfile(os.path.join(ROOT, path)) or
                            read(path) != make(ledger)):
                bad.append("%s is not current: run make docs" % path)
    elif sys.argv[1:] != ["write"]:
        sys.exit(__doc__)
    print("\n".join("%s: %s" % (SOURCE, b) for b in bad))
    print("%d entries, %d pending" % (len(ledger), sum(bool(e.get("pending")) for e in ledger)))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
