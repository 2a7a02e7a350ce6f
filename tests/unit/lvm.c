#include "config.h"

#include "tool/lvm.h"
#include "tool/lvm_devices.h"
#include "tree.h"

#define UUID "q6xRvU-QK8Y-l2I5-3akh-QOgf-pGmb-8JtkQa"
#define LV_UUID "s3jmJj-eMkX-1O2U-kezX-E6DT-fGGL-Z2B99B"
#define DM_UUID "LVM-q6xRvUQK8Yl2I53akhQOgfpGmb8JtkQas3jmJjeMkX1O2UkezXE6DTfGGLZ2B99B"
#define PROBE                                                                                  \
	"--nolocking --config 'global{metadata_read_only=1} devices{hints=\"none\"} "          \
	"report{output_format=\"basic\" compact_output=0 compact_output_cols=\"\" aligned=1 "  \
	"buffered=1 headings=1 separator=\" \" list_item_separator=\",\" prefixes=0 quoted=1 " \
	"columns_as_rows=0 binary_values_as_numeric=0 mark_hidden_devices=1 "                  \
	"two_word_unknown_device=0} "                                                          \
	"log{report_command_log=0 verbose=0 silent=0 command_names=0 prefix=\"  \"}' "
#define OPTIONS "--foreign --shared --reportformat json --units b --nosuffix "

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena };
	root = tree_make(&arena);
	tools = (struct tools){ .lvm.path = "/usr/sbin/lvm", .run = root, .lvm_etc = root };
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(lvm, .init = begin, .fini = end);

static const char *text_of(struct command command)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	command_text(&command, &text);
	return arena_strdup(&arena, strbuf_text(&text));
}

Test(lvm, command_lines)
{
	struct command command = lvm_report(&arena, &tools, NULL);
	struct names devices = { 0 };

	cr_assert(str_starts(text_of(command),
			     "lvm fullreport " PROBE OPTIONS "--configreport vg -o "));
	cr_assert(str_ends(text_of(command), " --configreport pvseg -S pvseg_start=99999999 "
					     "--configreport seg -o lv_name,devices "
					     "-O lv_name,seg_start"));
	cr_assert(!command.changes && command.seconds == 60);
	vec_add(&arena, &devices.list, "/dev/sda");
	vec_add(&arena, &devices.list, "/dev/sdb1");
	cr_assert(str_starts(text_of(lvm_report(&arena, &tools, &devices)),
			     "lvm fullreport " PROBE "--devices /dev/sda,/dev/sdb1 " OPTIONS));
	cr_assert_str_eq(text_of(lvm_config(&arena, &tools)),
			 "lvmconfig --type full devices activation");
	cr_assert_str_eq(text_of(lvm_accessible(&arena, &tools, &devices)),
			 "lvm vgs " PROBE "--devices /dev/sda,/dev/sdb1 --noheadings -o vg_uuid");
}

static struct lvm_name group = { "vg_a", NULL, NULL }, volume = { "vg_a", NULL, "x" };

Test(lvm, changing_commands)
{
	struct command command =
		lvm_activate(&tools, &snapshot, &arena, &group, LVM_PLAINLY, false);

	cr_assert_str_eq(text_of(command), "vgchange -ay vg_a");
	cr_assert_str_eq(command.path, "/usr/sbin/lvm");
	cr_assert(command.changes && command.seconds == 120);
	cr_assert_str_eq(text_of(lvm_deactivate(&tools, &snapshot, &arena, &group)),
			 "vgchange -an vg_a");
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &volume, LVM_PLAINLY, false)),
		"lvchange -ay vg_a/x");
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &volume, LVM_PLAINLY, true)),
		"lvchange -ay -K vg_a/x");
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &group, LVM_EXCLUSIVELY, false)),
		"vgchange -aey vg_a");
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &volume, LVM_EXCLUSIVELY, true)),
		"lvchange -aey -K vg_a/x");
	cr_assert_str_eq(text_of(lvm_deactivate(&tools, &snapshot, &arena, &volume)),
			 "lvchange -an vg_a/x");
	cr_assert_str_eq(text_of(lvm_refresh(&tools, &snapshot, &arena, &volume)),
			 "lvchange --refresh vg_a/x");
}

/* A pinned VG is never addressed by a name that another one may have. */
Test(lvm, pinned_commands)
{
	struct lvm_name pinned = { "vg_a", UUID, NULL };

	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &pinned, LVM_PLAINLY, false)),
		"vgchange -ay --select vg_uuid=" UUID);
	pinned.lv = "x";
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &pinned, LVM_PLAINLY, true)),
		"lvchange -ay -K --select 'vg_uuid=" UUID " && lv_name=x'");
}

Test(lvm, restricted_commands)
{
	/* A report that ended badly restricts what is known, not what LVM may look at. */
	snapshot.lvm_incomplete = "lvm fullreport exited with 5";
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &group, LVM_PLAINLY, false)),
		"vgchange -ay vg_a");
	vec_add(&arena, &snapshot.sessions, ((struct session){ .sid = 1, .state = "FAILED" }));
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &group, LVM_PLAINLY, false)),
		"vgchange -ay --devices /dev/null vg_a");
	vec_add(&arena, &snapshot.lvm_devices, "/dev/sda");
	vec_add(&arena, &snapshot.lvm_devices, "/dev/sdb");
	cr_assert_str_eq(
		text_of(lvm_activate(&tools, &snapshot, &arena, &volume, LVM_PLAINLY, false)),
		"lvchange -ay --devices /dev/sda,/dev/sdb vg_a/x");
}

static void parse(const char *text)
{
	const char *reason = NULL;

	cr_assert_eq(lvm_parse_report(text, strlen(text), &snapshot, &reason), 0, "%s", reason);
	snapshot_index(&snapshot);
}

/* The same command lines, run where there is device-mapper. */
Test(lvm, active_vg)
{
	const struct vg *vg;
	const struct lv *lv;

	parse(recorded(&arena, "fullreport-active.out"));
	cr_assert_eq(snapshot.vgs.count, 1);
	vg = snapshot.vgs.at;
	cr_assert_str_eq(vg->name, "vg_b");
	cr_assert_str_eq(vg->uuid, "MTeNCc-0Pb3-ei1p-KY7S-i3s2-vOnT-fzoOIB");
	cr_assert(!vg->exported && !vg->partial && !vg->shared && vg->missing_pvs == 0);
	cr_assert_eq(vg->seqno, 13);
	cr_assert_eq(vg->pvs.count, 2);
	cr_assert_str_eq(vg->pvs.at[1].name, "/dev/sdb");
	cr_assert_str_eq(vg->pvs.at[1].vg, "vg_b");
	cr_assert(vg->pvs.at[1].major == 8 && vg->pvs.at[1].minor == 16);
	cr_assert_eq(vg->pvs.at[1].start, 1024 * 1024);
	cr_assert_eq(vg->pvs.at[1].span, 61 * 1024 * 1024);
	lv = vg_lv(vg, "spread-lv_1.x");
	cr_assert(lv->active && !lv->unknown && !lv->open && !lv->skip);
	cr_assert_str_eq(lv->role, "public");
	cr_assert_str_eq(lv->layout, "linear");
	cr_assert_eq(lv->size, 56 * 1024 * 1024);
	cr_assert(vg_lv(vg, "pool")->open && vg_lv(vg, "pool")->active);
	lv = vg_lv(vg, "skip");
	cr_assert(lv->skip && !lv->active && !lv->unknown);
	cr_assert_eq(snapshot.orphans.count, 1);
	cr_assert_str_eq(snapshot.orphans.at[0].name, "/dev/sdc");
	cr_assert_str_eq(snapshot.orphans.at[0].vg, "");
}

/* Where the data is, as the kernel's tables had it at the same moment (dmsetup table). */
Test(lvm, extents)
{
	const struct vg *vg;

	parse(recorded(&arena, "fullreport-active.out"));
	vg = snapshot.vgs.at;
	cr_assert_str_eq(vg_lv(vg, "spread-lv_1.x")->extents, "8:0 2048, 8:16 2048, 8:0 83968");
	cr_assert_str_eq(vg_lv(vg, "str")->extents, "8:0 92160, 8:16 34816");
	cr_assert_str_eq(vg_lv(vg, "data")->extents, "8:16 26624");
	cr_assert_str_eq(vg_lv(vg, "pool")->extents, "", "it is on its own parts");
	cr_assert_str_eq(vg_lv(vg, "thin")->extents, "", "it is in its pool");
	parse(recorded(&arena, "fullreport-partial-no-driver.out"));
	vg = &snapshot.vgs.at[1];
	cr_assert_str_eq(vg_lv(vg, "spread-lv_1.x")->extents, "", "a physical volume is missing");
}

/* The devices of the first segment of one volume, as they are printed. */
static const char *extents_of(const char *devices)
{
	const char *text = recorded(&arena, "fullreport-active.out");

	text = replaced(&arena, text, "\"/dev/sda(12)\"", arena_printf(&arena, "\"%s\"", devices));
	snapshot.vgs.count = 0;
	parse(text);
	return vg_lv(&snapshot.vgs.at[0], "skip")->extents;
}

Test(lvm, devices_of_segments)
{
	cr_assert_str_eq(extents_of("/dev/sda(0),/dev/sdb(14)"), "8:0 2048, 8:16 116736");
	cr_assert_str_eq(extents_of("/dev/sdb"), "");
	cr_assert_str_eq(extents_of("/dev/sdb(x)"), "");
	cr_assert_str_eq(extents_of("/dev/sdb(1"), "");
	cr_assert_str_eq(extents_of("/dev/sd(1)"), "");
	cr_assert_str_eq(extents_of("/dev/sda(1)/dev/sdx(1)"), "");
	cr_assert_str_eq(extents_of("/dev/sda(18446744073709551615)"), "");
	cr_assert_str_eq(extents_of("pvmove0(0)"), "");
}

/* Run where there is no device-mapper: all of activation is unknown. */
Test(lvm, unknown_activation)
{
	const struct vg *vg;
	const struct lv *lv;

	parse(recorded(&arena, "fullreport-no-driver.out"));
	vg = snapshot.vgs.at;
	cr_assert_eq(vg->lvs.count, 3);
	vec_each (lv, &vg->lvs) {
		cr_assert(lv->unknown && !lv->active && !lv->open);
		cr_assert_eq(lv->skip, str_equal(lv->name, "skip"));
	}
}

/* The report shows what LVM would not act on, and does not say so. */
Test(lvm, inaccessible)
{
	const char *text = recorded(&arena, "fullreport-no-driver.out");

	parse(text);
	cr_assert(!lvm_has_restricted(&snapshot));
	text = replaced(&arena, text, "\"vg_systemid\":\"\"", "\"vg_systemid\":\"xen02\"");
	snapshot.vgs.count = 0;
	parse(text);
	cr_assert(lvm_has_restricted(&snapshot));
	lvm_mark_inaccessible(arena_printf(&arena, "  another\n  %s\n", snapshot.vgs.at[0].uuid),
			      &snapshot);
	cr_assert(!snapshot.vgs.at[0].inaccessible);
	lvm_mark_inaccessible("  another\n", &snapshot);
	cr_assert(snapshot.vgs.at[0].inaccessible);
}

Test(lvm, partial_vg)
{
	const struct vg *vg;

	parse(recorded(&arena, "fullreport-partial-no-driver.out"));
	vg = snapshot.vgs.at;
	cr_assert(vg->partial && vg->missing_pvs == 1);
	cr_assert(!vg->pvs.at[0].missing && vg->pvs.at[1].missing);
	cr_assert_str_eq(vg->pvs.at[1].name, "[unknown]");
	/* report/binary_values_as_numeric */
	parse(replaced(&arena, recorded(&arena, "fullreport-active.out"), "\"pv_missing\":\"\"",
		       "\"pv_missing\":\"1\""));
	cr_assert(snapshot.vgs.at[1].pvs.at[0].missing);
	parse(replaced(&arena, recorded(&arena, "fullreport-active.out"), "\"pv_missing\":\"\"",
		       "\"pv_missing\":\"0\""));
	cr_assert(!snapshot.vgs.at[2].pvs.at[0].missing);
}

Test(lvm, group_attributes)
{
	const struct vg *vg;

	parse(replaced(&arena, recorded(&arena, "fullreport-active.out"), "wz--n-", "wzxpns"));
	vg = snapshot.vgs.at;
	cr_assert(vg->exported && vg->partial && vg->shared);
}

/* One report with a given attribute for the LV "data". */
static struct lv *lv_with(const char *attr)
{
	const char *text = recorded(&arena, "fullreport-no-driver.out");

	text = replaced(&arena, text, "-wi-XX----", attr);
	snapshot.vgs.count = 0;
	parse(text);
	return &snapshot.vgs.at[0].lvs.at[0];
}

Test(lvm, states)
{
	const struct lv *lv;

	for (const char *state = "asISmMdicC"; *state; state++) {
		lv = lv_with(arena_printf(&arena, "-wi-%c-----", *state));
		cr_assert(lv->active && !lv->unknown, "%c", *state);
	}
	lv = lv_with("-wi-------");
	cr_assert(!lv->active && !lv->unknown && !lv->open && !lv->skip);
	lv = lv_with("-wi-ao----");
	cr_assert(lv->active && lv->open && !lv->unknown);
	lv = lv_with("-wi-XX--X-");
	cr_assert(!lv->active && lv->unknown);
	lv = lv_with("-wi------k");
	cr_assert(lv->skip);
}

Test(lvm, hidden_volumes_are_left_out)
{
	parse(replaced(&arena, recorded(&arena, "fullreport-no-driver.out"), "\"data\"",
		       "\"[data]\""));
	cr_assert_eq(snapshot.vgs.at[0].lvs.count, 2);
}

Test(lvm, unknown_keys_are_fine)
{
	const char *text = recorded(&arena, "fullreport-no-driver.out");

	parse(replaced(&arena, text, "\"report\"", "\"log\": [], \"report\""));
	parse("{\"report\": []}");
	cr_assert_eq(snapshot.vgs.count, 1);
}

static void expect_refused(const char *text)
{
	const char *reason = NULL;

	cr_assert_eq(lvm_parse_report(text, strlen(text), &snapshot, &reason), -1, "%s", text);
	cr_assert_not_null(reason);
	cr_assert_eq(snapshot.vgs.count, 0);
	cr_assert_eq(snapshot.orphans.count, 0);
}

Test(lvm, not_a_report)
{
	const char *good = recorded(&arena, "fullreport-no-driver.out");

	expect_refused("");
	expect_refused("{}");
	expect_refused("[]");
	expect_refused("{\"report\": [1]}");
	expect_refused("{\"report\": [{}]}");
	expect_refused("{\"report\": [{\"vg\": []}]}");
	expect_refused("{\"report\": [{\"vg\": {}, \"lv\": [], \"pv\": []}]}");
	expect_refused(arena_strndup(&arena, good, strlen(good) - 10));
	expect_refused(replaced(&arena, good, "\"lv_role\":\"public\", ", ""));
	expect_refused(replaced(&arena, good, "\"pv_major\":\"8\"", "\"pv_major\":8"));
	expect_refused(replaced(&arena, good, "\"pv_major\":\"8\"", "\"pv_major\":\"eight\""));
	expect_refused(replaced(&arena, good, "\"seg\"", "\"segs\""));
	expect_refused(replaced(&arena, good, "\"devices\"", "\"device\""));
	expect_refused(replaced(&arena, good, "-wi-XX----", "-wi-"));
	expect_refused(replaced(&arena, good, "wz--n-", ""));
	/* Reports of other fields than ours. */
	expect_refused(recorded(&arena, "fullreport-json-two-vgs.out"));
	expect_refused(recorded(&arena, "fullreport-json-orphan-pv.out"));
	/* A refused report leaves nothing to the next. */
	parse(good);
	cr_assert_eq(snapshot.vgs.at[0].lvs.count, 3);
}

Test(lvm, survives_damage)
{
	const char *good = recorded(&arena, "fullreport-no-driver.out");
	size_t size = strlen(good);

	for (size_t i = 0; i < size; i += 3) {
		struct arena scratch = { 0 };
		struct snapshot read = { .arena = &scratch };
		char *text = arena_strdup(&scratch, good);
		const char *reason = NULL;

		text[i] = "\"[\0}x\xff"[i % 6];
		if (lvm_parse_report(text, size, &read, &reason) < 0)
			cr_assert_not_null(reason);
		arena_free(&scratch);
	}
}

Test(lvm, dm_names)
{
	const char *vg = NULL, *lv = NULL;

	cr_assert(lvm_split_dm_name(&arena, "vg_b-spread--lv_1.x", &vg, &lv));
	cr_assert_str_eq(vg, "vg_b");
	cr_assert_str_eq(lv, "spread-lv_1.x");
	cr_assert_str_eq(lvm_dm_name(&arena, vg, lv), "vg_b-spread--lv_1.x");
	cr_assert(lvm_split_dm_name(&arena, "a-----b", &vg, &lv));
	cr_assert_str_eq(vg, "a--");
	cr_assert_str_eq(lv, "b");
	cr_assert(!lvm_split_dm_name(&arena, "vg-lv-real", &vg, &lv));
	cr_assert(!lvm_split_dm_name(&arena, "mpatha", &vg, &lv));
	cr_assert(!lvm_split_dm_name(&arena, "vg-", &vg, &lv));
	cr_assert(!lvm_split_dm_name(&arena, "-lv", &vg, &lv));
	cr_assert(!lvm_split_dm_name(&arena, "", &vg, &lv));
}

Test(lvm, dm_uuids)
{
	cr_assert(lvm_dm_uuid_is_vg(DM_UUID, UUID));
	cr_assert(lvm_dm_uuid_is_vg(DM_UUID "-real", UUID));
	cr_assert_str_eq(lvm_dm_uuid(&arena, UUID, LV_UUID), DM_UUID);
	cr_assert(!lvm_dm_uuid_is_vg("LVM-q6xRvUQK8Yl2I53akhQOgfpGmb8JtkQa", UUID));
	cr_assert(!lvm_dm_uuid_is_vg(DM_UUID, ""));
	cr_assert(!lvm_dm_uuid_is_vg("mpath-360000", UUID));
	cr_assert(!lvm_dm_uuid_is_vg(NULL, UUID));
}

static struct block *add_block(const char *name, unsigned int minor, unsigned int sid)
{
	struct block *block = vec_push(&arena, &snapshot.blocks);

	block->name = name;
	block->major = 8;
	block->minor = minor;
	block->sid = sid;
	block->size = 2048;
	return block;
}

/*
 * Disks: local vda with a partition; sda of good session 1; sdb of FAILED session 2; sdc, of
 * session 1, and sdd, of session 2, are paths of mpatha; dm-1 is encrypted on sdb; dm-2 an LV.
 */
static void make_blocks(void)
{
	struct session *session;
	struct block *block;

	session = vec_push(&arena, &snapshot.sessions);
	*session = (struct session){ .sid = 1, .state = "LOGGED_IN" };
	session = vec_push(&arena, &snapshot.sessions);
	*session = (struct session){ .sid = 2, .state = "FAILED" };
	block = add_block("dm-0", 10, 0);
	block->dm_name = "mpatha";
	block->dm_uuid = "mpath-3600";
	vec_add(&arena, &block->slaves, "sdc");
	vec_add(&arena, &block->slaves, "sdd");
	block = add_block("dm-1", 11, 0);
	block->dm_name = "odd name";
	block->dm_uuid = "CRYPT-x";
	vec_add(&arena, &block->slaves, "sdb");
	block = add_block("dm-2", 12, 0);
	block->dm_name = "vg-lv";
	block->dm_uuid = DM_UUID;
	vec_add(&arena, &block->slaves, "sda");
	add_block("loop0", 20, 0)->size = 0;
	add_block("ram0", 21, 0);
	add_block("sda", 1, 1)->wwid = "naa.1";
	add_block("sdb", 2, 2)->wwid = "naa.2";
	add_block("sdc", 3, 1);
	add_block("sdd", 4, 2);
	add_block("sr0", 22, 0);
	add_block("vda", 5, 0)->wwid = "t10.ATA  disk  7";
	add_block("vda1", 6, 0)->disk = "vda";
	snapshot_index(&snapshot);
}

static const char *healthy(const char *config)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *reason = NULL, **name;
	struct names names = { 0 };

	if (lvm_healthy_devices(&tools, &snapshot, config, &arena, &names, &reason) < 0)
		return reason;
	vec_each (name, &names.list)
		strbuf_printf(&text, "%s ", *name);
	return arena_strdup(&arena, strbuf_text(&text));
}

static const char *config_with(const char *old, const char *new)
{
	return replaced(&arena, recorded(&arena, "lvmconfig-devices.out"), old, new);
}

Test(lvm, devices_without_filter)
{
	make_blocks();
	cr_assert_str_eq(healthy(recorded(&arena, "lvmconfig-devices.out")),
			 "/dev/mapper/mpatha /dev/sda /dev/vda1 ");
	cr_assert_str_eq(healthy(config_with("scan_lvs=0", "scan_lvs=1")),
			 "/dev/mapper/mpatha /dev/mapper/vg-lv /dev/sda /dev/vda1 ");
	cr_assert_str_eq(healthy(""), "lvmconfig printed no section \"devices\"");
}

Test(lvm, devices_of_a_map_without_paths)
{
	make_blocks();
	snapshot.sessions.at[0].state = "FREE";
	cr_assert_str_eq(healthy(recorded(&arena, "lvmconfig-devices.out")), "/dev/vda1 ");
	snapshot.sessions.count = 0; /* sessions that nobody knows are no better */
	cr_assert_str_eq(healthy(recorded(&arena, "lvmconfig-devices.out")), "/dev/vda1 ");
}

Test(lvm, devices_with_filters)
{
	make_blocks();
	tree_file(&arena, root, "udev/data/b8:1",
		  "S:disk/by-id/wwn-0x1\nS:disk/by-path/ip-1\nI:1\nE:ID_BUS=scsi\n");
	cr_assert_str_eq(healthy(config_with("\tfilter=[\"a|.*|\"]",
					     "\tfilter=[\"a|^/dev/disk/by-id/|\", \"r|.*|\"]")),
			 "/dev/sda ");
	cr_assert_str_eq(healthy(config_with("\tfilter=[\"a|.*|\"]",
					     "\tfilter=\"r#^/dev/(sd|mapper/m).*#\"")),
			 "/dev/vda1 ");
	/* A name that is accepted wins over one that is rejected before it. */
	cr_assert_str_eq(
		healthy(config_with("\tfilter=[\"a|.*|\"]",
				    "\tfilter=[\"r|^/dev/sda$|\",\"a|by-path|\",\"r|.*|\"]")),
		"/dev/sda ");
	cr_assert_str_eq(healthy(config_with("global_filter=[\"a|.*|\"]",
					     "global_filter=[\"r{vda}\",\"r(\\\\.x)\"]")),
			 "/dev/mapper/mpatha /dev/sda ");
	cr_assert_str_eq(healthy(config_with("\tfilter=[\"a|.*|\"]", "\tfilter=[]")),
			 "/dev/mapper/mpatha /dev/sda /dev/vda1 ");
	cr_assert_str_eq(healthy(config_with("\tfilter=[\"a|.*|\"]", "\tfilter=[\"r|.*|\"]")),
			 "no device that LVM may use is left");
}

Test(lvm, filters_in_the_syntax_of_lvm)
{
	make_blocks();
	tree_file(&arena, root, "udev/data/b8:1", "S:x{2}\n");
	cr_assert_str_eq(
		healthy(config_with("\tfilter=[\"a|.*|\"]", "\tfilter=[\"a|/x{2}$|\",\"r|.*|\"]")),
		"/dev/sda ");
	cr_assert_str_eq(healthy(config_with("\tfilter=[\"a|.*|\"]",
					     "\tfilter=[\"a|/x\\\\{\\\\2\\\\}|\",\"r|.*|\"]")),
			 "/dev/sda ");
	cr_assert_str_eq(healthy(config_with("\tfilter=[\"a|.*|\"]",
					     "\tfilter=[\"a|/[u-v][^x]+1$|\",\"r|.*|\"]")),
			 "/dev/vda1 ");
}

Test(lvm, filters_that_are_not_understood)
{
	static const char *const bad[] = { "[\"x|.*|\"]",
					   "[\"a|.*\"]",
					   "[\"a\"]",
					   "[\"a|(|\"]",
					   "[\"a|.*|\"",
					   "[a|.*|]",
					   "7",
					   "\"a|.*|",
					   "[\"a|.*|\" x]",
					   "\"a|[a\\\\]]|\"",
					   "\"a|[[:alpha:]]|\"",
					   "\"a|[]x]|\"",
					   "\"a|\\\\n|\"",
					   "\"a|(((((((((x+)+)+)+)+)+)+)+)+)+|\"" };

	make_blocks();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *text = arena_printf(&arena, "\tfilter=%s", bad[i]);

		cr_assert(str_ends(healthy(config_with("\tfilter=[\"a|.*|\"]", text)),
				   "not understood"),
			  "%s", bad[i]);
	}
}

Test(lvm, devices_file)
{
	const char *config = config_with("use_devicesfile=0", "use_devicesfile=1");

	make_blocks();
	/* Without the file, the filters decide. */
	cr_assert_str_eq(healthy(config), "/dev/mapper/mpatha /dev/sda /dev/vda1 ");
	tree_file(&arena, root, "devices/system.devices",
		  "# LVM uses devices listed in this file.\nVERSION=1.1.2\n"
		  "IDTYPE=sys_wwid IDNAME=naa.1 DEVNAME=/dev/sdz PVID=x\n"
		  "IDTYPE=sys_wwid IDNAME=naa.2 DEVNAME=/dev/sdb PVID=y\n"
		  "IDTYPE=sys_wwid IDNAME=t10.ATA_disk_7 DEVNAME=/dev/vda1 PVID=z PART=1\n");
	cr_assert_str_eq(healthy(config), "/dev/sda /dev/vda1 ");
	tree_file(&arena, root, "devices/system.devices",
		  "IDTYPE=sys_wwid IDNAME=t10.ATA_disk_7 DEVNAME=/dev/vda1 PVID=z PART=2\n"
		  "IDTYPE=mpath_uuid IDNAME=mpath-3600 DEVNAME=/dev/dm-7 PVID=z\n"
		  "IDTYPE=devname IDNAME=/dev/sda DEVNAME=/dev/sda PVID=.\n");
	cr_assert_str_eq(healthy(config), "/dev/mapper/mpatha /dev/sda ");
}
