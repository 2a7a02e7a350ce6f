#include "config.h"

#include "cli/beside.h"

#include "cli/common.h"
#include "os/clock.h"
#include "report/log.h"
#include "report/metrics.h"

#include <string.h>
#include <unistd.h>

#define METRICS_CAP ((size_t)1024 * 1024)

/* For everybody to read. */
static int write_file(const char *file, const struct strbuf *text)
{
	int error = file_replace(file, strbuf_text(text), text->length, 0644);

	if (error)
		complain("%s could not be written: %s", file, strerror(-error));
	return error;
}

int beside_report(const struct options *options, const struct outcome *outcome, int status)
{
	struct strbuf json CLEANUP(strbuf_done) = { 0 };

	if (!options->report)
		return 0;
	report_json(outcome, status, &json);
	return write_file(options->report, &json);
}

int beside_metrics(const struct options *options, const struct outcome *outcome,
		   const struct wishes *wishes, bool paused, int status)
{
	struct strbuf before CLEANUP(strbuf_done) = { 0 }, text CLEANUP(strbuf_done) = { 0 };
	struct metrics metrics = { outcome, wishes, status, paused, clock_now(), 0 };

	if (!options->metrics || status == EXIT_LOCKED)
		return status;
	if (file_read(options->metrics, METRICS_CAP, &before) == 0)
		metrics.last_success = metrics_last_success(strbuf_text(&before));
	report_metrics(&metrics, &text);
	if (write_file(options->metrics, &text) == 0 || status == EXIT_NOTHING_DONE)
		return status;
	return status | EXIT_TROUBLE;
}

bool beside_log(const struct tools *tools, const struct outcome *outcome, int status)
{
	struct log log;
	size_t count;

	if (outcome->dry_run || isatty(STDERR_FILENO) || log_open(tools->run, tools->dev, &log) < 0)
		return false;
	count = report_log(outcome, status, &log);
	log_close(&log);
	return count && log.journal && log_has_stream(STDOUT_FILENO);
}
