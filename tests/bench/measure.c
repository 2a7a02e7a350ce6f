/*
 * What the benches compare with, and how they measure.
 *
 * measure [yaml FILE…] [json FILE…]: every event that libyaml makes of the first, the tree that
 *jansson makes of the others, and nothing else. measure run CMD [ARGUMENT…]: runs a program without
 *its output; prints the microseconds of processor time that it took, and its peak memory in KiB.
 */
#include <fcntl.h>
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
	int ended = 0;

	if (!file || !yaml_parser_initialize(&parser)) {
		perror(path);
		return 1;
	}
	yaml_parser_set_input_file(&parser, file);
	while (!ended && yaml_parser_parse(&parser, &event)) {
		ended = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	if (!ended)
		fprintf(stderr, "%s: not YAML\n", path);
	yaml_parser_delete(&parser);
	fclose(file);
	return !ended;
}

static int read_json(const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);

	if (!root)
		fprintf(stderr, "%s: %s\n", path, error.text);
	json_decref(root);
	return !root;
}

static long long microseconds(const struct timeval *time)
{
	return (long long)time->tv_sec * 1000000 + time->tv_usec;
}

static int run(char **argv)
{
	struct rusage usage;
	int status, nowhere;
	pid_t pid = fork();

	if (pid == 0) {
		nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
			_exit(126);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("measure");
		return 1;
	}
	printf("%lld %ld\n", microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime),
	       usage.ru_maxrss);
	/* A plan with something refused, or a change pending, is a plan. */
	return !WIFEXITED(status) || (WEXITSTATUS(status) & ~6);
}

int main(int argc, char **argv)
{
	int (*read_file)(const char *path) = NULL;
	int failed = 0;

	if (argc > 2 && strcmp(argv[1], "run") == 0)
		return run(argv + 2);
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "yaml") == 0)
			read_file = read_yaml;
		else if (strcmp(argv[i], "json") == 0)
			read_file = read_json;
		else
			failed |= read_file ? read_file(argv[i]) : 2;
	if (!read_file || failed == 2)
		fputs("usage: measure [yaml FILE...] [json FILE...] | run CMD [ARGUMENT...]\n",
		      stderr);
	return read_file ? failed : 2;
}
