#!/bin/sh
# run.sh - lets fuzz targets look for inputs that break what they test
#
#   tests/fuzz/run.sh BUILD RUNS SECONDS TARGET...
#
# Each target starts from its folder of corpus/ and ends after that many executions or
# that long, whichever comes first, FUZZ_JOBS (2) of them at a time; what it finds
# worth keeping goes below BUILD/corpus/, where the next run goes on.  An input that
# breaks something is kept as BUILD/found/TARGET-…, and the exit status is 1; add such
# a file to corpus/TARGET/ once it is repaired.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1

fuzz_one() {
	target=$3
	grown=$B/corpus/$target
	log=$B/$target.log
	mkdir -p "$grown" "$B/found"
	if "$B/tests/fuzz/fuzz_$target.fuzz" -runs="$1" -max_total_time="$2" -timeout=10 \
		-rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$B/found/$target-" \
		"$grown" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		seconds=$(sed -n 's/^Done .* in \([0-9]*\) second.*/\1/p' "$log")
		printf 'ok %s: %s executions in %s s\n' "$target" "$runs" "$seconds"
		return 0
	fi
	grep -E -A 12 'ERROR: |runtime error: |Assertion|SUMMARY: ' "$log" | head -n 40 | sed 's/^/    /'
	printf 'not ok %s: see %s' "$target" "$log"
	sed -n 's/.*Test unit written to \(.*\)/; the input is \1/p' "$log" | tr -d '\n'
	echo
	return 1
}

if [ "$2" = --one ]; then
	fuzz_one "$3" "$4" "$5" >"$B/$5.verdict"
	status=$?
	cat "$B/$5.verdict"
	exit "$status"
fi

runs=$2 seconds=$3
shift 3
[ $# -gt 0 ] || { echo "run.sh: no fuzz targets" >&2; exit 1; }
printf '%s\n' "$@" | xargs -P "${FUZZ_JOBS:-2}" -I{} "$0" "$B" --one "$runs" "$seconds" {} || exit 1
