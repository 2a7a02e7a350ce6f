#include "config.h"

#include "scene.h"

#include <stdio.h>
#include <string.h>

/* All secrets have "hunter2" in them, which nothing else has. */
static void set_account(struct account *account, const char *user, const char *secret)
{
	snprintf(account->user, sizeof(account->user), "%s", user);
	snprintf(account->secret, sizeof(account->secret), "%s", secret);
}

void scene_set_file(struct san_target *target, int which, const char *secret)
{
	memset(target->files[which], 0, sizeof(target->files[which]));
	snprintf(target->files[which], sizeof(target->files[which]), "%s", secret);
}

void scene_authenticate(struct san_target *target)
{
	set_account(&target->wants, "us #1", "#hunter2 = \"a\" #");
	set_account(&target->is, "them", "hunter2 $(b)");
	scene_set_file(target, 0, target->wants.secret);
	scene_set_file(target, 1, target->is.secret);
}

static void set_value(struct node_record *record, enum parameter_id id, const char *value)
{
	memset(record->values[id], 0, sizeof(record->values[id]));
	memcpy(record->values[id], value, strlen(value));
}

void scene_give(struct node_record *record, const struct san_target *target, bool mutual)
{
	set_value(record, PARAM_AUTH_METHOD, "CHAP");
	set_value(record, PARAM_USER, target->wants.user);
	set_value(record, PARAM_PASSWORD, target->wants.secret);
	if (mutual) {
		set_value(record, PARAM_USER_IN, target->is.user);
		set_value(record, PARAM_PASSWORD_IN, target->is.secret);
	}
}
