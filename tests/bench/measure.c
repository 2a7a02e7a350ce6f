/*
 * What the benches compare with, and how they measure.
 *
 * measure yaml FILE…: every event that libyaml makes of the files, and nothing else.
 * measure run CMD [ARGUMENT…]: runs a program without its output; prints the microseconds of
 *processor time that it took, and its peak memory in KiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <yaml.h>

static int read_file(const char *path)
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
	return !WIFEXITED(status) || WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 2 && strcmp(argv[1], "run") == 0)
		return run(argv + 2);
	if (argc < 3 || strcmp(argv[1], "yaml") != 0) {
		fputs("usage: measure yaml FILE... | run CMD [ARGUMENT...]\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		failed |= read_file(argv[i]);
	return failed;
}
