#!/usr/bin/env python3
"""hostile.py BUILD - flowcheck against a target that does what no service should

A socket answers requests in ways that the table names: by redirecting, with garbage, with
ids that lead elsewhere, with tokens that are two headers, or not at all.  Credentials must
not follow, nothing may be deleted that was not made, a report stays one, a terminal keeps
its cursor, and a signal or the time-out ends it.

Prints "ok NAME" or "not ok NAME (why)".
"""
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree

BUILD = sys.argv[1]
ENDS = 20  # seconds, in which what is stopped has ended, though its target never answers
bad = []

READS = "scenario: It asks\nsteps:\n  - GET: /runs\n"
MAKES = ("scenario: It makes one\nsteps:\n  - POST: /connections\n    body: { name: One, "
         "connectionSpec: { id: 10440537-2a7b-4583-ac39-ed38d4b848e8, version: '1.0' } }\n")
CLEANS = MAKES + "  - GET: /runs\ncleanup:\n" + "  - GET: /runs\n" * 5
LIST = b'{"items":[]}'


def answer(status, body=b"{}", *headers):
    lines = [b"HTTP/1.1 %d X" % status, b"Content-Length: %d" % len(body),
             b"Content-Type: application/json", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def token(text='"a-token-of-theirs"', life="3600"):
    return answer(200, ('{"access_token":%s,"expires_in":%s}' % (text, life)).encode())


class Target:
    """Answers GET /runs with `reads`, a POST with `makes`, IMS with `ims`; None: never."""

    def __init__(self):
        self.reads = self.makes = self.ims = b""
        self.lists, self.shows, self.deletes = answer(200, LIST), answer(200), answer(204, b"")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.seen, self.asked = [], threading.Semaphore(0)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def read(self, stream):
        line, length = stream.readline().decode(), 0
        for header in iter(stream.readline, b"\r\n"):
            if not header:
                return None
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        stream.read(length)
        return line.rsplit(" ", 1)[0] if line else None

    def chosen(self, request):
        method, path = request.split(" ", 1)
        if path.startswith("/ims/"):
            return self.ims
        if method == "DELETE":
            return self.deletes
        if method == "POST":
            return self.makes
        if path.endswith("/runs"):
            return self.reads
        return self.lists if "?" in path else self.shows

    def serve(self, connection):
        stream = connection.makefile("rb")
        for request in iter(lambda: self.read(stream), None):
            self.seen.append(request)
            said = self.chosen(request)
            if said is None:
                self.asked.release()
                threading.Event().wait()
            try:
                connection.sendall(said)
            except OSError:
                return
            if not said.startswith(b"HTTP/1.1") or b"chunked" in said:
                connection.close()
                return


class Stage:
    def __init__(self, work):
        self.work, self.target, self.other = work, Target(), Target()
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("FLOWCHECK_")}
        self.env.update(FLOWCHECK_API_URL=self.target.url, FLOWCHECK_CLIENT_ID="client",
                        FLOWCHECK_IMS_URL=self.target.url, XDG_STATE_HOME=work + "/state",
                        FLOWCHECK_CLIENT_SECRET="s3cr3t!?", FLOWCHECK_ORG_ID="O@AdobeOrg")

    def start(self, text, *words, reads=answer(200, LIST), makes=answer(201, b'{"id":"1"}'),
              ims=token(), writes=True):
        t = self.target
        t.reads, t.makes, t.ims, t.seen = reads, makes, ims, []
        path = self.work + "/x.yaml"
        with open(path, "w") as f:
            f.write(text)
        return subprocess.Popen(
            [BUILD + "/flowcheck", "run", "--target", "real", "--sandbox", "dev",
             *(["--allow-writes"] if writes else []), *words, path], env=self.env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, preexec_fn=lambda: signal.signal(
                signal.SIGINT, signal.SIG_DFL))

    def end(self, process):
        try:
            self.said = process.communicate(timeout=ENDS)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            self.said = process.communicate()[0] + b"(killed)"
        return process.returncode

    def play(self, text, *words, **answers):
        return self.end(self.start(text, *words, **answers))


def judge(name, stage, status, expected, says=(), *wrong):
    wrong = [text for text in wrong if text]
    if status != expected:
        wrong.append("status %s, not %s" % (status, expected))
    wrong += ["does not say: " + text for text in says if text.encode() not in stage.said]
    print("%s %s%s" % ("not ok" if wrong else "ok", name,
                       " (%s)" % "; ".join(wrong) if wrong else ""))
    if wrong:
        print("    " + stage.said.decode(errors="replace").replace("\n", "\n    "))
    bad.extend(wrong)


def redirects(stage):
    there = b"Location: " + stage.other.url.encode() + b"/x"
    for status in (301, 302, 307, 308):
        away = answer(status, b"", there)
        for what, text, how in (("GET", READS, "reads"), ("POST", MAKES, "makes"),
                                ("request for a token", READS, "ims")):
            got = stage.play(text, **{how: away})
            judge("a %s that is redirected (%d) is not sent elsewhere" % (what, status),
                  stage, got, 3 if how == "ims" else 1, [str(status)],
                  "it was: %s" % stage.other.seen if stage.other.seen else "")


def nonsense(stage):
    head = b"HTTP/1.1 200 OK\r\n"
    for what, said in (("garbage", b"\x00\x01 garbage\r\n\r\n"), ("nothing", b""),
                       ("a cut chunk", head + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{"),
                       ("a cut body", b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{")):
        judge("a target that answers %s is gone" % what, stage, stage.play(READS, reads=said),
              4, ["GONE  It asks"])
    judge("an answer of HTTP/1.0 ends where its connection does", stage,
          stage.play(READS, reads=b"HTTP/1.0 200 OK\r\n\r\n" + LIST), 0)
    deep = b"[" * 10000 + b"]" * 10000
    judge("ten thousand brackets are no JSON, and no crash", stage,
          stage.play(READS, reads=answer(500, deep)), 1)


def others(stage):
    """What answers, and well, but is no Flow Service, or another tenant's."""
    html = b"<html><body>It works</body></html>"
    foreign = (b'{"items":[{"id":"1","name":"x","imsOrgId":"%s","sandboxName":"%s"}]}')
    for what, said in (("a page", answer(200, html)), ("a proxy's page", answer(502, html)),
                       ("JSON of another product", answer(200, b'{"hello":1}')),
                       ("nothing", answer(200, b"")), ("a redirect", answer(302, b"")),
                       ("two objects", answer(200, LIST + LIST)),
                       ("a name twice", answer(200, b'{"items":[],"items":[1]}')),
                       ("compressed bytes", answer(200, gzip.compress(LIST)))):
        stage.target.lists = said
        judge("what answers all with %s is no Flow Service" % what, stage,
              stage.play(READS, reads=said, writes=False), 4, ["no Flow Service answers at"],
              "asked more: %s" % stage.target.seen if len(stage.target.seen) > 2 else "")
        judge("nor is it written to: %s" % what, stage, stage.play(MAKES, reads=said), 3, [],
              "written" if any(one.startswith("POST /data") for one in stage.target.seen)
              else "")
    stage.target.lists = answer(200, LIST)
    judge("a page for a list is no success, though it is a 200", stage,
          stage.play(READS, reads=answer(200, html)), 1,
          ["body: expected a JSON object or list, got \"<html>"])
    for org, sandbox, status in ((b"O@AdobeOrg", b"dev", 0), (b"P@AdobeOrg", b"dev", 1),
                                 (b"O@AdobeOrg", b"prod", 1)):
        judge("runs of %s in %s: %d" % (org.decode(), sandbox.decode(), status), stage,
              stage.play(READS, reads=answer(200, foreign % (org, sandbox))), status,
              ["for which it was asked"] if status else [])


def ids(stage):
    for said in ('"../flows/theirs"', '".."', '""', '"a?b=c"', '"%2e%2e"', '"a\\r\\nX: y"',
                 '"\\u001b[31m"'):
        status = stage.play(MAKES, makes=answer(201, b'{"id":%s}' % said.encode()))
        deleted = [one for one in stage.target.seen if one.startswith("DELETE")]
        judge("nothing is deleted by the id %s" % said, stage, status, 1,
              ["no path can end in its id", "1 thing is left; `flowcheck cleanup --ledger "],
              "deleted: %s" % deleted if deleted else "",
              "moves the cursor" if b"\x1b" in stage.said else "")
    for name, said in (("no body", answer(204, b"")), ("no id", answer(201)),
                       ("a number for an id", answer(201, b'{"id":5}'))):
        status = stage.play(MAKES, makes=said)
        asked = [one for one in stage.target.seen if "property=name" in one]
        judge("a creation that is answered with %s is looked for" % name, stage, status, 0,
              [], "" if asked else "it was not")


def shows(stage):
    """Is a secret of ours, or the token, in what it said?"""
    return "; ".join("shows: " + one for one in ("s3cr3t", "czNjcjN0IT8", "of-theirs")
                     if one.encode() in stage.said)


def tokens(stage):
    for name, said, why in (
            ("two headers", token('"a\\r\\nX-Evil: 1"'), "an access_token that no header"),
            ("no token", answer(200), "without an access_token"),
            ("an end before its start", token(life="-5"), "without its expires_in")):
        judge("a token that is %s is refused" % name, stage, stage.play(READS, ims=said), 3,
              [why], "asked with it" if len(stage.target.seen) > 1 else "")
    judge("a token that has no life is asked for each time", stage,
          stage.play(READS, ims=token(life="0")), 0)
    judge("a client's secret of a few characters is masked where it comes back", stage,
          stage.play(READS, reads=answer(500, b'{"why":"s3cr3t!? czNjcjN0IT8"}')), 1, ["***"],
          shows(stage))
    ours = b'{"why":"a-token-of-theirs s3cr3t!?"}'
    stage.target.lists = answer(500, ours)
    judge("and in why it can't be said who asks", stage, stage.play(READS), 3, ["***"],
          shows(stage))
    stage.target.lists, stage.target.deletes = answer(200, LIST), answer(409, ours)
    judge("and in why something is left", stage, stage.play(MAKES), 1, ["***"], shows(stage))
    stage.target.deletes = answer(204, b"")


def reports(stage):
    hostile = b'{"a":"\xff\xfe </script><b>\xe2\x80\xae \x1b[31m \xc2\x9b31m ]]> ::error"}'
    words, paths = [], {}
    for form in ("json", "html", "junit", "tap", "github"):
        paths[form] = stage.work + "/report." + form
        words += ["--report", form + "=" + paths[form]]
    status = stage.play(READS, "--show", *words, reads=answer(500, hostile))
    judge("a terminal keeps its cursor", stage, status, 1, [],
          "a control character is printed" if re.search(
              b"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", stage.said) else "")
    for form, path in paths.items():
        with open(path, "rb") as f:
            said, why = f.read(), ""
        try:
            text = said.decode()
            if form == "json":
                [json.loads(line) for line in text.splitlines()]
            if form == "junit":
                xml.etree.ElementTree.fromstring(text)
            if form == "html" and ("<b>" in text or "<script" in text):
                why = "it has elements of the target's"
            if form == "html" and "&lt;/script&gt;" not in text:
                why = "the exchange is lost"
            if form == "github" and text.count("\n::") > 0:
                why = "it has a command of the target's"
        except (UnicodeDecodeError, ValueError, xml.etree.ElementTree.ParseError) as e:
            why = str(e)
        judge("a report as %s holds whatever was answered" % form, stage, status, 1, [], why)


def stopped(stage):
    """Signals and the time-out, while the target never answers."""
    process = stage.start(READS, reads=None)
    stage.target.asked.acquire()
    process.send_signal(signal.SIGINT)
    judge("a signal ends the wait for an answer", stage, stage.end(process), 130,
          ["STOP  It asks"])
    process = stage.start(CLEANS, reads=None)
    for _ in range(2):
        stage.target.asked.acquire()
        process.send_signal(signal.SIGINT)
    judge("a second signal ends the clean-up, and says what may be left", stage,
          stage.end(process), 130, ["STOP  It makes one", "`flowcheck cleanup --ledger "])
    for sent, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = stage.start(READS, ims=None)
        stage.target.asked.acquire()
        process.send_signal(sent)
        judge("a signal ends the wait for a token: %d" % status, stage, stage.end(process),
              status)
    judge("the time-out ends the wait for a token", stage,
          stage.play(READS, "--timeout", "1s", ims=None), 124)
    for after in ("9223372036854775", "Fri, 31 Dec 9999 00:00:00 GMT"):
        later = answer(503, b"{}", b"Retry-After: " + after.encode())
        judge("and any wait that a service asks for: %s" % after, stage,
              stage.play(READS, "--timeout", "1s", reads=later), 124, ["STOP  It asks"])


def main():
    with tempfile.TemporaryDirectory() as work:
        stage = Stage(work)
        redirects(stage)
        nonsense(stage)
        others(stage)
        ids(stage)
        tokens(stage)
        reports(stage)
        stopped(stage)
    return bool(bad)


sys.exit(main())
