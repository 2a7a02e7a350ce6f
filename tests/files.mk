# Written by `tools/list-sources --update`.
UNIT_TESTS = \
	tests/unit/arena \
	tests/unit/autoactivation \
	tests/unit/clock \
	tests/unit/command \
	tests/unit/diag \
	tests/unit/digest \
	tests/unit/discovery \
	tests/unit/execute \
	tests/unit/file \
	tests/unit/hosts \
	tests/unit/initiator \
	tests/unit/iscsiadm \
	tests/unit/lock \
	tests/unit/lvm \
	tests/unit/names \
	tests/unit/options \
	tests/unit/outcome \
	tests/unit/plan \
	tests/unit/pool \
	tests/unit/portal \
	tests/unit/proc \
	tests/unit/process \
	tests/unit/record_config \
	tests/unit/records \
	tests/unit/scalar \
	tests/unit/secret \
	tests/unit/snapshot \
	tests/unit/source \
	tests/unit/state \
	tests/unit/str \
	tests/unit/strbuf \
	tests/unit/sysfs \
	tests/unit/users \
	tests/unit/uses \
	tests/unit/verify \
	tests/unit/yaml
UNIT_EXTRA = \
	tests/unit/tree.h
SHELL_TESTS = \
	tests/shell/cli.sh
GUEST_TESTS = \
	tests/vm/chap.sh \
	tests/vm/discover.sh \
	tests/vm/examples.sh \
	tests/vm/faults.sh \
	tests/vm/held.sh \
	tests/vm/holders.sh \
	tests/vm/inactive.sh \
	tests/vm/killed.sh \
	tests/vm/life.sh \
	tests/vm/paths.sh \
	tests/vm/pinned.sh \
	tests/vm/portals.sh \
	tests/vm/selftest.sh \
	tests/vm/sick.sh \
	tests/vm/stale.sh \
	tests/vm/states.sh \
	tests/vm/tools.sh
TEST_TREES = \
	tests/bench \
	tests/golden \
	tests/recorded \
	tests/vm
PROPERTY_SOURCES = \
	tests/property/crashes.c \
	tests/property/faults.c \
	tests/property/foreign.c \
	tests/property/foreign.h \
	tests/property/laws.c \
	tests/property/laws.h \
	tests/property/main.c \
	tests/property/oracle.c \
	tests/property/oracle.h \
	tests/property/points.h \
	tests/property/property.c \
	tests/property/property.h \
	tests/property/scene.c \
	tests/property/scene.h \
	tests/property/scenes.c \
	tests/property/scenes.h \
	tests/property/trial.c \
	tests/property/trial.h \
	tests/property/world.c \
	tests/property/world.h \
	tests/standin/iscsiadm.c \
	tests/standin/lvm.c \
	tests/standin/lvm_report.c \
	tests/standin/model.c \
	tests/standin/model.h \
	tests/standin/tree.c \
	tests/standin/tree.h
FUZZ_TARGETS = \
	tests/fuzz/devices \
	tests/fuzz/dump \
	tests/fuzz/manifest \
	tests/fuzz/names \
	tests/fuzz/plan \
	tests/fuzz/proc \
	tests/fuzz/records \
	tests/fuzz/report \
	tests/fuzz/state \
	tests/fuzz/sysfs
tests_fuzz_devices_LDADD = $(FUZZ_LDADD)
tests_fuzz_dump_LDADD = $(FUZZ_LDADD)
tests_fuzz_manifest_LDADD = $(FUZZ_LDADD)
tests_fuzz_names_LDADD = $(FUZZ_LDADD)
tests_fuzz_plan_LDADD = $(FUZZ_LDADD)
tests_fuzz_proc_LDADD = $(FUZZ_LDADD)
tests_fuzz_records_LDADD = $(FUZZ_LDADD)
tests_fuzz_report_LDADD = $(FUZZ_LDADD)
tests_fuzz_state_LDADD = $(FUZZ_LDADD)
tests_fuzz_sysfs_LDADD = $(FUZZ_LDADD)
