# make dist: the sources of the last commit as build/dist/sn-VERSION.tar.gz, the same bytes each time.
# make deb: Debian packages of them, built, checked and tried out in a clean Debian (as root):
# contrib/deb says how. Both need git.
DIST := build/dist/sn-$(VERSION).tar.gz

.PHONY: dist deb
dist:
	$(call say,DIST,$(DIST))mkdir -p $(dir $(DIST)) && \
	    git archive --format=tar --prefix=sn-$(VERSION)/ HEAD | gzip -9n >$(DIST)

deb: dist
	$(Q)contrib/deb $(DIST) build-deb
