#!/usr/bin/env python3
"""play.py - plays one fixed story to a mock and keeps all it answered and wrote

    play.py FLOWMOCK FOLDER [--reads] [SERVE-OPTION...]

Starts `FLOWMOCK serve --clock virtual` on a port and an export root of its own, makes
flows to all six destinations, lets days pass, posts batches, asks for runs, and leaves
FOLDER/answers (each request with the status, headers and body it got) and FOLDER/tree
(the SHA-256 of each file, and each folder).  With --reads, requests that only read and
that nobody keeps go between the others.

A request brings its own x-request-id, since those of the mock count all requests.
"""
import hashlib
import http.client
import itertools
import json
import os
import subprocess
import sys
import time

API = "/data/foundation/flowservice"
ADHOC = "/data/core/activation/disflowprovider/adhocrun"
ADHOC_TYPE = "application/vnd.adobe.adhoc.dataset.activation+json; version=1"
DATA_LAKE = "23598e46-f560-407b-88d5-ea6207e49db0"
DEVICES = "5ef3e3259ad2a1191ab7dd7d"
AIRPORTS = "65b1f00d0a1c4e2b9d7e3f03"
DATASETS = [DEVICES, AIRPORTS, "65b1f00d0a1c4e2b9d7e3f02", "65b1f00d0a1c4e2b9d7e3f01"]
KEPT = ["Content-Type", "ETag", "Location", "Allow", "x-request-id"]
MADE_AT = 1767225600  # 2026-01-01T00:00:00Z

# name, flow spec, connection spec, auth of the base, params of the target
DESTINATIONS = [
    ("s3", "269ba276-16fc-47db-92b0-c1049a3c131f", "4fce964d-3f37-408f-9778-e597338a21ee",
     {"specName": "Access Key", "params": {"s3AccessKey": "a", "s3SecretKey": "b"}},
     {"bucketName": "bucket", "path": "a/b"}),
    ("blob", "95bd8965-fc8a-4119-b9c3-944c2c2df6d2", "6d6b59bf-fb58-4107-9064-4d246c0e5bb2",
     {"specName": "ConnectionString", "params": {
         "connectionString": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Yg=="}},
     {"container": "container", "path": "a/b"}),
    ("adls", "17be2013-2549-41ce-96e7-a70363bec293", "be2c3209-53bc-47e7-ab25-145db8b873e1",
     {"specName": "Azure Service Principal Auth", "params": {
         "url": "abfss://exports@account.dfs.core.windows.net", "servicePrincipalId": "p",
         "servicePrincipalKey": "k", "tenant": "example.onmicrosoft.com"}},
     {"path": "a/b"}),
    ("dlz", "cd2fc47e-e838-4f38-a581-8fff2f99b63a", "10440537-2a7b-4583-ac39-ed38d4b848e8",
     None, {"path": "a/b"}),
    ("gcs", "585c15c4-6cbf-4126-8f87-e26bff78b657", "c5d93acb-ea8b-4b14-8f53-02138444ae99",
     {"specName": "Google Cloud Storage authentication credentials",
      "params": {"accessKeyId": "GOOGMG1234ABCDEFGHIJKLMN", "secretAccessKey": "s"}},
     {"bucketName": "bucket", "path": "a/b"}),
    ("sftp", "354d6aad-4754-46e4-a576-1b384561c440", "36965a81-b1c6-401b-99f8-22508f1e6a26",
     {"specName": "SFTP with Password",
      "params": {"domain": "ftp.test.com", "username": "u", "password": "p"}},
     {"remotePath": "a/b"}),
]
FORMATS = list(itertools.product(["JSON", "PARQUET"], ["NONE", "GZIP"]))

# What only reads: the ids are those of a mock's first flow and run, or nobody's.
READS = ["/flows?limit=5", "/runs?limit=3", "/runs?count=true", "/connections",
         "/runs?property=metrics.statusSummary.status==success&limit=2",
         "/flows/11111111-2222-4333-8444-555555555555", "/connectionSpecs", "/flowSpecs",
         "/data/foundation/catalog/dataSets?limit=3", "/data/foundation/catalog/batches",
         "/__admin/clock", "/__admin/timeline?format=text", "/__admin/datasets",
         "/nowhere"]


class Mock:
    """A mock of a build, and what it has answered so far."""

    def __init__(self, program, folder, reads, options):
        self.folder, self.reads, self.asked, self.read = folder, reads, 0, 0
        os.makedirs(folder)
        self.answers = open(folder + "/answers", "wb")
        port_file = folder + "/port"
        self.log = open(folder + "/log", "wb")
        self.process = subprocess.Popen(
            [program, "serve", "--clock", "virtual", "--port", "0", "--port-file", port_file,
             "--log-level", "warn", "--export-root", folder + "/exports"] + options,
            stdout=self.log, stderr=self.log)
        for _ in range(3000):
            if self.process.poll() is not None:
                sys.exit("play.py: the mock ended with status %d" % self.process.returncode)
            if os.path.exists(port_file) and os.path.getsize(port_file):
                break
            time.sleep(0.01)
        self.http = http.client.HTTPConnection("127.0.0.1", int(open(port_file).read()))

    def send(self, method, path, body, headers):
        if not path.startswith(("/__admin", "/data")):
            path = API + path
        self.http.request(method, path, body, {
            "Host": "mock.test", "Authorization": "Bearer t", "x-api-key": "k",
            "x-gw-ims-org-id": "o@AdobeOrg", "x-sandbox-name": "prod",
            "Content-Type": "application/json", **headers})
        answer = self.http.getresponse()
        return answer, answer.read()

    def ask(self, method, path, body=None, **headers):
        """One request that is kept; its answer as JSON, or as bytes."""
        for _ in range(3 if self.reads else 0):
            self.send("GET", READS[self.read % len(READS)], None, {})
            self.read += 1
        self.asked += 1
        raw = body if body is None or isinstance(body, str) else json.dumps(body)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["x-request-id"] = "%032d" % self.asked
        answer, got = self.send(method, path, raw, headers)
        kept = "".join("%s: %s\n" % (k, answer.getheader(k)) for k in KEPT
                       if answer.getheader(k))
        self.answers.write(("%s %s\n%d\n%s\n" % (method, path, answer.status, kept)).encode())
        self.answers.write(got + b"\n\n")
        return json.loads(got) if got[:1] in (b"{", b"[") else got

    def make(self, path, body):
        made = self.ask("POST", path, body)
        if "id" not in made:
            sys.exit("play.py: POST %s: %s" % (path, json.dumps(made)))
        return made["id"]

    def advance(self, duration):
        return self.ask("POST", "/__admin/clock", {"advance": duration})

    def stop(self):
        self.http.close()
        self.process.terminate()
        self.answers.close()
        self.log.close()
        if self.process.wait() != 0:
            sys.exit("play.py: the mock ended with status %d" % self.process.returncode)


def make_flow(mock, destination, form, number):
    """A flow of its own source, base and target; the ids of source and flow."""
    name, flow_spec, spec, auth, params = destination
    dataset = DATASETS[number % len(DATASETS)]
    spec = {"id": spec, "version": "1.0"}
    base = {"name": name, "connectionSpec": spec}
    if auth:
        base["auth"] = auth
    source = mock.make("/sourceConnections", {
        "name": name, "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        "params": {"datasets": [{"dataSetId": dataset}]}})
    base = mock.make("/connections", base)
    target = mock.make("/targetConnections", {
        "name": name, "baseConnectionId": base, "connectionSpec": spec,
        "params": {"mode": "Server-to-server", "datasetFileType": form[0],
                   "compression": form[1], "includeFileManifest": number % 3 == 0,
                   **params}})
    flow = mock.make("/flows", {
        "name": "%s %s %s" % (name, *form), "flowSpec": {"id": flow_spec, "version": "1.0"},
        "sourceConnectionIds": [source], "targetConnectionIds": [target],
        "transformations": [],
        "scheduleParams": {"interval": [3, 6, 8, 12][number % 4], "timeUnit": "hour",
                           "startTime": MADE_AT + 600 * (number % 2)}})
    return flow, dataset


def post_batch(mock, prefix):
    lines = [{"record": {"iata": "%s%d" % (prefix, i), "icao": "ZZZZ", "name": "Posted",
                         "city": "One", "country": "ZZ",
                         "location": {"latitude": i / 3, "longitude": -i / 7}}}
             for i in range(9)]
    mock.ask("POST", "/__admin/datasets/%s/batches" % AIRPORTS,
             "".join(json.dumps(line) + "\n" for line in lines))


def run_by_hand(mock, flow, dataset):
    mock.ask("POST", ADHOC, {"activationInfo": {"destinations": [
        {"flowId": flow, "datasets": [{"id": dataset}]}]}}, Accept=ADHOC_TYPE)
    mock.ask("POST", "/runs", {"flowId": flow})


def change(mock, flow):
    etag = mock.ask("GET", "/flows/" + flow)["items"][0]["etag"]
    mock.ask("PATCH", "/flows/" + flow,
             [{"op": "replace", "path": "/name", "value": "Another name"}], If_Match=etag)
    mock.ask("PATCH", "/flows/" + flow, [], If_Match="\"stale\"")


def read_all(mock, flows):
    """Every list by pages, and each entity by itself."""
    for path in ["/runs?limit=50", "/flows?limit=9", "/sourceConnections?limit=11"]:
        token, page = "", path
        while page:
            token = mock.ask("GET", page).get("_links", {}).get("next", {}).get("href")
            page = token[token.index("/" + path[1:].split("?")[0]):] if token else None
    for flow, _ in flows:
        mock.ask("GET", "/flows/" + flow)
        mock.ask("GET", "/runs?property=flowId==%s&limit=100" % flow)
    for path in ["/__admin/timeline?format=text", "/__admin/timeline?format=svg",
                 "/__admin/clock/fired?after=0&limit=1000", "/__admin/datasets",
                 "/data/foundation/catalog/batches?limit=100", "/runs?count=true",
                 "/runs?property=metrics.statusSummary.status==inProgress"]:
        mock.ask("GET", path)


def play(mock):
    mock.ask("POST", "/__admin/partitions", {"partitions": 3})
    flows = [make_flow(mock, d, f, i) for i, (d, f)
             in enumerate(itertools.product(DESTINATIONS, FORMATS))]
    mock.ask("POST", "/flows", {"name": "of nothing"})
    mock.advance("PT3H")
    post_batch(mock, "A")
    mock.ask("POST", "/__admin/life", {"life": "after:5m..4h"})
    mock.advance("PT21H")
    for flow, dataset in flows[:4]:
        run_by_hand(mock, flow, dataset)
    change(mock, flows[5][0])
    mock.ask("POST", "/flows/%s/action?op=disable" % flows[6][0])
    mock.ask("POST", "/__admin/clock", {"until": {"run": {
        "flowId": flows[7][0], "status": "success"}}, "atMost": "P1D"})
    mock.ask("POST", "/__admin/partitions", {"partitions": "auto"})
    mock.ask("POST", "/flows/%s/action?op=enable" % flows[6][0])
    post_batch(mock, "B")
    mock.advance("P2D")
    read_all(mock, flows)
    mock.ask("DELETE", "/flows/" + flows[8][0])
    mock.ask("GET", "/flows/" + flows[8][0])


def list_tree(root, out):
    for folder, folders, files in os.walk(root):
        folders.sort()
        below = os.path.relpath(folder, root)
        out.write("folder %s\n" % below)
        for name in sorted(files):
            with open(os.path.join(folder, name), "rb") as f:
                out.write("%s %s\n" % (hashlib.sha256(f.read()).hexdigest(),
                                       os.path.join(below, name)))


def main(arguments):
    program, folder, *options = arguments
    reads = "--reads" in options
    mock = Mock(program, folder, reads, [o for o in options if o != "--reads"])
    try:
        play(mock)
        mock.stop()
    finally:
        if mock.process.poll() is None:
            mock.process.kill()
    with open(folder + "/tree", "w", encoding="utf-8") as out:
        list_tree(folder + "/exports", out)


if __name__ == "__main__":
    main(sys.argv[1:])
