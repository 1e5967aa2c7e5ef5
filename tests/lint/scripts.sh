#!/bin/sh
# scripts.sh - is every shell script one that a plain sh reads?
#
#   tests/lint/scripts.sh [--lint]     with it, shellcheck and pyflakes3 are asked too
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
scripts=$(find lib mockserver harness tests fixtures -name '*.sh' -not -path '*/node_modules/*')
for f in .ci/packages .ci/headers $scripts; do
	head -n 1 "$f" | grep -qx '#!/bin/sh' || { echo "$f: not a script of /bin/sh"; status=1; }
	[ -x "$f" ] || { echo "$f: cannot be run"; status=1; }
	sh -n "$f" || status=1
done
if [ "${1:-}" = --lint ]; then
	# shellcheck disable=SC2086 # names without blanks
	shellcheck -S warning .ci/run .ci/packages .ci/headers completions/*.bash $scripts ||
		status=1
	find lib mockserver harness tests fixtures docs -name '*.py' \
		-not -path '*/node_modules/*' -exec pyflakes3 {} + || status=1
fi
exit "$status"
