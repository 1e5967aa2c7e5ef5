#!/usr/bin/env python3
"""statuses.py BUILD - with what flowcheck ends, and which of two reasons counts

Prints "ok NAME" or "not ok NAME (why)".  A scenario that asks the test's own socket holds
its process there, so that what happens meanwhile is no matter of luck.
"""
import contextlib
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading

BUILD = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
bad = []

PASSES = "scenario: It passes\nsteps:\n  - GET: /runs\n"
FAILS = "scenario: It fails\nsteps:\n  - GET: /flows/none\n"
SKIPS = "scenario: It is skipped\nrequires: [time-travel]\nsteps:\n  - GET: /runs\n"
GONE = "scenario: Nobody is there\nsteps:\n  - GET: http://127.0.0.1:1/\n"
BROKEN = "scenario: It is broken\nsteps:\n  - GTE: /runs\n"
HOLDS = ("scenario: It holds\nsteps:\n  - GET: /runs\n  - GET: %s/\n    expect: { status: 204 }\n"
         "  - GET: /runs\n")
UNTIDY = ("scenario: It passes, and does not clean up\nsteps:\n  - GET: /runs\ncleanup:\n"
          "  - GET: /flows/none\n")
UNTOLD = ("scenario: Nothing was shown\nfaults:\n  - { fault: f, on: FLOW_LIST, when: { query: { limit: '1' } }, do: "
          "{ status: 503 } }\nsteps:\n  - GET: /runs\n")


class Socket:
    """Answers each request with 204, once `meanwhile` has been done."""

    def __init__(self, meanwhile):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.meanwhile = meanwhile
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            connection.recv(65536)
            self.meanwhile()
            try:
                connection.sendall(b"HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                pass
            connection.close()


class Server:
    def __init__(self, work, *words):
        port_file = os.path.join(work, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        self.process = subprocess.Popen(
            [BUILD + "/flowmock", "serve", "--port", "0", "--port-file", port_file,
             "--export-root", work + "/exports", "--log-level", "error", *words],
            stdout=subprocess.DEVNULL)
        while not os.path.exists(port_file) or not os.path.getsize(port_file):
            self.process.poll() is None or sys.exit("the mock ended")
        with open(port_file) as f:
            self.url = "http://127.0.0.1:" + f.read().strip()

    def kill(self):
        self.process.kill()
        self.process.wait()


def written(work, **texts):
    paths = []
    for name, text in texts.items():
        paths.append(os.path.join(work, name + ".yaml"))
        with open(paths[-1], "w") as f:
            f.write(text)
    return paths


def start(*words, **how):
    env = {k: v for k, v in os.environ.items() if not k.startswith("FLOWCHECK_")}
    how.setdefault("stdout", subprocess.PIPE)
    return subprocess.Popen([BUILD + "/flowcheck", *words], env=env,
                            stderr=subprocess.STDOUT if how["stdout"] == subprocess.PIPE
                            else subprocess.PIPE, **how)


def judge(name, process, expected, *says):
    out, err = process.communicate(timeout=120)
    said = ((out or b"") + (err or b"")).decode()
    wrong = [] if process.returncode == expected else [
        "status %s, not %s" % (process.returncode, expected)]
    wrong += ["does not say: " + text for text in says if text not in said]
    print("%s %s%s" % ("not ok" if wrong else "ok", name,
                       " (%s)" % "; ".join(wrong) if wrong else ""))
    if wrong:
        print("    " + said.replace("\n", "\n    "))
    bad.extend(wrong)


def alone(work):
    """Each reason by itself, in the order in which they count."""
    passes, fails, broken, untidy, untold, skips = written(
        work, passes=PASSES, fails=FAILS, broken=BROKEN, untidy=UNTIDY, untold=UNTOLD,
        skips=SKIPS)
    real = Server(work, "--clock", "real")
    empty = os.path.join(work, "empty")
    os.mkdir(empty)
    judge("0: all passed", start("run", passes), 0)
    judge("1: something did not fit", start("run", fails, passes), 1)
    judge("1: nothing was shown", start("run", untold, passes), 1, "CAN'T TELL")
    judge("1: the clean-up failed", start("run", untidy, passes), 1, "cleaning up: ")
    judge("2: usage", start("run", "--fail-fast", "--keep-going", passes), 2,
          "--fail-fast or --keep-going, not both")
    judge("3: a scenario is bad", start("run", broken, passes), 3, "nothing was run")
    judge("4: nobody is there", start("run", "--target", "http://127.0.0.1:1", passes), 4)
    judge("5: there is no scenario", start("run", empty), 5, "there are no scenarios")
    judge("5: nothing is selected", start("run", "--only", "other", passes), 5,
          "no scenario fits")
    judge("5: all were skipped", start("run", "--target", real.url, skips), 5, "1 skipped")
    judge("5: all were planned", start("run", "--plan", passes), 5)
    real.kill()
    limited = Server(work, "--clock", "virtual", "--faults", 
                     os.path.join(HERE, "faults/second-list.yaml"))
    judge("1: it passes and it fails", start("run", "--target", limited.url, "--no-reset",
                                             "--repeat", "2", passes), 1, "FLAKY It passes")
    limited.kill()


def precedence(work):
    passes, fails, broken, untidy = written(
        work, passes=PASSES, fails=FAILS, broken=BROKEN, untidy=UNTIDY)
    judge("3 before 1: a bad scenario, and one that fails",
          start("run", "--keep-going", fails, broken, passes), 3,
          "BAD   a file that is no scenario (%s:3" % broken, "1 passed, 2 failed")
    judge("3: with --keep-going, of nothing but bad ones",
          start("run", "--keep-going", broken), 3, "0 passed, 1 failed")
    judge("1 before 5: a failing clean-up", start("run", untidy), 1, "0 passed, 1 failed")

    gone, = written(work, gone=GONE)
    judge("4 before 3: nobody is there, and a bad scenario",
          start("run", "--keep-going", broken, gone, passes), 4, "GONE  Nobody is there",
          "BAD   a file that is no scenario")

    holds, = written(work, holds=HOLDS % Socket(lambda: server.kill()).url)
    server = Server(work, "--clock", "virtual")
    judge("4 before 1: the target is gone half-way",
          start("run", "--target", server.url, fails, holds), 4, "GONE  It holds")

    process = []
    holds, = written(work, holds=HOLDS % Socket(lambda: process[0].send_signal(
        signal.SIGINT)).url)
    process.append(start("run", "-j", "1", fails, holds))
    judge("130 before 1: a signal", process[0], 130, "STOP  It holds")

    plain = threading.Event()

    def interrupt_and_wait():
        process[0].send_signal(signal.SIGINT)
        plain.wait(timeout=60)

    holds, = written(work, holds=(HOLDS % Socket(interrupt_and_wait).url).replace(
        "    expect", "    timeout: 1h\n    expect"))
    process[:] = [start("run", "-j", "1", holds)]
    judge("130: a signal while a plain socket waits", process[0], 130, "STOP  It holds",
          "stopped before its answer came")
    plain.set()

    folder = os.path.join(work, "vanishes")
    os.mkdir(folder)

    def interrupt_and_take_away():
        os.rmdir(folder)
        process[0].send_signal(signal.SIGTERM)

    holds, = written(work, holds=HOLDS % Socket(interrupt_and_take_away).url)
    process[:] = [start("run", "-j", "1", "--report", "junit=%s/r.xml" % folder, holds)]
    judge("143 before 70: a signal, and a report that can't be written", process[0], 143,
          "STOP  It holds", "cannot write")

    wait = threading.Event()
    holds, = written(work, holds=HOLDS % Socket(wait.wait).url)
    judge("124 before 1: the time-out", start("run", "-j", "1", "--timeout", "2s", fails,
                                              holds), 124)
    wait.set()


def crash(work):
    """A worker that is killed while it plays."""
    passes, fails, gone = written(work, passes=PASSES, fails=FAILS, gone=GONE)
    process = []

    def kill_workers():
        with open("/proc/%d/task/%d/children" % (process[0].pid, process[0].pid)) as f:
            for pid in f.read().split():
                with contextlib.suppress(ProcessLookupError):  # it may have ended
                    os.kill(int(pid), signal.SIGKILL)

    folder = os.path.join(work, "tmp")
    os.mkdir(folder)
    os.environ["TMPDIR"] = folder
    holds, = written(work, holds=HOLDS % Socket(kill_workers).url)
    process.append(start("run", "-j", "2", holds, fails, gone))
    judge("70 before 4 and 1: a worker is killed", process[0], 70,
          "ERROR It holds", "the process that played it died: Killed")
    left = os.listdir(folder)
    print("%s a worker that was killed leaves no folder" % ("not ok" if left else "ok"))
    bad.extend(left)
    del os.environ["TMPDIR"]


def orphans(work):
    """flowcheck is killed while its workers wait; they end, too, and clean up."""
    waiting, ended = threading.Barrier(3), threading.Event()

    def hold():
        waiting.wait(timeout=60)
        ended.wait(timeout=60)

    one, two = written(work, one=HOLDS % Socket(hold).url, two=HOLDS % Socket(hold).url)
    process = start("run", "-j", "2", one, two, stdout=subprocess.DEVNULL)
    waiting.wait(timeout=60)
    with open("/proc/%d/task/%d/children" % (process.pid, process.pid)) as f:
        workers = [os.pidfd_open(int(pid)) for pid in f.read().split()]
    process.kill()
    process.wait()
    alive = [fd for fd in workers if not select.select([fd], [], [], 10)[0]]
    ended.set()
    print("%s %d workers end with a flowcheck that is killed" % (
        "not ok" if alive or len(workers) != 2 else "ok", len(workers)))
    bad.extend(alive)


def unwritable(work):
    passes, fails = written(work, passes=PASSES, fails=FAILS)

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))

    for form in ("junit", "tap", "json", "html"):
        path = os.path.join(work, "report." + form)
        judge("70 before 1: the disk is full under a report (%s)" % form,
              start("run", "-j", "1", "--report", form + "=" + path, *[fails] * 3,
                    preexec_fn=small_files), 70, path)
        whole = form != "json" and os.path.exists(path)
        print("%s and nothing of it is visible (%s)" % ("not ok" if whole else "ok", form))
        bad.extend([path] if whole else [])
    older = os.path.join(work, "older.xml")
    with open(older, "w") as f:
        f.write("of an older run")
    judge("4: nobody is there", start("run", "--target", "http://127.0.0.1:1", "--report",
                                      "junit=" + older, passes), 4)
    with open(older) as f:
        stale = "There is a target to play against" not in f.read()
    print("%s and the report says so" % ("not ok" if stale else "ok"))
    bad.extend([older] if stale else [])
    judge("70 before 4: nobody is there, and the report can't be written",
          start("run", "--target", "http://127.0.0.1:1", "--report", "tap=/dev/full", passes), 70)
    full = os.open("/dev/full", os.O_WRONLY)
    judge("70 before 1: stdout can't be written", start("run", fails, stdout=full), 70)
    judge("70: stdout is closed", start("run", passes, stdout=full,
                                        preexec_fn=lambda: os.close(1)), 70)
    os.close(full)


with tempfile.TemporaryDirectory() as folder:
    alone(folder)
    precedence(folder)
    crash(folder)
    orphans(folder)
    unwritable(folder)
sys.exit(bool(bad))
