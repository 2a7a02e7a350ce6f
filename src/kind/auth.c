#include "kind/auth.h"

#include "act/record.h"
#include "act/session.h"
#include "kind/settings.h"
#include "tool/iscsiadm.h"
#include "tool/records.h"
#include "tool/secret_name.h"

/* ---- what is wanted ---- */

void auth_want(struct planning *p, const struct target_wish *wish, struct wanted *wanted)
{
	const struct auth_wish *auth = &wish->auth;
	bool chap = auth->ensure == AUTH_CHAP;
	const char *own = chap ? auth->own.user : "";
	const char *mutual = chap && auth->mutual.user ? auth->mutual.user : "";

	if (auth->ensure == AUTH_LEFT_ALONE)
		return;
	want(p, wanted, AUTH_METHOD, chap ? "CHAP" : "None", &auth->place);
	want(p, wanted, AUTH_USER, own, &auth->place);
	if (!chap)
		want(p, wanted, AUTH_PASSWORD, "", &auth->place);
	want(p, wanted, AUTH_USER_IN, mutual, &auth->place);
	if (chap && auth->algs)
		want(p, wanted, AUTH_ALGS, auth->algs, &auth->algs_place);
	if (!chap)
		want(p, wanted, AUTH_PASSWORD_IN, "", &auth->place);
}

static const struct secret_source *mutual_secret(const struct auth_wish *auth)
{
	return auth->mutual.user ? &auth->mutual.secret : NULL;
}

/* ---- what is there ---- */

static const struct secret_file *find_secret(struct planning *p, const struct secret_source *source)
{
	const char *path = secret_path(p->arena, p->tools, source);
	const struct secret_file *file;

	vec_each (file, &p->snapshot->secrets)
		if (str_equal(file->path, path))
			return file;
	return NULL;
}

static bool is_unusable(struct planning *p, const struct secret_source *source, size_t item)
{
	const struct secret_file *file = find_secret(p, source);

	if (file ? !file->fault : !p->snapshot->secrets_read)
		return false;
	/* One that was not even looked for is a credential, and there are none. */
	plan_judge(
		p->plan, item, VERDICT_REFUSED, "the secret cannot be used: %s",
		file ? arena_printf(p->arena, "%s %s", secret_name(p->arena, source), file->fault)
		     : secret_missing(p->arena, source));
	return true;
}

/* Two files may have one secret, which their names do not tell: whoever has it could answer for the
 * target. */
static bool are_one(struct planning *p, const struct auth_wish *auth, size_t item)
{
	const struct secret_file *own = find_secret(p, &auth->own.secret);
	const struct secret_file *mutual = find_secret(p, &auth->mutual.secret);

	if (!own || !mutual || own->digest != mutual->digest)
		return false;
	plan_judge(p->plan, item, VERDICT_REFUSED,
		   "the secrets of %s and %s are the same; the target needs one of its own",
		   secret_name(p->arena, &auth->own.secret),
		   secret_name(p->arena, &auth->mutual.secret));
	return true;
}

bool auth_is_unusable(struct planning *p, const struct target_wish *wish, size_t item)
{
	const struct auth_wish *auth = &wish->auth;

	if (auth->ensure != AUTH_CHAP)
		return false;
	if (is_unusable(p, &auth->own.secret, item))
		return true;
	return auth->mutual.user &&
	       (is_unusable(p, &auth->mutual.secret, item) || are_one(p, auth, item));
}

/* A secret that is not in the snapshot is not compared; that one is set must do. */
static bool secret_differs(struct planning *p, const struct secret_source *source,
			   const char *value, uint64_t digest)
{
	const struct secret_file *file;

	if (!source || !value || !*value)
		return source ? true : value && *value;
	file = find_secret(p, source);
	return file && file->digest != digest;
}

static void note_uncompared(struct planning *p, const struct target_wish *wish)
{
	const char *note = arena_printf(
		p->arena, "the secrets for %s are not compared: a snapshot has none", wish->name);
	const char *const *other;

	vec_each (other, &p->plan->notes)
		if (str_equal(*other, note))
			return;
	vec_add(p->arena, &p->plan->notes, note);
}

static const char *secret_reason(struct planning *p, const struct secret_source *source,
				 const char *whose)
{
	if (!source)
		return arena_printf(p->arena, "because it has a secret for %s", whose);
	return arena_printf(p->arena, "because its secret for %s is not that of %s", whose,
			    secret_name(p->arena, source));
}

static const char *setting_differs(struct planning *p, const struct target_wish *wish,
				   const struct record *record)
{
	struct wanted wanted = { 0 };
	const struct setting *setting;

	auth_want(p, wish, &wanted);
	vec_each (setting, &wanted.list) {
		const char *value = record_auth(record, setting->name);

		if (!str_equal(value, setting->value))
			return arena_printf(p->arena, "because %s is '%s', not '%s'", setting->name,
					    value, setting->value);
	}
	return NULL;
}

const char *auth_differs(struct planning *p, const struct target_wish *wish,
			 const struct record *record)
{
	const struct secret_source *own = &wish->auth.own.secret;
	const struct secret_source *mutual = mutual_secret(&wish->auth);
	const char *reason;

	if (wish->auth.ensure != AUTH_CHAP)
		return NULL;
	reason = setting_differs(p, wish, record);
	if (reason)
		return reason;
	if (secret_differs(p, own, record_parameter(record, AUTH_PASSWORD), record->password))
		return secret_reason(p, own, "the login");
	if (secret_differs(p, mutual, record_parameter(record, AUTH_PASSWORD_IN),
			   record->password_in))
		return secret_reason(p, mutual, "the target's answer");
	if (!p->snapshot->secrets_read)
		note_uncompared(p, wish);
	return NULL;
}

/* ---- what is done ---- */

static const char *secret_names(struct planning *p, const struct auth_wish *auth)
{
	const char *own = secret_name(p->arena, &auth->own.secret);

	if (!auth->mutual.user)
		return arena_printf(p->arena, "the secret of %s", own);
	return arena_printf(p->arena, "the secrets of %s and %s", own,
			    secret_name(p->arena, &auth->mutual.secret));
}

static struct record_recipe *recipe_of(struct planning *p, const struct auth_wish *auth,
				       const struct wanted *wanted)
{
	struct record_recipe *recipe = arena_alloc(p->arena, sizeof(*recipe));
	const struct setting *setting;

	vec_each (setting, &wanted->list)
		vec_add(p->arena, &recipe->settings, *setting);
	recipe->own = &auth->own.secret;
	recipe->mutual = mutual_secret(auth);
	return recipe;
}

/* iscsid has what it logged in with. */
static void note_session(struct planning *p, const struct action *write)
{
	const struct session *const *session;

	vec_each (session, &p->sessions)
		if (session_is_of(*session, write->target, &write->portal, write->iface))
			vec_add(p->arena, &p->plan->notes,
				arena_printf(p->arena,
					     "session %u to %s stays as it is: new credentials "
					     "count from its next login",
					     (*session)->sid, write->target));
}

void auth_write(struct planning *p, const struct target_wish *wish, bool is_new,
		const struct wanted *wanted, struct action *draft)
{
	struct record_recipe *recipe = recipe_of(p, &wish->auth, wanted);

	recipe->is_new = is_new;
	draft->place = wish->auth.place;
	record_draft_recipe(p, draft, recipe, secret_names(p, &wish->auth));
	if (!is_new && wish->relogin == RELOGIN_NEVER)
		note_session(p, draft);
}

/* The address as the record has it, and its tag: else a second record would be made beside it. */
static const char *own_portal(struct planning *p, const struct record *record)
{
	return record->portal.tpgt == TPGT_NONE
		       ? record->address
		       : arena_printf(p->arena, "%s,%d", record->address, record->portal.tpgt);
}

void auth_rewrite(struct planning *p, const struct target_wish *wish, const struct wanted *wanted,
		  const char *reason, struct portal_progress *progress)
{
	const struct record *record = progress->record;
	struct action draft = record_draft(p, &record_rewrite, progress->record_item, wish->name,
					   &record->portal, record->iface);

	draft.title = arena_printf(p->arena, "write the credentials into the record of %s",
				   p->plan->items.at[draft.item].name);
	draft.reason = reason;
	draft.change = (struct change){ "credentials", "others", "as declared" };
	draft.command =
		iscsiadm_new(p->arena, p->tools, wish->name, own_portal(p, record), record->iface);
	auth_write(p, wish, false, wanted, &draft);
	progress->record_action = planning_act(p, &draft);
}

/* Where to look when the target says no to what no secret of the manifest was in. */
static const char *hint_without(const struct auth_wish *auth)
{
	return auth->ensure == AUTH_NONE
		       ? "the target wants to know who logs in, and the manifest says 'auth: none'"
		       : "the target wants to know who logs in, or does not take what the record "
			 "has; say it with 'auth'";
}

static void watch_chap(struct planning *p, const struct auth_wish *auth, struct action *login)
{
	planning_hint(
		p, login, ISCSIADM_NOT_AUTHORIZED,
		arena_printf(p->arena,
			     "it was tried as user '%s' with the secret of %s: one of them is "
			     "wrong, or those of the target are",
			     auth->own.user, secret_name(p->arena, &auth->own.secret)));
	/* With 19 from a target that ends the login instead of answering (tgt). */
	if (auth->algs)
		planning_hint_both(
			p, login, ISCSIADM_NOT_AUTHORIZED, ISCSIADM_NOT_ACCEPTED,
			arena_printf(p->arena,
				     "so it ends, too, when the target takes none of the "
				     "algorithms of chap_algs (%s)",
				     auth->algs));
	if (auth->mutual.user)
		planning_hint(
			p, login, ISCSIADM_NOT_ACCEPTED,
			arena_printf(p->arena,
				     "so it ends, too, when the target does not prove to be user "
				     "'%s' with the secret of %s",
				     auth->mutual.user,
				     secret_name(p->arena, &auth->mutual.secret)));
}

void auth_watch(struct planning *p, const struct target_wish *wish, struct action *login)
{
	struct wanted wanted = { 0 };

	if (wish->auth.ensure != AUTH_CHAP) {
		planning_hint(p, login, ISCSIADM_NOT_AUTHORIZED, hint_without(&wish->auth));
		return;
	}
	auth_want(p, wish, &wanted);
	login->recipe = recipe_of(p, &wish->auth, &wanted);
	watch_chap(p, &wish->auth, login);
}
