# The service sncap@.service, its user and its folders, examples of settings and of alert rules, installed where systemd looks.
SYSTEMDDIR  = $(PREFIX)/lib/systemd/system
SYSUSERSDIR = $(PREFIX)/lib/sysusers.d
TMPFILESDIR = $(PREFIX)/lib/tmpfiles.d
EXAMPLEDIR  = $(PREFIX)/share/doc/sn-tools/examples

install: install-systemd
.PHONY: install-systemd
install-systemd:
	$(Q)$(INSTALL) -d $(DESTDIR)$(SYSTEMDDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR) \
	    $(DESTDIR)$(EXAMPLEDIR)
	$(Q)sed 's|@BINDIR@|$(BINDIR)|' contrib/systemd/sncap@.service.in \
	    >$(DESTDIR)$(SYSTEMDDIR)/sncap@.service
	$(Q)$(INSTALL) -m 644 contrib/systemd/sncap.sysusers $(DESTDIR)$(SYSUSERSDIR)/sncap.conf
	$(Q)$(INSTALL) -m 644 contrib/systemd/sncap.tmpfiles $(DESTDIR)$(TMPFILESDIR)/sncap.conf
	$(Q)$(INSTALL) -m 644 contrib/systemd/default.conf contrib/prometheus/sncap.rules.yml \
	    $(DESTDIR)$(EXAMPLEDIR)
