#!/bin/sh
# run.sh - figures of the mock, each next to a yardstick of the same run
#
#   tests/bench/run.sh BUILD      ROUNDS=7 SECONDS_EACH=3 from the environment
#
# GET of a flow by id against a bare libmicrohttpd server (bare.c) that answers as
# many bytes: wrk, one thread, 32 connections, rounds in turn, medians.  Then the
# time from process start to the first answer and the idle memory (start.c), then
# every other bench in tests/bench, each of which prints its own table.
# Exit status 1 when one of them says that what it made is wrong; 6 when a limit is
# missed, which the table says in its row: MISSED.
set -eu
cd "$(dirname "$0")/../.."
B=$1
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-3}
work=$(mktemp -d)
pids=
# shellcheck disable=SC2154
trap 'for p in $pids; do kill "$p" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

. tests/bench/servers.sh

# ---------------------------------------------------------------- two servers

"$B/flowmock" serve --port 0 --port-file "$work/port" --clock virtual --log-level error \
	--export-root "$work/exports" >"$work/mock.out" 2>&1 &
mock_pid=$!
pids="$pids $mock_pid"
wait_for "$work/port"
mock=http://127.0.0.1:$(cat "$work/port")
api=$mock/data/foundation/flowservice

set -- -H 'Authorization: Bearer bench' -H 'x-api-key: bench' \
	-H 'x-gw-ims-org-id: 5555467B5D8013E50A494220@AdobeOrg' -H 'x-sandbox-name: prod'

post() { # path body: prints the new id
	curl -sS -H 'Content-Type: application/json' "$@" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p'
}

make_flow() {
	source=$(post "$@" "$api/sourceConnections" -d '{"name":"bench",
		"connectionSpec":{"id":"23598e46-f560-407b-88d5-ea6207e49db0","version":"1.0"},
		"params":{"datasets":[{"dataSetId":"5ef3e3259ad2a1191ab7dd7d"}]}}')
	base=$(post "$@" "$api/connections" -d '{"name":"bench",
		"auth":{"specName":"Access Key","params":{"s3AccessKey":"a","s3SecretKey":"b"}},
		"connectionSpec":{"id":"4fce964d-3f37-408f-9778-e597338a21ee","version":"1.0"}}')
	target=$(post "$@" "$api/targetConnections" -d '{"name":"bench",
		"baseConnectionId":"'"$base"'","params":{"mode":"Server-to-server","path":"bench",
		"bucketName":"bench","compression":"NONE","datasetFileType":"JSON"},
		"connectionSpec":{"id":"4fce964d-3f37-408f-9778-e597338a21ee","version":"1.0"}}')
	post "$@" "$api/flows" -d '{"name":"bench","transformations":[],
		"flowSpec":{"id":"269ba276-16fc-47db-92b0-c1049a3c131f","version":"1.0"},
		"sourceConnectionIds":["'"$source"'"],"targetConnectionIds":["'"$target"'"],
		"scheduleParams":{"interval":3,"timeUnit":"hour","startTime":1767225600}}'
}

flow=$(make_flow "$@")
size=$(curl -sS "$@" "$api/flows/$flow" | wc -c)
if [ -z "$flow" ] || [ "$size" -lt 500 ]; then
	echo "run.sh: no flow to read" >&2
	curl -sS "$@" "$api/flows/$flow" >&2
	exit 1
fi
"$B/tests/bench/bare.run" "$size" >"$work/bare" &
bare_pid=$!
pids="$pids $bare_pid"
wait_for "$work/bare"

# ---------------------------------------------------------------- requests

# Adds to NAME.rps the requests a second, and to NAME.cpu the server's CPU time for
# each in microseconds, which holds on a busy machine too.
load() { # name pid url
	name=$1 pid=$2 url=$3
	shift 3
	before=$(cpu_ticks "$pid")
	wrk -t1 -c32 -d"${seconds}s" "$@" "$url" >"$work/wrk"
	if grep -Eq 'Non-2xx|Socket errors' "$work/wrk"; then
		echo "run.sh: $url does not answer each request with 200" >&2
		cat "$work/wrk" >&2
		exit 1
	fi
	after=$(cpu_ticks "$pid")
	sed -n 's/^Requests\/sec: *//p' "$work/wrk" >>"$work/$name.rps"
	awk -v ticks="$((after - before))" -v hz="$(getconf CLK_TCK)" '/requests in/ {
		printf "%.2f\n", 1e6 * ticks / hz / $1 }' "$work/wrk" >>"$work/$name.cpu"
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

i=0
while [ "$i" -lt "$rounds" ]; do
	load bare "$bare_pid" "$(cat "$work/bare")/data/foundation/flowservice/flows/$flow" "$@"
	load mock "$mock_pid" "$api/flows/$flow" "$@"
	i=$((i + 1))
done
bare_rps=$(median <"$work/bare.rps")
mock_rps=$(median <"$work/mock.rps")
bare_cpu=$(median <"$work/bare.cpu")
mock_cpu=$(median <"$work/mock.cpu")

# ---------------------------------------------------------------- the start

# The limit is a multiple of the CPU time that the bare server takes until its first
# answer: 4, for 12 ms were asked for when a start took 17 ms, and that is 5.6 times.
bare_started=$("$B/tests/bench/start.run" 21 "$B/tests/bench/bare.run" "$size")
bare_ready=$(echo "$bare_started" | cut -d' ' -f1)
bare_ready_cpu=$(echo "$bare_started" | cut -d' ' -f2)
started=$("$B/tests/bench/start.run" 21 "$B/flowmock" serve --clock virtual \
	--export-root "$work/started")
ready=$(echo "$started" | cut -d' ' -f1)
ready_cpu=$(echo "$started" | cut -d' ' -f2)
resident=$(echo "$started" | cut -d' ' -f3)
[ "${started##* }" = 0 ] || echo "run.sh: flowmock ended with status ${started##* }" >&2

# ---------------------------------------------------------------- the table

row() {
	printf '%-44s %12s %12s %12s\n' "$1" "${2:-}" "${3:-}" "${4:-}" | tee -a "$work/all"
}

limit() { # value sign bound [unit]: "<= 12", and MISSED behind it where it is missed
	awk -v v="$1" -v sign="$2" -v bound="$3" -v unit="${4:-}" 'BEGIN {
		kept = sign == "<=" ? v + 0 <= bound : v + 0 >= bound
		print sign " " bound unit (kept && v != "" ? "" : " MISSED") }'
}

of() { # a b: a as percent of b
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.0f %%", 100 * a / b }'
}

row "" flowmock yardstick limit
row "GET a flow by id, $size bytes, requests/s" "$(printf %.0f "$mock_rps")" \
	"$(printf %.0f "$bare_rps")"
share=$(of "$mock_rps" "$bare_rps")
row "  of the bare server (aim 80 %)" "$share" "" "$(limit "${share% *}" '>=' 60 ' %')"
row "  CPU time of the server, us a request" "$mock_cpu" "$bare_cpu"
row "  the bare server's, of that" "$(of "$bare_cpu" "$mock_cpu")"
row "process start to first answer, ms" "$ready" "$bare_ready"
times=$(awk -v a="$ready_cpu" -v b="$bare_ready_cpu" 'BEGIN { printf "%.2f", a / b }')
row "  CPU time until then, ms" "$ready_cpu" "$bare_ready_cpu"
row "  of the bare server's" "$times" "" "$(limit "$times" '<=' 4 ' x')"
resident=$(awk -v k="$resident" 'BEGIN { printf "%.1f", k / 1024 }')
row "resident memory, idle, MiB" "$resident" "" "$(limit "$resident" '<=' 15)"

# DuckDB's COPY of the same rows, where `make interop` has installed it.
bench_export() {
	"$B/tests/bench/bench_export.run" 1000000 "$work" >"$work/table" || return 1
	cat "$work/table"
	if [ -d "$B/interop/node_modules/@duckdb" ]; then
		echo
		cp tests/bench/duckdb.mjs "$B/interop/"
		node "$B/interop/duckdb.mjs" "$work" "$work/table"
	else
		echo "(make interop installs DuckDB, the yardstick for these)"
	fi
}

status=0
for bench in tests/bench/*.c; do
	name=$(basename "$bench" .c)
	case $name in bare | start) continue ;; esac
	echo
	if [ "$name" = bench_export ]; then
		{ bench_export || echo failed >"$work/failed"; } | tee -a "$work/all"
	else
		{ "$B/tests/bench/$name.run" || echo failed >"$work/failed"; } | tee -a "$work/all"
	fi
done
echo
{ tests/bench/creates.sh "$B" || echo failed >"$work/failed"; } | tee -a "$work/all"
[ ! -e "$work/failed" ] || status=1
missed=$(grep -c MISSED "$work/all" || true)
if [ "$missed" -gt 0 ]; then
	printf '\nlimits missed, rows: %s\n' "$missed"
	[ "$status" -ne 0 ] || status=6
fi
exit "$status"
