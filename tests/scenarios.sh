#!/bin/sh
# scenarios.sh BUILD - scenarios/ against the embedded mock, then against a server
#
# Prints a line for each scenario and mode: "ok NAME", "not ok NAME", "skip NAME".
set -u
cd "$(dirname "$0")/.." || exit 1
B=$1
work=$(mktemp -d)
server=
trap 'clean_up' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TMPDIR="$work"
unset FLOWCHECK_ACCESS_TOKEN FLOWCHECK_API_KEY FLOWCHECK_ORG_ID FLOWCHECK_SANDBOX

clean_up() {
	[ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
	rm -rf "$work"
}

# run MODE ARGS...: the lines of one mode, and one for its exit status.
run() {
	mode=$1
	shift
	rm -f "$work/tap"
	rm -f "$work/coverage"
	"$B/flowcheck" run --report "tap=$work/tap" --coverage "$work/coverage" "$@" scenarios \
		>"$work/out" 2>&1
	status=$?
	awk -v mode="$mode" '
		/^ok .* # SKIP / { sub(/^ok [0-9]+ - /, ""); print "skip " mode ": " $0; next }
		/^ok / { sub(/^ok [0-9]+ - /, ""); print "ok " mode ": " $0; next }
		/^not ok / { sub(/^not ok [0-9]+ - /, ""); print "not ok " mode ": " $0; next }
		/^# / { sub(/^# /, ""); print "    " $0 }' "$work/tap" 2>/dev/null
	# Every operation is shown: one that no scenario gets an answer from fails.
	awk -v mode="$mode" '
		/^NOT SHOWN/ { print "not ok " mode ": " $0; bad = 1 }
		NR == 1 { said = $0; if ($1 != $3) bad = 1 }
		END { if (NR && !bad) print "ok " mode ": " said }' "$work/coverage" 2>/dev/null ||
		echo "not ok $mode: there is no coverage"
	if [ "$status" = 0 ] || { [ "$status" = 1 ] && [ -s "$work/tap" ]; }; then
		return
	fi
	echo "not ok $mode: flowcheck ends with $status"
	sed 's/^/    /' "$work/out"
}

run embedded

"$B/flowmock" serve --port 0 --port-file "$work/port" --clock virtual \
	--now 2026-01-01T00:00:00Z --export-root "$work/exports" --log-level error \
	>"$work/server" 2>&1 &
server=$!
waited=0
while [ ! -s "$work/port" ] && [ "$waited" -lt 200 ] && kill -0 "$server" 2>/dev/null; do
	sleep 0.05
	waited=$((waited + 1))
done
if [ -s "$work/port" ]; then
	run server --target "http://127.0.0.1:$(cat "$work/port")"
else
	echo "not ok server: flowmock serve answers no requests"
	sed 's/^/    /' "$work/server"
fi

kill "$server" 2>/dev/null
wait "$server"
status=$?
server=
if [ "$status" = 0 ]; then
	echo "ok server: ends with 0 on SIGTERM"
else
	echo "not ok server: ends with $status on SIGTERM"
fi
if [ -z "$(find "$work/exports" -type f 2>/dev/null)" ]; then
	echo "ok server: the last reset removed every file"
else
	echo "not ok server: files are left"
	find "$work/exports" -type f | sed 's/^/    /'
fi
