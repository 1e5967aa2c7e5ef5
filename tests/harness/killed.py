#!/usr/bin/env python3
"""killed.py BUILD [all] - flowcheck is killed at each request, and nothing is left

A proxy stands between flowcheck and a `flowmock serve` that plays the real service:
no admin pages, strict tokens, a clock that goes.  For each request of a run it kills
flowcheck (SIGKILL) before the request is passed on, in another run after it was
answered, and in a third it loses the answer.  `flowcheck cleanup` must then leave
nothing, and never delete what its ledger does not name.  Cleaning up is killed at
each request, too.  With `all` each destination is exported to, else one.

Prints "ok NAME" or "not ok NAME (why)".
"""
import signal
import sys
import tempfile

from standin import DESTINATIONS, Stage


def killed_runs(stage, path, how):
    """A run is hit at each request; answers what went wrong, how often."""
    wrong, at = [], 0
    while True:
        at += 1
        status, count = stage.run(path, how, at)
        if count < at:
            break  # the run has no such request: it has passed
        if how != "lost" and status != -signal.SIGKILL:
            wrong.append("%s request %d: not killed but %d" % (how, at, status))
        wrong += stage.check_clean("%s request %d" % (how, at))
    if status:
        wrong.append("untouched, the run ends with %d\n%s" % (status, stage.said))
    return wrong, at - 1


def killed_cleanings(stage, path, how):
    """After a run that was killed with all it makes there, cleaning is hit at each request."""
    wrong, at = [], 0
    _, whole = stage.run(path)
    while True:
        at += 1
        stage.run(path, "before", whole - 3)  # its first DELETE
        _, count = stage.clean(how, at)
        wrong += stage.check_clean("cleaning %s request %d" % (how, at))
        if count < at:
            return wrong, at - 1


def verdict(name, wrong, points):
    if points < 5:
        wrong = wrong + ["only %d requests were seen" % points]
    print("%s %s%s" % ("not ok" if wrong else "ok", name, " (see below)" if wrong else ""))
    for text in wrong:
        print("    " + text.replace("\n", "\n    "))
    return bool(wrong)


def main():
    bad = False
    everything = sys.argv[2:] == ["all"]
    with tempfile.TemporaryDirectory() as work:
        stage = Stage(work)
        try:
            for destination in DESTINATIONS if everything else DESTINATIONS[:1]:
                path = stage.scenario(destination)
                for how, what in (("before", "killed before each request"),
                                  ("after", "killed after each request"),
                                  ("lost", "that loses each answer")):
                    wrong, points = killed_runs(stage, path, how)
                    bad |= verdict("a run to %s %s leaves nothing (%d requests)"
                                   % (destination, what, points), wrong, points)
            for how in ("before", "after"):
                wrong, points = killed_cleanings(stage, path, how)
                bad |= verdict("a clean-up killed %s each request is finished by the next "
                               "(%d requests)" % (how, points), wrong, points)
        finally:
            stage.server.kill()
            stage.server.wait()
    return bad


sys.exit(main())
