/*
 * What planning and validation are measured against, for planning.sh.
 *
 *	bare yaml FILE json FILE   libyaml's events, and jansson's tree, and nothing done with
 *	                           them; either alone, too
 *	bare run COMMAND WORD...   runs it, its output to nowhere: "MILLISECONDS KIBIBYTES" of processor
 *	                           time and of memory at its peak
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <yaml.h>

static int read_yaml(const char *path)
{
	FILE *file = fopen(path, "rb");
	yaml_parser_t parser;
	yaml_event_t event;
	int done = 0;

	if (!file || !yaml_parser_initialize(&parser))
		return 1;
	yaml_parser_set_input_file(&parser, file);
	while (!done) {
		if (!yaml_parser_parse(&parser, &event))
			return 1;
		done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	fclose(file);
	return 0;
}

static int read_json(const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);

	if (!root)
		return 1;
	json_decref(root);
	return 0;
}

static int run(char **words)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execv(words[0], words);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return 1;
	/* A plan with something refused, or a change pending, is a plan. */
	if (!WIFEXITED(status) || (WEXITSTATUS(status) & ~6)) {
		fprintf(stderr, "bare: %s failed\n", words[0]);
		return 1;
	}
	printf("%ld %ld\n",
	       (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
		       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000,
	       usage.ru_maxrss);
	return 0;
}

/* "yaml FILE json FILE" reads both. */
int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 2 && strcmp(argv[1], "run") == 0)
		return run(argv + 2);
	for (int i = 1; i + 1 < argc; i += 2)
		failed |= strcmp(argv[i], "yaml") == 0 ? read_yaml(argv[i + 1])
						       : read_json(argv[i + 1]);
	return failed;
}
