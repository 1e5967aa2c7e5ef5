#!/usr/bin/env python3
"""manual.py - the man pages and the shells' completions, of the programs' own tables

    manual.py BUILD write     writes docs/man/ and completions/
    manual.py BUILD check     are they current?

`PROGRAM --tables` prints commands and options (lib/command.h); what else a page says is
PROSE below.  flowcheck-scenario(5) is harness/README.md, from "A scenario" on, as far as
it describes the language.
"""
import os
import re
import subprocess
import textwrap

import made

LANGUAGE = ("A scenario", "Steps", "Patterns", "What is expected of files")
COMMON = [("help", "shows the options and ends"), ("version", "shows the version and ends")]
PROSE = {
    "flowmock": {
        "description": """
`flowmock serve` answers requests as Adobe Experience Platform's Flow Service does: it
takes connections and dataflows, runs exports when they are due, and writes their files
below a folder. Its clock is real, scaled, or moved by hand.""",
        "examples": """
flowmock serve --clock virtual --export-root ./exports
flowmock ctl advance P1D
flowmock timeline --state mock.db""",
        "see": [("flowcheck", 1), ("flowcheck-scenario", 5)],
    },
    "flowcheck": {
        "description": """
`flowcheck run` plays scenarios, each of which is a file of requests and of what is
expected of the answers and the exported files, against a mock that is embedded in the
program, another one, or a real service. Without a name it runs those below ./scenarios,
or the installed ones where there is no such folder.""",
        "examples": """
flowcheck run scenarios/workflows
flowcheck run --target http://127.0.0.1:8085 --report junit=junit.xml
flowcheck run --show scenarios/workflows/export-dataset-s3.yaml""",
        "see": [("flowmock", 1), ("flowcheck-scenario", 5)],
    },
}


# ---------------------------------------------------------------- the tables

class Row:
    def __init__(self, names, cells):
        for name, text in zip(names, cells):
            setattr(self, name, text.replace("\v", "\n"))


def tables(build, name):
    """The program, with its commands and their options."""
    program = command = None
    out = subprocess.run([os.path.join(build, name), "--tables"], check=True,
                         stdout=subprocess.PIPE, encoding="utf-8")
    for line in out.stdout.rstrip("\n").split("\n"):
        kind, *cells = line.split("\t")
        if kind == "program":
            program = Row(("name", "version", "help", "statuses"), cells)
            program.commands = []
            program.variables = []
        elif kind == "variable":
            program.variables.append(Row(("name", "help"), cells))
        elif kind == "command":
            command = Row(("name", "usage", "help", "about", "statuses"), cells)
            command.options = []
            program.commands.append(command)
        else:
            command.options.append(Row(
                ("name", "kind", "value", "fallback", "env", "choices", "help"), cells))
    return program


def words(command):
    """`ctl health|advance DURATION`: the words that may follow, health and advance."""
    rest = re.sub(r" ?\[[^]]*\]", "", command.usage.removeprefix(command.name)).strip()
    if "|" not in rest:
        return []
    return [one.split()[0] for one in rest.split("|")]


# ---------------------------------------------------------------- mdoc

def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "".join(c if ord(c) < 128 else "\\[u%04X]" % ord(c) for c in text)


def inline(text):
    """Markdown's `code` in bold; the rest as it is."""
    parts = re.split(r"`` (.*?) ``|`([^`]*)`", text)
    out = ""
    for i in range(0, len(parts), 3):
        out += escape(parts[i])
        if i + 2 < len(parts):
            out += "\\fB%s\\fR" % escape(parts[i + 1] or parts[i + 2] or "")
    return out


def guard(line):
    return "\\&" + line if line[:1] in (".", "'") else line


def sentences(text):
    """Lines of prose: a new sentence begins a line, none is too long."""
    assert "<!--" not in text, "a comment of Markdown is no prose: " + text
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    for one in re.split(r"(?<=[.!?]) (?=[A-Z`$])", text):
        for line in textwrap.wrap(inline(one), 78, break_long_words=False,
                                  break_on_hyphens=False):
            yield guard(line)


def literal(text):
    yield ".Bd -literal -offset indent"
    for line in text.strip("\n").split("\n"):
        yield guard(escape(line.expandtabs(8)))
    yield ".Ed"


def prologue(name, section, title):
    date = re.search(r"^## \[[\d.]+\] - (\d{4})-(\d\d)-(\d\d)", made.read("CHANGELOG.md"), re.M)
    months = ("January February March April May June July August September October "
              "November December").split()
    return ['.\\" Made by docs/manual.py; make docs writes it anew.',
            ".Dd %s %d, %s" % (months[int(date[2]) - 1], int(date[3]), date[1]),
            ".Dt %s %d" % (name.upper(), section), ".Os", ".Sh NAME",
            ".Nm " + name, ".Nd " + escape(title)]


def see_also(pages):
    yield ".Sh SEE ALSO"
    for i, (name, section) in enumerate(pages):
        yield ".Xr %s %d%s" % (name, section, " ," if i + 1 < len(pages) else "")


def option_item(o):
    value = "" if o.kind == "switch" else " Ar " + escape(
        o.value if o.kind != "choice" else o.choices)
    yield ".It Fl Fl %s%s" % (escape(o.name), value)
    origins = []
    if o.fallback:
        origins.append("default %s" % o.fallback)
    if o.env:
        origins.append("environment `%s`" % o.env)
    help_ = o.help[:1].upper() + o.help[1:]
    yield from sentences(help_ + (" (%s)" % ", ".join(origins) if origins else "") + ".")


def program_page(p):
    prose = PROSE[p.name]
    out = prologue(p.name, 1, p.help)
    out.append(".Sh SYNOPSIS")
    for c in p.commands:
        out += [".Nm", escape(c.usage)]
    out.append(".Sh DESCRIPTION")
    out += sentences(prose["description"])
    for c in p.commands:
        out += [".Ss %s" % escape("%s %s" % (p.name, c.name))]
        out += sentences(c.help[:1].upper() + c.help[1:] + ".")
        out.append(".Bl -tag -width Ds")
        for o in c.options:
            out += option_item(o)
        for name, text in COMMON:
            out += [".It Fl Fl " + name, *sentences(text[:1].upper() + text[1:] + ".")]
        out.append(".El")
        if c.about:
            out += literal(c.about)
        if c.statuses:
            out += [".Pp", *sentences("Exit status: " + c.statuses + ".")]
    variables = [(v.name, v.help) for v in p.variables] + [
        (o.env, "stands for `%s --%s`" % (c.name, o.name))
        for c in p.commands for o in c.options if o.env]
    if variables:
        out += [".Sh ENVIRONMENT", ".Bl -tag -width Ds"]
        for name, text in variables:
            out += [".It Ev " + escape(name), *sentences(text[:1].upper() + text[1:] + ".")]
        out.append(".El")
    out.append(".Sh EXIT STATUS")
    out += sentences(p.statuses[:1].upper() + p.statuses[1:] + ".")
    out += [".Sh EXAMPLES", *literal(prose["examples"]), *see_also(prose["see"])]
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------- Markdown

def cells(row):
    return [c.strip().replace("\\|", "|") for c in
            re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def table_items(rows):
    head = cells(rows[0])[1:]
    yield ".Bl -tag -width Ds"
    for row in rows[2:]:
        first, *rest = cells(row)
        # A bracket that stands alone would be mdoc's, and lose its blank.
        yield ".It " + re.sub(r"(?<= )(?=[][()|](?: |$))", r"\\&", inline(first))
        for i, text in enumerate(rest):
            if not text:
                continue
            lead = head[i] + ": " if head[i] and len(rest) > 1 and i + 1 < len(rest) else ""
            if i and rest[i - 1]:
                yield ".br"
            yield from sentences(lead + text)
    yield ".El"


def blocks(lines):
    """Groups of lines: (kind, lines) with kind code, table, head or text."""
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at + 1
        if line.startswith("```"):
            while not lines[end].startswith("```"):
                end += 1
            yield "code", lines[at + 1:end]
            end += 1
        elif line.startswith("|"):
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield "table", lines[at:end]
        elif line.startswith("#"):
            yield "head", [line]
        elif line.startswith("<!--"):
            pass
        elif line.strip():
            while end < len(lines) and lines[end].strip() and lines[end][0] not in "|`#":
                end += 1
            yield "text", lines[at:end]
        at = end


def markdown(text):
    after_head = True
    for kind, lines in blocks(text.split("\n")):
        if kind == "head":
            level, title = lines[0].split(" ", 1)
            yield ".Sh " + escape(title.upper()) if level == "##" else ".Ss " + escape(title)
        elif kind == "code":
            yield from literal("\n".join(lines))
        elif kind == "table":
            yield from table_items(lines)
        else:
            if not after_head:
                yield ".Pp"
            yield from sentences("\n".join(lines))
        after_head = kind == "head"


def scenario_page():
    text = made.read("harness/README.md")
    out = prologue("flowcheck-scenario", 5, "the language of scenarios")
    out.append(".Sh DESCRIPTION")
    out += sentences("A scenario is a file of YAML 1.2 that `flowcheck run` plays against a "
                     "Flow Service: requests, moves of the clock, and what is expected of "
                     "answers and exported files.")
    for title in LANGUAGE:
        section = re.search(r"^## %s\n.*?(?=^## |\Z)" % re.escape(title), text, re.M | re.S)
        out += markdown(section[0])
    out += see_also([("flowcheck", 1), ("flowmock", 1)])
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------- shells

NOTE = "# Made by docs/manual.py; make docs writes it anew.\n"


def is_path(o):
    return o.value in ("FILE", "FOLDER") or "FILE" in (o.value or "")


def bash(p):
    out = [NOTE.rstrip(), "_%s() {" % p.name,
           "\tlocal word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}",
           "\tif [ \"$COMP_CWORD\" = 1 ]; then",
           "\t\tmapfile -t COMPREPLY < <(compgen -W '%s --help --version' -- \"$word\")" %
           " ".join(c.name for c in p.commands),
           "\t\treturn", "\tfi", "\tcase ${COMP_WORDS[1]}:$last in"]
    for c in p.commands:
        for o in c.options:
            if o.kind == "choice":
                out.append("\t%s:--%s) mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\") ;;" % (
                    c.name, o.name, o.choices.replace("|", " ")))
            elif o.kind != "switch":
                out.append("\t%s:--%s) mapfile -t COMPREPLY < <(compgen -%s -- \"$word\") ;;" % (
                    c.name, o.name, "f" if is_path(o) else "W ''"))
    for c in p.commands:
        names = " ".join(["--" + o.name for o in c.options] + ["--help", "--version"])
        out += ["\t%s:*)" % c.name,
                "\t\tif [[ $word == -* ]]; then",
                "\t\t\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\")" % names,
                "\t\telse",
                "\t\t\tmapfile -t COMPREPLY < <(compgen %s -- \"$word\")" % (
                    "-W '%s'" % " ".join(words(c)) if words(c) else "-f"),
                "\t\tfi", "\t\t;;"]
    return "\n".join(out + ["\tesac", "}",
                            "complete -o filenames -F _%s %s" % (p.name, p.name), ""])


def zsh_text(text):
    return re.sub(r"([\\\[\]:])", r"\\\1", text).replace("'", "'\\''")


def zsh(p):
    out = ["#compdef " + p.name, NOTE.rstrip(), "_%s() {" % p.name, "\tlocal -a commands",
           "\tcommands=("]
    out += ["\t\t'%s:%s'" % (c.name, zsh_text(c.help)) for c in p.commands]
    out += ["\t)", "\tif (( CURRENT == 2 )); then", "\t\t_describe command commands",
            "\t\treturn", "\tfi", "\tlocal command=$words[2]", "\tshift words",
            "\t(( CURRENT-- ))", "\tcase $command in"]
    for c in p.commands:
        out += ["\t%s)" % c.name, "\t\t_arguments \\"]
        for o in c.options:
            spec = "%s--%s%s[%s]" % ("*" if o.kind == "list" else "", o.name,
                                     "" if o.kind == "switch" else "=", zsh_text(o.help))
            if o.kind == "choice":
                spec += ":%s:(%s)" % (o.value or o.name, o.choices.replace("|", " "))
            elif o.kind != "switch":
                spec += ":%s:%s" % (zsh_text(o.value or "VALUE"), "_files" if is_path(o) else "")
            out.append("\t\t\t'%s' \\" % spec)
        out += ["\t\t\t'--help[%s]' \\" % COMMON[0][1], "\t\t\t'--version[%s]' \\" % COMMON[1][1]]
        rest = ":word:(%s)" % " ".join(words(c)) if words(c) else ":file:_files"
        out += ["\t\t\t'*%s'" % rest, "\t\t;;"]
    return "\n".join(out + ["\tesac", "}", "_%s \"$@\"" % p.name, ""])


def fish_text(text):
    return "'%s'" % text.replace("\\", "\\\\").replace("'", "\\'")


def fish(p):
    out = [NOTE.rstrip(), "complete -c %s -n __fish_use_subcommand -f" % p.name]
    for c in p.commands:
        out.append("complete -c %s -n __fish_use_subcommand -f -a %s -d %s" % (
            p.name, c.name, fish_text(c.help)))
    for c in p.commands:
        at = "complete -c %s -n '__fish_seen_subcommand_from %s'" % (p.name, c.name)
        if words(c):
            out.append("%s -f -a %s" % (at, fish_text(" ".join(words(c)))))
        for o in c.options:
            takes = {"switch": "", "choice": " -x -a " + fish_text(o.choices.replace("|", " "))
                     }.get(o.kind, " -r" + (" -F" if is_path(o) else " -f"))
            out.append("%s -l %s%s -d %s" % (at, o.name, takes, fish_text(o.help)))
        for name, text in COMMON:
            out.append("%s -l %s -d %s" % (at, name, fish_text(text)))
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------- writing

def pages(build):
    made = {"docs/man/flowcheck-scenario.5": scenario_page()}
    for name in PROSE:
        p = tables(build, name)
        made["docs/man/%s.1" % name] = program_page(p)
        made["completions/%s.bash" % name] = bash(p)
        made["completions/_%s" % name] = zsh(p)
        made["completions/%s.fish" % name] = fish(p)
    return made


if __name__ == "__main__":
    made.main(__doc__, pages)
