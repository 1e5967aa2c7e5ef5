#!/bin/sh
# run.sh BUILD - what `make install` leaves is enough for C and C++ programs, and to run
#
# Installs below a temporary folder, builds user.c against what is there by the
# flags that pkg-config says, runs it, runs the installed scenarios elsewhere, and
# uninstalls.
set -u
cd "$(dirname "$0")/../.." || exit 1
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
		LD_LIBRARY_PATH="$root/usr/lib" "$work/user" "$work/one" "$work/two" | grep '^[0-9].* http://'
}

use_shared() { # shellcheck disable=SC2046
	use "$1" "$2" $(pkg-config --libs flowmock)
}

# The archive by name: next to the shared library, -lflowmock would not take it, with
# --static neither.
use_static() { # shellcheck disable=SC2046
	use "$1" "$2" $(pkg-config --static --libs flowmock-static) &&
		! ldd "$work/user" | grep libflowmock
}

only_our_names() {
	! nm -g --defined-only "$root/usr/lib/$1" "$2" | grep -E '^[0-9a-f]+ ' | grep -v ' T flowmock_'
}

programs_run() {
	"$root/usr/bin/flowmock" --version | grep -q '^flowmock ' &&
		"$root/usr/bin/flowcheck" --version | grep -q '^flowcheck '
}

# `flowmock ctl` is a program of its own, next to flowmock or else in PATH: 1 is what it
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

# Elsewhere, and without the sources: what runs and is included must be the installed.
away() { # COMMAND...
	mkdir -p "$work/away" && (cd "$work/away" && "$@")
}

installed_scenarios_run() {
	away "$root/usr/bin/flowcheck" run | grep -E '^[1-9][0-9]* passed, 0 failed, 0 skipped$'
}

own_scenarios_include_installed_steps() {
	mkdir -p "$work/away" && cat >"$work/away/own.yaml" <<-'YAML' &&
		scenario: A flow of one's own is made of the installed steps
		steps:
		  - include: steps/daily-s3-flow.yaml
		  - GET: /flows/${flow}
	YAML
		away "$root/usr/bin/flowcheck" run own.yaml
}

without_scenarios_none_run() {
	mkdir -p "$work/bare/bin" && cp "$root/usr/bin/flowcheck" "$work/bare/bin/" &&
		! away "$work/bare/bin/flowcheck" run 2>"$work/said" &&
		grep "no folder 'scenarios' here" "$work/said"
}

documents_are_there() {
	(cd "$root/usr/share" && cat man/man1/flowmock.1 man/man1/flowcheck.1 \
		man/man5/flowcheck-scenario.5 bash-completion/completions/flowmock \
		bash-completion/completions/flowcheck zsh/site-functions/_flowmock \
		zsh/site-functions/_flowcheck fish/vendor_completions.d/flowmock.fish \
		fish/vendor_completions.d/flowcheck.fish doc/flowmock/README.md \
		doc/flowmock/LICENSE doc/flowmock/docs/operations.md)
}

# What bash would complete `flowmock WORD...` to.
completes() { # EXPECTED WORD...
	bash -c '. "$1"; shift; expected=$1; shift
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "_$1"
		[ "${COMPREPLY[*]}" = "$expected" ]' - \
		"$root/usr/share/bash-completion/completions/$2" "$@"
}

bash_completes() {
	completes "serve" flowmock se && completes "lenient strict" flowmock serve --auth "" &&
		completes "--seed" flowmock serve --see && completes "health" flowmock ctl he &&
		completes "run" flowcheck ru
}

# A compiler that finds the headers in $work/headers, of which one is missing.
a_missing_library_is_named() {
	for header in microhttpd.h sqlite3.h cjson/cJSON.h curl/curl.h zlib.h libdeflate.h pcre2.h; do
		mkdir -p "$work/headers/$(dirname "$header")" && : >"$work/headers/$header"
	done
	! .ci/headers build cc -nostdinc -I"$work/headers" 2>"$work/said" || return 1
	grep "libfyaml is missing: there is no <libfyaml.h>" "$work/said" &&
		grep "apt-get install libfyaml-dev\$" "$work/said" &&
		: >"$work/headers/libfyaml.h" &&
		.ci/headers build cc -nostdinc -I"$work/headers"
}

# apt-get and dpkg-query of a system that has nothing.
packages_are_named_and_not_installed() {
	mkdir -p "$work/system"
	printf '#!/bin/sh\n' >"$work/system/dpkg-query"
	printf '#!/bin/sh\n: >"%s"\n' "$work/asked" >"$work/system/apt-get"
	chmod +x "$work/system/dpkg-query" "$work/system/apt-get"
	PATH="$work/system:$PATH" make --no-print-directory deps DEPS=no >"$work/said" 2>&1 &&
		grep "^These packages are missing: .*libfyaml-dev" "$work/said" && [ ! -e "$work/asked" ]
}

# What a build of nothing would link for one suite.
one_suite_is_built_alone() {
	make --no-print-directory -n check-unit T=unit/lib/test_digits B="$work/none" \
		>"$work/said" && grep -o '[^ ]*\.test\b' "$work/said" | sort -u >"$work/tests" &&
		[ "$(cat "$work/tests")" = "$work/none/tests/unit/lib/test_digits.test" ]
}

# A file has the name of a folder, which is not the last one that is installed.
a_file_that_cannot_be_installed_fails() {
	for path in share/man/man1 share/flowmock/scenarios/around; do
		mkdir -p "$work/full/$(dirname "$path")" && : >"$work/full/$path" || return 1
		! make --no-print-directory install B="$B" DESTDIR="$work" PREFIX=/full \
			>"$work/said" 2>&1 || { echo "in spite of $path"; return 1; }
		rm -rf "$work/full"
	done
}

nothing_is_left() {
	in_root uninstall && [ -z "$(find "$root" ! -type d)" ]
}

check "everything is installed" in_root install
check "the installed programs run" programs_run
check "flowmock ctl starts the program next to it, or the one in PATH" ctl_is_found
check "without that program it says so" ctl_is_missed
check "flowmock needs no libcurl, and flowmock-ctl says that it does" without_curl
check "a C program uses the shared library" use_shared cc c
check "a C program uses the static library" use_static cc c
check "a C++ program uses the shared library" use_shared c++ c++
check "a C++ program uses the static library" use_static c++ c++
check "the static library has no names but flowmock.h's" only_our_names libflowmock.a -g
check "the shared library has no names but flowmock.h's" only_our_names libflowmock.so -D
check "the installed scenarios run where there are no others" installed_scenarios_run
check "a scenario elsewhere includes the installed steps" own_scenarios_include_installed_steps
check "a program without its scenarios says that it found no scenarios" without_scenarios_none_run
check "man pages, completions and documents are installed" documents_are_there
check "bash completes commands, options and values" bash_completes
check "a file that cannot be installed fails" a_file_that_cannot_be_installed_fails
check "uninstall leaves nothing" nothing_is_left
check "a library that is missing is named with its package" a_missing_library_is_named
check "DEPS=no names packages and installs none" packages_are_named_and_not_installed
check "make check-unit T=name builds that suite alone" one_suite_is_built_alone
