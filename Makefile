# sn: see README.md. Targets: all check lint fuzz bench demo install clean. Quiet unless V=1.
CC       = gcc
AR       = ar
PREFIX   = /usr/local
BINDIR   = $(PREFIX)/bin
LIBDIR   = $(PREFIX)/lib
INCDIR   = $(PREFIX)/include
MANDIR   = $(PREFIX)/share/man
DESTDIR  =
B        = build
CFLAGS   = $(if $(SAN),-O1 -g1,-O2 -g)
WERROR   =
SAN      =

VERSION := $(shell sed -n 's/.*SN_VERSION "\(.*\)"/\1/p' include/sn/sn.h)
# The shared library's interface: the number that programs are linked with, which is raised when one
# of them can't run any longer, and that of additions.
ABI     := 1.0
SOMAJOR := $(firstword $(subst ., ,$(ABI)))
TOOLS   := sncap snfilter sndump snstat snindex

# Optional libraries, used when pkg-config finds them; `make HAVE=` builds without them.
HAVE    := $(shell for p in libisal libdeflate libzstd liblzma liblz4 libcrypto libnghttp2 ncursesw; do pkg-config --exists $$p 2>/dev/null && echo $$p; done)
pc       = $(shell pkg-config $(1) $(2) 2>/dev/null)
# ncurses is for a program, not for the library.
PKGS    := zlib libmd libbsd-overlay $(filter-out ncursesw,$(HAVE))
DEFS    := $(foreach p,$(HAVE),-DHAVE_$(shell echo $(p:lib%=%) | tr a-z A-Z)=1)

WARN     = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wpointer-arith -Wwrite-strings $(if $(WERROR),-Werror)
comma   := ,
SANFLAGS = $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
ALLC     = -std=gnu11 -D_GNU_SOURCE -Iinclude -Ilib -I$B/gen -fvisibility=hidden -fPIC -pthread $(WARN) $(DEFS) \
           $(call pc,--cflags,$(PKGS)) $(CFLAGS) $(SANFLAGS) $(EXTRA_CFLAGS)
LIBS     = $(call pc,--libs,$(PKGS)) -pthread -lm
ALLLD    = $(SANFLAGS) $(LDFLAGS)
# At fixed addresses: else 15 MB of what sanitizers know are relocated at every start.
PROGLD   = $(if $(SAN),-no-pie)
LIBS    := $(LIBS)
ALLC    := $(ALLC)

Q        = $(if $(V),,@)
say      = $(if $(V),,@printf '  %-7s %s\n' "$(1)" "$(2)";)

LIBSRC  := $(filter-out lib/compat/%,$(sort $(wildcard lib/*/*.c lib/*/*/*.c)))
LIBOBJ  := $(LIBSRC:%.c=$B/%.o)
CMDSRC  := $(filter-out $(TOOLS:%=cmd/%.c) cmd/snstat_%,$(sort $(wildcard cmd/*.c)))
CMDOBJ  := $(CMDSRC:%.c=$B/%.o)
UNIT    := $(patsubst tests/unit/%.c,$B/tests/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ    := $(patsubst tests/fuzz/%.c,$B/tests/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
BINS    := $(foreach t,$(TOOLS),$(if $(wildcard cmd/$t.c),$B/bin/$t))
SO      := $B/lib/libsn.so.$(ABI)

.PHONY: all lib tests check lint fuzz bench demo install clean
.DELETE_ON_ERROR:
.SECONDARY:

all: lib $(BINS)

# What the page of HTML has inside, as strings.
$B/gen/page.h: lib/fmt/page.css lib/fmt/page.js Makefile
	@mkdir -p $(@D)
	$(call say,GEN,$@)for f in css js; do echo "static const char page_$$f[] ="; \
	    sed 's/[\\"]/\\&/g; s/.*/    "&\\n"/' lib/fmt/page.$$f; echo '    ;'; done >$@

$B/lib/fmt/reporthtml.o: $B/gen/page.h
lib: $B/lib/libsn.a $(SO)

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALLC) -MMD -MP -c -o $@ $<

$B/lib/libsn.a: $(LIBOBJ)
	@mkdir -p $(@D)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(SO): $(LIBOBJ) lib/libsn.map
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ALLLD) -shared -Wl,-soname,libsn.so.$(SOMAJOR) \
	    -Wl,--version-script,lib/libsn.map -o $@ $(LIBOBJ) $(LIBS)
	@ln -sf $(@F) $B/lib/libsn.so.$(SOMAJOR) && ln -sf $(@F) $B/lib/libsn.so

$B/bin/snstat: $(patsubst %.c,$B/%.o,$(sort $(wildcard cmd/snstat_*.c)))
$B/bin/snstat: LIBS += $(if $(filter ncursesw,$(HAVE)),$(call pc,--libs,ncursesw))
$B/bin/%: $B/cmd/%.o $(CMDOBJ) $B/lib/libsn.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ALLLD) $(PROGLD) -o $@ $(filter %.o,$^) $B/lib/libsn.a $(LIBS)

# Test programs; each unit test may interpose malloc (tests/unit/test.h).
$B/tests/unit/%: $B/tests/unit/%.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) $(PROGLD) -o $@ $< $B/lib/libsn.a $(LIBS)

# Fuzz targets linked with a plain driver that replays a corpus; `make fuzz` links libFuzzer.
$B/tests/fuzz/%: $B/tests/fuzz/%.o $B/tests/fuzz/replay.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) $(PROGLD) -o $@ $< $B/tests/fuzz/replay.o $B/lib/libsn.a $(LIBS)

tests: $(UNIT) $(FUZZ)

check: all tests
	$(Q)tests/run $B

clean:
	$(Q)rm -rf build

include $(wildcard mk/*.mk)

-include $(shell find $B -name '*.d' 2>/dev/null)
