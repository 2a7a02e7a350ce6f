#include "config.h"

#include "manifest/setting.h"

#include "base/arena.h"
#include "manifest/field.h"
#include "tool/iscsiadm.h"
#include "tree.h"

static struct arena arena;

static void done(void)
{
	arena_free(&arena);
}

TestSuite(setting, .fini = done);

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const char *fault_of(const char *name, const char *value)
{
	struct reading reading = { 0 };

	return setting_read_value(&arena, name, value, &reading);
}

/* The normal form of a value that is taken. */
static const char *taken(const char *name, const char *value)
{
	struct reading reading = { 0 };
	const char *fault = setting_read_value(&arena, name, value, &reading);

	cr_assert_null(fault, "%s = '%s': %s", name, value, fault);
	return reading.text;
}

static void takes(const char *name, const char *const *values)
{
	for (; *values; values++)
		cr_expect_str_eq(taken(name, *values), *values);
}

static void refuses(const char *name, const char *const *values)
{
	for (; *values; values++)
		cr_expect_not_null(fault_of(name, *values), "%s = '%s' was taken", name, *values);
}

Test(setting, table_is_sorted)
{
	for (size_t i = 0; i < setting_type_count; i++) {
		if (i)
			cr_expect_lt(strcmp(setting_types[i - 1].name, setting_types[i].name), 0,
				     "%s", setting_types[i].name);
		cr_expect_eq(setting_find(setting_types[i].name), &setting_types[i]);
		cr_expect(*setting_types[i].doc);
	}
}

/* Everything that a version's records have; seen gets what of it is in the table. */
static void every_parameter_is_known(const char *dump, bool *seen)
{
	struct snapshot snapshot = { .arena = &arena };
	const struct parameter *parameter;
	const char *reason = NULL;

	cr_assert_eq(iscsiadm_parse_dump(recorded(&arena, dump), &snapshot, &reason), 0, "%s",
		     reason);
	vec_each (parameter, &snapshot.records.at[0].parameters) {
		const struct setting_type *type = setting_find(parameter->name);
		struct reading reading = { 0 };
		const char *fault = setting_read_name(&arena, parameter->name, &reading);

		cr_expect(!type == !!fault, "%s: %s", parameter->name, fault);
		cr_expect(!fault || !strstr(fault, "no such parameter"),
			  "%s: %s is neither in the table nor refused on purpose", dump,
			  parameter->name);
		if (!type)
			continue;
		seen[type - setting_types] = true;
		/* A name that is not given is not in a manifest either. */
		if (*parameter->value || !type->rule)
			cr_expect_str_eq(taken(parameter->name, parameter->value),
					 parameter->value);
	}
}

Test(setting, table_is_that_of_iscsiadm)
{
	bool *older = arena_alloc(&arena, setting_type_count * sizeof(bool));
	bool *newer = arena_alloc(&arena, setting_type_count * sizeof(bool));
	bool *newest = arena_alloc(&arena, setting_type_count * sizeof(bool));

	every_parameter_is_known("node-show-record.out", older);
	every_parameter_is_known("node-show-record-2.1.11.out", newer);
	every_parameter_is_known("node-show-record-2.1.13.out", newest);
	for (size_t i = 0; i < setting_type_count; i++) {
		const struct setting_type *type = &setting_types[i];

		if (!type->version)
			cr_expect(older[i] && newer[i] && newest[i], "%s is not in every dump",
				  type->name);
		else
			cr_expect(!older[i] && newest[i] &&
					  newer[i] == str_starts(type->version, "2.1.11"),
				  "%s: %s", type->name, type->version);
	}
}

Test(setting, integers)
{
	takes("node.session.queue_depth", LIST("1", "32", "1024", "4096"));
	refuses("node.session.queue_depth",
		LIST("0", "4097", "-1", "", " 1", "1 ", "1.5", "1e3", "abc", "12x", "true",
		     "4294967297", "99999999999999999999", "<empty>", "1\n"));
	takes("node.session.timeo.replacement_timeout", LIST("-1", "0", "2147483647"));
	refuses("node.session.timeo.replacement_timeout", LIST("2147483648", "-2147483649"));
	takes("node.conn[0].iscsi.MaxXmitDataSegmentLength", LIST("0", "512", "16777215"));
	refuses("node.conn[0].iscsi.MaxXmitDataSegmentLength", LIST("511", "-1", "16777216"));
}

/* As iscsiadm stores it: else the record would differ from the manifest for ever. */
Test(setting, integers_have_one_form)
{
	cr_expect_str_eq(taken("node.session.queue_depth", "007"), "7");
	cr_expect_str_eq(taken("node.session.queue_depth", "+7"), "7");
	cr_expect_str_eq(taken("node.session.queue_depth", "0x10"), "16");
	cr_expect_str_eq(taken("node.session.reopen_max", "-0"), "0");
}

Test(setting, words)
{
	takes("node.session.iscsi.InitialR2T", LIST("Yes", "No"));
	refuses("node.session.iscsi.InitialR2T", LIST("yes", "", "true", "1", "Yes ", "Y"));
	takes("node.conn[0].iscsi.DataDigest", LIST("None", "CRC32C", "CRC32C,None"));
	refuses("node.conn[0].iscsi.DataDigest", LIST("CRC32C, None", "crc32c", "None,None"));
	takes("node.session.cmds_max", LIST("16", "128", "4096"));
	refuses("node.session.cmds_max", LIST("8", "100", "8192"));
	cr_expect_str_eq(fault_of("node.session.scan", "Auto"),
			 "it must be 'auto' or 'manual'; did you mean 'auto'?");
}

Test(setting, names_of_the_kernel)
{
	takes("node.conn[0].tcp.congestion_control", LIST("bbr", "cubic", "a", "a2345678901234_"));
	refuses("node.conn[0].tcp.congestion_control",
		LIST("", "2", "bbr ", "bbr\n", "a234567890123456", "b/r", "<empty>"));
}

/* One complaint is enough. */
Test(setting, value_of_an_unknown_name_is_not_judged)
{
	cr_expect_null(fault_of("node.session.x", "anything"));
}

static void expect_meant(const char *text, const char *name)
{
	struct reading reading = { 0 };
	const char *fault = setting_read_name(&arena, text, &reading);

	cr_assert_not_null(fault, "%s", text);
	if (name)
		cr_expect(strstr(fault, arena_printf(&arena, "did you mean '%s'?", name)), "%s: %s",
			  text, fault);
	else
		cr_expect_null(strstr(fault, "did you mean"), "%s: %s", text, fault);
}

Test(setting, did_you_mean)
{
	expect_meant("node.session.timeo.replacment_timeout",
		     "node.session.timeo.replacement_timeout");
	expect_meant("node.session.replacement_timeout", "node.session.timeo.replacement_timeout");
	expect_meant("replacement_timeout", "node.session.timeo.replacement_timeout");
	expect_meant("node.session.timeo.login_timeout", "node.conn[0].timeo.login_timeout");
	expect_meant("node.conn[0].timeo.loginTimeout", "node.conn[0].timeo.login_timeout");
	expect_meant("node.session.iscsi.headerdigest", "node.conn[0].iscsi.HeaderDigest");
	expect_meant("node.conn[0].iscsi.MaxRecvDataSegmentLenght",
		     "node.conn[0].iscsi.MaxRecvDataSegmentLength");
	expect_meant("node.session.reopen_log_freq", NULL);
	expect_meant("node.session.x", NULL);
	expect_meant("", NULL);
	expect_meant(".", NULL);
	expect_meant("node.conn[1].timeo.login_timeout", NULL);
}

Test(setting, names_that_belong_elsewhere)
{
	const char *const *names =
		LIST("node.startup", "node.conn[0].startup", "node.name", "node.tpgt",
		     "node.conn[0].address", "node.conn[0].port", "node.discovery_type",
		     "node.session.auth.username", "node.session.auth.password",
		     "node.session.auth.authmethod", "node.session.auth.chap_algs",
		     "iface.net_ifacename", "iface.transport_name", "node.transport_name");

	for (; *names; names++) {
		struct reading reading = { 0 };
		const char *fault = setting_read_name(&arena, *names, &reading);

		cr_assert_not_null(fault, "%s was taken", *names);
		cr_expect_null(strstr(fault, "no such"), "%s: %s", *names, fault);
	}
}

/* Each of them, by the part behind the last dot. */
Test(setting, manual_has_all_of_them)
{
	const char *manual = recorded(&arena, "../../man/converge.yaml.5");

	for (size_t i = 0; i < setting_type_count; i++)
		cr_expect(strstr(manual, strrchr(setting_types[i].name, '.') + 1), "%s",
			  setting_types[i].name);
}
