#!/bin/sh
# scripts.sh - is every shell script one that a plain sh reads?
set -u
cd "$(dirname "$0")/../.."
status=0
for f in .ci/packages .ci/headers $(find lib mockserver harness tests fixtures -name '*.sh' \
	-not -path '*/node_modules/*'); do
	head -n 1 "$f" | grep -qx '#!/bin/sh' || { echo "$f: not a script of /bin/sh"; status=1; }
	[ -x "$f" ] || { echo "$f: cannot be run"; status=1; }
	sh -n "$f" || status=1
done
exit "$status"
