#include "base/diag.h"

#include <stdlib.h>

__attribute__((format(printf, 4, 0))) static struct diag *add(struct diags *diags,
							      enum diag_level level,
							      const struct place *place,
							      const char *format, va_list args)
{
	struct diag *diag = vec_push(diags->arena, &diags->list);

	diag->level = level;
	if (place)
		diag->place = *place;
	diag->text = arena_vprintf(diags->arena, format, args);
	diags->errors += level == DIAG_ERROR;
	return diag;
}

int diag_error(struct diags *diags, const struct place *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(diags, DIAG_ERROR, place, format, args);
	va_end(args);
	return -1;
}

int diag_conflict(struct diags *diags, const struct place *place, const struct place *second,
		  const char *second_text, const char *format, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = add(diags, DIAG_ERROR, place, format, args);
	va_end(args);
	diag->second = *second;
	diag->second_text = arena_strdup(diags->arena, second_text);
	return -1;
}

void diag_warning(struct diags *diags, const struct place *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(diags, DIAG_WARNING, place, format, args);
	va_end(args);
}

struct keyed {
	struct diag diag;
	size_t turn, source, order;
};

/* Sources in the order in which they were first met; there are few. */
struct ranks {
	VEC(const struct source *) list;
};

static size_t rank_of(struct diags *diags, struct ranks *ranks, const struct source *source)
{
	for (size_t i = ranks->list.count; i-- > 0;)
		if (ranks->list.at[i] == source)
			return i;
	vec_add(diags->arena, &ranks->list, source);
	return ranks->list.count - 1;
}

static int compare(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	if (a->turn != b->turn)
		return a->turn < b->turn ? -1 : 1;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	if (a->diag.place.line != b->diag.place.line)
		return a->diag.place.line < b->diag.place.line ? -1 : 1;
	if (a->diag.place.column != b->diag.place.column)
		return a->diag.place.column < b->diag.place.column ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void diags_sort(struct diags *diags)
{
	size_t count = diags->list.count;
	struct keyed *keyed = arena_alloc(diags->arena, count * sizeof(*keyed));
	struct ranks ranks = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct source *source = diags->list.at[i].place.source;

		keyed[i] = (struct keyed){ diags->list.at[i], source ? source->turn : 0,
					   rank_of(diags, &ranks, source), i };
	}
	if (count)
		qsort(keyed, count, sizeof(*keyed), compare);
	for (size_t i = 0; i < count; i++)
		diags->list.at[i] = keyed[i].diag;
}
