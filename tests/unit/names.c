#include "manifest/names.h"

#include "base/arena.h"
#include "manifest/field.h"

#include <criterion/criterion.h>

static struct arena arena;

static void done(void)
{
	arena_free(&arena);
}

TestSuite(names, .fini = done);

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void takes(field_reader *read, const char *const *texts)
{
	for (; *texts; texts++) {
		struct reading reading = { 0 };
		const char *fault = read(&arena, *texts, &reading);

		cr_assert_null(fault, "'%s': %s", *texts, fault);
		cr_assert_str_eq(reading.text, *texts);
	}
}

static void refuses(field_reader *read, const char *const *texts)
{
	for (; *texts; texts++) {
		struct reading reading = { 0 };

		cr_assert_not_null(read(&arena, *texts, &reading), "'%s' was taken", *texts);
	}
}

static char *repeat(char c, size_t count)
{
	return memset(arena_alloc(&arena, count + 1), c, count);
}

Test(names, targets)
{
	takes(name_read_target,
	      LIST("iqn.1992-08.com.netapp:sn.118047036", "iqn.2003-01.org.example",
		   "iqn.2003-01.org.example:", "iqn.2003-01.org.example:a:b", "iqn.0000-12.x",
		   "iqn.2003-01.org.example:a..b", "iqn.2003-01.org.ex-ample:storage.disk-1",
		   "eui.02004567a425678d", "eui.02004567A425678D", "naa.52004567ba64678d",
		   "naa.62004567BA64678D0123456789ABCDEF"));
	refuses(name_read_target,
		LIST("", ".", "..", "../x", "/", "iqn", "iqn.", "iqn.1992", "iqn.1992-08",
		     "iqn.1992-08.", "iqn.1992-08.:x", "iqn.1992-08..com", "iqn.1992-08.com.",
		     "iqn.1992-08.com.:x", "iqn.1992-00.com", "iqn.1992-13.com", "iqn.92-08.com",
		     "iqn.1992-8.com", "iqn.19922-08.com", "iqn.1992_08.com", "iqn.1992-08.com/x",
		     "iqn.1992-08.com:../../x", "iqn.1992-08.com:a b", "iqn.1992-08.com:a\n",
		     "iqn.1992-08.com:a,b", "iqn.1992-08.com:\303\244", "iqn.1992-08.com:a%b",
		     " iqn.1992-08.com", "eui.", "eui.0200", "eui.02004567a425678g",
		     "eui.02004567a425678d0", "naa.02004567a425678d0", "wwn.5"));
}

Test(names, target_length)
{
	const char *longest = arena_printf(&arena, "iqn.1992-08.com.netapp:%s", repeat('x', 200));

	cr_assert_eq(strlen(longest), 223);
	takes(name_read_target, LIST(longest));
	refuses(name_read_target, LIST(arena_printf(&arena, "%sx", longest)));
}

Test(names, target_warnings)
{
	struct reading reading = { 0 };

	takes(name_read_target, LIST("IQN.1992-08.com.netapp:x", "iqn.1992-08.com.netapp:Disk_1"));
	name_read_target(&arena, "iqn.1992-08.com.netapp:disk_1", &reading);
	cr_assert_not_null(reading.warning);
	reading = (struct reading){ 0 };
	name_read_target(&arena, "iqn.1992-08.com.netapp:disk1", &reading);
	cr_assert_null(reading.warning);
	name_read_target(&arena, "eui.02004567A425678D", &reading);
	cr_assert_null(reading.warning);
	name_read_target_ref(&arena, "iqn.1992-08.com.netapp:DISK", &reading);
	cr_assert_null(reading.warning, "only the declaration warns");
}

Test(names, volume_groups)
{
	takes(name_read_vg, LIST("xenGuests", "a", "...", ".a", "+", "_", "a-b", "0", "pvmove0",
				 "snapshot", repeat('v', 127)));
	refuses(name_read_vg, LIST("", ".", "..", "-", "-a", "a b", "a/b", "../x", "a:b", "a@b",
				   "a\n", "\303\244", repeat('v', 128)));
}

Test(names, logical_volumes)
{
	takes(name_read_lv, LIST("noc1", "lvol0", "root", "snap", "mysnapshot", "apvmove", "tdata",
				 "a_tdat", "cvol"));
	refuses(name_read_lv,
		LIST("", ".", "..", "-a", "a/b", "pvmove", "pvmove0", "snapshot", "snapshot0",
		     "snapshotx", "a_cdata", "a_cmeta", "a_corig", "a_cpool", "a_cvol", "a_wcorig",
		     "a_mimage_0", "a_mlog", "a_rimage_1", "a_rmeta_1", "a_tdata", "a_tmeta",
		     "a_vdata", "a_imeta", "a_iorig", "lvol0_pmspare", "a_vorigin", "_tdata",
		     repeat('l', 128)));
}

Test(names, pairs)
{
	cr_assert_null(name_check_pair("xenGuests", "noc1"));
	cr_assert_null(name_check_pair(repeat('v', 60), repeat('l', 64)));
	cr_assert_not_null(name_check_pair(repeat('v', 60), repeat('l', 65)));
	/* 2 x 31 + 1 + 2 x 32 = 127 and one more */
	cr_assert_null(name_check_pair(repeat('-', 31), repeat('-', 32)));
	cr_assert_not_null(name_check_pair(repeat('-', 32), repeat('-', 32)));
	cr_assert_null(name_check_pair("a-b", repeat('l', 121)));
	cr_assert_not_null(name_check_pair("a-b-c", repeat('l', 120)));
}

Test(names, records)
{
	const char *name = arena_printf(&arena, "iqn.1992-08.com.netapp:%s", repeat('x', 200));
	struct portal portal = { "192.0.2.10", 3260, 1 };

	cr_assert_null(name_check_record(&arena, name, &portal, "default"));
	portal.host = "2001:db8:1111:2222:3333:4444:5555:6666";
	cr_assert_not_null(name_check_record(&arena, name, &portal, "default"));
	/* 255 bytes exactly: 200 + the commas and fields */
	portal = (struct portal){ repeat('h', 36), 3260, TPGT_NONE };
	name = repeat('t', 255 - 36 - strlen(",,3260,-1,default"));
	cr_assert_null(name_check_record(&arena, name, &portal, "default"));
	cr_assert_not_null(name_check_record(&arena, name, &portal, "default1"));
}

Test(names, uuids)
{
	takes(name_read_uuid, LIST("Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Qr"));
	refuses(name_read_uuid, LIST("", "Ab12Cd", "Ab12CdEf34Gh56Ij78Kl90Mn12Op34Qr",
				     "Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Q",
				     "Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Qrs",
				     "Ab12C-dEf34-Gh56-Ij78-Kl90-Mn12-Op34Qr",
				     "Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Qr-",
				     "Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Q!"));
}
