# Written by `tools/list-sources --update`.
UNIT_TESTS = \
	tests/unit/arena \
	tests/unit/attrs \
	tests/unit/autoactivation \
	tests/unit/calls \
	tests/unit/cause \
	tests/unit/claim \
	tests/unit/claims \
	tests/unit/clock \
	tests/unit/command \
	tests/unit/device_mapper \
	tests/unit/diag \
	tests/unit/digest \
	tests/unit/discovery \
	tests/unit/execute \
	tests/unit/file \
	tests/unit/hangs \
	tests/unit/host_name \
	tests/unit/hosts \
	tests/unit/initiator \
	tests/unit/interfaces \
	tests/unit/iscsiadm \
	tests/unit/iscsid \
	tests/unit/lock \
	tests/unit/lvm \
	tests/unit/maps_going \
	tests/unit/marks \
	tests/unit/multipath \
	tests/unit/names \
	tests/unit/options \
	tests/unit/outcome \
	tests/unit/plan \
	tests/unit/pool \
	tests/unit/portal \
	tests/unit/proc \
	tests/unit/process \
	tests/unit/record_config \
	tests/unit/record_defaults \
	tests/unit/records \
	tests/unit/resolve \
	tests/unit/saved \
	tests/unit/scalar \
	tests/unit/secret \
	tests/unit/session_down \
	tests/unit/setting \
	tests/unit/snapshot \
	tests/unit/source \
	tests/unit/state \
	tests/unit/str \
	tests/unit/strbuf \
	tests/unit/sysfs \
	tests/unit/users \
	tests/unit/uses \
	tests/unit/verify \
	tests/unit/wrap \
	tests/unit/yaml
UNIT_EXTRA = \
	tests/unit/place.h \
	tests/unit/tree.h
SHELL_TESTS = \
	tests/shell/cause.sh \
	tests/shell/ci.sh \
	tests/shell/cli.sh \
	tests/shell/closed.sh \
	tests/shell/completion.sh \
	tests/shell/fleet.sh \
	tests/shell/hardened.sh \
	tests/shell/log.sh \
	tests/shell/memory.sh \
	tests/shell/metrics.sh \
	tests/shell/mutate.sh \
	tests/shell/recipes.sh \
	tests/shell/saved.sh \
	tests/shell/schema.sh \
	tests/shell/signals.sh \
	tests/shell/trust.sh \
	tests/shell/validate.sh \
	tests/shell/views.sh
SCENARIO_TESTS = \
	tests/scenario/damaged.sh \
	tests/scenario/dead.sh \
	tests/scenario/failed.sh \
	tests/scenario/held.sh \
	tests/scenario/inactive.sh \
	tests/scenario/interfaces.sh \
	tests/scenario/life.sh \
	tests/scenario/shared.sh
GUEST_TESTS = \
	tests/vm/access.sh \
	tests/vm/chap.sh \
	tests/vm/claimed.sh \
	tests/vm/discover.sh \
	tests/vm/examples.sh \
	tests/vm/faults.sh \
	tests/vm/groups.sh \
	tests/vm/hangs.sh \
	tests/vm/held.sh \
	tests/vm/holders.sh \
	tests/vm/iface-paths.sh \
	tests/vm/ifaces.sh \
	tests/vm/import.sh \
	tests/vm/journal.sh \
	tests/vm/killed.sh \
	tests/vm/layers.sh \
	tests/vm/lio.sh \
	tests/vm/lockd.sh \
	tests/vm/luns.sh \
	tests/vm/many.sh \
	tests/vm/multipath.sh \
	tests/vm/paths.sh \
	tests/vm/pinned.sh \
	tests/vm/portals.sh \
	tests/vm/puppet.sh \
	tests/vm/relogin.sh \
	tests/vm/saved.sh \
	tests/vm/scenarios.sh \
	tests/vm/selftest.sh \
	tests/vm/settings.sh \
	tests/vm/sick.sh \
	tests/vm/stale.sh \
	tests/vm/states.sh \
	tests/vm/tools.sh \
	tests/vm/unmanaged.sh
TEST_TREES = \
	tests/bench \
	tests/golden \
	tests/host \
	tests/package \
	tests/recorded \
	tests/scenario \
	tests/schema \
	tests/vm
PROPERTY_SOURCES = \
	tests/property/chance.h \
	tests/property/crashes.c \
	tests/property/faults.c \
	tests/property/imports.c \
	tests/property/main.c \
	tests/property/oracle.c \
	tests/property/oracle.h \
	tests/property/oracle_interfaces.c \
	tests/property/oracle_obstacle.c \
	tests/property/points.h \
	tests/property/printed.c \
	tests/property/printed.h \
	tests/property/property.c \
	tests/property/property.h \
	tests/property/reads.c \
	tests/property/scene.c \
	tests/property/scene.h \
	tests/property/scene_auth.c \
	tests/property/scene_interfaces.c \
	tests/property/scene_less.c \
	tests/property/scene_print.c \
	tests/property/scenes.c \
	tests/property/scenes.h \
	tests/property/subject.h \
	tests/property/trial.c \
	tests/property/trial.h \
	tests/property/world.c \
	tests/property/world.h \
	tests/property/world_pool.c \
	tests/property/world_reads.c \
	tests/property/world_seams.c
STANDIN_SOURCES = \
	tests/standin/fault.c \
	tests/standin/fault.h \
	tests/standin/foreign.c \
	tests/standin/foreign.h \
	tests/standin/iscsiadm.c \
	tests/standin/iscsiadm.h \
	tests/standin/iscsiadm_interfaces.c \
	tests/standin/iscsiadm_records.c \
	tests/standin/law.h \
	tests/standin/law_auth.c \
	tests/standin/law_interfaces.c \
	tests/standin/law_records.c \
	tests/standin/law_sessions.c \
	tests/standin/law_volumes.c \
	tests/standin/laws.c \
	tests/standin/laws.h \
	tests/standin/lvm.c \
	tests/standin/lvm_report.c \
	tests/standin/model.c \
	tests/standin/model.h \
	tests/standin/model_devices.c \
	tests/standin/model_run.c \
	tests/standin/model_time.c \
	tests/standin/multipath.c \
	tests/standin/operation.c \
	tests/standin/operation.h \
	tests/standin/parts.h \
	tests/standin/tree.c \
	tests/standin/tree.h \
	tests/standin/tree_parts.h \
	tests/standin/tree_proc.c \
	tests/standin/tree_sys.c
STANDIN_PROGRAM = \
	tests/standin/program/host.c \
	tests/standin/program/host.h \
	tests/standin/program/kernel.c \
	tests/standin/program/kernel.h \
	tests/standin/program/picture.c \
	tests/standin/program/picture.h \
	tests/standin/program/san.c \
	tests/standin/program/san.h \
	tests/standin/program/standin.c \
	tests/standin/program/tool.c \
	tests/standin/program/tool.h \
	tests/standin/program/watch.c \
	tests/standin/program/watch.h
READS_SOURCES = \
	tests/standin/reads/reads.h \
	tests/standin/reads/wrap.c
FUZZ_TARGETS = \
	tests/fuzz/devices \
	tests/fuzz/dump \
	tests/fuzz/manifest \
	tests/fuzz/names \
	tests/fuzz/plan \
	tests/fuzz/proc \
	tests/fuzz/records \
	tests/fuzz/report \
	tests/fuzz/saved \
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
tests_fuzz_saved_LDADD = $(FUZZ_LDADD)
tests_fuzz_state_LDADD = $(FUZZ_LDADD)
tests_fuzz_sysfs_LDADD = $(FUZZ_LDADD)
