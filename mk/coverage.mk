# make coverage [COVERAGE=90] [PATTERN=]: a build of its own in build/cov with gcc's --coverage; runs
# the unit tests, the replay of the fuzz corpora, the programs' tests and the protocols' packets, and
# prints which part of the lines of each file ran. Fails when less than COVERAGE per cent of lib/ did.
#
# The sandbox is left out, as with sanitizers: a program that is locked in can't write its counts. One
# that became another user writes to files that are there and writable.
COVERAGE = 90
PATTERN  =

ifdef COV
LDFLAGS  = --coverage
$(BINS): LDFLAGS = --coverage -Wl,--wrap=sn_sandbox_enter -Wl,--wrap=sn_sandbox_lock_in
$(BINS): $B/tests/coverage/unlocked.o
endif

.PHONY: coverage
coverage:
	$(Q)$(MAKE) --no-print-directory COV=1 B=build/cov CC=gcc CFLAGS='-O1 -g' \
	    EXTRA_CFLAGS='--coverage -fprofile-update=atomic' all tests
	$(Q)find build/cov -name '*.gcda' -delete
	$(Q)for t in $(TOOLS); do build/cov/bin/$$t --version >/dev/null || exit 1; done
	$(Q)chmod -R a+rwX build/cov
	$(Q)tests/run build/cov $(PATTERN) || echo 'not everything passed; see make check'
	$(Q)tests/coverage/report build/cov $(COVERAGE)
