#!/bin/sh
# run.sh - what nobody here wrote: readers of exported files, a suite of JSON Patch
#
#   tests/interop/run.sh BUILD COMPILER OTHER
#
# Writes samples by BUILD/tests/interop/write_samples.run and has compare.mjs read
# them; damage.mjs reads files that faults have struck.  The readers are installed below BUILD/interop, from package-lock.json,
# when they are not there yet.  The mock of BUILD, by COMPILER, and that of build/OTHER
# leave the same bytes.  The last line is plain: N passed, N failed, N
# skipped.  Exit status 1 when something failed or nothing ran.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
here=tests/interop
home=$B/interop
out=$home/checks
oldest_node=18

# Prints why the readers cannot run; nothing when they can.
obstacle() {
	command -v node >/dev/null 2>&1 || { echo "there is no Node.js"; return; }
	command -v npm >/dev/null 2>&1 || { echo "there is no npm"; return; }
	major=$(node -p 'process.versions.node.split(".")[0]')
	[ "$major" -ge "$oldest_node" ] || { echo "Node.js $major is older than $oldest_node"; return; }
	cmp -s "$here/package-lock.json" "$home/installed.json" && return
	cp "$here/package.json" "$here/package-lock.json" "$home/"
	if (cd "$home" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund) >"$home/npm.log" 2>&1; then
		cp "$here/package-lock.json" "$home/installed.json"
	else
		echo "npm could not install them: $(sed -nE 's/^npm (ERR!|error) //p' "$home/npm.log" |
			grep -Ev -m1 '^(code|errno|syscall) ')"
	fi
}

mkdir -p "$home"
rm -rf "$home/samples" "$out"
mkdir "$home/samples"
why=$(obstacle)
if [ -n "$why" ]; then
	echo "skip the exported files are read by others # $why" >"$out"
elif ! "$B/tests/interop/write_samples.run" "$home/samples"; then
	echo "not ok the samples are written" >"$out"
else
	cp "$here/compare.mjs" "$home/"
	node "$home/compare.mjs" "$home/samples" >"$out" 2>&1
	status=$?
	# A run that dies early must not pass on what it did until then.
	[ "$status" -le 1 ] && tail -n 1 "$out" | grep -q '^end$' ||
		echo "not ok compare.mjs ends (exit $status)" >>"$out"
fi

# Files that faults have struck, by the same readers.
if [ -n "$why" ]; then
	echo "skip damaged files are found by others # $why" >>"$out"
else
	cp "$here/damage.mjs" "$home/"
	node "$home/damage.mjs" "$B" >"$home/damage.out" 2>&1
	cat "$home/damage.out" >>"$out"
	tail -n 1 "$home/damage.out" | grep -q '^end$' || echo "not ok damage.mjs ends" >>"$out"
fi

# The suite without what it has disabled: two members of one name are no JSON here.
if [ -z "$why" ]; then
	suite=$home/node_modules/json-patch-test-suite
	for name in tests spec_tests; do
		node -e 'const fs = require("fs"), [from, to] = process.argv.slice(1);
			fs.writeFileSync(to, JSON.stringify(JSON.parse(fs.readFileSync(from))
				.filter((test) => !test.disabled)))' \
			"$suite/$name.json" "$home/patch-$name.json"
	done
	"$B/tests/interop/patch_suite.run" "$home/patch-tests.json" \
		"$home/patch-spec_tests.json" >>"$out" || echo "not ok the suite of JSON Patch runs" >>"$out"
fi
# Workflows of public CI, by the linter that their authors use.
if [ -n "$why" ]; then
	echo "skip the workflows are well-formed # $why" >>"$out"
else
	cp "$here/workflows.mjs" "$home/"
	node "$home/workflows.mjs" .github/workflows/*.yml >>"$out" 2>&1 ||
		echo "not ok workflows.mjs ends (exit $?)" >>"$out"
fi
# The schema of scenarios, by the validator that editors have.
if [ -n "$why" ]; then
	echo "skip ajv judges the schema of scenarios # $why" >>"$out"
else
	cp "$here/schema.mjs" "$home/"
	"$B/flowcheck" schema >"$home/schema.json" &&
		node "$home/schema.mjs" "$home/schema.json" scenarios tests/harness/pass \
			>"$home/schema.out" 2>&1
	cat "$home/schema.out" >>"$out"
	tail -n 1 "$home/schema.out" | grep -q '^end$' || echo "not ok schema.mjs ends" >>"$out"
fi
# flowcheck's page in a browser: a run in which some pass and one does not.
browser=$(command -v chromium || command -v chromium-browser)
if [ -n "$why" ] || [ -z "$browser" ]; then
	echo "skip the HTML report in a browser # ${why:-there is no chromium}" >>"$out"
else
	cp "$here/page.mjs" "$home/"
	"$B/flowcheck" run --report "html=$home/report.html" tests/harness/fail/wrong-matrix.yaml \
		scenarios/workflows tests/harness/fail/wrong-value.yaml >/dev/null 2>&1
	node "$home/page.mjs" "$browser" "$home/report.html" "$home/report.png" \
		>"$home/page.out" 2>&1
	cat "$home/page.out" >>"$out"
	tail -n 1 "$home/page.out" | grep -q '^end$' || echo "not ok page.mjs ends" >>"$out"
fi
# Real clients against a server of their own.
for client in tests/clients/*.sh; do
	OBSTACLE=$why "$client" "$B" >>"$out" 2>&1 || echo "not ok $client ends (exit $?)" >>"$out"
done
# The other compiler's mock does the same, byte by byte.
same="the builds of $2 and $3 leave the same bytes"
if [ -x "build/$3/flowmock" ]; then
	tests/repeat/run.sh "$B" "build/$3" "$2 and $3" >>"$out" 2>&1
else
	echo "skip $same # there is no $3" >>"$out"
fi
grep -v '^end$' "$out"
awk '/^ok / { p++ } /^not ok / { f++ } /^skip / { s++ }
	END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f > 0 || p == 0) }' "$out"
