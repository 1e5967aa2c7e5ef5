"""standin.py - a flowmock that plays the real service, and a proxy before it

The mock has no admin pages, strict tokens and a clock that goes.  The proxy counts the
requests and does something to one of them (`how`, `at`):

    before  kills flowcheck, and does not pass the request on
    after   passes it on, and kills flowcheck before it has the answer
    lost    passes it on, and closes the connection without an answer
    held    closes the connection, and passes it on when it is released
    answer  answers itself, with `instead`: (status, headers)
"""
import http.client
import http.server
import json
import os
import subprocess
import sys
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.abspath(sys.argv[1])
DESTINATIONS = ["sftp", "amazon-s3", "azure-blob-storage", "azure-data-lake-gen2",
                "data-landing-zone", "google-cloud-storage"]
KINDS = ["flows", "targetConnections", "sourceConnections", "connections"]
BY_SERVICE = ["activation-datalake", "activation-ups", "datalake"]  # bases of others
SERVICE = "/data/foundation/flowservice/"


class Proxy(http.server.ThreadingHTTPServer):
    """Passes requests on; does something to the one with the number `at`."""
    daemon_threads = True

    def __init__(self, port, state):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.state = port, state
        self.lock, self.instead = threading.Lock(), None
        self.begin(None, 0, None)

    def begin(self, how, at, process):
        self.how, self.at, self.process = how, at, process
        self.count, self.wild, self.seen = 0, [], []

    def release(self):
        """The target does what was held; nobody reads the answer."""
        onward = http.client.HTTPConnection("127.0.0.1", self.target)
        onward.request(*self.held)
        return onward.getresponse().status

    def handle_error(self, request, client_address):
        pass  # a client that was killed or interrupted hangs up

    def ledgers(self):
        text = ""
        folder = os.path.join(self.state, "flowcheck")
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name)) as f:
                text += f.read()
        return text


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer's two parts need no 40 ms between them

    def serve(self):
        s = self.server
        with s.lock:
            self.answer(s)

    def answer(self, s):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        s.count += 1
        s.seen.append((self.command, self.path, self.headers.get("Authorization")))
        here = s.count == s.at
        if self.command == "DELETE" and self.path.split("/")[-1] not in s.ledgers():
            s.wild.append(self.path)
        if here and s.how == "before":
            self.kill(s)
            return
        if here and s.how == "held":
            s.held = (self.command, self.path, body, dict(self.headers))
            self.hang_up()
            return
        if here and s.how == "answer":
            self.reply(s.instead[0], s.instead[1], b"{}")
            return
        onward = http.client.HTTPConnection("127.0.0.1", s.target)
        try:
            onward.request(self.command, self.path, body, dict(self.headers))
            got = onward.getresponse()
            text = got.read()
        except (ConnectionError, http.client.HTTPException):
            self.hang_up()  # the target did not answer: neither does its proxy
            return
        if here and s.how in ("after", "lost"):
            if s.how == "after":
                self.kill(s)
            self.hang_up()
            return
        self.reply(got.status, got.getheaders(), text)

    def hang_up(self):
        self.close_connection = True
        self.connection.close()

    def reply(self, status, headers, text):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def kill(self, s):
        process = s.process
        while process is None:
            time.sleep(0.001)
            process = s.process
        process.kill()
        process.wait()
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve

    def log_message(self, *args):
        pass


class Stage:
    before = None  # what a flowcheck does before it begins

    def __init__(self, work, *more):
        self.work = work
        self.server = subprocess.Popen(
            [BUILD + "/flowmock", "serve", "--port", "0", "--port-file", work + "/port",
             "--admin", "off", "--auth", "strict", "--clock", "scaled:60",
             "--now", "now", "--run-life", "after:1m", "--export-root", work + "/exports",
             "--files", "off", "--log-level", "error", *more], stdout=subprocess.DEVNULL)
        while not os.path.exists(work + "/port") or not os.path.getsize(work + "/port"):
            time.sleep(0.01)
        with open(work + "/port") as f:
            self.port = int(f.read())
        self.proxy = Proxy(self.port, work + "/state")
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        url = "http://127.0.0.1:%d" % self.proxy.server_port
        self.env = dict(os.environ, FLOWCHECK_API_URL=url, FLOWCHECK_IMS_URL=url,
                        FLOWCHECK_CLIENT_ID="flowmock", XDG_STATE_HOME=work + "/state",
                        FLOWCHECK_CLIENT_SECRET="flowmock-secret",
                        FLOWCHECK_ORG_ID="FLOWMOCK@AdobeOrg")
        self.token = self.ask("POST", "/ims/token/v3?grant_type=client_credentials"
                              "&client_id=flowmock&client_secret=flowmock-secret"
                              "&scope=openid", {})["access_token"]

    def ask(self, method, path, headers, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port)
        c.request(method, path, body, headers)
        text = c.getresponse().read()
        return json.loads(text) if text else None

    def service(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "x-api-key": "flowmock",
                   "x-gw-ims-org-id": "FLOWMOCK@AdobeOrg", "x-sandbox-name": "dev"}
        if body:
            headers["Content-Type"] = "application/json"
        return self.ask(method, SERVICE + path, headers, body)

    def left(self):
        """The names of all that was made, but for what the service makes by itself."""
        names = []
        for kind in KINDS:
            for one in self.service("GET", kind + "?limit=100")["items"]:
                if one["name"] not in BY_SERVICE:
                    names.append(kind + " " + one["name"])
        return names

    def scenario(self, destination):
        steps = os.path.relpath(ROOT + "/scenarios/steps", self.work)
        path = self.work + "/x.yaml"
        with open(path, "w") as f:
            f.write("scenario: It is made\nsteps:\n"
                    "  - include: %s/from-data-lake.yaml\n"
                    "  - include: %s/to-%s.yaml\n"
                    "  - include: %s/flow.yaml\n"
                    "    with: { schedule: { exportMode: DAILY_FULL_EXPORT, timeUnit: day,"
                    " interval: 0, startTime: 4000000000 } }\n"
                    % (steps, steps, destination, steps))
        return path

    def play(self, words, how=None, at=0):
        """Runs flowcheck, with something done to its request `at`; status, how many."""
        self.proxy.begin(how, at, None)
        process = subprocess.Popen([BUILD + "/flowcheck"] + words, env=self.env,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   preexec_fn=self.before)
        self.proxy.process = process
        self.said = process.communicate(timeout=300)[0].decode(errors="replace")
        return process.returncode, self.proxy.count

    def run(self, path, how=None, at=0):
        return self.play(["run", "--target", "real", "--allow-writes", "--sandbox", "dev",
                          path], how, at)

    def clean(self, how=None, at=0):
        return self.play(["cleanup", "--resume"], how, at)

    def check_clean(self, what):
        """Nothing is left, and the status says so; 1 says that something may appear yet."""
        wild = self.proxy.wild
        status, _ = self.clean()
        wild = wild + self.proxy.wild
        names = self.left()
        if status != (1 if "may appear yet" in self.said else 0) or names or wild:
            return ["%s: cleanup ends with %d, left: %s, deleted without being in the "
                    "ledger: %s\n%s" % (what, status, names, wild, self.said)]
        return []


