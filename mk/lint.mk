# make lint: format, shell scripts, man pages, layers between folders, habits, static analysis, and
# that --help and the man pages name the same options. Each check is a target of its own: lint-NAME.
CFILES   := $(sort $(wildcard include/sn/*.h lib/*/*.[ch] lib/*/*/*.[ch] lib/compat/include/pcap/*.h cmd/*.[ch] tests/*/*.[ch]))
SHFILES  := $(sort $(wildcard tests/run $(filter-out %.h,$(wildcard tests/lint/*)) tests/bench/run tests/bench/live tests/demo/run tests/soak/run \
             tests/fixtures/make tests/fixtures/record tests/proto/fieldnames tests/cli/*.bats tests/cli/*.bash \
             contrib/install-deps contrib/cluster/search contrib/setup contrib/completions/* contrib/extcap/* lib/compat/sn-compat.in) .ci/run)
TIDY     := $(patsubst %.c,$B/tidy/%.ok,$(LIBSRC) $(COMPATC) $(wildcard cmd/*.c))

LINTS    := lint-format lint-shell lint-man lint-layers lint-tree lint-options lint-tidy
.PHONY: $(LINTS)
lint: $(LINTS)

lint-format:
	$(call say,LINT,clang-format)clang-format --dry-run -Werror $(CFILES)

lint-shell:
	$(call say,LINT,shellcheck)shellcheck -x $(SHFILES)

lint-man:
	$(call say,LINT,mandoc)$(if $(MANPAGES),mandoc -T lint -W warning $(MANPAGES),:)

lint-layers:
	$(call say,LINT,layers)tests/lint/layers

lint-tree:
	$(call say,LINT,tree)tests/lint/tree

lint-options: all
	$(call say,LINT,options)tests/lint/options $B/bin

lint-tidy: $(TIDY)

$B/tidy/lib/base/err.ok: TIDYINC =
$B/tidy/%.ok: TIDYINC = -include tests/lint/analyzer.h

# How many states the analyzer follows through a function: 225,000 by default, where a few files take
# half a minute each.
DEPTH = -Xclang -analyzer-config -Xclang max-nodes=100000

# One stamp for each file; the compiler's .d files say when to look again.
$B/tidy/%.ok: %.c .clang-tidy tests/lint/analyzer.h $B/%.o
	@mkdir -p $(@D)
	$(call say,TIDY,$<)clang-tidy --quiet $< -- $(filter-out $(SANFLAGS),$(ALLC)) $(TIDYINC) $(DEPTH) >$@.log 2>&1 || \
	    { cat $@.log; exit 1; }
	@touch $@
