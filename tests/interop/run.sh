#!/bin/sh
# run.sh - the exported files, read by readers that nobody here wrote
#
#   tests/interop/run.sh BUILD
#
# Writes samples by BUILD/tests/interop/write_samples.run and has compare.mjs read
# them.  The readers are installed below BUILD/interop, from package-lock.json,
# when they are not there yet.  The last line is plain: N passed, N failed, N
# skipped.  Exit status 1 when something failed or nothing ran.
set -u
cd "$(dirname "$0")/../.."
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
		echo "npm could not install them: $(grep -m1 -i error "$home/npm.log")"
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
grep -v '^end$' "$out"
awk '/^ok / { p++ } /^not ok / { f++ } /^skip / { s++ }
	END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f > 0 || p == 0) }' "$out"
