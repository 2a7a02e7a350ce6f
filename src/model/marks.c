#include "model/marks.h"

#include "base/digest.h"
#include "base/strbuf.h"
#include "model/wish.h"

#include <inttypes.h>
#include <string.h>

void marks_add(struct arena *arena, struct marks *marks, const char *name, const char *text,
	       const struct place *place)
{
	static const struct place nowhere;
	const char *own = arena_strdup(arena, name);
	struct mark *mark;

	for (int number = 2; marks_find(marks, own); number++)
		own = arena_printf(arena, "%s (%d)", name, number);
	strmap_add(arena, &marks->index, own, marks->list.count);
	mark = vec_push(arena, &marks->list);
	*mark = (struct mark){ own, arena_strdup(arena, text), place ? *place : nowhere };
}

const struct mark *marks_find(const struct marks *marks, const char *name)
{
	size_t at = strmap_find(&marks->index, name);

	return at == SIZE_MAX ? NULL : &marks->list.at[at];
}

const char *marks_item(struct arena *arena, const char *kind, const char *name)
{
	/* Of the host as a whole, whatever the name says. */
	if (str_equal(kind, "initiator") || str_equal(kind, "unmanaged"))
		return arena_strdup(arena, kind);
	/* "IQN at PORTAL": a target's record or session. */
	if (str_equal(kind, "target") || str_equal(kind, "session"))
		return arena_printf(arena, "target %.*s", (int)strcspn(name, " "), name);
	return arena_printf(arena, "%s %s", kind, name);
}

static void add_digest(struct arena *arena, struct marks *marks, const char *name,
		       const struct strbuf *text, const struct place *place)
{
	uint64_t digest = digest_lasting(strbuf_text(text), text->length);

	marks_add(arena, marks, name, arena_printf(arena, "%016" PRIx64, digest), place);
}

/* One thing that is said, so that no two wishes read the same: no value holds a line break. */
static void say(struct strbuf *text, const char *key, const char *value)
{
	if (value)
		strbuf_printf(text, "%s=%s\n", key, value);
}

static void say_credentials(struct strbuf *text, const char *key,
			    const struct credentials *credentials)
{
	strbuf_printf(text, "%s\n", key);
	say(text, "user", credentials->user);
	say(text, "file", credentials->secret.file);
	say(text, "credential", credentials->secret.credential);
}

static void say_luns(struct strbuf *text, const struct luns *luns)
{
	const unsigned int *lun;

	vec_each (lun, &luns->list)
		strbuf_printf(text, "lun=%u\n", *lun);
}

static void add_target(struct arena *arena, struct marks *marks, const struct target_wish *wish)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct portal_wish *portal;
	const struct setting *setting;

	say(&text, "ensure", target_ensure_words[wish->ensure]);
	vec_each (portal, &wish->portals) {
		say(&text, "portal", portal_text_tagged(arena, &portal->portal));
		say(&text, "iface", portal->iface);
	}
	strbuf_printf(&text, "min=%u exclusive=%d auth=%d relogin=%d\n", wish->min_portals,
		      wish->portals_exclusive, (int)wish->auth.ensure, (int)wish->relogin);
	say_luns(&text, &wish->luns);
	say(&text, "startup", wish->startup);
	vec_each (setting, &wish->settings)
		say(&text, setting->name, setting->value);
	say_credentials(&text, "own", &wish->auth.own);
	say_credentials(&text, "mutual", &wish->auth.mutual);
	if (wish->auth.algs)
		say(&text, "algs", wish->auth.algs);
	add_digest(arena, marks, arena_printf(arena, "target %s", wish->name), &text, &wish->place);
}

static void add_interface(struct arena *arena, struct marks *marks,
			  const struct interface_wish *wish)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	say(&text, "ensure", interface_ensure_words[wish->ensure]);
	say(&text, "net", wish->net);
	say(&text, "hwaddress", wish->hwaddress);
	say(&text, "initiator", wish->initiator);
	add_digest(arena, marks, arena_printf(arena, "interface %s", wish->name), &text,
		   &wish->place);
}

static void add_vg(struct arena *arena, struct marks *marks, const struct vg_wish *wish)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct target_ref *target;
	const struct lv_wish *lv;

	say(&text, "ensure", vg_ensure_words[wish->ensure]);
	say(&text, "uuid", wish->uuid);
	say(&text, "access",
	    wish->access == ACCESS_EXCLUSIVE ? NULL : vg_access_words[wish->access]);
	say(&text, "targets", wish->has_targets ? "" : NULL);
	vec_each (target, &wish->targets)
		say(&text, "target", target->name);
	add_digest(arena, marks, arena_printf(arena, "volume group %s", wish->name), &text,
		   &wish->place);
	vec_each (lv, &wish->lvs) {
		strbuf_clear(&text);
		say(&text, "ensure", lv_ensure_words[lv->ensure]);
		add_digest(arena, marks,
			   arena_printf(arena, "logical volume %s/%s", wish->name, lv->name), &text,
			   &lv->place);
	}
}

static void add_host(struct arena *arena, struct marks *marks, const struct wishes *wishes)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	if (wishes->initiator) {
		say(&text, "initiator", wishes->initiator);
		add_digest(arena, marks, "initiator", &text, &wishes->initiator_place);
		strbuf_clear(&text);
	}
	if (wishes->unmanaged == UNMANAGED_IGNORE)
		return;
	say(&text, "mode", unmanaged_words[wishes->unmanaged]);
	say(&text, "match", wishes->unmanaged_match);
	add_digest(arena, marks, "unmanaged", &text, &wishes->unmanaged_place);
}

void marks_of_wishes(const struct wishes *wishes, struct arena *arena, struct marks *marks)
{
	const struct interface_wish *interface;
	const struct target_wish *target;
	const struct vg_wish *vg;

	add_host(arena, marks, wishes);
	vec_each (interface, &wishes->interfaces)
		add_interface(arena, marks, interface);
	vec_each (target, &wishes->targets)
		add_target(arena, marks, target);
	vec_each (vg, &wishes->vgs)
		add_vg(arena, marks, vg);
}
