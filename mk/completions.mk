# Completions of bash, zsh and fish, made of the tools' --help; installed where each looks.
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR  = $(PREFIX)/share/zsh/site-functions
FISHDIR = $(PREFIX)/share/fish/vendor_completions.d
COMPLETIONS := $(foreach t,$(TOOLS),$B/completions/bash/$t $B/completions/zsh/_$t $B/completions/fish/$t.fish)

define completion # TOOL FILE SHELL
$2: $B/bin/$1 contrib/completions/generate
	@mkdir -p $$(@D)
	$(call say,GEN,$$@)contrib/completions/generate $3 $$< >$$@
endef
$(foreach t,$(TOOLS),$(eval $(call completion,$t,$B/completions/bash/$t,bash)))
$(foreach t,$(TOOLS),$(eval $(call completion,$t,$B/completions/zsh/_$t,zsh)))
$(foreach t,$(TOOLS),$(eval $(call completion,$t,$B/completions/fish/$t.fish,fish)))

completions: $(COMPLETIONS)
.PHONY: completions
all: completions

install: install-completions
.PHONY: install-completions
install-completions: completions
	$(Q)$(INSTALL) -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	$(Q)$(INSTALL) -m 644 $B/completions/bash/* $(DESTDIR)$(BASHDIR)
	$(Q)$(INSTALL) -m 644 $B/completions/zsh/* $(DESTDIR)$(ZSHDIR)
	$(Q)$(INSTALL) -m 644 $B/completions/fish/* $(DESTDIR)$(FISHDIR)
