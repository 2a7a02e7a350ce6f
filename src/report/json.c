#include "report/report.h"

#include "os/clock.h"
#include "report/json_parts.h"
#include "tool/record_config.h"

static void set_place(json_t *object, const struct place *place)
{
	if (!place->source || !place->line)
		return;
	json_object_set_new(object, "file", json_text(place->source->name));
	json_object_set_new(object, "line", json_integer(place->line));
	json_object_set_new(object, "column", json_integer(place->column));
}

static json_t *changes_json(const struct changes *changes)
{
	json_t *array = json_array();
	const struct change *change;

	if (!changes)
		return array;
	vec_each (change, &changes->list) {
		json_t *object = json_object();

		json_object_set_new(object, "what", json_text(change->what));
		json_object_set_new(object, "have", json_text(change->have));
		json_object_set_new(object, "want", json_text(change->want));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *item_json(const struct item_result *item)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(item->kind));
	json_object_set_new(object, "name", json_text(item->name));
	json_object_set_new(object, "result", json_string(result_words[item->result]));
	json_object_set_new(object, "changes", changes_json(item->changes));
	json_object_set_new(object, "text", json_text(item->text));
	json_object_set_new(object, "counts", json_boolean(item->counts));
	set_place(object, &item->place);
	return object;
}

static json_t *command_json(const struct command *command)
{
	json_t *words = json_array();
	const char *const *word;

	/* Without what it is given beside its words it does something else. */
	if (command->overlay)
		return words;
	vec_each (word, &command->argv)
		json_array_append_new(words, json_text(*word));
	return words;
}

static json_t *settings_json(const struct record_recipe *recipe)
{
	const struct setting *setting;
	json_t *object = json_object();

	vec_each (setting, &recipe->settings)
		json_object_set_new(object, setting->name, json_text(setting->value));
	return object;
}

static json_t *action_json(const struct plan *plan, const struct action *action)
{
	const struct item *item = &plan->items.at[action->item];
	json_t *object = json_object(), *after = json_array();
	const size_t *other;

	json_object_set_new(object, "type", json_string(action->type->name));
	json_object_set_new(object, "kind", json_string(item->kind));
	json_object_set_new(object, "name", json_text(item->name));
	json_object_set_new(object, "title", json_text(action->title));
	json_object_set_new(object, "reason", json_text(action->reason));
	json_object_set_new(object, "if", json_text(action->late));
	json_object_set_new(object, "command", command_json(&action->command));
	if (action->command.overlay) {
		json_object_set_new(object, "secrets", json_text(action->secrets));
		json_object_set_new(object, "settings", settings_json(action->recipe));
	}
	vec_each (other, &action->after)
		json_array_append_new(after, json_integer((json_int_t)*other));
	json_object_set_new(object, "after", after);
	set_place(object, &action->place);
	return object;
}

static json_t *attempt_json(const struct attempt *attempt)
{
	json_t *object = json_object();

	json_object_set_new(object, "type", json_string(attempt->type));
	json_object_set_new(object, "kind", json_string(attempt->kind));
	json_object_set_new(object, "name", json_text(attempt->item));
	json_object_set_new(object, "title", json_text(attempt->title));
	json_object_set_new(object, "reason", json_text(attempt->reason));
	json_object_set_new(object, "command", json_text(attempt->command));
	json_object_set_new(object, "place", json_text(attempt->place));
	json_object_set_new(object, "result", json_string(attempt_words[attempt->end]));
	json_object_set_new(object, "text", json_text(attempt->text));
	json_object_set_new(object, "seconds", json_real((double)attempt->ms / 1000));
	return object;
}

json_t *plan_json(const struct plan *plan)
{
	json_t *array = json_array();
	const struct action *action;

	vec_each (action, &plan->actions)
		json_array_append_new(array, action_json(plan, action));
	return array;
}

static json_t *attempts_json(const struct outcome *outcome)
{
	json_t *array = json_array();
	const struct attempt *attempt;

	vec_each (attempt, &outcome->history->attempts)
		json_array_append_new(array, attempt_json(attempt));
	return array;
}

static json_t *items_json(const struct outcome *outcome)
{
	json_t *array = json_array();
	const struct item_result *item;

	vec_each (item, &outcome->items)
		json_array_append_new(array, item_json(item));
	return array;
}

static json_t *notes_json(const struct outcome *outcome)
{
	json_t *array = json_array();
	const char *const *note;

	vec_each (note, &outcome->notes)
		json_array_append_new(array, json_text(*note));
	return array;
}

void report_json(const struct outcome *outcome, int exit_status, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	json_t *root = json_object();

	json_object_set_new(root, "version", json_integer(REPORT_VERSION));
	json_object_set_new(root, "host", json_text(outcome->host));
	json_object_set_new(root, "dry_run", json_boolean(outcome->dry_run));
	json_object_set_new(root, "started", json_string(clock_text(&scratch, outcome->started)));
	json_object_set_new(root, "ended", json_string(clock_text(&scratch, outcome->ended)));
	json_object_set_new(root, "changed", json_boolean(outcome_changed(outcome)));
	json_object_set_new(root, "troubled", json_boolean(outcome_troubled(outcome)));
	json_object_set_new(root, "interrupted", json_text(outcome->interrupted));
	json_object_set_new(root, "exit", json_integer(exit_status));
	json_object_set_new(root, "resources", items_json(outcome));
	json_object_set_new(root, "plan", plan_json(outcome->plan));
	json_object_set_new(root, "attempts", attempts_json(outcome));
	json_object_set_new(root, "notes", notes_json(outcome));
	json_finish(root, out);
}
