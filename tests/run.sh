#!/bin/sh
# run.sh - runs parts of the test suite and adds up what they counted
#
#   tests/run.sh BUILD PART...       style unit fuzz harness scenarios install
#                              readme repeat crash rows
#
# A part is a function below; it prints its failures and one line for each check:
# "ok NAME", "not ok NAME" or "skip NAME # reason".  The last line is plain:
# N passed, N failed, N skipped.  Exit status 1 when something failed or nothing
# ran.  T=words runs only the unit suites with one of them in their path.
set -u
cd "$(dirname "$0")/.." || exit 1
B=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jobs=$(nproc 2>/dev/null || echo 2)

# One check: a name, then the command; its output is shown only if it fails.
check() {
	name=$1
	shift
	if "$@" >"$work/check.out" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name (exit $?)"
		sed 's/^/    /' "$work/check.out"
	fi
}

# That a change is still one row costs minutes to try (make rows); that its patch fits
# the sources costs nothing, and is what goes stale.
rows_apply() {
	stale=0
	for p in tests/rows/*.patch; do
		if ! patch -p1 --dry-run --batch --forward --fuzz=0 <"$p" >"$work/patch.out" 2>&1; then
			echo "$p does not apply: make it anew, then run make rows"
			sed 's/^/    /' "$work/patch.out"
			stale=1
		fi
	done
	return "$stale"
}

part_style() {
	check "the sources are formatted" tests/lint/format.sh
	check "no include breaks the layers" tests/lint/layers.sh
	check "no header declares what another module defines" tests/lint/headers.sh
	check "a name leads to one place and says which" python3 tests/lint/names.py
	check "every long module has a unit test by that name" python3 tests/lint/mirror.py
	check "no switch over an enum has a default" tests/lint/switches.sh
	check "every script is one of plain sh" tests/lint/scripts.sh
	check "make help lists the targets that pages name" tests/lint/targets.sh
	check "tests have no more JSON with backslashes than they had" tests/lint/escapes.sh
	check "a check in a loop over cases names its row" python3 tests/lint/loops.py
	check "only the ledger tells the modes apart" tests/lint/modes.sh
	check "every citation leads somewhere" tests/lint/citations.sh
	check "comments, messages and pages are in common words" tests/lint/words.sh
	check "the ledger is current and every entry has what it owes" \
		env FLOWMOCK_LEDGER_COMPLETE=1 python3 mockserver/contract/ledger.py check
	check "the pages of operations and errors are current" \
		python3 mockserver/contract/pages.py "$B" check
	check "the page of faults is current" python3 mockserver/faults/pages.py "$B" check
	check "the tables of the harness's README are current" \
		python3 harness/tables.py "$B" check
	check "man pages and completions are current" python3 docs/manual.py "$B" check
	if command -v mandoc >/dev/null 2>&1; then
		check "mandoc has nothing to say of the man pages" mandoc -Tlint -Wwarning \
			docs/man/*.[1-8]
	else
		echo "skip mandoc has nothing to say of the man pages # no mandoc"
	fi
	if [ -n "${FLOWMOCK_REFERENCE:-}" ]; then
		check "the facts of the official descriptions are current" \
			python3 fixtures/reference/extract.py check
		check "examples that break their own schemas are known" "$B/flowcheck" lint \
			--known fixtures/reference/known-findings.yaml \
			"$FLOWMOCK_REFERENCE/destinations.openapi.yaml" \
			"$FLOWMOCK_REFERENCE/flow-service.openapi.yaml"
	else
		echo "skip the facts of the official descriptions are current # FLOWMOCK_REFERENCE names no folder"
	fi
	check "the patches of tests/rows apply (make rows runs them)" rows_apply
	# shellcheck disable=SC2046 # an option a word
	check "the code keeps its size budget" python3 tests/lint/cstyle_metrics.py \
		ours=lib,mockserver,harness --group none --exclude '*banned.h' \
		$(grep -v '^#' tests/lint/budget.txt)
	check "no line, file or list of parameters is too long" python3 tests/lint/limits.py
}

flat() { # path: as the name of a file
	echo "$1" | tr / _
}

suite_name() { # build/tests/unit/lib/json/test_read.test: lib/json/read
	echo "${1#*/tests/}" | sed 's:^unit/::; s:test_\([^/]*\)\.test$:\1:'
}

# A cmocka suite, as TAP: a suite that dies, or says less than it planned, fails.
run_suite() {
	out=$2/$(flat "$1").tap
	CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 "$1" >"$out" 2>"$out.err"
	status=$?
	awk -v suite="$3" -v status="$status" '
		/^1\.\.[0-9]+/ { planned += substr($0, 4) }
		/^(not )?ok .*# SKIP/ { sub(/^.*# SKIP /, ""); print "skip " suite ": " $0; n++; next }
		/^ok / { sub(/^ok [0-9]+ - /, ""); print "ok " suite ": " $0; n++; next }
		/^not ok / { sub(/^not ok [0-9]+ - /, ""); print "not ok " suite ": " $0; n++; bad++; next }
		/^# (ok|not ok) - / { next } # of the group
		/^#/ { print "    " $0 }
		END {
			if (!n || n != planned) print "not ok " suite ": ran " n + 0 " of " planned + 0 " tests, exit " status
			else if (status && !bad) print "not ok " suite ": exit " status
		}' "$out"
	[ "$status" = 0 ] || sed 's/^/    /' "$out.err"
}

# Suites run side by side, each with a file of its own for what it says: written to
# one file by several programs at once, lines get lost.
part_unit() {
	find "$B/tests/unit" "$B/tests/integration" -name '*.test' 2>/dev/null | sort |
		grep -F -e "$(echo "${T:-}" | tr ' ' '\n')" >"$work/found"
	while read -r t; do
		src=${t#"$B/"}
		[ -f "${src%.test}.c" ] && echo "$t"
	done <"$work/found" >"$work/suites"
	xargs -r -P "$jobs" -I{} "$0" "$B" --suite {} "$work" <"$work/suites"
	while read -r t; do
		[ -s "$work/$(flat "$t").lines" ] || echo "not ok $t said nothing"
	done <"$work/suites"
	cat "$work"/*.lines
}

part_fuzz() {
	for f in tests/fuzz/fuzz_*.c; do
		[ -f "$f" ] || continue
		n=$(basename "$f" .c)
		check "the corpus of ${n#fuzz_} replays" "$B/tests/fuzz/$n.replay" \
			tests/fuzz/corpus/"${n#fuzz_}"/*
	done
}

part_harness() {
	[ -x tests/harness/run.sh ] && tests/harness/run.sh "$B"
}

part_scenarios() {
	[ -x tests/scenarios.sh ] && tests/scenarios.sh "$B"
}

part_install() {
	tests/install/run.sh "$B" && tests/install/hardened.sh "$B"
}

part_readme() {
	tests/readme/run.sh "$B"
}

part_repeat() {
	tests/repeat/run.sh "$B" build/debug
}

part_rows() {
	tests/rows/run.sh "$B" || true # its lines tell
}

part_crash() {
	tests/crash/run.sh "$B" || true # its lines tell
}

if [ "${1:-}" = --suite ]; then
	run_suite "$2" "$3" "$(suite_name "$2")" \
		>"$3/$(flat "$2").lines"
	exit 0
fi

# A part, with what it says in a file of that folder.
run_part() {
	"part_$1" >"$2/$1.all" 2>&1
	status=$?
	# A part that dies early must not pass on what it did until then.
	[ "$status" = 0 ] || echo "not ok the part '$1' ends (exit $status)" >>"$2/$1.all"
	: >"$2/$1.whole"
}

report_part() {
	[ -e "$work/$1.whole" ] || echo "not ok the part '$1' was killed, or not begun" >>"$work/$1.all"
	p=$(grep -c '^ok ' "$work/$1.all")
	f=$(grep -c '^not ok ' "$work/$1.all")
	s=$(grep -c '^skip ' "$work/$1.all")
	if [ "$p" = 0 ] && [ "$f" = 0 ]; then
		echo "not ok the part '$1' ran nothing" >>"$work/$1.all"
		f=1
	fi
	grep -v '^ok ' "$work/$1.all"
	printf '%-10s %5d passed %5d failed %5d skipped\n' "$1" "$p" "$f" "$s"
	echo "$p $f $s" >>"$work/total"
}

if [ "${1:-}" = --part ]; then
	run_part "$2" "$3"
	echo "$2" >"$3/ended"
	exit 0
fi

# Parts run side by side, for many wait more than they work, and are reported in order.
# What xargs has is over at its end, even where a part was killed and said nothing.
mkfifo "$work/ended"
exec 3<>"$work/ended"
{
	printf '%s\n' "$@" | xargs -P "$jobs" -I{} "$0" "$B" --part {} "$work"
	printf '%s\n' "$@" >"$work/ended"
} &
for part in "$@"; do
	while [ ! -e "$work/$part.ended" ]; do
		read -r ended <&3
		: >"$work/$ended.ended"
	done
	report_part "$part"
done
wait
awk '{ p += $1; f += $2; s += $3 }
	END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f > 0 || p == 0) }' "$work/total"
