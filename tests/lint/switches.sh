#!/bin/sh
# switches.sh - does a default hide values of an enum from the compiler?
#
# Without one, -Wall names the switch that a new value is missing from; with one, only
# -Wswitch-enum does, which is asked of the sources that have defaults.
set -eu
cd "$(dirname "$0")/../.."
found=$(find lib mockserver harness -name '*.[ch]' -exec grep -lE '^	+default:' {} + |
	while read -r f; do
		echo "#include \"$f\"" | gcc -I. -D_GNU_SOURCE -std=gnu11 -xc -fsyntax-only \
			-Wswitch-enum - 2>&1 | sed -n 's/ \[-Wswitch-enum\]$//p'
	done | sort -u)
[ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
