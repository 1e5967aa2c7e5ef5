#!/usr/bin/env python3
"""terminal.py BUILD - what flowcheck and flowmock ctl show on a terminal meanwhile

Prints "ok NAME" or "not ok NAME (why)".
"""
import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios

BUILD = sys.argv[1]
COLUMNS = 60
TAKEN_AWAY = "\r\x1b[K"
bad = []


def verdict(name, said, *wrong):
    wrong = [text for text in wrong if text]
    print("%s %s%s" % ("not ok" if wrong else "ok", name,
                       " (%s)" % "; ".join(wrong) if wrong else ""))
    if wrong:
        print("    " + repr(said))
    bad.extend(wrong)


def on_terminal(words, **more):
    """The exit status of flowcheck run, and all that came to a terminal."""
    return program_on_terminal(["flowcheck", "run", *words], **more)


def program_on_terminal(words, until=None, **more):
    """The same of any program; it is sent SIGINT once `until` has come there."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("FLOWCHECK_")}
    env.update({"TERM": "xterm"}, **more)
    env.pop("NO_COLOR", None) if "NO_COLOR" not in more else None
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    process = subprocess.Popen([BUILD + "/" + words[0], *words[1:]], env=env,
                               stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
        if until and until in said.decode():
            process.send_signal(signal.SIGINT)
            until = None
    os.close(ours)
    return process.wait(), said.decode().replace("\r\n", "\n")


def remains(said):
    """What a reader sees at the end: lines that were taken away are gone."""
    return "\n".join(line.split(TAKEN_AWAY)[-1] for line in said.split("\n"))


def progress(said):
    """The lines that were taken away."""
    return [part for line in said.split("\n") for part in line.split(TAKEN_AWAY)[1:-1]]


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", re.sub(r"\d+ ms|\d+\.\d s", "TIME", text))


def scenario(work, name, sentence, steps):
    path = os.path.join(work, name + ".yaml")
    with open(path, "w") as f:
        f.write("scenario: %s\nsteps:\n%s" % (sentence, steps))
    return path


def scenarios(work):
    one = scenario(work, "one", "A first one", "  - GET: /runs\n")
    two = scenario(work, "two", "A second ähnlicher one whose sentence is longer than the "
                   "terminal is wide", "  - GET: /flows\n")
    for jobs in ("1", "2"):
        status, said = on_terminal(["-j", jobs, one, two])
        shown = progress(said)
        piped = subprocess.run([BUILD + "/flowcheck", "run", "-j", jobs, one, two],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        verdict("a terminal's last line says how far it is, with -j " + jobs, said,
                "" if status == 0 else "status %d" % status,
                "" if "1 of 2: A first one" in shown else "the first is not shown",
                "" if any(line.startswith("2 of 2: A second ä") for line in shown)
                else "the second is not shown",
                "" if all(len(line) < COLUMNS for line in shown) else "a line is too long",
                "" if plain(remains(said)) == plain(piped.stdout.decode())
                else "something of it remains",
                "" if b"\x1b" not in piped.stdout else "a pipe has colours")
    _, said = on_terminal([one], TERM="dumb")
    verdict("a terminal that can't move its cursor has no such line", said,
            "there is one" if "1 of 1" in said or "\x1b[K" in said else "")
    _, said = on_terminal([one], NO_COLOR="1")
    verdict("NO_COLOR takes the colours, and not the line", said,
            "there are colours" if "\x1b[3" in said else "",
            "" if "1 of 1: A first one" in progress(said) else "there is no line")
    _, said = on_terminal(["--show", one])
    verdict("with --show the steps are the progress", said,
            "there is a line" if progress(said) else "",
            "" if "  1. GET /runs -> 200" in said else "there are no steps")


def planning(work):
    path = scenario(work, "plan", "It is planned", "  - GET: /runs\n")
    with mock(work, "--admin", "off") as url:
        status, said = on_terminal(["--target", url, "--plan", path])
        verdict("a plan stands alone on its lines", said,
                "" if status == 5 else "status %d" % status,
                "" if remains(said).startswith("# It is planned (") else "another line is in it",
                "" if "1 of 1" not in remains(said) else "something remains")


@contextlib.contextmanager
def mock(work, *options):
    port_file = os.path.join(work, "port")
    server = subprocess.Popen([BUILD + "/flowmock", "serve", "--port", "0", "--port-file",
                               port_file, *options, "--log-level", "error",
                               "--export-root", work + "/exports"],
                              stdout=subprocess.DEVNULL)
    try:
        while not os.path.exists(port_file) or not os.path.getsize(port_file):
            server.poll() is None or sys.exit("the mock ended")
        with open(port_file) as f:
            yield "http://127.0.0.1:" + f.read().strip()
    finally:
        server.kill()
        server.wait()
        os.unlink(port_file)


def waiting(work):
    with mock(work, "--clock", "scaled:60") as url:
        path = scenario(work, "wait", "It waits",
                        "  - wait: { GET: /runs/5f0c53fb-6d3b-4b1a-8a6e-c41a6e1a9d0e, until: "
                        "{ status: 200 }, atMost: PT3M, every: PT2M }\n")
        status, said = on_terminal(["--target", url, path])
        waits = [line for line in progress(said) if " of 3 min" in line]
        verdict("a wait for a real clock says for what, and how long", said,
                "" if status == 1 else "status %d" % status,
                "" if waits and waits[0].startswith("1 of 1: run 5f0c53fb-")
                else "the run is not named",
                "" if [line[-len(end):] for line, end in zip(waits, (
                    "0 s of 3 min", "1 min of 3 min", "2 min of 3 min"))]
                == ["0 s of 3 min", "1 min of 3 min", "2 min of 3 min"] else "not so long",
                "" if all(len(line) < COLUMNS for line in waits) else "a line is too long",
                "" if " of 3 min" not in remains(said) else "something of it remains")


def moving(work):
    """A move of thousands of years says where it is, until it is ended."""
    steps = os.path.abspath("scenarios/steps")
    flows = scenario(work, "flows", "Flows run", (
        "  - include: %s/from-data-lake.yaml\n  - include: %s/to-amazon-s3.yaml\n"
        "  - include: %s/flow.yaml\n    with: { schedule: { exportMode: "
        "FIRST_FULL_THEN_INCREMENTAL, timeUnit: hour, interval: 3, startTime: 1767225600, "
        "endTime: 4102444800 } }\n" % (steps, steps, steps)))
    with mock(work, "--clock", "virtual") as url:
        made, said = on_terminal(["--target", url, "--keep", flows])
        status, said = program_on_terminal(
            ["flowmock", "ctl", "--url", url, "advance", "P60Y"], until="the clock is at")
        shown = [line for line in progress(said) if line.startswith("the clock is at 20")]
        verdict("a long move of the clock says where it is, until it is ended", said,
                "" if (made, status) == (0, 130) else "statuses %d, %d" % (made, status),
                "" if shown else "it does not say where",
                "" if "The move was ended at 20" in remains(said) else "its end is not said",
                "" if "the clock is at" not in remains(said) else "something of it remains")


with tempfile.TemporaryDirectory() as folder:
    scenarios(folder)
    planning(folder)
    waiting(folder)
    moving(folder)
sys.exit(bool(bad))
