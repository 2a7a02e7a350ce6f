#include "tool/resolve.h"

#include "model/host_name.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena arena;
static struct snapshot snapshot;
static struct tools tools;

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena };
	tools = (struct tools){ .getent.path = "/usr/bin/getent" };
}

static void end(void)
{
	arena_free(&arena);
}

TestSuite(resolve, .init = begin, .fini = end);

static void want(const char *first, const char *second, const struct snapshot *before)
{
	struct names names = { 0 };

	vec_add(&arena, &names.list, first);
	vec_add(&arena, &names.list, second);
	resolve_list(&snapshot, &names, before);
}

static const struct host_name *take(const char *trouble, int code, const char *out)
{
	struct asking asking = { .tools = &tools, .snapshot = &snapshot };
	struct answer answer = { .trouble = trouble,
				 .code = code,
				 .out = arena_strdup(&arena, out),
				 .out_size = strlen(out),
				 .err = "" };

	snapshot.host_names.count = 0;
	want("san1", "10.5.88.21", NULL);
	name_source.take(&asking, &answer);
	return &snapshot.host_names.at[0];
}

Test(resolve, names_of_all_places_once)
{
	struct record *record = vec_push(&arena, &snapshot.records);
	struct session *session = vec_push(&arena, &snapshot.sessions);

	record->portal.host = "san2";
	session->portal.host = "san3";
	vec_add(&arena, &snapshot.records, *record);
	want("san1", "10.5.88.21", NULL);
	want("2001:db8::1", "san1", NULL);
	cr_assert_eq(snapshot.host_names.count, 3);
	cr_assert_str_eq(snapshot.host_names.at[0].name, "san1");
	cr_assert_str_eq(snapshot.host_names.at[1].name, "san2");
	cr_assert_str_eq(snapshot.host_names.at[2].name, "san3");
}

Test(resolve, command)
{
	struct asking asking = { .tools = &tools, .snapshot = &snapshot };
	struct command command = { 0 };

	want("san1", "10.5.88.21", NULL);
	cr_assert(name_source.ask(&asking, &command));
	cr_assert_eq(command.argv.count, 3);
	cr_assert_str_eq(command.argv.at[0], "getent");
	cr_assert_str_eq(command.argv.at[1], "ahosts");
	cr_assert_str_eq(command.argv.at[2], "san1");
	cr_assert_not(command.changes);
	cr_assert_eq(command.seconds, 10);
	cr_assert_not(name_source.ask(&asking, &command), "just once");
}

Test(resolve, without_getent)
{
	struct asking asking = { .tools = &tools, .snapshot = &snapshot };
	struct command command = { 0 };

	tools.getent.path = NULL;
	want("san1", "10.5.88.21", NULL);
	cr_assert_not(name_source.ask(&asking, &command));
	cr_assert_str_eq(snapshot.host_names.at[0].unknown, "getent was not found");
}

Test(resolve, addresses)
{
	const struct host_name *name = take(NULL, 0,
					    "10.5.88.21      STREAM san1\n"
					    "10.5.88.21      DGRAM  \n"
					    "2001:DB8:0:0::21 STREAM \n\n");

	cr_assert_null(name->unknown);
	cr_assert_eq(name->addresses.count, 2);
	cr_assert_str_eq(name->addresses.at[0], "10.5.88.21");
	cr_assert_str_eq(name->addresses.at[1], "2001:db8::21");
}

Test(resolve, no_addresses)
{
	cr_assert_not_null(strstr(take(NULL, 2, "")->unknown, "neither /etc/hosts nor DNS"));
	cr_assert_not_null(strstr(take(NULL, 0, "\n")->unknown, "neither /etc/hosts nor DNS"));
	cr_assert_not_null(strstr(take(NULL, 3, "")->unknown, "exited with 3"));
	cr_assert_str_eq(take("it did not answer", 0, "")->unknown, "it did not answer");
	cr_assert_eq(snapshot.host_names.at[0].addresses.count, 0);
}

Test(resolve, once_in_a_run)
{
	struct asking asking = { .tools = &tools, .snapshot = &snapshot };
	struct snapshot first = { .arena = &arena };
	struct command command = { 0 };

	take(NULL, 0, "10.5.88.21 STREAM san1\n");
	first = snapshot;
	begin();
	want("san1", "san2", &first);
	cr_assert_str_eq(snapshot.host_names.at[0].addresses.at[0], "10.5.88.21");
	cr_assert_not(name_source.ask(&asking, &command), "it is known");
	asking = (struct asking){ .tools = &tools, .snapshot = &snapshot, .name = 1 };
	cr_assert(name_source.ask(&asking, &command), "this one is not");
}
