#!/bin/sh
# servers.sh - what the scripts of benches do with a server: sourced by them

wait_for() { # file: until a server has written it
	n=0
	while [ ! -s "$1" ]; do
		n=$((n + 1))
		[ "$n" -lt 500 ] || { echo "$0: $1 does not appear" >&2; exit 1; }
		sleep 0.02
	done
}

cpu_ticks() { # pid: user and system time so far
	sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}
