#!/bin/sh
# modes.sh - nothing but the ledger tells lenient from strict
#
# Code asks ledger_choice() or ledger_refuses() for an entry by its name; whoever
# compares a mode by itself, or names one outside options and their defaults, is
# printed.
set -eu
cd "$(dirname "$0")/../.."
found=$(grep -rnE 'CONTRACT_(LENIENT|STRICT)|contract *[!=]=|[!=]= *[a-z>.-]*contract\b|\?[^?]*\bcontract\b *:' \
	--include='*.[ch]' mockserver |
	grep -Ev '^mockserver/contract/ledger\.[ch]:|^mockserver/(flowmock|options)\.c:.*_(LENIENT|STRICT)') || true
[ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
