# SPDX-License-Identifier: GPL-2.0
# make		builds droplens.ko for KDIR, this host's kernel unless told otherwise
# make install	builds, installs and loads it on this host through DKMS (uninstall)
# make demo	shows it at work in a guest; nothing on this host changes
# make test	everything CI runs
# make test-all	the same, and every scenario on every kernel: hours
# make bench	measures the cost of droplens beside its peers

KDIR ?= /lib/modules/$(shell uname -r)/build

all: kdir
	$(MAKE) -C $(KDIR) M=$(CURDIR) CONFIG_DEBUG_INFO_BTF_MODULES= modules

kdir:
	@test -e $(KDIR)/Makefile || { echo "droplens: no kernel headers in $(KDIR): \
	install linux-headers-$$(uname -r), or name a headers folder with KDIR=" >&2; exit 1; }

clean:
	@test ! -e $(KDIR)/Makefile || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	@rm -rf .build

install uninstall:
	@contrib/dkms.sh $@

demo bench test:
	@selftests/setup
	@selftests/$(filter-out test/,$@/)run

test-all:
	@selftests/setup
	@DLENS_ALL=1 selftests/run

.PHONY: all kdir clean install uninstall demo bench test test-all
