#include "manifest/setting.h"

#define BYTES_MAX ((1 << 24) - 1)

static const char *const yes_no[] = { "Yes", "No", NULL };
static const char *const scans[] = { "auto", "manual", NULL };
static const char *const digests[] = { "None", "CRC32C", "CRC32C,None", "None,CRC32C", NULL };
/* What the kernel takes (drivers/scsi/libiscsi.c, iscsi_host_get_max_scsi_cmds()). The comment of
 * iscsid.conf says 2 to 2048, but a login with less than 16 fails, and 4096 works. */
static const char *const powers[] = { "16",  "32",   "64",   "128",  "256",
				      "512", "1024", "2048", "4096", NULL };

#define WORD(NAME, WORDS, DOC)                                 \
	{                                                      \
		.name = (NAME), .words = (WORDS), .doc = (DOC) \
	}
#define NUMBER(NAME, MINIMUM, MAXIMUM, DOC)                                              \
	{                                                                                \
		.name = (NAME), .minimum = (MINIMUM), .maximum = (MAXIMUM), .doc = (DOC) \
	}
#define SINCE(NAME, MINIMUM, MAXIMUM, VERSION, DOC)                                       \
	{                                                                                 \
		.name = (NAME), .minimum = (MINIMUM), .maximum = (MAXIMUM), .doc = (DOC), \
		.version = (VERSION)                                                      \
	}

const struct setting_type setting_types[] = {
	WORD("node.conn[0].iscsi.DataDigest", digests, "checksums of data, by preference"),
	WORD("node.conn[0].iscsi.HeaderDigest", digests, "checksums of headers, by preference"),
	WORD("node.conn[0].iscsi.IFMarker", yes_no, "markers from the target"),
	NUMBER("node.conn[0].iscsi.MaxRecvDataSegmentLength", 512, BYTES_MAX,
	       "bytes of data in a PDU from the target"),
	{
		.name = "node.conn[0].iscsi.MaxXmitDataSegmentLength",
		.doc = "bytes of data in a PDU to the target; 0: what the target takes",
		.minimum = 512,
		.maximum = BYTES_MAX,
		.or_zero = true,
	},
	WORD("node.conn[0].iscsi.OFMarker", yes_no, "markers to the target"),
	/* iscsiadm keeps 15 characters of anything. A name that the kernel does not have makes no
	 * login fail: iscsid logs a warning, and the connection has the default of the host. */
	{
		.name = "node.conn[0].tcp.congestion_control",
		.doc = "algorithm of TCP, by the name that the kernel has for it",
		.rule = "^[A-Za-z][A-Za-z0-9_-]{0,14}$",
		.version = "2.1.12 and later have it",
	},
	NUMBER("node.conn[0].tcp.type_of_service", 0, 255, "type of service in the IP header"),
	NUMBER("node.conn[0].tcp.window_size", 0, INT32_MAX, "bytes of the socket's buffers"),
	NUMBER("node.conn[0].timeo.auth_timeout", 0, INT32_MAX, "seconds for the authentication"),
	NUMBER("node.conn[0].timeo.login_timeout", 0, INT32_MAX, "seconds for one try to log in"),
	NUMBER("node.conn[0].timeo.logout_timeout", 0, INT32_MAX, "seconds for a logout"),
	NUMBER("node.conn[0].timeo.noop_out_interval", 0, INT32_MAX,
	       "seconds between pings; 0: none"),
	NUMBER("node.conn[0].timeo.noop_out_timeout", 0, INT32_MAX,
	       "seconds until a ping without an answer fails the connection; 0: never"),
	WORD("node.leading_login", yes_no, "one session for all interfaces of the target"),
	WORD("node.session.cmds_max", powers, "commands that the session queues"),
	SINCE("node.session.conn_reopen_log_freq", 1, INT32_MAX, "2.1.11 and 2.1.13 have it",
	      "of how many tries to reconnect one is logged"),
	NUMBER("node.session.err_timeo.abort_timeout", 0, INT32_MAX, "seconds for an abort"),
	NUMBER("node.session.err_timeo.host_reset_timeout", 0, INT32_MAX,
	       "seconds for a reset of the host"),
	NUMBER("node.session.err_timeo.lu_reset_timeout", 0, INT32_MAX,
	       "seconds for a reset of a logical unit"),
	NUMBER("node.session.err_timeo.tgt_reset_timeout", 0, INT32_MAX,
	       "seconds for a reset of the target"),
	NUMBER("node.session.initial_cmdsn", 0, INT32_MAX, "the first command's number"),
	NUMBER("node.session.initial_login_retry_max", 0, INT32_MAX,
	       "tries to log in before iscsid gives up"),
	NUMBER("node.session.iscsi.DefaultTime2Retain", 0, 3600,
	       "seconds for which commands are kept after a connection broke"),
	NUMBER("node.session.iscsi.DefaultTime2Wait", 0, 3600,
	       "seconds before a broken connection is tried again"),
	NUMBER("node.session.iscsi.ERL", 0, 2, "error recovery level"),
	WORD("node.session.iscsi.FastAbort", yes_no,
	     "whether no more data is sent for a command that is being aborted"),
	NUMBER("node.session.iscsi.FirstBurstLength", 512, BYTES_MAX,
	       "bytes of data that are sent unasked"),
	WORD("node.session.iscsi.ImmediateData", yes_no, "data together with its command"),
	WORD("node.session.iscsi.InitialR2T", yes_no, "no data before the target asks for it"),
	NUMBER("node.session.iscsi.MaxBurstLength", 512, BYTES_MAX,
	       "bytes of data in one sequence"),
	NUMBER("node.session.iscsi.MaxConnections", 1, 65535, "connections of a session"),
	NUMBER("node.session.iscsi.MaxOutstandingR2T", 1, 65535,
	       "requests for data that may be open for a command"),
	SINCE("node.session.login_redirect_max", 0, INT32_MAX, "2.1.13 and later have it",
	      "how often a login follows the target to another portal; 0: no limit"),
	NUMBER("node.session.nr_sessions", 1, INT32_MAX, "sessions that a login opens"),
	/* Up to 1024 by the comment of iscsid.conf; the kernel takes as many as cmds_max leaves. */
	NUMBER("node.session.queue_depth", 1, 4096, "commands that a disk queues"),
	NUMBER("node.session.reopen_max", 0, INT32_MAX,
	       "tries to bring a session back when iscsid starts; 0: no end"),
	WORD("node.session.scan", scans, "whether a login looks for disks"),
	SINCE("node.session.sess_reopen_log_freq", 1, INT32_MAX, "2.1.12 and later have it",
	      "of how many tries to reconnect one is logged"),
	NUMBER("node.session.timeo.replacement_timeout", INT32_MIN, INT32_MAX,
	       "seconds for which I/O waits for a lost session; 0: not at all; negative: for ever"),
	NUMBER("node.session.xmit_thread_priority", -20, 20, "nice value of the sending thread"),
};
const size_t setting_type_count = sizeof(setting_types) / sizeof(setting_types[0]);
