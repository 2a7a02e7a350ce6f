#include "kind/settings.h"

#include "act/session.h"
#include "manifest/setting.h"

void want(struct planning *p, struct wanted *wanted, const char *name, const char *value,
	  const struct place *place)
{
	vec_add(p->arena, &wanted->list, ((struct setting){ name, value, *place }));
}

/* A record that iscsiadm shows has every parameter that it knows; a record file has those of the
 * iscsiadm that wrote it. */
void setting_judge_lacking(struct planning *p, size_t item, const char *name)
{
	const struct setting_type *type = setting_find(name);
	const char *version = type ? type->version : NULL;

	if (p->snapshot->records_note)
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "its file has no parameter '%s', and whether iscsiadm knows it is not "
			   "known, as it could not read all records",
			   name);
	else
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "this iscsiadm does not know the parameter '%s': its node records have "
			   "none%s%s",
			   name, version ? "; open-iscsi " : "", version ? version : "");
}

bool settings_are_lacking(struct planning *p, size_t item, const struct setting *settings,
			  size_t count)
{
	const struct snapshot *snapshot = p->snapshot;

	if (!snapshot->records.count || snapshot->records_note)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!record_parameter(&snapshot->records.at[0], settings[i].name)) {
			setting_judge_lacking(p, item, settings[i].name);
			return true;
		}
	return false;
}

/* Who logs in when the host boots is not in the table, and matters to no session. */
const struct setting *settings_of_session(const struct setting *settings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (setting_find(settings[i].name))
			return &settings[i];
	return NULL;
}

const char *settings_behind(struct planning *p, const struct target_wish *wish,
			    const struct record *record, const struct setting *settings,
			    size_t count)
{
	const struct session *session =
		session_find(p, record->target, &record->portal, record->iface);

	if (!settings_of_session(settings, count) || !session || wish->ensure != TARGET_LOGGED_IN ||
	    wish->relogin == RELOGIN_WHEN_IDLE)
		return "";
	return arena_printf(p->arena, "; session %u has that only after a logout and a login",
			    session->sid);
}

static unsigned int number_or(const char *text, unsigned int otherwise)
{
	uint64_t number;

	return str_number(text, 100000, &number) ? (unsigned int)number : otherwise;
}

/* What a parameter will be at login: the manifest's, else the record's; NULL if neither says. */
const char *setting_at_login(const struct target_wish *wish, const struct record *record,
			     const char *name)
{
	const struct setting *setting;

	vec_each (setting, &wish->settings)
		if (str_equal(setting->name, name))
			return setting->value;
	return record ? record_parameter(record, name) : NULL;
}

unsigned int setting_number_at_login(const struct target_wish *wish, const struct record *record,
				     const char *name, unsigned int otherwise)
{
	return number_or(setting_at_login(wish, record, name), otherwise);
}

bool login_opens_several(const struct planning *p, const struct target_wish *wish,
			 const struct record *record)
{
	return !p->snapshot->multipathd &&
	       setting_number_at_login(wish, record, "node.session.nr_sessions", 1) > 1;
}
