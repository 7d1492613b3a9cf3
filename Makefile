# Makefile - builds, tests and installs cicle. `make help` lists what it can do.
#
# Two programs come from here: build/cicle (the kernel, which speaks Jupyter) and
# build/cicle-runner (the process in which a user's C runs). Sources are found by folder.

BUILD   := build
PREFIX  := /usr/local
VENV    := .venv
JOBS    := $(shell nproc)
# 1: with AddressSanitizer and UBSan; fuzz: for libFuzzer too, which takes CC=clang.
SANITIZE :=
FUZZ_SECONDS := 60
# What fuzzing looks for; address alone wants a BUILD of its own.
CHECKS := address,undefined
SOAK_S  := 3600
T       :=
# Without V=1 one short line is printed for each file.
Q       := $(if $(V),,@)

ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif

# How a target makes others, once what they need has been installed.
QUIET   := --no-print-directory $(if $(V),,--silent)

# ---- sources --------------------------------------------------------------------------------
# What both programs are made of, besides base/.
RUNNER_SHARED := $(wildcard jit/homes.c jit/message.c)

sources_in = $(wildcard $(addsuffix /*.c,$(1)) $(addsuffix /*.S,$(1)))
KERNEL_SRC := $(call sources_in,base jit jit/read jit/type jit/value jit/compiler jit/local profiler profiler/view magics terminal kernel)
RUNNER_SRC := $(call sources_in,base jit/runner profiler/runtime) $(RUNNER_SHARED)
# The profile view's script, each file before those that use it while it is read.
VIEW_PARTS := $(addprefix profiler/view/,format.js paths.js tree.js pen.js chart.js boxes.js rings.js \
	table.js source.js sides.js profile.js diff.js save.js tools.js view.js)
VIEW_SCRIPT := $(BUILD)/obj/profiler/view/script.gz.base64
# Files that .S sources take in.
ASSETS := $(wildcard kernelspec/* jit/runner/headers/*.h jit/runner/headers/*/*.h) $(VIEW_SCRIPT)

UNIT_SRC    := $(wildcard tests/unit/*.c tests/unit/runner/*.c)
PROGRAM_SRC := $(wildcard tests/profile/*.c tests/view/*.c)
BENCH_SRC   := $(wildcard bench/*.c)
FUZZ_SRC    := $(wildcard tests/fuzz/fuzz_*.c)
# Tests and benchmarks of code that lives in the runner: its objects are looked at first.
RUNNER_SIDE := $(wildcard tests/unit/runner/*.c tests/unit/test_probe.c tests/unit/test_runner_*.c \
	bench/probe*.c)

object_of   = $(patsubst %,$(BUILD)/obj/%.o,$(1))
KERNEL_OBJ := $(call object_of,$(KERNEL_SRC))
# libtcc's own, but for what it calls (jit/runner/room.h).
TCCRUN_OBJ := $(BUILD)/obj/tccrun.o
RUNNER_OBJ := $(call object_of,$(RUNNER_SRC)) $(TCCRUN_OBJ)
EXTRA_OBJ  := $(call object_of,$(UNIT_SRC) $(PROGRAM_SRC) $(BENCH_SRC) $(FUZZ_SRC))
# What a fuzz target has for a main(): libFuzzer's own, or one that runs the stored inputs.
FUZZ_MAIN  := $(if $(filter fuzz,$(SANITIZE)),,$(call object_of,tests/fuzz/replay.c))
KERNEL_LIB := $(BUILD)/libcicle.a
RUNNER_LIB := $(BUILD)/libcicle_runner.a

UNIT_BIN    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT_SRC))
PROGRAM_BIN := $(addprefix $(BUILD)/tests/,$(basename $(notdir $(PROGRAM_SRC))))
BENCH_BIN   := $(BENCH_SRC:%.c=$(BUILD)/%)
FUZZ_BIN    := $(FUZZ_SRC:tests/%.c=$(BUILD)/tests/%)

# ---- flags ----------------------------------------------------------------------------------
KERNEL_PKGS := libzmq libsodium libcjson sqlite3 zlib libedit libdw libelf
PKG_CFLAGS  := $(shell pkg-config --cflags $(KERNEL_PKGS) 2>/dev/null)
KERNEL_LIBS := $(shell pkg-config --libs $(KERNEL_PKGS) 2>/dev/null) -lZydis -lpthread -lm
# Cells may use any function of libm, so that it stays linked although the runner itself uses none.
# TinyCC's own runtime: what its code calls besides libc (jit/runner/support.c names each).
TCC_RUNTIME := $(wildcard /usr/lib/$(shell $(CC) -print-multiarch)/tcc/libtcc1.a)
RUNNER_LIBS := -ltcc $(TCC_RUNTIME) -ldl -lpthread -lsodium -Wl,--no-as-needed -lm
# One program may need both sides: order, and what is not needed is left out.
TEST_LIBS   := -Wl,--as-needed -lcmocka $(KERNEL_LIBS) -ltcc $(TCC_RUNTIME) -ldl -lm

LANG_FLAGS := -std=gnu11 -D_GNU_SOURCE -I. $(PKG_CFLAGS)
WARN_FLAGS := -Wall -Wextra -Werror
ifneq ($(SANITIZE),)
MODE_FLAGS := -O1 -fno-omit-frame-pointer -fsanitize=$(CHECKS) -fno-sanitize-recover=all
MODE_LINK  := -fsanitize=$(CHECKS)
ifeq ($(SANITIZE),fuzz)
MODE_FLAGS += -fsanitize=fuzzer-no-link
MODE_LINK  += -fsanitize=fuzzer
endif
else
MODE_FLAGS := -O2 -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2
MODE_LINK  := -Wl,-z,relro,-z,now
endif
CFLAGS     := -g
ALL_CFLAGS  = $(LANG_FLAGS) $(WARN_FLAGS) $(MODE_FLAGS) -fPIE $(CFLAGS)
# TinyCC's own runtime does not say that it needs no executable stack.
ALL_LDFLAGS = -pie -Wl,-z,noexecstack $(MODE_LINK) $(LDFLAGS)

# ---- everyday targets -----------------------------------------------------------------------
.PHONY: docs build help lab test soak tiers asan asan-protocol valgrind fuzz lint fmt bench install uninstall clean deps deps-test
.PHONY: deps-fuzz venv-lab venv-test venv-bench test-programs asan-programs bench-programs fuzz-programs
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.SECONDARY:

build: $(BUILD)/cicle $(BUILD)/cicle-runner $(BUILD)/include/cicle.h ## build the kernel and the runner (the default)

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

lab: venv-lab ## install what is missing, build, and open JupyterLab on the tour
	@$(MAKE) $(QUIET) build
	@tools/lab.sh $(VENV) $(BUILD)/cicle examples/tour.ipynb

test: venv-test ## install what is missing, build, and run every test; T=word: only some
	@$(MAKE) $(QUIET) build test-programs
	@$(MAKE) $(QUIET) asan-programs
	@tools/run_tests.sh $(BUILD) $(VENV) "$(T)"

soak: venv-test ## run random good and bad cells in three notebooks for SOAK_S (3600) seconds
	@$(MAKE) $(QUIET) build
	@SOAK_S=$(SOAK_S) $(VENV)/bin/python tests/soak.py $(BUILD)/cicle

asan: deps-test ## run the unit tests under AddressSanitizer and UBSan
	@$(MAKE) $(QUIET) asan-programs
	@tools/run_tests.sh $(BUILD)/asan "" "$(T)"

asan-protocol: venv-test ## run the protocol tests with a kernel and a runner under the same; T=word: only some
	@$(MAKE) $(QUIET) BUILD=$(BUILD)/asan SANITIZE=1 build
	@tools/run_asan_protocol.sh $(BUILD)/asan $(VENV) "$(T)"

tiers: venv-test ## run what tests cells at tier tcc, at tier cc, switching by chance, and with clang; T=word: only some
	@$(MAKE) $(QUIET) build test-programs
	@tools/run_tiers.sh $(BUILD) $(VENV) "$(T)"

valgrind: venv-test ## run golden cells with the runner under valgrind; T=word: only some
	@$(MAKE) $(QUIET) build
	@tools/run_valgrind.sh $(BUILD) $(VENV) "$(T)"

fuzz: deps-fuzz ## fuzz each parser of outside bytes for FUZZ_SECONDS (60); T=word: only some
	@$(MAKE) $(QUIET) BUILD=$(BUILD)/fuzz CC=clang-14 SANITIZE=fuzz fuzz-programs
	@tools/run_fuzz.sh $(BUILD)/fuzz $(FUZZ_SECONDS) "$(T)"

lint: deps-test ## check the format, and look for mistakes by static analysis
	@tools/lint.sh $(LANG_FLAGS)

fmt: ## format all C files
	@find $(wildcard base jit profiler magics terminal kernel include bench tests) -name '*.[ch]' \
		-not -path 'tests/cells/*' -exec clang-format-14 -i {} +

docs: build ## write docs/magics.md from the magics' tables
	@$(BUILD)/cicle magics >docs/magics.md

bench: venv-bench ## build and run everything in bench/
	@$(MAKE) $(QUIET) build bench-programs
	@tools/run_bench.sh $(BUILD) $(VENV) "$(T)"

install: build ## install into PREFIX (/usr/local), and register the kernel there
	install -d $(PREFIX)/bin
	install $(BUILD)/cicle $(BUILD)/cicle-runner $(PREFIX)/bin
	install -D -m 644 docs/cicle.1 $(PREFIX)/share/man/man1/cicle.1
	install -D -m 644 terminal/completion/cicle.bash $(PREFIX)/share/bash-completion/completions/cicle
	install -D -m 644 terminal/completion/_cicle $(PREFIX)/share/zsh/site-functions/_cicle
	install -D -m 644 terminal/completion/cicle.fish $(PREFIX)/share/fish/vendor_completions.d/cicle.fish
	install -D -m 644 include/cicle.h $(PREFIX)/include/cicle.h
	$(PREFIX)/bin/cicle install --prefix $(PREFIX)

uninstall: ## remove from PREFIX what `make install` put there
	-$(PREFIX)/bin/cicle uninstall --prefix $(PREFIX)
	rm -f $(PREFIX)/bin/cicle $(PREFIX)/bin/cicle-runner $(PREFIX)/include/cicle.h \
		$(PREFIX)/share/man/man1/cicle.1 \
		$(PREFIX)/share/bash-completion/completions/cicle $(PREFIX)/share/zsh/site-functions/_cicle \
		$(PREFIX)/share/fish/vendor_completions.d/cicle.fish

clean: ## remove everything that was built
	rm -rf $(BUILD)

# ---- set-up: each does nothing when nothing is missing --------------------------------------
deps:
	@tools/install_deps.sh build

deps-test:
	@tools/install_deps.sh test

deps-fuzz:
	@tools/install_deps.sh fuzz

venv-lab: deps
	@tools/make_venv.sh $(VENV) tools/requirements-lab.txt
	@tools/make_papermill.sh $(VENV)

venv-test: deps-test
	@tools/make_venv.sh $(VENV) tools/requirements-test.txt
	@tools/make_papermill.sh $(VENV)
	@tools/make_readers.sh $(VENV)

venv-bench: venv-test
	@tools/make_venv.sh $(VENV) tools/requirements-bench.txt

# ---- programs -------------------------------------------------------------------------------
$(BUILD)/cicle: $(KERNEL_OBJ)
	@echo "  LD   $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(KERNEL_LIBS)

# Cells call what the runner offers them by name: -rdynamic. libtcc opens headers by
# jit/runner/headers.c and gives up by jit/runner/compile.c: --wrap.
$(BUILD)/cicle-runner: $(RUNNER_OBJ)
	@echo "  LD   $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -rdynamic -Wl,--wrap=open -Wl,--wrap=exit -o $@ $^ $(RUNNER_LIBS)

# What cells include stands beside the programs (base/place.h).
$(BUILD)/include/cicle.h: include/cicle.h
	@mkdir -p $(@D)
	$(Q)cp $< $@

# Each test links just what it needs, and has a main() of its own.
$(KERNEL_LIB): $(filter-out %/main.c.o,$(KERNEL_OBJ))
$(RUNNER_LIB): $(filter-out %/main.c.o,$(RUNNER_OBJ))
$(KERNEL_LIB) $(RUNNER_LIB):
	@echo "  AR   $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

test-programs: $(UNIT_BIN) $(PROGRAM_BIN)

asan-programs:
	@$(MAKE) $(QUIET) BUILD=$(BUILD)/asan SANITIZE=1 build test-programs \
		fuzz-programs

bench-programs: $(BENCH_BIN)

fuzz-programs: $(FUZZ_BIN)

archives_for = $(if $(filter $(RUNNER_SIDE),$(1)),$(RUNNER_LIB) $(KERNEL_LIB),$(KERNEL_LIB) $(RUNNER_LIB))
# $(1): the program, $(2): its source
define program
$(1): $(call object_of,$(2)) $(KERNEL_LIB) $(RUNNER_LIB)
	@echo "  LD   $$@"
	@mkdir -p $$(@D)
	$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$< $(call archives_for,$(2)) $$(TEST_LIBS)
endef
$(foreach s,$(UNIT_SRC),$(eval $(call program,$(s:tests/%.c=$(BUILD)/tests/%),$(s))))
$(foreach s,$(PROGRAM_SRC),$(eval $(call program,$(BUILD)/tests/$(basename $(notdir $(s))),$(s))))
$(foreach s,$(BENCH_SRC),$(eval $(call program,$(s:%.c=$(BUILD)/%),$(s))))

# Their own objects stand first: fuzz_message.c is its own runner.
$(FUZZ_BIN): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.c.o $(FUZZ_MAIN) $(KERNEL_LIB)
	@echo "  LD   $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(KERNEL_LIBS)

# ---- objects: rebuilt when a header or this file changes ------------------------------------
$(BUILD)/obj/%.c.o: %.c Makefile
	@echo "  CC   $<"
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.S.o: %.S Makefile $(ASSETS)
	@echo "  AS   $<"
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -DVIEW_SCRIPT='"$(VIEW_SCRIPT)"' -Wa,--noexecstack -MMD -MP -c -o $@ $<

$(TCCRUN_OBJ): Makefile
	@echo "  CP   $@"
	@mkdir -p $(@D)
	$(Q)$(AR) p $$($(CC) -print-file-name=libtcc.a) tccrun.o >$@.tmp
	$(Q)objcopy --redefine-sym memcpy=room_copy --redefine-sym mprotect=room_protect $@.tmp $@
	$(Q)rm $@.tmp

# Every output carries it: without comments and indentation, and packed (profiler/view/page.c).
$(VIEW_SCRIPT): $(VIEW_PARTS) profiler/view/view.css Makefile
	@echo "  PACK $@"
	@mkdir -p $(@D)
	$(Q){ echo 'const STYLE = String.raw`'; cat profiler/view/view.css; echo '`;'; cat $(VIEW_PARTS); } | \
		sed -E 's/^[[:blank:]]+//; /^(\/\/.*)?$$/d' | gzip -9n | base64 -w 0 >$@

-include $(patsubst %.o,%.d,$(KERNEL_OBJ) $(RUNNER_OBJ) $(EXTRA_OBJ))
