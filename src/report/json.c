#include "report/report.h"

#include "os/clock.h"
#include "report/json_keys.h"
#include "report/json_parts.h"
#include "tool/record_config.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define KEY(NAME, TYPE, DOC)                                      \
	{                                                         \
		.name = (NAME), .type = KEY_##TYPE, .doc = (DOC), \
	}
#define OPTIONAL(NAME, TYPE, DOC)                                                   \
	{                                                                           \
		.name = (NAME), .type = KEY_##TYPE, .optional = true, .doc = (DOC), \
	}
#define WORD(NAME, WORDS, LAST, DOC)                                                          \
	{                                                                                     \
		.name = (NAME), .type = KEY_TEXT, .words = (WORDS), .word_count = (LAST) + 1, \
		.doc = (DOC),                                                                 \
	}
#define OBJECTS(NAME, ROWS, DOC)                                                   \
	{                                                                          \
		.name = (NAME), .type = KEY_OBJECTS, .doc = (DOC), .keys = (ROWS), \
		.key_count = COUNT(ROWS),                                          \
	}

/* The object of these rows: a value for each of them, in the same order; NULL: left out. */
#define OBJECT(rows, values)                                                          \
	({                                                                            \
		_Static_assert(COUNT(values) == COUNT(rows), "a value for each key"); \
		object_of((rows), (values), COUNT(rows));                             \
	})

static const struct json_key change_rows[] = {
	KEY("what", MAYBE_TEXT, "a parameter, or one of several things; null: the resource itself"),
	KEY("have", MAYBE_TEXT, "how it is"),
	KEY("want", MAYBE_TEXT, "how it is to be"),
};

static const struct json_key item_rows[] = {
	KEY("kind", TEXT, "what it is: target, session, volume group"),
	KEY("name", TEXT, "its name, unique within its kind"),
	WORD("result", result_words, RESULT_INTERRUPTED, "what became of it, or would"),
	OBJECTS("changes", change_rows, "what it takes, by the first plan"),
	WORD("cause", cause_words, CAUSE_INTENT,
	     "what moved: drift, the host; intent, the manifest; none: nothing, or not asked"),
	KEY("text", MAYBE_TEXT, "why, as a sentence"),
	KEY("counts", BOOL, "false: a result that is no trouble, as --only left it out"),
	OPTIONAL("file", TEXT, "the manifest that asks for it"),
	OPTIONAL("line", NUMBER, "the line there, from 1"),
	OPTIONAL("column", NUMBER, "the column, in characters from 1"),
};

static const struct json_key action_rows[] = {
	KEY("type", TEXT, "what sort of step it is: login, activate"),
	KEY("kind", TEXT, "the kind of resource that it is for"),
	KEY("name", TEXT, "the name of that resource"),
	KEY("title", TEXT, "the step in words"),
	KEY("reason", MAYBE_TEXT, "why it is needed"),
	KEY("if", MAYBE_TEXT, "when it is run, where that depends on what an earlier step reveals"),
	KEY("command", TEXTS, "its words; empty: a wait, or a command that is given secrets"),
	OPTIONAL("secrets", TEXT, "where the secrets are from that it is given"),
	OPTIONAL("settings", TEXT_MAP, "what else it is given, for the record"),
	KEY("after", NUMBERS, "the steps it waits for, by their place in this list from 0"),
	OPTIONAL("file", TEXT, "the manifest that asks for it"),
	OPTIONAL("line", NUMBER, "the line there, from 1"),
	OPTIONAL("column", NUMBER, "the column, in characters from 1"),
};

static const struct json_key attempt_rows[] = {
	KEY("type", TEXT, "what sort of step it was: login, activate"),
	KEY("kind", TEXT, "the kind of resource that it was for"),
	KEY("name", TEXT, "the name of that resource"),
	KEY("title", TEXT, "the step in words"),
	KEY("reason", MAYBE_TEXT, "why it was needed"),
	KEY("command", MAYBE_TEXT, "the command line for a shell; null: a wait"),
	KEY("place", MAYBE_TEXT, "FILE:LINE of the manifest that asks for it"),
	WORD("result", attempt_words, ATTEMPT_INTERRUPTED, "how it ended"),
	KEY("text", MAYBE_TEXT, "what went wrong, as a sentence"),
	KEY("seconds", SECONDS, "how long it ran"),
};

static const struct json_key outcome_rows[] = {
	KEY("version", NUMBER, "the version of this format"),
	KEY("host", TEXT, "name of the host"),
	KEY("dry_run", BOOL, "nothing was done: this is what would be"),
	KEY("started", TIME, "when the run began"),
	KEY("ended", TIME, "when it was over"),
	KEY("changed", BOOL, "something was changed, or in a dry run would be"),
	KEY("troubled", BOOL, "something failed, was refused or is unknown"),
	KEY("interrupted", MAYBE_TEXT, "what cut the run short"),
	KEY("exit", NUMBER, "exit status of converge"),
	OBJECTS("resources", item_rows, "what the manifest manages"),
	OBJECTS("plan", action_rows, "the steps, in their order"),
	OBJECTS("attempts", attempt_rows,
		"the steps that were come to, in the order of their ends"),
	KEY("notes", TEXTS, "side effects and warnings"),
};
const struct json_key report_keys = OBJECTS(NULL, outcome_rows, NULL);

static json_t *object_of(const struct json_key *rows, json_t *const *values, size_t count)
{
	json_t *object = json_object();

	for (size_t i = 0; i < count; i++)
		if (values[i])
			json_object_set_new(object, rows[i].name, values[i]);
	return object;
}

static bool place_is_known(const struct place *place)
{
	return place->source && place->line;
}

static json_t *place_file(const struct place *place)
{
	return place_is_known(place) ? json_text(place->source->name) : NULL;
}

static json_t *place_number(const struct place *place, unsigned int number)
{
	return place_is_known(place) ? json_integer(number) : NULL;
}

static json_t *changes_json(const struct changes *changes)
{
	json_t *array = json_array();
	const struct change *change;

	if (!changes)
		return array;
	vec_each (change, &changes->list) {
		json_t *values[] = {
			json_text(change->what),
			json_text(change->have),
			json_text(change->want),
		};

		json_array_append_new(array, OBJECT(change_rows, values));
	}
	return array;
}

static json_t *item_json(const struct item_result *item)
{
	json_t *values[] = {
		json_string(item->kind),
		json_text(item->name),
		json_string(result_words[item->result]),
		changes_json(item->changes),
		json_string(cause_words[item->cause]),
		json_text(item->text),
		json_boolean(item->counts),
		place_file(&item->place),
		place_number(&item->place, item->place.line),
		place_number(&item->place, item->place.column),
	};

	return OBJECT(item_rows, values);
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

static json_t *after_json(const struct action *action)
{
	json_t *after = json_array();
	const size_t *other;

	vec_each (other, &action->after)
		json_array_append_new(after, json_integer((json_int_t)*other));
	return after;
}

static json_t *action_json(const struct plan *plan, const struct action *action)
{
	const struct item *item = &plan->items.at[action->item];
	bool secret = action->command.overlay;
	json_t *values[] = {
		json_string(action->type->name),
		json_string(item->kind),
		json_text(item->name),
		json_text(action->title),
		json_text(action->reason),
		json_text(action->late),
		command_json(&action->command),
		secret ? json_text(action->secrets) : NULL,
		secret ? settings_json(action->recipe) : NULL,
		after_json(action),
		place_file(&action->place),
		place_number(&action->place, action->place.line),
		place_number(&action->place, action->place.column),
	};

	return OBJECT(action_rows, values);
}

static json_t *attempt_json(const struct attempt *attempt)
{
	json_t *values[] = {
		json_string(attempt->type), json_string(attempt->kind),
		json_text(attempt->item),   json_text(attempt->title),
		json_text(attempt->reason), json_text(attempt->command),
		json_text(attempt->place),  json_string(attempt_words[attempt->end]),
		json_text(attempt->text),   json_real((double)attempt->ms / 1000),
	};

	return OBJECT(attempt_rows, values);
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

json_t *outcome_json(const struct outcome *outcome, int exit_status)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	json_t *values[] = {
		json_integer(REPORT_VERSION),
		json_text(outcome->host),
		json_boolean(outcome->dry_run),
		json_string(clock_text(&scratch, outcome->started)),
		json_string(clock_text(&scratch, outcome->ended)),
		json_boolean(outcome_changed(outcome)),
		json_boolean(outcome_troubled(outcome)),
		json_text(outcome->interrupted),
		json_integer(exit_status),
		items_json(outcome),
		plan_json(outcome->plan),
		attempts_json(outcome),
		notes_json(outcome),
	};

	return OBJECT(outcome_rows, values);
}

void report_json(const struct outcome *outcome, int exit_status, struct strbuf *out)
{
	json_finish(outcome_json(outcome, exit_status), out);
}
