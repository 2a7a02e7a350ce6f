#include "config.h"

#include "watch.h"

#include "base/str.h"
#include "manifest/manifest.h"
#include "model/command.h"
#include "os/process.h"
#include "standin/laws.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The host that the observer's callback tells. */
static const struct host *told;

void watch_broken(const struct host *host, const char *sentence)
{
	host_note(host, "broken", sentence);
}

static void tell(const char *sentence)
{
	watch_broken(told, sentence);
}

/* ---- what ran ---- */

/* With the tool's name alone for its path, as people type it; plain: not as a shell needs it. */
static void put_text(const char *const *argv, bool plain, struct strbuf *out)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];

	/* The packages link all of its names but this to lvm. */
	if (str_equal(name, "lvm") && argv[1] && !str_equal(argv[1], "fullreport"))
		name = *++argv;
	for (; name; name = *++argv)
		strbuf_printf(out, "%s%s", out->length ? " " : "",
			      plain ? name : command_word(&scratch, name));
}

/* Those of earlier runs that have ended are of no interest any more. */
static void forget_others(struct host_state *state, pid_t run)
{
	struct host_command *command;

	model_each (command, state->commands)
		if (command->run != run && (command->ended || !process_state(command->pid)))
			command->used = false;
	if (state->run != run)
		state->lvm_spoiled = false;
	state->run = run;
}

static struct host_command *add_command(struct host_state *state, const char *const *argv,
					pid_t run)
{
	struct host_command *command = state->commands;
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	while (command->used && command < state->commands + HOST_COMMANDS - 1)
		command++;
	*command = (struct host_command){ .used = true, .pid = getpid(), .run = run, .code = -1 };
	put_text(argv, true, &text);
	snprintf(command->text, sizeof(command->text), "%s", strbuf_text(&text));
	return command;
}

/* ---- the observer ---- */

/* The words of a text. */
static const char *const *split(struct arena *arena, const char *text)
{
	VEC(const char *) words = { 0 };
	char *rest = arena_strdup(arena, text), *word;

	while ((word = strsep(&rest, " ")))
		vec_add(arena, &words, word);
	vec_add(arena, &words, NULL);
	return words.at;
}

static const struct wishes *read_wishes(const struct host_state *state, struct arena *arena)
{
	const char *path = state->manifest;
	struct diags diags = { .arena = arena };
	struct manifest *manifest = NULL;
	struct wishes *wishes = NULL;

	if (manifest_load(arena, &path, 1, &diags, &manifest) < 0 ||
	    manifest_wishes(manifest, "standin", &diags, &wishes) < 0)
		host_fail("%s is no manifest", path);
	return wishes;
}

struct sight {
	struct ran ran[HOST_COMMANDS];
	struct at_work at_work[HOST_COMMANDS];
};

static void see(struct witness *witness, struct sight *sight, const struct host_state *state,
		const struct host_command *own, struct arena *arena)
{
	const struct host_command *command;

	model_each (command, state->commands) {
		if (command->run == own->run)
			sight->ran[witness->ran_count++] = (struct ran){
				.text = command->text,
				.changing = command->changing,
				.code = command->code,
				.spoiled = command->spoiled,
			};
		/* Two changes of one thing at a time are never right, left behind or not. */
		if (command != own && !command->ended && process_state(command->pid))
			sight->at_work[witness->at_work_count++] = (struct at_work){
				.text = command->text,
				.argv = split(arena, command->text),
				.changing = command->changing,
				.left = true,
			};
	}
	witness->ran = sight->ran;
	witness->at_work = sight->at_work;
}

static void observe(struct host *host, struct host_command *command, const char *const *argv)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	char *lock = host_path(host, "lock");
	struct witness witness = {
		.model = &host->state->model,
		.wishes = read_wishes(host->state, &arena),
		.lvm_spoiled = host->state->lvm_spoiled,
		.lock = lock,
		.broken = tell,
	};
	struct sight sight;

	told = host;
	command->changing = laws_is_noted(&witness, command->pid);
	see(&witness, &sight, host->state, command, &arena);
	laws_check(&witness, argv, command->changing, command->text);
	free(lock);
}

struct host_command *watch_begin(struct host *host, const char *const *argv, pid_t run)
{
	CLEANUP(strbuf_done) struct strbuf line = { 0 };
	struct host_command *command;

	forget_others(host->state, run);
	command = add_command(host->state, argv, run);
	observe(host, command, argv);
	put_text(argv, false, &line);
	host_note(host, "log", strbuf_text(&line));
	return command;
}

/* ---- faults ---- */

const struct host_fault *watch_fault(struct host *host, const char *const *argv)
{
	CLEANUP(strbuf_done) struct strbuf line = { 0 };
	const struct host_fault *found = NULL;
	struct host_fault *fault;

	put_text(argv, false, &line);
	model_each (fault, host->state->faults)
		if (fnmatch(fault->pattern, strbuf_text(&line), 0) == 0 &&
		    ++fault->seen == fault->at)
			found = fault;
	return found;
}

void watch_spoil(struct host *host, struct host_command *command, bool spoiled)
{
	command->spoiled = spoiled;
	if (!command->changing && !str_starts(command->text, "iscsiadm"))
		host->state->lvm_spoiled = spoiled;
}

void watch_end(struct host_command *command, int code)
{
	command->code = code;
	command->ended = true;
	/* There is no end of probes in a run, and nobody asks for them. */
	if (!command->changing)
		command->used = false;
}
