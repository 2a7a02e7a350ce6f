#include "tool/record_defaults.h"

#include "os/file.h"
#include "tool/iscsid_conf.h"
#include "tool/records.h"

#include <errno.h>
#include <string.h>

#define CONFIG_BYTES ((size_t)256 * 1024)

/* What the tool was built with (usr/idbm.c:idbm_node_setup_defaults() of 2.1.8). */
static const struct parameter built_in[] = {
	{ "node.startup", "manual" },
	{ "node.leading_login", "No" },
	{ "node.session.initial_cmdsn", "0" },
	{ "node.session.initial_login_retry_max", "4" },
	{ "node.session.xmit_thread_priority", "-20" },
	{ "node.session.cmds_max", "128" },
	{ "node.session.queue_depth", "32" },
	{ "node.session.nr_sessions", "1" },
	{ "node.session.timeo.replacement_timeout", "120" },
	{ "node.session.err_timeo.abort_timeout", "15" },
	{ "node.session.err_timeo.lu_reset_timeout", "30" },
	{ "node.session.err_timeo.tgt_reset_timeout", "30" },
	{ "node.session.err_timeo.host_reset_timeout", "60" },
	{ "node.session.iscsi.FastAbort", "Yes" },
	{ "node.session.iscsi.InitialR2T", "No" },
	{ "node.session.iscsi.ImmediateData", "Yes" },
	{ "node.session.iscsi.FirstBurstLength", "262144" },
	{ "node.session.iscsi.MaxBurstLength", "16776192" },
	{ "node.session.iscsi.DefaultTime2Retain", "0" },
	{ "node.session.iscsi.DefaultTime2Wait", "2" },
	{ "node.session.iscsi.MaxConnections", "1" },
	{ "node.session.iscsi.MaxOutstandingR2T", "1" },
	{ "node.session.iscsi.ERL", "0" },
	{ "node.session.scan", "auto" },
	{ "node.session.reopen_max", "0" },
	{ "node.conn[0].startup", "manual" },
	{ "node.conn[0].tcp.window_size", "524288" },
	{ "node.conn[0].tcp.type_of_service", "0" },
	{ "node.conn[0].timeo.logout_timeout", "15" },
	{ "node.conn[0].timeo.login_timeout", "30" },
	{ "node.conn[0].timeo.auth_timeout", "45" },
	{ "node.conn[0].timeo.noop_out_interval", "5" },
	{ "node.conn[0].timeo.noop_out_timeout", "5" },
	{ "node.conn[0].iscsi.MaxXmitDataSegmentLength", "0" },
	{ "node.conn[0].iscsi.MaxRecvDataSegmentLength", "262144" },
	{ "node.conn[0].iscsi.HeaderDigest", "None" },
	{ "node.conn[0].iscsi.DataDigest", "None" },
	{ "node.conn[0].iscsi.IFMarker", "No" },
	{ "node.conn[0].iscsi.OFMarker", "No" },
};

void record_defaults_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	struct record config = { 0 };
	struct strmap seen = { 0 };
	const struct parameter *parameter;
	const char *path = iscsid_conf_path(arena, tools);
	char *rest, *line;
	int error;

	error = file_read(path, CONFIG_BYTES, &text);
	if (error) {
		if (error != -ENOENT)
			snapshot->record_defaults_unknown =
				arena_printf(arena, "cannot read %s: %s", path, file_error(error));
		return;
	}
	rest = arena_strndup(arena, strbuf_text(&text), text.length);
	while ((line = record_next_line(&rest))) {
		size_t length = strlen(line);
		struct parameter found;
		uint64_t digest; /* of a secret, which is not wanted here */

		if (record_split(line, &found, &digest) && str_starts(found.name, "node.") &&
		    !str_starts(found.name, AUTH_PREFIX))
			record_set(arena, &config, &seen, &found);
		else
			explicit_bzero(line, length); /* anything may be in it */
	}
	vec_each (parameter, &config.parameters)
		vec_add(arena, &snapshot->record_defaults, *parameter);
}

const char *record_default(const struct snapshot *snapshot, const char *parameter)
{
	const struct parameter *said;

	vec_each (said, &snapshot->record_defaults)
		if (str_equal(said->name, parameter))
			return said->value;
	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++)
		if (str_equal(built_in[i].name, parameter))
			return built_in[i].value;
	return NULL;
}
