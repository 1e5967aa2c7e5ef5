#!/bin/sh
# prism.sh BUILD - the mock behind Prism, with each official description
#
# Needs the modules that tests/interop/run.sh installs in BUILD/interop, and
# FLOWMOCK_REFERENCE, the folder of the descriptions; else it is skipped.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$(cd "$1" && pwd)
here=tests/clients
work=$(mktemp -d)
server=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

stop() {
	[ -n "$server" ] || return 0
	kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
	server=
}

skip() {
	echo "skip prism finds no violation that is not explained # $1"
	exit 0
}

[ -n "${FLOWMOCK_REFERENCE:-}" ] || skip "FLOWMOCK_REFERENCE names no folder"
[ -d "$B/interop/node_modules/@stoplight/prism-cli" ] || skip "${OBSTACLE:-prism is not installed}"
for description in destinations flow-service; do
	"$B/flowmock" serve --port 0 --port-file "$work/port" --log-level error --clock virtual \
		--now 2026-01-01T00:00:00Z --export-root "$work/exports" >"$work/server.out" 2>&1 &
	server=$!
	n=0
	while [ ! -s "$work/port" ] && [ "$n" -lt 100 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	timeout 120 node "$here/prism.mjs" "$B/interop" \
		"$FLOWMOCK_REFERENCE/$description.openapi.yaml" \
		"http://127.0.0.1:$(cat "$work/port")" "$here/prism-known.json" >"$work/out" 2>&1
	status=$?
	grep -v '^end$' "$work/out"
	tail -n 1 "$work/out" | grep -q '^end$' ||
		echo "not ok prism, $description: it ends (exit $status)"
	stop
	rm -f "$work/port"
done
