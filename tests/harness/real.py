#!/usr/bin/env python3
"""real.py BUILD - flowcheck on a service that is not ours: what it sends, and what not

Prints "ok NAME" or "not ok NAME (why)".
"""
import email.utils
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

from standin import BUILD, ROOT, Stage
from verdict import WRITES, bad, differs, verdict


def lacks(stage, *texts):
    return "; ".join("does not say: " + text for text in texts if text not in stage.said)


def writes(stage):
    return [one[:2] for one in stage.proxy.seen
            if one[0] != "GET" and not one[1].startswith("/ims/")]


def write(stage, name, text):
    path = os.path.join(stage.work, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def real(stage, path, *words, how=None, at=0):
    return stage.play(["run", "--target", "real", *words, path], how, at)


CONNECTION = ("body: { name: %s, connectionSpec: { id: 10440537-2a7b-4583-ac39-ed38d4b848e8,"
              " version: \"1.0\" } }")


def permissions(stage, makes):
    for words, said in (([], "needs writes: the target is not our mock"),
                        (["--sandbox", "dev"], "needs writes: the target is not our mock")):
        status, _ = real(stage, makes, *words)
        verdict("without leave nothing is written: %s" % (words or "no flag"), stage,
                differs("status", status, 5), differs("writes", writes(stage), []),
                lacks(stage, said, "0 passed, 0 failed, 1 skipped"))
    for words, said in (
            (["--allow-writes"], "--allow-writes goes with --sandbox NAME"),
            (["--allow-writes", "--sandbox", "prod"], "needs --allow-production, too"),
            (["--allow-writes", "--sandbox", " prod"], "is no sandbox's name"),
            (["--rate", "0"], "--rate: '0' is not a number"),
            (["--reset"], "--reset goes with a mock at a URL only")):
        status, count = real(stage, makes, *words)
        verdict("refused before anything is asked: %s" % " ".join(words), stage,
                differs("status", status, 2), differs("requests", count, 0),
                lacks(stage, said))


def foreign(stage):
    other = stage.service("POST", "connections", '{"name":"Theirs","connectionSpec":{"id":'
                          '"10440537-2a7b-4583-ac39-ed38d4b848e8","version":"1.0"}}')["id"]
    theirs = write(stage, "theirs.yaml",
                   "scenario: It changes what others have made\nsteps:\n"
                   "  - POST: /connections\n    " + CONNECTION % "Mine" + "\n"
                   "    capture: { mine: id }\n"
                   "  - %s\n")
    for step, said in (
            ("DELETE: /connections/${theirs}", "this run has made no connections"),
            ("{ PATCH: '/connections/${theirs}', headers: { If-Match: x }, body: [] }",
             "this run has made no connections"),
            ("POST: /data/foundation/connectors/landingzone/credentials?action=refresh",
             "nobody knows what it would change"),
            ("{ DELETE: '/connections/${mine}', headers: { x-sandbox-name: other } }",
             "it is not for the sandbox of --sandbox"),
            ("{ DELETE: '/connections/${mine}', headers: { x-gw-ims-org-id: other } }",
             "it is for another organisation"),
            ("{ POST: /connectionSpecs, body: { name: A } }",
             "nothing deletes a connection spec")):
        with open(theirs) as f:
            text = f.read()
        path = write(stage, "one.yaml", text.replace("%s", step.replace(
            "${theirs}", other)))
        status, _ = real(stage, path, *WRITES)
        sent = [one for one in writes(stage) if one[0] != "POST" or "connections" not in one[1]]
        verdict("not sent: %s" % step, stage, differs("status", status, 5),
                differs("writes", len([w for w in writes(stage) if w[0] == "DELETE"]), 1),
                differs("others", [w for w in sent if w[0] != "DELETE"], []),
                lacks(stage, "was not sent: " + said, "1 skipped"),
                differs("left", stage.left(), ["connections Theirs"]))
    stage.service("DELETE", "connections/" + other)


def infrastructure(stage, makes):
    soon = email.utils.formatdate(time.time() + 1, usegmt=True)
    _, whole = real(stage, makes, *WRITES)
    for status, headers in ((429, [("Retry-After", "0")]), (503, [("Retry-After", "0")]),
                            (429, [("Retry-After", soon)])):
        stage.proxy.instead = (status, headers)
        got, count = real(stage, makes, *WRITES, how="answer", at=6)
        verdict("%d with Retry-After %s is waited out" % (status, headers[0][1][:3]), stage,
                differs("status", got, 0), differs("requests", count > whole, True),
                lacks(stage, "the service is busy (%d): waiting" % status, "1 passed"),
                differs("left", stage.left(), []))
    stage.proxy.instead = (401, [])
    got, count = real(stage, makes, *WRITES, how="answer", at=7)
    tokens = [one for one in stage.proxy.seen if one[1].startswith("/ims/")]
    verdict("a token that is refused in the middle is renewed once", stage,
            differs("status", got, 0), differs("tokens", len(tokens), 2),
            differs("requests", count, whole + 2))
    stage.proxy.instead = (500, [])
    got, _ = real(stage, makes, *WRITES, how="answer", at=6)
    verdict("an answer of 500 fails, and what may be there is looked for", stage,
            differs("status", got, 1), differs("left", stage.left(), []),
            "" if any("property=name" in one[1] for one in stage.proxy.seen) else
            "nothing was looked for")
    got, count = real(stage, makes, *WRITES, "--max-requests", "7")
    verdict("--max-requests ends the run, and not the cleaning up", stage,
            differs("status", got, 1), differs("left", stage.left(), []),
            lacks(stage, "the 7 requests of --max-requests are used up"))


def gateway(stage):
    """All is as the scenario expects it, and what the service has done is not known."""
    path = write(stage, "gateway.yaml", "scenario: A gateway answers\nsteps:\n"
                 "  - POST: /connections\n    " + CONNECTION % "Maybe" + "\n"
                 "    expect: { status: 504 }\n")
    real(stage, path, *WRITES)
    at = [one[0] == "POST" and not one[1].startswith("/ims/")
          for one in stage.proxy.seen].index(True) + 1
    stage.proxy.instead = (504, [])
    got, _ = real(stage, path, *WRITES, how="answer", at=at)
    verdict("a run that passes and may have left something is no success", stage,
            differs("status", got, 1), lacks(stage, "1 passed, 0 failed", "may appear yet"))
    with open(path) as f:
        text = f.read()
    got, _ = real(stage, write(stage, "unnamed.yaml", text.replace("name: Maybe, ", "")),
                  *WRITES, how="answer", at=at)
    verdict("nor is one that may have left what has no name", stage,
            differs("status", got, 1), lacks(stage, "1 passed, 0 failed",
                                               "1 creation without a name, whose answer was lost"))


def late(stage, makes):
    """A creation is done after its client has gone, and no list has shown it."""
    _, whole = real(stage, makes, *WRITES)
    creations = [i + 1 for i, one in enumerate(stage.proxy.seen)
                 if one[0] == "POST" and not one[1].startswith("/ims/")]
    for at in creations:
        got, _ = real(stage, makes, *WRITES, how="held", at=at)
        what = stage.proxy.held[1].split("/")[-1]
        verdict("a creation of %s that nobody answers may appear yet" % what, stage,
                differs("status", got, 4), differs("left", stage.left(), []),
                lacks(stage, "may appear yet: one of the %s, '" % what,
                      "`flowcheck cleanup --ledger "))
        got, _ = stage.clean()
        verdict("a clean-up before it does leaves the ledger open", stage,
                differs("status", got, 1), lacks(stage, "0 left, 1 that may appear yet",
                                                   "that nobody answered may appear yet; run it again"))
        # A flow that refers to what is deleted is refused: that is no creation.
        done = stage.proxy.release()
        verdict("it appears, or is refused by then", stage,
                differs("left", len(stage.left()), 1 if done == 201 else 0))
        wrong = stage.check_clean("late %s" % what)
        verdict("and the next clean-up removes it: %s" % what, stage,
                "; ".join(wrong), lacks(stage, "%d deleted, 0 left" % (done == 201)))


def secret_names(stage):
    """A name with the password in it: no ledger and no word shows it, and it is found."""
    path = write(stage, "named.yaml", "scenario: A name says too much\nsteps:\n"
                 "  - POST: /connections\n    body:\n      name: For hush-hush-7\n"
                 "      auth: { specName: SFTP with Password, params: { domain: ftp.test.com,"
                 " username: u, password: hush-hush-7 } }\n      connectionSpec: { id:"
                 " 36965a81-b1c6-401b-99f8-22508f1e6a26, version: \"1.0\" }\n")
    real(stage, path, *WRITES)
    at = [one[0] == "POST" and not one[1].startswith("/ims/")
          for one in stage.proxy.seen].index(True) + 1
    for how in ("after", "lost", "held"):
        real(stage, path, *WRITES, how=how, at=at)
        shown = "hush-hush-7" in stage.said + stage.proxy.ledgers()
        if how == "held":
            stage.play(["cleanup", "--list"])
            shown = shown or "hush-hush-7" in stage.said
            stage.proxy.release()
        wrong = stage.check_clean(how)
        verdict("a name with a secret is found by its mark: %s" % how, stage, "; ".join(wrong),
                differs("shown", shown or "hush-hush-7" in stage.said, False),
                "" if "For *** (fc " in stage.proxy.ledgers() else "not noted masked")


def ledgers(stage, makes):
    path = os.path.join(stage.work, "l.jsonl")
    status, _ = real(stage, makes, *WRITES, "--keep", "--ledger", path)
    left = stage.left()
    verdict("--keep leaves what it made, and says how to remove it", stage,
            differs("status", status, 0), differs("left", len(left), 4),
            lacks(stage, "kept: 4 entities; `flowcheck cleanup --ledger " + path),
            "" if all(" (fc " in name for name in left) else "no mark: %s" % left,
            differs("mode", oct(os.stat(path).st_mode & 0o777), "0o600"))
    with open(path) as f:
        verdict("no secret is in the ledger", stage,
                *["has " + text for text in ("testPassword", "flowmock-secret", "eyJ")
                  if text in f.read()])
    status, count = real(stage, makes, *WRITES, "--ledger", path)
    verdict("a ledger whose run is not finished is not replaced", stage,
            differs("status", status, 2), lacks(stage, "holds a run that is not finished"))
    status, _ = stage.play(["cleanup", "--list", "--ledger", path])
    verdict("--list says what is there and removes nothing", stage,
            differs("status", status, 0), differs("left", len(stage.left()), 4),
            lacks(stage, "4 there, 0 that may be"))
    status, _ = stage.play(["cleanup", "--expired", "--ledger", path])
    verdict("--expired leaves what has not expired", stage, differs("status", status, 0),
            differs("left", len(stage.left()), 4))
    stage.env["FLOWCHECK_ORG_ID"] = "OTHER@AdobeOrg"
    status, _ = stage.play(["cleanup", "--ledger", path])
    stage.env["FLOWCHECK_ORG_ID"] = "FLOWMOCK@AdobeOrg"
    verdict("another organisation's ledger is left alone", stage, differs("status", status, 2),
            differs("left", len(stage.left()), 4), lacks(stage, "left alone"))
    status, _ = stage.play(["cleanup", "--ledger", path])
    verdict("cleanup removes what was kept", stage, differs("status", status, 0),
            differs("left", stage.left(), []), lacks(stage, "4 deleted, 0 left"))
    status, _ = real(stage, makes, *WRITES, "--keep", "--expires", "PT0S")
    status, _ = stage.play(["cleanup", "--expired"])
    verdict("--expired removes what has expired", stage, differs("status", status, 0),
            differs("left", stage.left(), []))


def full_disk(stage, makes):
    """The disk is full under the ledger, sooner and later; what was made is deleted."""
    whole = os.path.join(stage.work, "whole.jsonl")
    real(stage, makes, *WRITES, "--ledger", whole)
    path = os.path.join(stage.work, "full.jsonl")
    for size in range(10, os.path.getsize(whole), 60):
        stage.before = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        status, _ = real(stage, makes, *WRITES, "--ledger", path)
        stage.before = None
        left, said = stage.left(), "" if "cannot write to it" in stage.said else "no word of it"
        begun = os.path.exists(path)
        after = stage.play(["cleanup", "--ledger", path])[0] if begun else 0
        verdict("a ledger with room for %d bytes: all that was made is deleted" % size, stage,
                said, "" if status in (1, 70) else "status %d" % status,
                differs("left, but the last whose answer had no room", left[1:], []),
                differs("begun", begun, size > 150),
                differs("cleanup", after, 1 if "may appear yet" in stage.said else 0),
                differs("left after it", stage.left(), []))
        if begun:
            os.unlink(path)


def homeless(stage, makes):
    kept = stage.env
    stage.env = {k: v for k, v in kept.items() if k not in ("HOME", "XDG_STATE_HOME")}
    status, count = real(stage, makes, *WRITES)
    verdict("without a home for ledgers nothing is made", stage, differs("status", status, 3),
            differs("writes", writes(stage), []), lacks(stage, "name the file with --ledger"))
    status, _ = stage.play(["cleanup"])
    verdict("nor looked for elsewhere", stage, differs("status", status, 2),
            lacks(stage, "name the file with --ledger"))
    status, _ = real(stage, makes, *WRITES, "--ledger", stage.work + "/homeless.jsonl")
    verdict("but in the file that is named", stage, differs("status", status, 0))
    stage.env = kept


def identity(stage, makes):
    status, count = stage.play(["whoami", "--sandbox", "dev"])
    verdict("whoami says who, where, and whence, and no secret", stage,
            differs("status", status, 0),
            lacks(stage, "FLOWMOCK@AdobeOrg (environment)", "dev (--sandbox)",
                  "secret       from FLOWCHECK_CLIENT_SECRET, environment",
                  "permissions  not known", "s from ours", "marked       nothing"),
            "says the secret" if "flowmock-secret" in stage.said else "")
    profile = write(stage, "profile", "# who we are\nFLOWCHECK_CLIENT_ID = flowmock\n"
                    "FLOWCHECK_CLIENT_SECRET=flowmock-secret\n"
                    "FLOWCHECK_ORG_ID=FLOWMOCK@AdobeOrg\n")
    kept = stage.env
    stage.env = {k: v for k, v in kept.items() if not k.startswith("FLOWCHECK_C")
                 and k != "FLOWCHECK_ORG_ID"}
    status, _ = stage.play(["whoami"])
    verdict("without an identity the real service is not asked", stage,
            differs("status", status, 2), lacks(stage, "as whom?"))
    os.chmod(profile, 0o644)
    status, _ = stage.play(["whoami", "--profile", profile])
    verdict("a profile that others may read is refused", stage, differs("status", status, 2),
            lacks(stage, "(mode 0644)", "chmod 600"))
    os.chmod(profile, 0o600)
    status, _ = stage.play(["whoami", "--profile", profile])
    verdict("a profile says who", stage, differs("status", status, 0),
            lacks(stage, "FLOWMOCK@AdobeOrg (profile)"))
    stage.env = kept


def plan(stage, makes):
    status, count = real(stage, makes, *WRITES, "--plan")
    verdict("--plan prints what would be sent, and sends nothing", stage,
            differs("status", status, 5), differs("requests", count, 0),
            lacks(stage, "/ims/token/v3", '"sourceConnectionIds":["${source}"]',
                  "(fc RUN EXPIRY)", "DELETE ", "${id of 'SFTP base connection (fc RUN",
                  "planned: nothing was sent"),
            "says a secret" if "testPassword" in stage.said else "")


def plan_of_all(stage):
    """A mock elsewhere that nobody asks: all scenarios can be planned for it."""
    stage.play(["run", "--target", "http://127.0.0.1:1", "--plan", ROOT + "/scenarios"])
    verdict("every scenario can be planned, and none asks anybody", stage,
            lacks(stage, "0 passed, 0 failed, "))


def cleanup_steps(stage):
    text = ("scenario: It is cleaned up\nsteps:\n"
            "  - POST: /connections\n    " + CONNECTION % "One" + "\n"
            "    capture: { one: id }\n"
            "  - GET: /connections/${one}\n"
            "    capture: { none: 'items[0].%s' }\n"
            "cleanup:\n"
            "  - { GET: '/connections/${one}', expect: { status: %s } }\n"
            "  - DELETE: /connections/${one}\n"
            "  - GET: /connections?none=${none}\n")
    for name, member, status, code, none in (
            ("passed", "id", 404, 0, 1), ("failed", "nothing", 404, 1, 0),
            ("passed, and the clean-up fails", "id", 200, 1, 1)):
        got, _ = real(stage, write(stage, "c.yaml", text % (member, status)), *WRITES)
        asked = len([one for one in stage.proxy.seen if "none=" in one[1]])
        verdict("the last of the clean-up's steps comes first, where the scenario " + name,
                stage, differs("status", got, code), differs("left", stage.left(), []),
                differs("steps for what was captured", asked, none),
                lacks(stage, *(["cleaning up: "] if status == 200 else [])),
                differs("deletions", len([w for w in writes(stage) if w[0] == "DELETE"]), 1))
    path = write(stage, "w.yaml", text % ("id", 200) + "%s")
    with open(path) as f:
        written = f.read().replace("%s", "").replace(
            "cleanup:\n", "cleanup:\n  order: written\n  steps:\n")
    got, _ = real(stage, write(stage, "w.yaml", written), *WRITES)
    verdict("and the first, where they are in the order written", stage,
            differs("status", got, 0), differs("left", stage.left(), []))


def interrupted(stage):
    """A signal, and the time-out, while it waits: it cleans up, and ends as they say."""
    path = write(stage, "i.yaml", "scenario: It waits for ever\nsteps:\n"
                 "  - POST: /connections\n    " + CONNECTION % "One" + "\n"
                 "    capture: { one: id }\n"
                 "  - wait: { GET: '/connections/${one}', until: { status: 404 } }\n"
                 "cleanup:\n  - DELETE: /connections/${one}\n")
    got, _ = real(stage, path, *WRITES, "--timeout", "2s")
    verdict("the time-out ends a run that cleans up", stage, differs("status", got, 124),
            differs("left", stage.left(), []),
            differs("deletions", len(writes(stage)), 2))
    for one, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        stage.proxy.begin(None, 0, None)
        process = subprocess.Popen([BUILD + "/flowcheck", "run", "--target", "real", *WRITES,
                                    path], env=stage.env, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT,
                                   preexec_fn=lambda: signal.signal(one, signal.SIG_DFL))
        while len(stage.proxy.seen) < 7:
            time.sleep(0.01)
        process.send_signal(one)
        stage.said = process.communicate(timeout=60)[0].decode()
        verdict("%s ends a run that cleans up" % one.name, stage,
                differs("status", process.returncode, status),
                differs("left", stage.left(), []),
                differs("deletions", len(writes(stage)), 2))


def no_reset(work):
    """A mock with admin pages that is not empty: asked before it is reset."""
    port_file = work + "/port2"
    server = subprocess.Popen([BUILD + "/flowmock", "serve", "--port", "0", "--port-file",
                               port_file, "--clock", "virtual", "--export-root",
                               work + "/exports2", "--log-level", "error"],
                              stdout=subprocess.DEVNULL)
    while not os.path.exists(port_file) or not os.path.getsize(port_file):
        time.sleep(0.01)
    with open(port_file) as f:
        url = "http://127.0.0.1:" + f.read().strip()
    stage = Stage.__new__(Stage)
    stage.work = work
    env = {k: v for k, v in os.environ.items() if not k.startswith("FLOWCHECK_")}
    env["XDG_STATE_HOME"] = work + "/state2"

    def check(*words):
        p = subprocess.run([BUILD + "/flowcheck", "run", "--target", url, *words], env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        stage.said = p.stdout.decode()
        return p.returncode

    makes = write(stage, "m.yaml", "scenario: It makes one\nsteps:\n  - POST: /connections\n"
                  "    " + CONNECTION % "Theirs" + "\n")
    counts = write(stage, "n.yaml", "scenario: There is one\nsteps:\n"
                   "  - GET: /connections?property=name==Theirs\n"
                   "    expect: { body: { items: %s } }\n")
    with open(counts) as f:
        text = f.read()
    one = write(stage, "one.yaml", text.replace("%s", "[ { name: Theirs } ]"))
    status = check("--keep", makes)
    verdict("an empty mock elsewhere is used as it was", stage, differs("status", status, 0))
    status = check(makes)
    verdict("one that is not empty is not reset unasked", stage, differs("status", status, 2),
            lacks(stage, "is not empty: --reset empties it", "--no-reset"))
    status = check("--no-reset", makes)
    verdict("--no-reset leaves it, and removes what was made", stage,
            differs("status", status, 0), lacks(stage, "ledger: "))
    # A reset would have lost theirs; the mark keeps ours apart from it.
    status = check("--no-reset", one)
    verdict("with --no-reset a filter finds what this run has made, and no other's", stage,
            differs("status", status, 1))
    status = check("--reset", one)
    verdict("--reset empties it before each scenario", stage, differs("status", status, 1))
    status = check(makes)
    verdict("after that it is empty, and may be reset", stage, differs("status", status, 0))
    server.kill()
    server.wait()


def main():
    with tempfile.TemporaryDirectory() as work:
        stage = Stage(work)
        try:
            makes = stage.scenario("sftp")
            permissions(stage, makes)
            foreign(stage)
            infrastructure(stage, makes)
            gateway(stage)
            late(stage, makes)
            secret_names(stage)
            ledgers(stage, makes)
            full_disk(stage, makes)
            homeless(stage, makes)
            identity(stage, makes)
            plan(stage, makes)
            plan_of_all(stage)
            cleanup_steps(stage)
            interrupted(stage)
            no_reset(work)
        finally:
            stage.server.kill()
            stage.server.wait()
    return bool(bad)


sys.exit(main())
