#include "manifest/document.h"

#include "manifest/auth.h"
#include "manifest/interfaces.h"
#include "manifest/names.h"
#include "manifest/setting.h"
#include "manifest/tree.h"
#include "model/wish.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define IQN_EXAMPLE "iqn.1992-08.com.example:disk"

static const char *const startup_words[] = { "manual", "automatic", "onboot", NULL };

static const struct field portal_fields[] = {
	[PORTAL_KEY_ADDRESS] = {
		.name = "address", .noun = "portal", .example = "10.5.88.21:3260",
		.doc = "IPv4, [IPv6] or host name, then :PORT (default 3260) and ,TPGT if wanted",
		.type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_SHORT, .read = name_read_portal,
		.rule = &name_portal_rule,
	},
	[PORTAL_KEY_IFACE] = {
		.name = "iface", .noun = "interface", .example = "storage-a",
		.doc = "the interface of open-iscsi that record and session are bound to; default: "
		       "none",
		.type = FIELD_TEXT, .flags = FIELD_ANY_SCALAR, .read = interface_read_ref,
		.rule = &interface_ref_rule,
	},
};

static const struct field portal_item = {
	.noun = "portal",
	.example = "10.5.88.21:3260",
	.doc = "where a target listens",
	.type = FIELD_RECORD,
	.fields = portal_fields,
	.field_count = COUNT(portal_fields),
};

static const struct field setting_item = {
	.noun = "setting",
	.example = "120",
	.doc = "the value of a parameter of the node record",
	.type = FIELD_TEXT,
	.flags = FIELD_ANY_SCALAR,
	.read_named = setting_read_value,
	.read_name = setting_read_name,
};

static const struct field lun_item = {
	.noun = "LUN",
	.example = "1",
	.doc = "the number of a disk of the target",
	.type = FIELD_NUMBER,
	.maximum = LUN_MAXIMUM,
};

static const struct field target_fields[] = {
	[TARGET_KEY_ENSURE] = {
		.name = "ensure", .noun = "word", .example = "logged_in",
		.doc = "logged_in: a record and a session for each portal; known: a record and no "
		       "session; absent: neither",
		.type = FIELD_WORD, .words = target_ensure_words,
		.flags = FIELD_DEFAULT, .standard = TARGET_LOGGED_IN,
	},
	[TARGET_KEY_PORTALS] = {
		.name = "portals", .noun = "portal list", .example = "[10.5.88.21:3260]",
		.doc = "the portals this is about; an absent target without them means all of them",
		.type = FIELD_LIST, .flags = FIELD_NOT_EMPTY | FIELD_UNIQUE, .item = &portal_item,
	},
	[TARGET_KEY_MIN_PORTALS] = {
		.name = "min_portals", .noun = "number", .example = "1",
		.doc = "sessions needed before the target counts as available; default: all",
		.type = FIELD_NUMBER, .flags = FIELD_NOT_ABSENT, .minimum = 1, .maximum = 65535,
	},
	[TARGET_KEY_EXCLUSIVE] = {
		.name = "portals_exclusive", .noun = "boolean", .example = "true",
		.doc = "true: its records and sessions at portals that are not listed go",
		.type = FIELD_BOOL, .flags = FIELD_DEFAULT | FIELD_NOT_ABSENT,
	},
	[TARGET_KEY_LUNS] = {
		.name = "luns", .noun = "LUN list", .example = "[1, 2]",
		.doc = "the disks that each session must have; default: whatever the target shows",
		.type = FIELD_LIST, .flags = FIELD_NOT_EMPTY | FIELD_UNIQUE | FIELD_NOT_ABSENT,
		.item = &lun_item,
	},
	[TARGET_KEY_STARTUP] = {
		.name = "startup", .noun = "word", .example = "manual",
		.doc = "node.startup: who logs in when the host boots",
		.type = FIELD_WORD, .flags = FIELD_NOT_ABSENT, .words = startup_words,
	},
	[TARGET_KEY_SETTINGS] = {
		.name = "settings", .noun = "settings",
		.example = "{node.session.timeo.replacement_timeout: 120}",
		.doc = "other parameters of the node records, as iscsiadm names them",
		.type = FIELD_MAP, .flags = FIELD_NOT_ABSENT, .item = &setting_item,
	},
	[TARGET_KEY_RELOGIN] = {
		.name = "relogin", .noun = "word", .example = "when_idle",
		.doc = "when_idle: a session that lacks what its record says now is logged out and in "
		       "again once nothing uses it",
		.type = FIELD_WORD, .flags = FIELD_DEFAULT | FIELD_NOT_ABSENT,
		.words = relogin_words, .standard = RELOGIN_NEVER,
	},
	[TARGET_KEY_AUTH] = {
		.name = "auth", .noun = "set of credentials",
		.example = "{user: xen01, password_file: /etc/converge/netapp.chap}",
		.doc = "CHAP: user and file of the secret, and those of the target if it is mutual; "
		       "none: without",
		.type = FIELD_RECORD, .flags = FIELD_NOT_ABSENT, .fields = auth_fields,
		.field_count = AUTH_KEYS, .together = AUTH_TOGETHER,
	},
};

static const struct field target_item = {
	.noun = "target",
	.example = IQN_EXAMPLE,
	.doc = "an iSCSI target, by its IQN",
	.type = FIELD_RECORD,
	.read_name = name_read_target,
	.name_rule = &name_target_rule,
	.fields = target_fields,
	.field_count = COUNT(target_fields),
};

static const struct field lv_fields[] = {
	[LV_KEY_ENSURE] = {
		.name = "ensure", .noun = "word", .example = "active",
		.doc = "active or inactive",
		.type = FIELD_WORD, .flags = FIELD_REQUIRED | FIELD_SHORT, .words = lv_ensure_words,
	},
};

static const struct field lv_item = {
	.noun = "logical volume",
	.example = "active",
	.doc = "a logical volume, by its name",
	.type = FIELD_RECORD,
	.read_name = name_read_lv,
	.name_rule = &name_lv_rule,
	.fields = lv_fields,
	.field_count = COUNT(lv_fields),
};

static const struct field target_ref_item = {
	.noun = "target",
	.example = IQN_EXAMPLE,
	.doc = "a target declared under 'targets'",
	.type = FIELD_TEXT,
	.read = name_read_target_ref,
	.rule = &name_target_rule,
};

static const struct field vg_fields[] = {
	[VG_KEY_ENSURE] = {
		.name = "ensure", .noun = "word", .example = "active",
		.doc = "active: all volumes are; inactive: none is; present (default): visible, and "
		       "only the listed volumes are managed",
		.type = FIELD_WORD, .words = vg_ensure_words,
		.flags = FIELD_DEFAULT, .standard = VG_PRESENT,
	},
	[VG_KEY_TARGETS] = {
		.name = "targets", .noun = "target list", .example = "[" IQN_EXAMPLE "]",
		.doc = "the targets that carry it; default: learned from the host",
		.type = FIELD_LIST, .flags = FIELD_UNIQUE, .item = &target_ref_item,
	},
	[VG_KEY_ACCESS] = {
		.name = "access", .noun = "word", .example = "shared",
		.doc = "who may have it active at the same time: exclusive (default): one host; "
		       "shared: several; lockd: whom lvmlockd lets",
		.type = FIELD_WORD, .words = vg_access_words,
		.flags = FIELD_DEFAULT, .standard = ACCESS_EXCLUSIVE,
	},
	[VG_KEY_UUID] = {
		.name = "uuid", .noun = "uuid", .example = "Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Qr",
		.doc = "pins the group where two have its name",
		.type = FIELD_TEXT, .read = name_read_uuid, .rule = &name_uuid_rule,
	},
	[VG_KEY_LVS] = {
		.name = "logical_volumes", .noun = "volumes", .example = "{noc1: active}",
		.doc = "single volumes",
		.type = FIELD_MAP, .item = &lv_item,
	},
};

/* No volume of an inactive group is active: neither word nor map says so. */
#define INACTIVE "{\"properties\": {\"ensure\": {\"const\": \"inactive\"}}}"
#define VG_TOGETHER                                                                     \
	"{\"if\": {\"required\": [\"ensure\"], \"allOf\": [" INACTIVE "]},"             \
	" \"then\": {\"properties\": {\"logical_volumes\": {\"additionalProperties\": " \
	"{\"if\": {\"type\": \"string\"}, \"then\": {\"const\": \"inactive\"},"         \
	" \"else\": " INACTIVE "}}}}}"

static const struct field vg_item = {
	.noun = "volume group",
	.example = "xenGuests",
	.doc = "an LVM volume group, by its name",
	.type = FIELD_RECORD,
	.read_name = name_read_vg,
	.name_rule = &name_vg_rule,
	.together = VG_TOGETHER,
	.fields = vg_fields,
	.field_count = COUNT(vg_fields),
};

static const struct field unmanaged_fields[] = {
	[UNMANAGED_KEY_MODE] = {
		.name = "mode", .noun = "word", .example = "report",
		.doc = "ignore (default): they are none of our business; report: a note names each; "
		       "remove: sessions are logged out and records deleted",
		.type = FIELD_WORD, .flags = FIELD_REQUIRED | FIELD_SHORT, .words = unmanaged_words,
	},
	[UNMANAGED_KEY_MATCH] = {
		.name = "match", .noun = "target pattern", .example = "\"iqn.1992-08.com.example:*\"",
		.doc = "the targets this is about, with the globs '*' and '?'; default: all",
		.type = FIELD_TEXT, .read = name_read_target_glob, .rule = &name_target_glob_rule,
	},
};

static const struct field selector_item = {
	.noun = "host selector",
	.example = "\"xen[01-15]\"",
	.doc = "a host name, with ranges and globs",
	.type = FIELD_TEXT,
	.read = selector_read,
	.rule = &selector_rule,
};

static const struct field fleet_item = {
	.noun = "host",
	.example = "\"xen[01-15]\"",
	.doc = "a host name, with ranges",
	.type = FIELD_TEXT,
	.read = selector_read_name,
	.rule = &selector_name_rule,
};

static const struct field document_fields[] = {
	[DOCUMENT_KEY_VERSION] = {
		.name = "version", .noun = "number", .example = "1",
		.doc = "the version of this language",
		.type = FIELD_NUMBER, .flags = FIELD_REQUIRED, .minimum = 1, .maximum = 1,
	},
	[DOCUMENT_KEY_HOSTS] = {
		.name = "hosts", .noun = "host list", .example = "[\"xen[01-15]\"]",
		.doc = "the hosts this document is about; default: all",
		.type = FIELD_LIST, .flags = FIELD_NOT_EMPTY, .item = &selector_item,
	},
	[DOCUMENT_KEY_FLEET] = {
		.name = "fleet", .noun = "host list", .example = "[\"xen[01-15]\"]",
		.doc = "all hosts there are; what is checked between hosts is checked for these",
		.type = FIELD_LIST, .flags = FIELD_NOT_EMPTY, .item = &fleet_item,
	},
	[DOCUMENT_KEY_INITIATOR] = {
		.name = "initiator", .noun = "initiator name",
		.example = "iqn.1993-08.org.debian:01:xen01",
		.doc = "the name that the host must have; it is checked, never written",
		.type = FIELD_TEXT, .read = name_read_target, .rule = &name_target_rule,
	},
	[DOCUMENT_KEY_INTERFACES] = {
		.name = "interfaces", .noun = "interfaces", .example = "{storage-a: {net: eth0}}",
		.doc = "interfaces of open-iscsi, which portals can be bound to",
		.type = FIELD_MAP, .item = &interface_item,
	},
	[DOCUMENT_KEY_TARGETS] = {
		.name = "targets", .noun = "targets",
		.example = "{" IQN_EXAMPLE ": {portals: [10.5.88.21]}}",
		.doc = "iSCSI targets", .type = FIELD_MAP, .item = &target_item,
	},
	[DOCUMENT_KEY_VGS] = {
		.name = "volume_groups", .noun = "volume groups",
		.example = "{xenGuests: {ensure: active}}",
		.doc = "LVM volume groups", .type = FIELD_MAP, .item = &vg_item,
	},
	[DOCUMENT_KEY_UNMANAGED] = {
		.name = "unmanaged", .noun = "rule about unmanaged targets", .example = "report",
		.doc = "what becomes of the records and sessions of targets that no document names",
		.type = FIELD_RECORD, .fields = unmanaged_fields,
		.field_count = COUNT(unmanaged_fields),
	},
};

const struct field document_field = {
	.noun = "document",
	.example = "{version: 1}",
	.doc = "one document of a manifest",
	.type = FIELD_RECORD,
	.fields = document_fields,
	.field_count = COUNT(document_fields),
};

/* A document of another version is not read any further: its keys mean something else. */
static bool has_other_version(struct arena *arena, const struct node *root, struct diags *diags)
{
	const struct pair *pair;
	struct value version;
	size_t before = diags->errors;

	if (root->kind != NODE_MAP)
		return false;
	vec_each (pair, &root->pairs) {
		if (!str_equal(pair->key, "version"))
			continue;
		field_decode(arena, &document_fields[DOCUMENT_KEY_VERSION], pair->value, diags,
			     &version);
	}
	return diags->errors > before;
}

/* Pairs of names that LVM accepts alone but not together. */
static void check_pairs(const struct value *vgs, struct diags *diags)
{
	const struct value *vg, *lv, *lvs;

	vec_each (vg, &vgs->items) {
		if (vg->bad)
			continue;
		lvs = value_at(vg, VG_KEY_LVS);
		vec_each (lv, &lvs->items) {
			const char *fault = lv->bad ? NULL : name_check_pair(vg->name, lv->name);

			if (fault)
				diag_error(
					diags, &lv->key,
					"the logical volume '%s' cannot be used in volume group '%s': %s",
					lv->name, vg->name, fault);
		}
	}
}

static void read_selectors(struct arena *arena, const struct value *list,
			   struct selectors *selectors)
{
	const struct value *item;

	vec_each (item, &list->items)
		if (value_is_good(item))
			selector_parse(arena, item->text, vec_push(arena, &selectors->list));
}

int document_read(struct arena *arena, const struct node *root, struct diags *diags,
		  struct document *ret_document)
{
	struct document document = { 0 };
	const struct value *hosts;

	if (has_other_version(arena, root, diags))
		return -1;
	field_decode(arena, &document_field, root, diags, &document.value);
	if (document.value.bad)
		return -1;
	check_pairs(value_at(&document.value, DOCUMENT_KEY_VGS), diags);
	hosts = value_at(&document.value, DOCUMENT_KEY_HOSTS);
	document.for_all = !hosts->given;
	read_selectors(arena, hosts, &document.hosts);
	read_selectors(arena, value_at(&document.value, DOCUMENT_KEY_FLEET), &document.fleet);
	*ret_document = document;
	return 0;
}

bool document_is_for(const struct document *document, const char *host)
{
	const struct selector *selector;

	if (document->for_all)
		return true;
	vec_each (selector, &document->hosts.list)
		if (selector_matches(selector, host))
			return true;
	return false;
}
