/* A plan as a graph for graphviz(7): what there is and what stands on what, and the steps. */
#include "report/dot.h"

#include "manifest/text.h"
#include "report/steps.h"
#include "report/wrap.h"

#include <string.h>

#define STEP_COLUMNS 34

static const char *fill_of(enum result result)
{
	switch (result) {
	case RESULT_KEPT:
	case RESULT_CHANGED:
		return "#d9ead3";
	case RESULT_WOULD_CHANGE:
		return "#cfe2f3";
	case RESULT_SKIPPED:
	case RESULT_DEGRADED:
		return "#fff2cc";
	default:
		return "#f4cccc";
	}
}

/* In double quotes. Graphviz reads escapes and, in labels, entities of HTML; a line break of ours
 * is one of the picture. */
static void add_quoted(struct strbuf *out, const char *text)
{
	struct strbuf clean CLEANUP(strbuf_done) = { 0 };

	strbuf_add_char(out, '"');
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		strbuf_clear(&clean);
		text_add_clean(&clean, text, (size_t)(end - text));
		for (const char *c = strbuf_text(&clean); *c; c++) {
			if (*c == '"' || *c == '\\')
				strbuf_add_char(out, '\\');
			strbuf_add(out, *c == '&' ? "&amp;" : (char[]){ *c, '\0' });
		}
		if (*end)
			strbuf_add(out, "\\n");
	}
	strbuf_add_char(out, '"');
}

void dot_edge(struct drawing *d, const char *from, const char *to, const char *attributes)
{
	strbuf_add(d->out, "\t\t");
	add_quoted(d->out, from);
	strbuf_add(d->out, " -> ");
	add_quoted(d->out, to);
	strbuf_printf(d->out, "%s\n", attributes);
}

size_t dot_item(const struct drawing *d, const char *kind, const char *name)
{
	return strmap_find(&d->results, arena_printf(d->arena, "%s %s", kind, name));
}

/* " [3, 4]": the steps for an item of the outcome, as they are numbered. */
static void add_steps_of(struct drawing *d, const struct item_result *item, const char **numbers)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *key = arena_printf(d->arena, "%s %s", item->kind, item->name);
	const size_t *step;

	strbuf_add(&text, *numbers);
	vec_each (step, &strlists_at(&d->steps, key)->list) {
		strbuf_join(&text, ", ", "");
		strbuf_add_number(&text, *step);
	}
	*numbers = arena_strdup(d->arena, strbuf_text(&text));
}

/* The numbers of the steps, by the items they are for. */
static void number_steps(struct drawing *d)
{
	const struct plan *plan = d->outcome->plan;

	for (size_t i = 0; i < plan->actions.count; i++) {
		const struct item *item = &plan->items.at[plan->actions.at[d->order[i]].item];

		strlists_add(d->arena, &d->steps,
			     arena_printf(d->arena, "%s %s", item->kind, item->name), i + 1);
	}
}

void dot_look(struct drawing *d, size_t index, struct look *look)
{
	const struct item_result *item;

	if (index == SIZE_MAX)
		return;
	item = &d->outcome->items.at[index];
	d->used[index] = true;
	look->result = !look->named || item->result > look->result ? item->result : look->result;
	look->named = true;
	look->steps = look->steps ? look->steps : "";
	add_steps_of(d, item, &look->steps);
}

bool dot_has(const struct drawing *d, const char *id)
{
	return strmap_find(&d->nodes, id) != SIZE_MAX;
}

bool dot_node(struct drawing *d, const char *id, const char *label, const struct look *look)
{
	if (dot_has(d, id))
		return false;
	strmap_add(d->arena, &d->nodes, id, 0);
	if (look->named && look->result != RESULT_KEPT)
		label = arena_printf(d->arena, "%s\n%s", label, result_words[look->result]);
	if (look->steps && *look->steps)
		label = arena_printf(d->arena, "%s [%s]", label, look->steps);
	strbuf_add(d->out, "\t\t");
	add_quoted(d->out, id);
	strbuf_add(d->out, " [label=");
	add_quoted(d->out, label);
	strbuf_printf(d->out, ", fillcolor=\"%s\"%s]\n",
		      look->named ? fill_of(look->result) : "#eeeeee",
		      look->missing ? ", style=\"rounded,filled,dashed\"" : "");
	return true;
}

/* ---- steps ---- */

static void draw_step(struct drawing *d, const struct action *action, size_t number)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 }, label CLEANUP(strbuf_done) = { 0 };

	strbuf_printf(&text, "%zu. ", number);
	strbuf_add_line(&text, action->title);
	if (action->late) {
		strbuf_add(&text, "\nif ");
		strbuf_add_line(&text, action->late);
	}
	wrap_lines(strbuf_text(&text), STEP_COLUMNS, "", "", &label);
	label.text[--label.length] = '\0'; /* the last line break */
	strbuf_printf(d->out, "\t\t\"step %zu\" [label=", number);
	add_quoted(d->out, strbuf_text(&label));
	strbuf_printf(d->out, ", shape=box, style=\"%s\"]\n", action->late ? "dashed" : "solid");
}

static void draw_steps(struct drawing *d)
{
	const struct plan *plan = d->outcome->plan;
	size_t *number = arena_alloc(d->arena, (plan->actions.count + 1) * sizeof(*number));
	const size_t *after;

	for (size_t i = 0; i < plan->actions.count; i++) {
		number[d->order[i]] = i + 1;
		draw_step(d, &plan->actions.at[d->order[i]], i + 1);
	}
	for (size_t i = 0; i < plan->actions.count; i++)
		vec_each (after, &plan->actions.at[d->order[i]].after)
			strbuf_printf(d->out, "\t\t\"step %zu\" -> \"step %zu\"\n", number[*after],
				      i + 1);
}

static void index_item(struct drawing *d, const struct item_result *item)
{
	size_t at = (size_t)(item - d->outcome->items.at);

	strmap_add(d->arena, &d->results, arena_printf(d->arena, "%s %s", item->kind, item->name),
		   at);
	/* "TARGET", or "TARGET at …" */
	if (str_equal(item->kind, "target"))
		strlists_add(d->arena, &d->targets,
			     arena_strndup(d->arena, item->name, strcspn(item->name, " ")), at);
}

void report_dot(const struct outcome *outcome, const struct snapshot *snapshot,
		const struct wishes *wishes, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct strbuf head CLEANUP(strbuf_done) = { 0 };
	struct drawing d = { &scratch,
			     out,
			     outcome,
			     snapshot,
			     wishes,
			     .order = report_order(outcome->plan, &scratch),
			     .used = arena_alloc(&scratch, outcome->items.count + 1) };
	const struct snapshot nothing = { 0 };
	const struct item_result *item;

	number_steps(&d);
	d.snapshot = snapshot ? snapshot : &nothing;
	vec_each (item, &outcome->items)
		index_item(&d, item);
	strbuf_printf(&head, "%s: ", outcome->host);
	report_counts(outcome, &head);
	strbuf_add(out, "digraph converge {\n\trankdir=LR\n\tfontname=\"sans-serif\"\n"
			"\tnode [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", "
			"fontsize=10]\n\tsubgraph cluster_host {\n\t\tlabel=");
	add_quoted(out, strbuf_text(&head));
	strbuf_add_char(out, '\n');
	dot_host(&d);
	strbuf_add(out, "\t}\n");
	if (outcome->plan->actions.count) {
		strbuf_add(out, "\tsubgraph cluster_steps {\n\t\tlabel=\"steps\"\n");
		draw_steps(&d);
		strbuf_add(out, "\t}\n");
	}
	strbuf_add(out, "}\n");
}
