#include "tool/iscsiadm.h"

#include "tool/records.h"

#include <string.h>

#define BEGIN "# BEGIN RECORD"
#define END "# END RECORD"

/* Cuts the line at *text off and moves on to the next one; NULL at the end. */
static char *next_line(char **text)
{
	char *line = *text, *end;

	if (!*line)
		return NULL;
	end = strchr(line, '\n');
	if (end) {
		*end = '\0';
		*text = end + 1;
	} else {
		*text = line + strlen(line);
	}
	return line;
}

struct dump {
	struct snapshot *snapshot;
	struct record *record; /* the one being read; NULL between records */
	struct record *model;  /* the one before, of this dump; NULL once the names differ */
	struct strmap seen;    /* names of its parameters, without a model */
	size_t before;	       /* records that were there before this dump */
	unsigned int line;
};

static const char *begin(struct dump *dump)
{
	if (dump->record)
		return "a record begins inside another";
	dump->seen = (struct strmap){ 0 };
	dump->record = vec_push(dump->snapshot->arena, &dump->snapshot->records);
	dump->model = dump->snapshot->records.count - dump->before > 1 ? dump->record - 1 : NULL;
	*dump->record = (struct record){ 0 }; /* a dump that failed may have left one here */
	return NULL;
}

static const char *end(struct dump *dump)
{
	struct record *record = dump->record;

	if (!record)
		return "a record ends that did not begin";
	dump->record = NULL;
	return record_identify(dump->snapshot->arena, record);
}

/*
 * The tool prints the same names in the same order for every record, and of one record they are
 * distinct: as long as they are those of the record before, no name can be a second one.
 */
static void take_parameter(struct dump *dump, const struct parameter *parameter)
{
	struct arena *arena = dump->snapshot->arena;
	struct record *record = dump->record;
	size_t at = record->parameters.count;

	if (dump->model && at < dump->model->parameters.count &&
	    str_equal(dump->model->parameters.at[at].name, parameter->name)) {
		vec_add(arena, &record->parameters, *parameter);
		return;
	}
	if (dump->model)
		for (size_t i = 0; i < at; i++)
			strmap_add(arena, &dump->seen, record->parameters.at[i].name, i);
	dump->model = NULL;
	record_set(arena, record, &dump->seen, parameter);
}

static const char *take_line(struct dump *dump, char *line)
{
	struct parameter parameter;
	uint64_t digest;

	if (str_starts(line, BEGIN))
		return begin(dump);
	if (str_starts(line, END))
		return end(dump);
	if (!line[strspn(line, " \t\r")])
		return NULL;
	if (!dump->record)
		return "text outside a record";
	if (!record_split(line, &parameter, &digest))
		return "a line that is no parameter";
	record_note_secret(dump->record, parameter.name, digest);
	take_parameter(dump, &parameter);
	return NULL;
}

int iscsiadm_parse_dump(char *text, struct snapshot *snapshot, const char **ret_reason)
{
	size_t before = snapshot->records.count;
	struct dump dump = { .snapshot = snapshot, .before = before };
	const char *fault = NULL;
	char *line;

	while (!fault && (line = next_line(&text))) {
		dump.line++;
		fault = take_line(&dump, line);
	}
	if (!fault && dump.record)
		fault = "a record does not end";
	if (!fault && snapshot->records.count == before)
		fault = "there is no record"; /* that would have been exit code 21 */
	if (fault) {
		snapshot->records.count = before;
		*ret_reason = arena_printf(snapshot->arena,
					   "the records that iscsiadm printed, line %u: %s",
					   dump.line, fault);
		return -1;
	}
	records_sort(snapshot);
	return 0;
}
