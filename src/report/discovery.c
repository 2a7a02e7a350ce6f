#include "report/discovery.h"

#include "base/str.h"
#include "report/json_text.h"
#include "report/yaml.h"

/* ---- a manifest ---- */

static void add_asked(const struct asked *asked, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const char *portal = portal_text(&scratch, &asked->portal);

	if (asked->trouble)
		yaml_comment(out, 0, "%s: no answer: %s", portal, asked->trouble);
	else if (asked->told)
		yaml_comment(out, 0, "%s: %zu portal%s of targets", portal, asked->told,
			     asked->told == 1 ? "" : "s");
	else
		yaml_comment(out, 0,
			     "%s: no target; does it know this initiator "
			     "(/etc/iscsi/initiatorname.iscsi)?",
			     portal);
}

static void add_targets(const struct discovery *discovery, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct finding *finding;
	const char *target = NULL;

	vec_each (finding, &discovery->found) {
		if (!str_equal(target, finding->target)) {
			target = finding->target;
			yaml_pair(out, 1, target, NULL);
			yaml_pair(out, 2, "portals", NULL);
		}
		yaml_item(out, 3, portal_text_tagged(&scratch, &finding->portal));
	}
}

void report_discovery(const struct discovery *discovery, const char *host, const char *when,
		      struct strbuf *out)
{
	const struct asked *asked;
	const char *const *sentence;

	yaml_comment(out, 0, "what portals told %s, %s", host, when);
	vec_each (asked, &discovery->asked)
		add_asked(asked, out);
	vec_each (sentence, &discovery->unusable)
		yaml_comment(out, 0, "%s", *sentence);
	if (discovery->found.count)
		yaml_comment(out, 0,
			     "leave out what this host does not need: without another `ensure`, "
			     "a target is to be logged in");
	yaml_pair(out, 0, "version", "1");
	if (!discovery->found.count)
		strbuf_add(out, "targets: {}\n");
	else
		yaml_pair(out, 0, "targets", NULL);
	add_targets(discovery, out);
}

/* ---- JSON ---- */

static json_t *portal_json(const struct portal *portal)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	json_t *object = json_object();

	json_object_set_new(object, "portal", json_text(portal_text(&scratch, portal)));
	json_object_set_new(object, "tpgt",
			    portal->tpgt == TPGT_NONE ? json_null() : json_integer(portal->tpgt));
	return object;
}

static json_t *asked_json(const struct discovery *discovery)
{
	json_t *array = json_array();
	const struct asked *asked;

	vec_each (asked, &discovery->asked) {
		struct arena scratch CLEANUP(arena_free) = { 0 };
		json_t *object = json_object();

		json_object_set_new(object, "portal",
				    json_text(portal_text(&scratch, &asked->portal)));
		json_object_set_new(object, "answered", json_boolean(!asked->trouble));
		json_object_set_new(object, "text", json_text(asked->trouble));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *targets_json(const struct discovery *discovery)
{
	json_t *array = json_array(), *portals = NULL;
	const struct finding *finding;
	const char *target = NULL;

	vec_each (finding, &discovery->found) {
		if (!str_equal(target, finding->target)) {
			json_t *object = json_object();

			target = finding->target;
			portals = json_array();
			json_object_set_new(object, "name", json_text(target));
			json_object_set_new(object, "portals", portals);
			json_array_append_new(array, object);
		}
		json_array_append_new(portals, portal_json(&finding->portal));
	}
	return array;
}

void report_discovery_json(const struct discovery *discovery, const char *host, const char *when,
			   int exit_status, struct strbuf *out)
{
	json_t *root = json_object(), *unusable = json_array();
	const char *const *sentence;

	vec_each (sentence, &discovery->unusable)
		json_array_append_new(unusable, json_text(*sentence));
	json_object_set_new(root, "version", json_integer(1));
	json_object_set_new(root, "host", json_text(host));
	json_object_set_new(root, "when", json_text(when));
	json_object_set_new(root, "asked", asked_json(discovery));
	json_object_set_new(root, "targets", targets_json(discovery));
	json_object_set_new(root, "unusable", unusable);
	json_object_set_new(root, "exit", json_integer(exit_status));
	json_finish(root, out);
}
