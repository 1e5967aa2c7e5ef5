#!/bin/sh
# run.sh BUILD - what `make install` leaves is enough for C and C++ programs
#
# Installs below a temporary folder, builds user.c against what is there by the
# flags that pkg-config says, runs it, and uninstalls.
set -u
cd "$(dirname "$0")/../.."
B=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
export PKG_CONFIG_LIBDIR="$root/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"

check() { # NAME COMMAND...: its output is shown if it fails
	name=$1
	shift
	if "$@" >"$work/out" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name (exit $?)"
		sed 's/^/    /' "$work/out"
	fi
}

in_root() { # COMMAND: make COMMAND, into the folder
	make --no-print-directory "$1" B="$B" DESTDIR="$root" PREFIX=/usr
}

# use COMPILER LANGUAGE OPTIONS...: what pkg-config says stands where it may be cut.
use() {
	compiler=$1 language=$2
	shift 2
	# shellcheck disable=SC2046
	"$compiler" -Wall -Wextra -x "$language" tests/install/user.c -x none -o "$work/user" \
		$(pkg-config --cflags flowmock) "$@" &&
		LD_LIBRARY_PATH="$root/usr/lib" "$work/user" "$work/exports" | grep '^[0-9].* http://'
}

use_shared() { # shellcheck disable=SC2046
	use "$1" "$2" $(pkg-config --libs flowmock)
}

# The archive by name: beside the shared library, -lflowmock would not take it.
use_static() { # shellcheck disable=SC2046
	use "$1" "$2" $(pkg-config --static --libs flowmock | sed 's/-lflowmock/-l:libflowmock.a/')
}

only_our_names() {
	! nm -g --defined-only "$root/usr/lib/$1" "$2" | grep -E '^[0-9a-f]+ ' | grep -v ' T flowmock_'
}

programs_run() {
	"$root/usr/bin/flowmock" --version | grep -q '^flowmock ' &&
		"$root/usr/bin/flowcheck" --version | grep -q '^flowcheck '
}

# `flowmock ctl` is a program of its own, beside flowmock or else in PATH: 1 is what it
# answers where no mock listens, in its own words.
ctl_starts() { # PATH OF flowmock
	"$1" ctl --help | grep -q FLOWMOCK_URL || return 1
	"$1" ctl --url http://127.0.0.1:1 health >"$work/ctl" 2>&1
	[ $? -eq 1 ] && grep -q 'flowmock ctl: GET http://127.0.0.1:1' "$work/ctl"
}

ctl_is_found() {
	bin=$root/usr/bin
	mkdir "$work/alone" && cp "$bin/flowmock" "$work/alone" && ln -s "$bin/flowmock" "$work/link"
	(PATH=/nowhere:/usr/bin:/bin && ctl_starts "$bin/flowmock" && ctl_starts "$work/link") &&
		(PATH=$bin:$PATH && ctl_starts "$work/alone/flowmock")
}

ctl_is_missed() {
	"$work/alone/flowmock" ctl health 2>"$work/ctl"
	[ $? -eq 1 ] && grep -q 'flowmock-ctl cannot be started: No such file' "$work/ctl"
}

# readelf, as the loader does not run what it is given.
without_curl() {
	! readelf -d "$root/usr/bin/flowmock" "$root/usr/lib/libflowmock.so" | grep libcurl &&
		! grep -q 'libcurl\.so' "$root/usr/bin/flowmock" &&
		readelf -d "$root/usr/bin/flowmock-ctl" | grep -q libcurl
}

nothing_is_left() {
	in_root uninstall && [ -z "$(find "$root" ! -type d)" ]
}

check "everything is installed" in_root install
check "the installed programs run" programs_run
check "flowmock ctl starts the program beside it, or the one in PATH" ctl_is_found
check "without that program it says so" ctl_is_missed
check "flowmock needs no libcurl, and flowmock-ctl says that it does" without_curl
check "a C program uses the shared library" use_shared cc c
check "a C program uses the static library" use_static cc c
check "a C++ program uses the shared library" use_shared c++ c++
check "a C++ program uses the static library" use_static c++ c++
check "the static library has no names but flowmock.h's" only_our_names libflowmock.a -g
check "the shared library has no names but flowmock.h's" only_our_names libflowmock.so -D
check "uninstall leaves nothing" nothing_is_left
