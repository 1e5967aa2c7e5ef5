# Makefile - build, run, check and install flowmock and flowcheck
#
#   make               the programs and libraries, in build/
#   make deps          installs what a build needs, by apt
#   make run           exports a dataset to a mock Amazon S3, step by step
#   make check         all that a change must pass; installs what it needs
#   make check-style   format, layers, headers on their own, size budget
#   make check-unit    cmocka tests; T='name …' builds and runs only those with one of
#                      these words in their path
#   make check-fuzz    replays what fuzzers found, without a fuzzer
#   make check-harness scenarios that must fail do so, in the right words
#   make check-scenarios   scenarios/, embedded and against a separate server
#   make check-install     what is installed works for C and C++ programs
#   make check-readme  the README's shell blocks run as they stand
#   make check-repeat  the same bytes for 1 and 4 workers, debug and release
#   make check-crash   some of what `make crash` does; SEED=N picks what
#   make crash         1,000 kills, each system call failed once (tests/crash), and
#                      10,000 histories (tests/integration/test_identities.c)
#   make rows          changes that are a row stay one: patches of tests/rows
#   make interop       exported files read by others, and real clients (Node.js, npm, curl)
#   make bench         figures, each next to a yardstick of the same run
#   make lint          format, clang-tidy, cppcheck, shellcheck, pyflakes; gcc and clang
#                      without a warning
#   make lint-some     of these what takes a few minutes: .ci/run asks it
#   make asan          the tests under ASan and UBSan; ASAN_PARTS picks some of them
#   make asan-some     of these what reads bytes of others: parsers, http, store, faults
#   make cov           what lines and branches the tests run: build/cov/html, and
#                      tests/cov/ratchet.txt says how many they must be
#   make fuzz          each fuzz target: FUZZ_RUNS (1000000), at most FUZZ_SECONDS (300)
#   make fmt           formats the sources
#   make docs          the pages of docs/, man pages, completions and ledger.def, of
#                      their tables
#   make install uninstall   with DESTDIR and PREFIX
#   make clean
#
# MODE=release|debug|asan|cov|fuzz picks the flags; release builds in build/, the
# others in folders of their own below it.  V=1 shows the commands.  WERROR= lets
# warnings pass.  JOBS=N builds with N jobs.  DEPS=no installs no packages, and says
# which are missing.

MODE   ?= release
CC     := $(if $(filter default,$(origin CC)),gcc,$(CC))
PREFIX ?= /usr/local
B      ?= build$(if $(filter release,$(MODE)),,/$(MODE))
JOBS   ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?= 300
PACKAGES := $(if $(filter no,$(DEPS)),.ci/packages --look,.ci/packages)
FUZZ_RUNS ?= 1000000
ASAN_PARTS ?= unit fuzz harness scenarios

# ---------------------------------------------------------------- sources

LIB_DIRS    := lib $(addprefix lib/,file json jsonschema log match yaml)
SERVER_DIRS := mockserver $(addprefix mockserver/,http gateway contract store faults sim \
               data export export/codec export/parquet world specs entities runs lists timeline \
               api admin)
HARNESS_DIRS := harness $(addprefix harness/,scenario curl steps files match target \
               compression parquet digest openapi report run verify)

src_in   = $(sort $(foreach d,$(1),$(wildcard $(d)/*.c)))
LIB     := $(call src_in,$(LIB_DIRS))
SERVER_MAIN := $(wildcard mockserver/main.c mockserver/cli_*.c)
CTL_MAIN := $(wildcard mockserver/ctl/*.c)
SERVER  := $(filter-out $(SERVER_MAIN) $(CTL_MAIN),$(call src_in,$(SERVER_DIRS)))
HARNESS_MAIN := $(wildcard harness/main.c)
HARNESS := $(filter-out $(HARNESS_MAIN),$(call src_in,$(HARNESS_DIRS)))
UNIT    := $(sort $(shell find tests/unit tests/integration -name 'test_*.c' 2>/dev/null))
SUPPORT := $(call src_in,tests/support)
FUZZ    := $(call src_in,tests/fuzz)
BENCH   := $(call src_in,tests/bench)
INTEROP := $(call src_in,tests/interop)
CRASH   := $(call src_in,tests/crash)
HEADERS := $(sort $(shell find lib mockserver harness tests -name '*.h'))
ALL_C   := $(LIB) $(SERVER) $(SERVER_MAIN) $(CTL_MAIN) $(HARNESS) $(HARNESS_MAIN) $(UNIT) \
           $(SUPPORT) $(FUZZ) $(BENCH) $(INTEROP) $(CRASH) mockserver/store/empty/empty.c
ASSETS  := $(sort $(shell find fixtures/specs fixtures/schemas fixtures/datasets \
             -type f \( -name '*.json' -o -name '*.jsonl' \) 2>/dev/null)) \
           $(sort $(wildcard fixtures/faults/*.yaml)) mockserver/store/schema.sql
obj      = $(1:%.c=$(B)/obj/%.o)

# ---------------------------------------------------------------- flags

WERROR ?= -Werror
WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
          -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
          -Wformat=2 -Wvla -Wundef -Wimplicit-fallthrough -Wnull-dereference \
          -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers

# Those of the options that the compiler knows on this machine.
known = $(foreach o,$(1),$(shell $(CC) -Werror $(o) -xc -c -o /dev/null /dev/null \
          2>/dev/null && echo $(o)))
HARDEN_release := $(if $(filter release,$(MODE)),\
                    $(call known,-fstack-clash-protection -fcf-protection))

# What nobody set is no zero by luck there: it is 0xfe, byte by byte.
PATTERN := $(if $(filter debug asan,$(MODE)),$(call known,-ftrivial-auto-var-init=pattern))

FLAGS_debug   := -Og -g3 $(PATTERN)
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong $(HARDEN_release)
FLAGS_asan    := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all \
                 -fno-omit-frame-pointer $(PATTERN)
FLAGS_cov     := -O0 -g --coverage -fprofile-update=atomic -Wno-error
FLAGS_fuzz    := -O1 -g3 -fsanitize=fuzzer-no-link,address,undefined

CPPFLAGS += -I. -D_GNU_SOURCE
CFLAGS   += -std=gnu11 -fno-common -fPIC -ffp-contract=off -pthread -fvisibility=hidden \
            $(WARN) $(WERROR) $(FLAGS_$(MODE))
LDFLAGS  += $(FLAGS_$(MODE)) -pthread -Wl,--as-needed -Wl,-z,relro,-z,now,-z,noexecstack
ifeq ($(MODE),cov)
LDFLAGS  += -Wl,--wrap=_exit # tests/cov/exit.c
endif
# The one place that says which version this is; the library's name has its first number.
VERSION := $(shell sed -n 's/.*FLOWMOCK_VERSION "\(.*\)"/\1/p' mockserver/contract/version.h)
SONAME  := libflowmock.so.$(firstword $(subst ., ,$(VERSION)))
MOCK_LDLIBS ?= -lmicrohttpd -lsqlite3 -ldeflate -lz -lcjson -lpcre2-8 -lm
LDLIBS      ?= $(MOCK_LDLIBS) -lfyaml -lcurl

# ---------------------------------------------------------------- building

Q   := $(if $(V),,@)
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
say  = $(if $(V)$(silent),,@printf '  %-5s %s\n' $(1) $(2))

.PHONY: all help run deps check check-style check-unit check-fuzz check-harness \
        check-scenarios check-install check-readme check-repeat check-crash check-build crash \
        debug-mock interop bench lint lint-some syntax lint-tools lint-build tidy cppcheck asan asan-some \
        unit-build cov cov-build fuzz \
        fuzz-build rows fmt docs install uninstall clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:

PROGRAMS := $(B)/flowmock $(B)/flowmock-ctl $(B)/flowcheck

all: $(PROGRAMS) $(B)/libflowmock.a $(B)/libflowmock.so

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

MOCK_OBJ := $(call obj,$(SERVER)) $(B)/obj/assets.o \
            $(if $(filter cov,$(MODE)),$(B)/obj/tests/cov/exit.o)

# The mock and lib/, as our own programs and tests link them.
$(B)/obj/libmock.a: $(MOCK_OBJ) $(call obj,$(LIB))
$(B)/obj/libharness.a: $(call obj,$(HARNESS))
$(B)/obj/libtest.a: $(call obj,$(SUPPORT))

$(B)/flowmock: $(call obj,$(SERVER_MAIN)) $(B)/obj/libmock.a
$(B)/flowcheck: $(call obj,$(HARNESS_MAIN)) $(B)/obj/libharness.a $(B)/obj/libmock.a

$(B)/flowmock-ctl: $(call obj,$(CTL_MAIN) mockserver/cli_fault_file.c) $(B)/obj/libmock.a

# A mock speaks HTTP without libcurl, which brings thirty libraries along.
$(B)/flowmock: PROGRAM_LDLIBS = $(MOCK_LDLIBS) -lfyaml
$(B)/flowmock-ctl $(B)/flowcheck: PROGRAM_LDLIBS = $(LDLIBS)
$(PROGRAMS):
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -pie -o $@ $^ $(PROGRAM_LDLIBS)

# What others link: the mock, of lib/ what it needs, and no name but flowmock.h's.
$(B)/obj/flowmock.o: $(MOCK_OBJ) $(B)/obj/libmock.a
	$(call say,LD,$@)
	$(Q)$(LD) -r -o $@ $^ && objcopy --localize-hidden $@
$(B)/libflowmock.a: $(B)/obj/flowmock.o

$(B)/libflowmock.so: $(B)/obj/flowmock.o
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -o $@ $^ $(MOCK_LDLIBS)

$(B)/%.a:
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && ar rcs $@ $^

$(B)/obj/%.o: %.c $(B)/obj/flags | $(B)/obj/headers.build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) -MMD -MP $(CFLAGS) -c -o $@ $<

# A state in memory begins as a copy of this one, whose tables are made here.
$(B)/obj/empty.db: mockserver/store/empty/empty.c mockserver/store/schema.sql \
                   $(B)/obj/flags | $(B)/obj/headers.build
	$(call say,STATE,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && \
	    $(CC) $(CPPFLAGS) -std=gnu11 $(WARN) $(WERROR) -o $(@:.db=) $< -lsqlite3 && \
	    $(@:.db=) $@ "$$(cat mockserver/store/schema.sql)"

$(B)/obj/assets.o: lib/embed.sh $(ASSETS) $(B)/obj/empty.db $(B)/obj/assets.list \
                   $(B)/obj/flags
	$(call say,EMBED,$@)
	$(Q)lib/embed.sh fixtures $(ASSETS) mockserver/store/empty.db=$(B)/obj/empty.db \
	    >$(@:.o=.S) && \
	    $(CC) $(HARDEN_$(MODE)) -c -o $@ $(@:.o=.S)

# A library whose header is not there is named, with its package.
$(B)/obj/headers.%: .ci/headers $(B)/obj/flags
	$(Q)mkdir -p $(@D) && .ci/headers $* $(CC) $(CPPFLAGS) $(CFLAGS) && touch $@
$(call obj,$(UNIT)): | $(B)/obj/headers.check
# Tests are compiled more often than they run.
$(call obj,$(UNIT)): private FLAGS_release := -Og -g

# Each changes, and so rebuilds what hangs on it, only when its text does.
stamp = @mkdir -p $(@D); now='$(subst ','\'',$(1))'; \
	[ "$$now" = "$$(cat $@ 2>/dev/null)" ] || printf '%s\n' "$$now" >$@

$(B)/obj/flags: FORCE
	$(call stamp,$(CC) $(CPPFLAGS) $(CFLAGS))
$(B)/obj/assets.list: FORCE
	$(call stamp,$(ASSETS))

-include $(ALL_C:%.c=$(B)/obj/%.d)

# ---------------------------------------------------------------- running

deps:
	@$(PACKAGES) build

# The mock resets the state of the last run, with its files; one that another version
# made it can't read, and the run starts without.
run: deps
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@[ ! -e $(B)/run/state.db ] || \
	    $(B)/flowmock timeline --state $(B)/run/state.db >/dev/null 2>&1 || rm -rf $(B)/run
	@$(B)/flowcheck run --show --keep --state $(B)/run/state.db \
	    --export-root $(B)/run/exports scenarios/workflows/export-dataset-s3.yaml

# ---------------------------------------------------------------- checking

check:
	@$(PACKAGES) build check
	@$(MAKE) --no-print-directory -j$(JOBS) check-build
	@$(MAKE) --no-print-directory debug-mock
	@tests/run.sh $(B) style unit fuzz crash harness scenarios install readme \
	    repeat

UNIT_BIN  := $(UNIT:%.c=$(B)/%.test)
FUZZ_NAME := $(patsubst tests/fuzz/fuzz_%.c,%,$(filter tests/fuzz/fuzz_%,$(FUZZ)))
BENCH_BIN := $(BENCH:%.c=$(B)/%.run)
INTEROP_BIN := $(INTEROP:%.c=$(B)/%.run)
CRASH_MAIN := $(wildcard $(addprefix tests/crash/,kill_loop.c kill_faults.c fail_loop.c \
                          fault_loop.c once_loop.c lost_state.c))
HISTORIES := $(B)/tests/integration/test_identities.test
FLIPS := $(B)/tests/integration/test_flipped_bytes.test
CRASH_BIN := $(CRASH_MAIN:%.c=$(B)/%.run) $(B)/tests/crash/fail_calls.so

check-build: all $(UNIT_BIN) $(FUZZ_NAME:%=$(B)/tests/fuzz/fuzz_%.replay) $(CRASH_BIN) \
             $(HEADERS:%.h=$(B)/obj/%.h.ok)

# Of the unit tests those with a word of T in their path; the programs, which some run.
PICKED := $(foreach t,$(UNIT_BIN),$(if $(strip $(foreach w,$(T),$(findstring $(w),$(t)))),$(t)))
unit-build: $(PROGRAMS) $(if $(T),$(PICKED),check-build)
check-unit: unit-build
	@tests/run.sh $(B) unit

check-style check-fuzz check-harness check-scenarios check-install check-readme \
check-repeat check-crash: check-build
	@tests/run.sh $(B) $(@:check-%=%)

# The mock of another mode, to compare with.
check-repeat: debug-mock
debug-mock:
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=debug B=build/debug build/debug/flowmock

# cmocka.h declares what it defines without prototypes of its own.
$(B)/%.test: $(B)/obj/%.o $(B)/obj/libtest.a $(B)/obj/libharness.a $(B)/obj/libmock.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(B)/%.run: $(B)/obj/%.o $(B)/obj/libtest.a $(B)/obj/libharness.a $(B)/obj/libmock.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# What the programs of tests/crash share.  What they preload has no flags of a mode: it
# is loaded before a sanitizer.
$(B)/obj/libcrash.a: $(filter-out %/fail_calls.o,$(call obj,$(filter-out $(CRASH_MAIN),$(CRASH))))
$(B)/tests/crash/%.run: $(B)/obj/tests/crash/%.o $(B)/obj/libcrash.a $(B)/obj/libtest.a \
                        $(B)/obj/libmock.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/tests/crash/fail_calls.so: tests/crash/fail_calls.c tests/crash/fail_calls.h $(B)/obj/flags
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) -std=gnu11 -O2 -fPIC -fvisibility=hidden \
	    $(WARN) $(WERROR) -shared -o $@ $< -ldl

$(B)/%.replay: $(B)/obj/%.o $(B)/obj/tests/fuzz/driver.o $(B)/obj/libharness.a $(B)/obj/libmock.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/%.fuzz: $(B)/obj/%.o $(B)/obj/libharness.a $(B)/obj/libmock.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

# Each header compiles on its own.
$(B)/obj/%.h.ok: %.h $(B)/obj/flags
	$(Q)mkdir -p $(@D) && echo '#include "$<"' | \
	    $(CC) $(CPPFLAGS) $(CFLAGS) -xc -fsyntax-only - && touch $@

# The mock by the other compiler, too, where that can be had.
OTHER_CC := $(if $(findstring clang,$(CC)),gcc,clang)

interop:
	@$(PACKAGES) build interop
	@$(PACKAGES) $(OTHER_CC) || true
	@$(MAKE) --no-print-directory -j$(JOBS) all $(INTEROP_BIN)
	@! command -v $(OTHER_CC) >/dev/null || $(MAKE) --no-print-directory -j$(JOBS) \
	    CC=$(OTHER_CC) B=build/$(OTHER_CC) build/$(OTHER_CC)/flowmock
	@tests/interop/run.sh $(B) "$(CC)" $(OTHER_CC)

crash:
	@$(PACKAGES) build check
	@$(MAKE) --no-print-directory -j$(JOBS) all $(CRASH_BIN) $(HISTORIES) $(FLIPS)
	@tests/crash/run.sh $(B) all
	@COUNT=10000 JOBS=$(JOBS) $(HISTORIES)
	@COUNT=10000 $(FLIPS)

rows:
	@$(PACKAGES) build check
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tests/run.sh $(B) rows

bench:
	@$(PACKAGES) build bench
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCH_BIN)
	@tests/bench/run.sh $(B)

asan:
	@$(PACKAGES) build check
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan check-build
	@tests/run.sh build/asan $(ASAN_PARTS)

ASAN_SOME := unit/lib/ unit/mockserver/http unit/mockserver/store unit/mockserver/faults \
             unit/mockserver/export unit/harness/parquet integration/test_bad_bytes
asan-some:
	@$(PACKAGES) build check
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=asan T='$(ASAN_SOME)' unit-build \
	    $(FUZZ_NAME:%=build/asan/tests/fuzz/fuzz_%.replay)
	@T='$(ASAN_SOME)' tests/run.sh build/asan unit fuzz

cov:
	@$(PACKAGES) build check cov
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=cov cov-build
	@tests/cov/run.sh build/cov

cov-build: all $(UNIT_BIN) $(FUZZ_NAME:%=$(B)/tests/fuzz/fuzz_%.replay)

fuzz:
	@$(PACKAGES) build lint
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang -j$(JOBS) fuzz-build
	@tests/fuzz/run.sh build/fuzz $(FUZZ_RUNS) $(FUZZ_SECONDS) $(FUZZ_NAME)

fuzz-build: $(FUZZ_NAME:%=$(B)/tests/fuzz/fuzz_%.fuzz)

# ---------------------------------------------------------------- the sources

# Both compilers build all there is; make -s and -k, so that findings, and all of
# them, are what is seen.  A source that was clean is read again when it changed.
lint:
	@$(PACKAGES) build check lint
	@$(MAKE) --no-print-directory -s lint-tools
	@tests/lint/format.sh
	@tests/lint/scripts.sh --lint
	@$(MAKE) -sk -j$(JOBS) CC=gcc lint-build
	@$(MAKE) -sk -j$(JOBS) CC=clang B=build/clang lint-build tidy
	@$(MAKE) -s cppcheck

lint-some:
	@$(PACKAGES) build check lint || true
	@JOBS=$(JOBS) tests/lint/some.sh

# A tool that is missing would look like a finding, or like none.
LINT_TOOLS := gcc clang clang-tidy cppcheck shellcheck pyflakes3
lint-tools:
	@missing=; for t in $(LINT_TOOLS); do \
	    command -v $$t >/dev/null 2>&1 || missing="$$missing $$t"; done; \
	[ -z "$$missing" ] || \
	    { echo "make lint needs what is not installed:$$missing (.ci/packages lint)" >&2; exit 1; }

lint-build: check-build $(BENCH_BIN) $(INTEROP_BIN) $(CRASH_BIN)

TIDY := $(LIB) $(SERVER) $(SERVER_MAIN) $(CTL_MAIN) $(HARNESS) $(HARNESS_MAIN)
# The programs' sources for their warnings alone.
syntax: $(TIDY:%.c=$(B)/obj/%.c.ok)
$(B)/obj/%.c.ok: %.c $(B)/obj/flags
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) -fsyntax-only $< && touch $@

tidy: $(TIDY:%.c=$(B)/obj/%.tidy)
$(B)/obj/%.tidy: $(B)/obj/%.o .clang-tidy
	$(call say,TIDY,$*.c)
	$(Q)clang-tidy --quiet $*.c -- $(CPPFLAGS) -std=gnu11 2>$@.err && touch $@ || \
	    { grep -v ' warnings generated' $@.err >&2; exit 1; }

cppcheck:
	$(Q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j$(JOBS) \
	    --enable=warning,performance,portability --library=tests/lint/cppcheck.cfg \
	    --suppressions-list=tests/lint/cppcheck.txt $(CPPFLAGS) lib mockserver harness

fmt:
	$(Q)clang-format -i $(ALL_C) $(HEADERS)

docs:
	@$(PACKAGES) check
	@mockserver/contract/ledger.py write
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@mockserver/contract/pages.py $(B) write
	@mockserver/faults/pages.py $(B) write
	@harness/tables.py $(B) write
	@docs/manual.py $(B) write

# ---------------------------------------------------------------- installing

ROOT    := $(DESTDIR)$(PREFIX)

PROGRAMS  := flowmock flowcheck
MAN_PAGES := flowmock.1 flowcheck.1 flowcheck-scenario.5
SCENARIOS := $(sort $(shell find scenarios -type f))
DOCS      := README.md CHANGELOG.md LICENSE $(sort $(shell find docs -name '*.md'))
DATA_DIR  := $(ROOT)/share/flowmock
DOC_DIR   := $(ROOT)/share/doc/flowmock
BASH_DIR  := $(ROOT)/share/bash-completion/completions
ZSH_DIR   := $(ROOT)/share/zsh/site-functions
FISH_DIR  := $(ROOT)/share/fish/vendor_completions.d

install: all
	install -D $(B)/flowmock $(ROOT)/bin/flowmock
	install -D $(B)/flowmock-ctl $(ROOT)/bin/flowmock-ctl
	install -D $(B)/flowcheck $(ROOT)/bin/flowcheck
	install -D -m 644 $(B)/libflowmock.a $(ROOT)/lib/libflowmock.a
	install -D -m 644 $(B)/libflowmock.so $(ROOT)/lib/$(SONAME)
	ln -sf $(SONAME) $(ROOT)/lib/libflowmock.so
	install -D -m 644 mockserver/flowmock.h $(ROOT)/include/flowmock.h
	install -d $(ROOT)/lib/pkgconfig
	for name in flowmock flowmock-static; do \
	    sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(MOCK_LDLIBS)|' \
	        mockserver/$$name.pc.in >$(ROOT)/lib/pkgconfig/$$name.pc || exit 1; \
	done
	for page in $(MAN_PAGES); do \
	    install -D -m 644 docs/man/$$page $(ROOT)/share/man/man$${page##*.}/$$page || \
	        exit 1; \
	done
	for program in $(PROGRAMS); do \
	    install -D -m 644 completions/$$program.bash $(BASH_DIR)/$$program && \
	    install -D -m 644 completions/_$$program $(ZSH_DIR)/_$$program && \
	    install -D -m 644 completions/$$program.fish $(FISH_DIR)/$$program.fish || \
	        exit 1; \
	done
	for file in $(SCENARIOS); do install -D -m 644 $$file $(DATA_DIR)/$$file || exit 1; done
	for file in $(DOCS); do install -D -m 644 $$file $(DOC_DIR)/$$file || exit 1; done

# The two folders hold what install put there, and nothing else.
uninstall:
	rm -f $(addprefix $(ROOT)/,bin/flowmock bin/flowmock-ctl bin/flowcheck lib/libflowmock.a \
	    lib/$(SONAME) lib/libflowmock.so include/flowmock.h \
	    lib/pkgconfig/flowmock.pc lib/pkgconfig/flowmock-static.pc) \
	    $(foreach p,$(MAN_PAGES),$(ROOT)/share/man/man$(lastword $(subst ., ,$(p)))/$(p)) \
	    $(foreach p,$(PROGRAMS),$(BASH_DIR)/$(p) $(ZSH_DIR)/_$(p) $(FISH_DIR)/$(p).fish)
	rm -rf $(DATA_DIR) $(DOC_DIR)

clean:
	rm -rf build
