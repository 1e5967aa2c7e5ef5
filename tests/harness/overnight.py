#!/usr/bin/env python3
"""overnight.py BUILD - all scenarios on a service that plays the real one

`flowmock serve` without admin pages, with strict tokens, a clock that goes and runs that
take their time.  What needs no more of a target passes there; what needs more is skipped,
with the reason; nothing is left.  Then the service loses answers after the commit, by
faults of its own.

Prints "ok NAME" or "not ok NAME (why)".
"""
import json
import sys
import tempfile

from standin import ROOT, Stage
from verdict import WRITES, bad, differs, verdict

# What the service lacks, and what flowcheck does not send to one that is not ours.
REASONS = ["needs time-travel: ", "needs reset: ", "needs faults: ", "needs admin: ",
           "needs any-client: ", "needs files: "]
NOT_SENT = " was not sent: "


def scenarios(work):
    stage = Stage(work, "--files", "on")
    report = work + "/report.json"
    try:
        status, count = stage.play(["run", "--target", "real", *WRITES, "--report",
                                    "json=" + report, ROOT + "/scenarios"])
        with open(report) as f:
            events = [json.loads(line) for line in f]
        played = [one for one in events if one["event"] == "scenario"]
        passed = [one for one in played if one["verdict"] == "passed"]
        skipped = [one for one in played if one["verdict"] == "skipped"]
        odd = [one["file"] for one in skipped
               if not any(one["message"].startswith(r) for r in REASONS)
               and NOT_SENT not in one["message"]]
        idle = [one["file"] for one in passed if one["steps"] <= one["skippedSteps"]]
        ran = sum(one["steps"] - one["skippedSteps"] for one in passed)
        verdict("each scenario passes on it, or is skipped for what it needs", stage,
                differs("status", status, 0),
                differs("others", len(played) - len(passed) - len(skipped), 0),
                differs("skipped for another reason", odd, []),
                "" if len(passed) >= 70 else "only %d passed" % len(passed))
        verdict("none is green that did not run", stage, differs("idle", idle, []),
                "" if ran <= count else "%d steps, but %d requests" % (ran, count),
                differs("green, but not for its verdict", [
                    one["file"] for one in played
                    if one["verdict"] == "passed" and one["message"]
                    and not one["skippedSteps"]], []))
        six = [one["file"] for one in passed if "/workflows/once-to-" in one["file"]]
        verdict("the documented workflow passes for all six destinations", stage,
                differs("destinations", len(six), 6))
        verdict("nothing is left of them, and only theirs was deleted", stage,
                differs("left", stage.left(), []), differs("wild", stage.proxy.wild, []))
    finally:
        stage.server.kill()
        stage.server.wait()


def lost(operation):
    """The answer to the first creation of a kind is lost, after the commit."""
    with tempfile.TemporaryDirectory() as work:
        faults = work + "/faults.yaml"
        with open(faults, "w") as f:
            f.write("- { fault: lost, on: %s, nth: 1, phase: after, do: { reset: request } }\n"
                    % operation)
        stage = Stage(work, "--faults", faults)
        try:
            status, _ = stage.run(stage.scenario("sftp"))
            asked = [one for one in stage.proxy.seen if "property=name" in one[1]]
            verdict("an answer to %s that is lost after the commit leaves nothing" % operation,
                    stage, "" if status in (1, 4) else "status %d" % status,
                    differs("left", stage.left(), []), differs("wild", stage.proxy.wild, []),
                    "" if asked else "nothing was looked for by its name",
                    *stage.check_clean("after it"))
        finally:
            stage.server.kill()
            stage.server.wait()


with tempfile.TemporaryDirectory() as folder:
    scenarios(folder)
for one in ("CONNECTION_CREATE", "SOURCE_CREATE", "TARGET_CREATE", "FLOW_CREATE"):
    lost(one)
sys.exit(bool(bad))
