#!/bin/sh
# run.sh BUILD - the harness's own tests: what must fail does, in the right words
#
# A file of fail/ says in its first lines what must happen:
#   # exit: 3        the exit status
#   # says: TEXT     is in the output; may be repeated
#   # keeps: TEXT    is not in the output
#   # args: …        more arguments         # env: NAME=VALUE
#   # server: …      the target is a flowmock of its own, started with these
# The rest are whole runs: reports, signals, a target that lacks something.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
check=$B/flowcheck
# In memory, where that can be: a disk makes the waits for it.
place=${TMPDIR:-/tmp}
[ -n "${TMPDIR:-}" ] || [ ! -d /dev/shm ] || [ ! -w /dev/shm ] || place=/dev/shm
work=$(mktemp -d "$place/flowmock-harness-XXXXXX")
server=""
lanes=""
trap 'stop_server; stop_lanes; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TMPDIR="$work" XDG_STATE_HOME="$work/state"
unset FLOWCHECK_CLIENT_ID FLOWCHECK_CLIENT_SECRET FLOWCHECK_CLIENT_SECRET_FILE
unset FLOWCHECK_ACCESS_TOKEN FLOWCHECK_API_KEY FLOWCHECK_ORG_ID FLOWCHECK_SANDBOX

stop_server() {
	[ -n "$server" ] || return 0
	kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
	server=
}

# lane NAME SCRIPT...: those wait more than they work, so they run next to what follows.
# lanes_end prints what they said.
lane() {
	lane=$1
	shift
	mkdir "$work/$lane"
	(
		trap 'kill "$child"; exit' TERM
		for script; do
			TMPDIR=$work/$lane python3 "tests/harness/$script.py" "$B" &
			child=$!
			wait "$child"
		done
	) >"$work/$lane.out" 2>&1 &
	lanes="$lanes $!:$lane"
}

lanes_end() {
	for one in $lanes; do
		wait "${one%:*}"
		cat "$work/${one#*:}.out"
	done
	lanes=
}

stop_lanes() {
	for one in $lanes; do
		kill "${one%:*}" 2>/dev/null
	done
}

# start_server ARGS...: its address is in $url.
start_server() {
	rm -f "$work/port"
	"$B/flowmock" serve --port 0 --port-file "$work/port" --log-level error \
		--export-root "$work/exports" "$@" >"$work/server.out" 2>&1 &
	server=$!
	n=0
	while [ ! -s "$work/port" ] && [ "$n" -lt 100 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	url=http://127.0.0.1:$(cat "$work/port")
}

# verdict NAME: ok unless $why says something; shows the output otherwise.
verdict() {
	if [ -z "$why" ]; then
		echo "ok $1"
	else
		echo "not ok $1 ($why)"
		sed 's/^/    /' "$work/out"
	fi
}

# run NAME STATUS ARGS...: the exit status must be that; $why is set.
run() {
	name=$1 expected=$2
	shift 2
	"$check" run "$@" >"$work/out" 2>&1
	status=$?
	why=
	[ "$status" = "$expected" ] || why="exit $status, not $expected"
}

# says TEXT: the output of the run before must have it.
says() {
	grep -qF -- "$1" "$work/out" || why="${why:+$why; }does not say: $1"
}

lane killed killed
lane others overnight statuses terminal real hostile verify

header() { sed -n "s/^# $2: //p" "$1"; }

for f in tests/harness/fail/*.yaml; do
	serve=$(header "$f" server) target=
	if [ -n "$serve" ]; then
		# shellcheck disable=SC2086
		start_server $serve
		target="--target $url"
	fi
	# shellcheck disable=SC2046,SC2086
	env $(header "$f" env) "$check" run $target $(header "$f" args) "$f" >"$work/out" 2>&1
	status=$? why=
	stop_server
	[ "$status" = "$(header "$f" exit)" ] || why="exit $status, not $(header "$f" exit)"
	header "$f" says >"$work/says"
	while IFS= read -r text; do
		says "$text"
	done <"$work/says"
	header "$f" keeps >"$work/keeps"
	while IFS= read -r text; do
		! grep -qF -- "$text" "$work/out" || why="${why:+$why; }says: $text"
	done <"$work/keeps"
	verdict "$(basename "$f" .yaml | tr - ' ')"
done

pass=tests/harness/pass

mkdir "$work/r"
run "what passes passes, and every report says so" 0 --report "junit=$work/r/j.xml" \
	--report "tap=$work/r/t.tap" --report "json=$work/r/r.json" $pass
says "4 passed, 0 failed, 0 skipped"
python3 - "$work/r" 2>>"$work/out" <<'PY' || why="${why:+$why; }a report is malformed"
import json, sys, xml.etree.ElementTree as x
suite = x.parse(sys.argv[1] + "/j.xml").getroot()[0]
assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "0", "0")
assert all(float(c.get("time")) >= 0 for c in suite)
assert open(sys.argv[1] + "/t.tap").read().endswith("1..4\n")
lines = [json.loads(line) for line in open(sys.argv[1] + "/r.json")]
assert [line["event"] for line in lines] == ["begin"] + ["scenario"] * 4 + ["end"]
assert lines[-1]["totals"]["passed"] == 4
PY
verdict "$name"

start_server --clock virtual --faults tests/harness/faults/second-list.yaml
run "the reports of several rounds hold each verdict, and the round that failed" 1 \
	--target "$url" --no-reset --repeat 4 --report "junit=$work/r/j.xml" \
	--report "html=$work/r/h.html" --report "json=$work/r/r.json" tests/harness/fail/flaky.yaml
stop_server
python3 - "$work/r" 2>>"$work/out" <<'PY' || why="${why:+$why; }a round is lost"
import json, sys, xml.etree.ElementTree as x
one = json.loads(open(sys.argv[1] + "/r.json").read().splitlines()[1])
assert one["rounds"] == ["passed", "failed", "passed", "passed"], one
assert one["shownRound"] == 2, one
said = x.parse(sys.argv[1] + "/j.xml").getroot()[0][0].find("system-out").text
assert said == "round 1: passed\nround 2: failed\nrounds 3 to 4: passed\nround 2 is shown\n", said
page = open(sys.argv[1] + "/h.html").read()
assert "rounds 3 to 4: passed" in page and "GET /runs -&gt; 503" in page, page
PY
verdict "$name"

run "a failure is in the report, escaped" 1 --report "junit=$work/j.xml" \
	tests/harness/fail/wrong-value.yaml $pass
says "4 passed, 1 failed, 0 skipped"
says "not passed:"
says "5 scenarios in "
[ "$(grep -c "^FAIL .*wrong-value.yaml:3" "$work/out")" = 2 ] || why="${why:+$why; }it is not listed again"
python3 - "$work/j.xml" 2>>"$work/out" <<'PY' || why="${why:+$why; }the report is malformed"
import sys, xml.etree.ElementTree as x
suite = x.parse(sys.argv[1]).getroot()[0]
assert suite.get("failures") == "1"
assert 'expected "poorly", got "ok"' in suite[0].find("failure").text
PY
verdict "$name"

# Each file that says what must not be shown, with every form of report.
name="no report shows a secret" why="" n=0
for f in tests/harness/fail/secrets*.yaml; do
	set --
	for form in junit tap json github html; do
		set -- "$@" --report "$form=$work/secret.$form"
	done
	"$check" run "$@" "$f" >"$work/out" 2>&1
	header "$f" keeps >"$work/keeps"
	while IFS= read -r text; do
		n=$((n + 1))
		! grep -lF -- "$text" "$work"/secret.* || why="${why:+$why; }$f shows: $text"
	done <"$work/keeps"
done
[ "$n" -gt 5 ] || why="${why:+$why; }only $n secrets"
verdict "$name"

# Commands that a file holds become a scenario that runs them, without their tokens.
curls=tests/harness/import/export.curl name="imported curl commands are played" why=
"$check" import curl "$curls" >"$work/imported.yaml" 2>"$work/out" || why="import: exit $?"
"$check" import curl - <"$curls" 2>>"$work/out" |
	sed "s|of stdin|of $curls|" | cmp - "$work/imported.yaml" || why="$why stdin: another one"
! grep -q my-own-token "$work/imported.yaml" || why="$why it holds the token"
[ "$(sed -n 1p "$work/imported.yaml")" = "# Needs --var START=…" ] || why="$why its need is not said"
"$check" run --var START=1893456000 "$work/imported.yaml" >"$work/out" 2>&1 || why="$why exit $?"
says "1 passed"
verdict "$name"
run "an imported scenario says which name nothing gives" 3 "$work/imported.yaml"
says "nothing is called 'START' here"
verdict "$name"

# import NAME STATUS TEXT ARGS...: it prints that and no scenario.
import() {
	name=$1 expected=$2 text=$3 why=
	shift 3
	echo 'curl --dtaa 1 http://127.0.0.1/runs' |
		"$check" import "$@" >"$work/imported" 2>"$work/out"
	status=$?
	[ "$status" = "$expected" ] || why="exit $status, not $expected"
	[ ! -s "$work/imported" ] || why="$why a scenario is printed"
	says "$text"
	verdict "$name"
}
import "an option that a step can't have is refused where it stands" 3 \
	"stdin:1:6: the option --dtaa is not taken here; did you mean --data" curl -
import "a file of commands that is not there is reported" 3 "cannot open '$work/none'" \
	curl "$work/none"
import "what is imported has to be named" 2 "which commands?" wget -
import "a file to import has to be named" 2 "which commands?" curl

name="check reads scenarios and plays none" why=
"$check" check scenarios/workflows >"$work/out" 2>&1 || why="exit $?"
says "no problem"
! "$check" check tests/harness/fail/unknown-key.yaml >"$work/out" 2>&1 || why="${why:+$why; }a bad one passes"
says "unknown-key.yaml:"
verdict "$name"

name="the schema of scenarios is JSON" why=
"$check" schema >"$work/out" && python3 -m json.tool "$work/out" >/dev/null || why="it is not"
verdict "$name"

mkdir "$work/empty"
run "an empty folder runs nothing" 5 "$work/empty"
verdict "$name"
for form in junit tap json html github; do
	echo "of an older run" >"$work/r/old.$form"
	run "a run of nothing replaces an older report ($form)" 5 \
		--report "$form=$work/r/old.$form" --only 'none/*' $pass
	! grep -q older "$work/r/old.$form" || why="${why:+$why; }it is still there"
	verdict "$name"
done
python3 - "$work/r" 2>"$work/out" <<'PY' && why= || why="it is malformed"
import json, sys, xml.etree.ElementTree as x
assert x.parse(sys.argv[1] + "/old.junit").getroot()[0].get("tests") == "0"
assert [json.loads(line)["event"] for line in open(sys.argv[1] + "/old.json")] == ["begin", "end"]
assert open(sys.argv[1] + "/old.tap").read() == "TAP version 13\n1..0\n"
assert open(sys.argv[1] + "/old.html").read().startswith("<!doctype html>")
PY
verdict "a report of nothing is well-formed in each form"

run "a report without a folder is refused before anything runs" 3 \
	--report "tap=$work/none/t.tap" $pass
says "No such file or directory"
! grep -q "^ok " "$work/out" || why="${why:+$why; }something ran"
[ ! -e "$work/none" ] || why="${why:+$why; }the folder was made"
verdict "$name"

run "a state without a folder is bad input" 3 --state "$work/none/state.db" $pass
[ ! -e "$work/none" ] || why="${why:+$why; }the folder was made"
verdict "$name"

run "a report on stdout has it to itself" 0 --report tap=- $pass
"$check" run --report tap=- $pass 2>/dev/null >"$work/t.tap"
[ "$(sed -n 1p "$work/t.tap")" = "TAP version 13" ] || why="${why:+$why; }it is not there"
! grep -q "passed" "$work/t.tap" || why="${why:+$why; }it is not alone"
[ ! -e ./- ] || why="${why:+$why; }there is a file called -"
verdict "$name"

run "a folder that is not there is reported" 3 "$work/none"
says "$work/none"
verdict "$name"

printf 'steps:\n  - GET: /runs\n' >"$work/empty/steps.yaml"
run "a folder of steps that nobody includes is refused" 3 "$work/empty"
says "none includes it"
verdict "$name"

run "a full disk under the output is no success" 70 $pass
"$check" run $pass >/dev/full 2>"$work/out"
status=$? why=
[ "$status" = 70 ] || why="exit $status, not 70"
says "flowcheck: cannot write to stdout"
verdict "$name"

"$check" run $pass >&- 2>"$work/out"
status=$? why=
[ "$status" = 70 ] || why="exit $status, not 70"
says "flowcheck: cannot write to stdout"
verdict "a closed stdout is no success either"

# A kill leaves a folder of exports.  The next run removes it, and none that is used.
printf 'scenario: Waits\nsteps:\n  - { fault: slow, on: FLOW_LIST, do: { delay: 1h } }\n  - { GET: /flows, timeout: 1h }\n' \
	>"$work/waits.yaml"
mkdir "$work/left"
folders() { find "$work/left" -mindepth 1 -maxdepth 1 -name "flowcheck-run-*"; }
TMPDIR=$work/left "$check" run "$work/waits.yaml" >"$work/out" 2>&1 &
process=$! why="" n=0
while [ -z "$(folders)" ] && [ "$n" -lt 200 ]; do
	sleep 0.05
	n=$((n + 1))
done
TMPDIR=$work/left "$check" run $pass >"$work/out" 2>&1 || why="it fails"
[ -n "$(folders)" ] || why="${why:+$why; }it removes the folder of one that goes on"
kill -KILL $process
wait $process 2>/dev/null
[ -n "$(folders)" ] || why="${why:+$why; }the kill left nothing"
TMPDIR=$work/left "$check" run $pass >"$work/out" 2>&1 || why="${why:+$why; }it fails then"
[ -z "$(ls "$work/left")" ] || why="${why:+$why; }left: $(ls "$work/left")"
verdict "what a kill has left is removed by the next run, and nothing that is used"

# What would be printed must not get into a file that takes the descriptor's number.
"$check" run --keep --show --export-root "$work/closed" $pass/files.yaml >&- 2>"$work/out"
why=
[ -n "$(find "$work/closed" -name '*.json.gz')" ] || why="no files"
! grep -rqF "POST /flows -> 201" "$work/closed" || why="${why:+$why; }a file has what was printed"
verdict "what is printed to a closed stdout is in no exported file"

run "the embedded mock's files are kept on request" 0 --keep \
	--export-root "$work/kept" $pass/files.yaml
[ -n "$(find "$work/kept" -name '*.json.gz')" ] || why="${why:+$why; }no files"
verdict "$name"

run "and are gone without it, with their folders" 0 --export-root "$work/gone" $pass/files.yaml
[ -z "$(find "$work/gone" -mindepth 1)" ] || why="${why:+$why; }something is left"
verdict "$name"

run "what is shown: steps, metrics, the tree" 0 --show --export-root "$work/shown" \
	$pass/files.yaml
says "POST /flows -> 201  flow="
says "clock advance PT3H -> 2026-01-01T03:00:00Z, 1 run fired"
says " in 2 folders, "
says "success"
says "exportTime=202601010300/"
verdict "$name"

run "the operations that were called are written on request" 0 --coverage "$work/coverage" $pass
grep -q "^shown     D15 F18  POST   /data/foundation/flowservice/flows .* 201$" "$work/coverage" ||
	why="${why:+$why; }POST /flows is not shown"
grep -q "^NOT SHOWN F25 .* 0 calls" "$work/coverage" ||
	why="${why:+$why; }POST /flowSpecs is shown"
verdict "$name"

# At 0, 1, 3, 7 and 10 seconds of the mock's clock.
printf 'scenario: Waits longer each time\nsteps:\n  - wait: { GET: /runs, until: { status: 404 }, atMost: PT10S, every: PT1S, backoff: 2 }\n' \
	>"$work/backoff.yaml"
run "each wait is as many times the last as backoff says" 1 --coverage "$work/coverage" \
	"$work/backoff.yaml"
says "waited 10 s"
grep -q "F29 *GET .*/runs .* 5 calls" "$work/coverage" || why="${why:+$why; }not 5 questions"
verdict "$name"
sed -i 's/backoff: 2/backoff: { factor: 2, most: PT2S }/' "$work/backoff.yaml"
run "and as long as most at most" 1 --coverage "$work/coverage" "$work/backoff.yaml"
grep -q "F29 *GET .*/runs .* 7 calls" "$work/coverage" || why="${why:+$why; }not 7 questions"
verdict "$name"

"$check" >"$work/out" 2>&1
status=$? why=
[ "$status" = 2 ] || why="exit $status, not 2"
says "flowcheck run"
verdict "without arguments there is help and exit status 2"

"$check" run --help >"$work/out" 2>&1
status=$? why=
[ "$status" = 0 ] || why="exit $status, not 0"
says "--report FORM=FILE"
verdict "help tells the options"

start_server --clock virtual --now 2026-01-01T00:00:00Z
run "a server in another process passes, with its files" 0 --target "$url" $pass
says "4 passed, 0 failed, 0 skipped"
[ -z "$(find "$work/exports" -mindepth 1)" ] || why="${why:+$why; }something is left"
verdict "$name"
stop_server

# The datasets' records are counted there, not written.
start_server --clock virtual --limits documented --files off
run "a server with documented limits fails an export that is too large" 0 \
	--target "$url" --reset tests/harness/limits
says "1 passed, 0 failed, 0 skipped"
verdict "$name"
stop_server

start_server --clock virtual --now 2026-01-01T00:00:00Z --auth strict
export FLOWCHECK_CLIENT_ID=flowmock FLOWCHECK_ORG_ID=FLOWMOCK@AdobeOrg
printf 'flowmock-secret\n' >"$work/secret"
FLOWCHECK_CLIENT_SECRET_FILE="$work/secret" run "a strict server passes, but for what is about other clients" \
	0 --target "$url" scenarios
says " 0 failed, "
says "needs any-client: the target lets in its own clients only"
verdict "$name"

FLOWCHECK_CLIENT_SECRET=no-secret run "a client that the IMS refuses is bad input" 3 \
	--target "$url" $pass
says "/ims/token/v3 gives client 'flowmock' no token: 400 invalid_client, invalid client_secret parameter"
! grep -q no-secret "$work/out" || why="${why:+$why; }the secret is printed"
verdict "$name"
unset FLOWCHECK_CLIENT_ID FLOWCHECK_ORG_ID
stop_server

start_server --clock real
run "what a real clock cannot do is skipped, and nothing else ran" 5 --target "$url" \
	$pass/files.yaml
says "needs time-travel: the target's clock does not move on request"
verdict "$name"

printf 'scenario: Waits for ever\nsteps:\n  - wait: { GET: /runs, until: { status: 404 }, atMost: PT1H }\n' \
	>"$work/wait.yaml"
run "the overall time-out ends the run" 124 --timeout 300ms --target "$url" "$work/wait.yaml"
says "STOP"
verdict "$name"

for signal in INT:130 TERM:143; do
	# A job of a shell without job control ignores SIGINT; env -i does not help, so
	# the signal is given by a fresh shell that resets it.
	python3 - "$check" "$url" "$work/wait.yaml" "${signal%:*}" "${signal#*:}" >"$work/out" 2>&1 <<'PY'
import signal, subprocess, sys
check, url, scenario, name, code = sys.argv[1:]
signal.signal(signal.SIGINT, signal.SIG_DFL)
p = subprocess.Popen([check, "run", "--show", "--target", url, scenario], stdout=subprocess.PIPE)
p.stdout.readline() # by then it minds signals
p.send_signal(getattr(signal, "SIG" + name))
out = p.communicate(timeout=10)[0].decode()
print(out)
assert p.returncode == int(code), p.returncode
assert "0 passed, 1 failed" in out
PY
	status=$? why=
	[ "$status" = 0 ] || why="see below"
	verdict "SIG${signal%:*} ends the run with ${signal#*:}"
done
stop_server

start_server --clock virtual --admin off
printf 'scenario: Asks\nsteps:\n  - GET: /runs\n' >"$work/plain.yaml"
printf 'scenario: Resets\nrequires: [admin]\nsteps:\n  - GET: /runs\n' >"$work/admin.yaml"
run "without admin paths the rest still runs" 0 --target "$url" "$work/plain.yaml" \
	"$work/admin.yaml" $pass/files.yaml
says "1 passed, 0 failed, 2 skipped"
says "needs admin: the target has no /__admin/ paths"
verdict "$name"
stop_server

# A target that resets itself once: before the scenario, and not after it.
cat >"$work/token.yaml" <<'YAML'
scenario: Asks for a token
steps:
  - GET: /runs
    capture: { token: { header: X-Auth-Token } }
YAML
python3 - "$check" "$work/token.yaml" >"$work/out" 2>&1 <<'PY'
import http.server, json, subprocess, sys, threading
resets = []
class Target(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("X-Auth-Token", "planted-header")
        self.end_headers()
        self.wfile.write(text)
    def do_GET(self):
        self.answer(200, {"status": "ok", "clock": "virtual", "nowMs": 0, "empty": True})
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        resets.append(self.path)
        self.answer(200 if len(resets) == 1 else 500, {})
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Target)
threading.Thread(target=server.serve_forever, daemon=True).start()
p = subprocess.run([sys.argv[1], "run", "--show", "--target", "http://127.0.0.1:%d" % server.server_port,
                    sys.argv[2]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
print(p.stdout.decode(), resets)
assert "1 passed" in p.stdout.decode() and "cleaning up: POST /__admin/reset answered 500" in p.stdout.decode()
assert p.returncode == 1, p.returncode
PY
status=$? why=
[ "$status" = 0 ] || why="see below"
verdict "a clean-up that fails is no success"
why=
says "GET /runs -> 200  token=***"
! grep -q planted "$work/out" || why="${why:+$why; }says: planted"
verdict "a secret that is captured of a header is not shown"

# lint NAME STATUS ARGS...: the exit status must be that; $why is set.
lint() {
	name=$1 expected=$2
	shift 2
	"$check" lint "$@" >"$work/out" 2>&1
	status=$?
	why=
	[ "$status" = "$expected" ] || why="exit $status, not $expected"
}

printf 'openapi: 3.0.1\nc:\n  schema: { type: integer }\n  example: x\n' >"$work/api.yaml"
printf -- '- { file: api.yaml, pointer: /c/example, breaks: 1, ledger: A1 }\n' >"$work/known.yaml"
sed 's/example: x/example: 1/' "$work/api.yaml" >"$work/mended.yaml"
lint "an example that breaks its schema is reported" 1 "$work/api.yaml"
says "api.yaml:4:3: /c/example"
says "1 examples: 1 new findings, 0 known, 0 gone"
verdict "$name"
lint "a known finding is no failure" 0 --known "$work/known.yaml" "$work/api.yaml"
says "known, ledger entry A1"
verdict "$name"
mkdir "$work/mended" && mv "$work/mended.yaml" "$work/mended/api.yaml"
lint "a known finding that is gone is reported" 1 --known "$work/known.yaml" "$work/mended/api.yaml"
says "api.yaml: /c/example: gone, ledger entry A1"
verdict "$name"
printf -- '- { file: api.yaml, pointer: /c/example, breaks: 2, ledger: A1 }\n' >"$work/known.yaml"
lint "a known finding with other violations is a new one" 1 --known "$work/known.yaml" "$work/api.yaml"
says "1 new findings, 0 known, 1 gone"
verdict "$name"
printf -- '- { file: api.yaml, pointer: /c/example }\n' >"$work/known.yaml"
lint "a malformed list of known findings is bad input" 3 --known "$work/known.yaml" "$work/api.yaml"
says "known.yaml:1:3"
verdict "$name"
lint "what is no description is bad input" 3 "$work/known.yaml"
says "it is no OpenAPI 3 description"
verdict "$name"
lint "lint without a file is a usage error" 2
verdict "$name"
"$check" lint "$work/mended/api.yaml" >/dev/full 2>"$work/out"
status=$? why=
[ "$status" = 70 ] || why="exit $status, not 70"
says "flowcheck: cannot write to stdout"
verdict "a full disk under what lint says is no success"

mkdir -p "$work/page/scenarios"
cp -r scenarios/steps "$work/page/scenarios/"
awk '/^```yaml$/ { on = 1; next } /^```$/ && on { exit } on' harness/README.md \
	>"$work/page/scenarios/example.yaml"
run "the first scenario of the README is one that passes" 0 "$work/page/scenarios"
says "1 passed, 0 failed, 0 skipped"
verdict "$name"

# Each kind of fault has a scenario that fails where its effect is switched off.
python3 mockserver/faults/pages.py "$B" scenarios >"$work/kinds" ||
	echo "not ok the kinds of faults have scenarios"
while read -r kind files; do
	why="no scenario of it fails without its effect"
	for file in $files; do
		FLOWMOCK_TEST_FAULT_WITHOUT_EFFECT=$kind "$check" run "$file" >"$work/out" 2>&1
		if [ $? = 1 ] && grep -q '^FAIL' "$work/out"; then
			why=
			break
		fi
	done
	verdict "the fault $kind is missed where it has no effect"
done <"$work/kinds"

# Scenarios show packs of faults: theirs are the pack's.
name="a scenario shows the pack torn-files" why=
python3 - fixtures/faults/torn-files.yaml scenarios/failures/two-weeks-of-torn-files.yaml \
	>"$work/out" 2>&1 <<'PY' || why="its faults are others"
import sys, yaml
pack, scenario = (yaml.safe_load(open(path)) for path in sys.argv[1:])
assert pack == scenario["faults"]
PY
verdict "$name"

# The stories of docs/faults.md: each block of commands prints the block of text after it.
awk -v to="$work/story" '
	/^```sh$/ { n++; out = to n ".sh"; next }
	/^```text$/ { out = to n ".text"; next }
	/^```/ { out = ""; next }
	out { print >out }' docs/faults.md
for story in "$work"/story*.sh; do
	folder=$work/stories/$(basename "$story" .sh) why=
	mkdir -p "$folder" && ln -s "$(cd "$B" && pwd)" "$folder/build"
	start_server --port 0 && stop_server # a port that is free
	port=${url##*:}
	sed "s/8085/$port/g; s/serve /serve --port $port /; s/ctl /ctl --url http:\/\/127.0.0.1:$port /" \
		"$story" >"$folder/run.sh"
	(cd "$folder" && sh ./run.sh) >"$work/out" 2>&1
	cmp -s "$work/out" "${story%.sh}.text" || why="it prints something else"
	verdict "the commands of $(basename "$story" .sh) in docs/faults.md print what stands there"
done

lanes_end
[ -z "$(find "$work" -maxdepth 2 -name 'flowcheck-*')" ] && why= || why="folders are left"
verdict "no temporary folder is left behind"
