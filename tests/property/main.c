/*
 * property [random | imports | faults | crashes]: holds converge to its laws (property.h).
 * Draws hosts and manifests, thousands of them, and imports some of those hosts; then tries every
 * fault at every command, and dies before, during and after every changing command. Speaks TAP.
 *
 *	CONVERGE_CASES=N     how many random cases; 5000 unless told, 2000 imports
 *	CONVERGE_SEED=N      the first one's seed; each next one is one more
 *	CONVERGE_FAILURES=N  random cases that may fail before it stops; 1 unless told
 *	CONVERGE_CRASHES=N   random scenes for crashes, beside the named ones; 50 unless told
 *
 * A random case that fails is made smaller as long as it still fails, then printed with its seed.
 */
#include "config.h"

#include "base/str.h"
#include "points.h"
#include "property.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct world the_world;
static struct arena forever;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void end_world(void)
{
	world_close();
	nftw(world->tree.root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(&forever);
}

/* In memory where that can be had: each case writes hundreds of files. */
static const char *make_root(void)
{
	char *root = arena_strdup(&forever, "/dev/shm/converge-property-XXXXXX");

	if (mkdtemp(root))
		return root;
	root = arena_strdup(&forever, "/tmp/converge-property-XXXXXX");
	if (mkdtemp(root))
		return root;
	perror(root);
	exit(99);
}

static void make_world(void)
{
	const char *root = make_root();

	world_open(&the_world, root);
	world->tools = (struct tools){
		.iscsiadm.path = "/usr/sbin/iscsiadm",
		.lvm.path = "/usr/sbin/lvm",
		.multipath.path = "/usr/sbin/multipath",
		.sysfs = arena_printf(&forever, "%s/sys", root),
		.proc = arena_printf(&forever, "%s/proc", root),
		.run = arena_printf(&forever, "%s/run", root),
		.dev = arena_printf(&forever, "%s/dev", root),
		.database = arena_printf(&forever, "%s/db", root),
		.iscsi_etc = arena_printf(&forever, "%s/iscsi", root),
		.lvm_etc = arena_printf(&forever, "%s/lvm", root),
		.lock = arena_printf(&forever, "%s/lock", root),
		.state = arena_printf(&forever, "%s/state", root),
		.credentials = arena_printf(&forever, "%s/secrets", root),
	};
}

/* ---- telling ---- */

/* Text as comments of TAP. */
static void comment(const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		printf("#   %.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

/* A command, without what never differs. */
static const char *brief(const char *text)
{
	const char *devices = strstr(text, "--devices");

	if (!strstr(text, "fullreport"))
		return text;
	return devices ? arena_printf(&world->arena, "lvm fullreport … %.*s",
				      (int)strcspn(devices + 10, " ") + 10, devices)
		       : "lvm fullreport …";
}

static void print_trace(void)
{
	for (size_t i = 0; i < world->ran.count; i++) {
		const struct ran *ran = &world->ran.at[i];

		if (i == world->first)
			printf("#   -- the last run\n");
		printf("#   %s %s -> %d%s\n", ran->changing ? "!" : " ", brief(ran->text),
		       ran->code, ran->spoiled ? " (fault)" : "");
	}
}

void print_failure(const struct scene *scene, const char *heading, const char *wrong)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	comment(heading);
	comment(wrong);
	strbuf_add(&text, "the manifest:\n");
	scene_manifest(scene, &text);
	strbuf_add(&text, "the host:\n");
	scene_print(scene, &text);
	strbuf_add(&text, "what ran (! changing):\n");
	comment(strbuf_text(&text));
	print_trace();
}

/* ---- random cases ---- */

typedef const char *property(const struct scene *scene);

static bool fails(const struct scene *scene, property *holds)
{
	const char *wrong = holds(scene);

	return wrong && *wrong;
}

/* Takes away whatever the failure does not need. */
static void shrink(struct scene *scene, property *holds)
{
	bool smaller = true, last;

	while (smaller) {
		smaller = false;
		last = false;
		for (int part = 0; !last; part++) {
			struct scene tried = *scene;

			if (!scene_without(&tried, part, &last) || !fails(&tried, holds))
				continue;
			*scene = tried;
			smaller = true;
		}
	}
}

long number_from(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : otherwise;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct point try_scenes(struct share share, property *holds, const char *name, long cases)
{
	uint64_t seed = (uint64_t)number_from("CONVERGE_SEED", 1) + (uint64_t)share.worker;
	struct point point = { 0 };
	struct scene scene;
	char heading[96];

	cases = (cases + share.workers - 1 - share.worker) / share.workers;
	for (; point.tries < cases && point.failed < number_from("CONVERGE_FAILURES", 1);
	     seed += (uint64_t)share.workers) {
		const char *wrong;

		scene_draw(&scene, seed);
		wrong = holds(&scene);
		point.tries += !wrong || *wrong;
		if (!wrong || !*wrong)
			continue;
		point.failed++;
		shrink(&scene, holds);
		snprintf(heading, sizeof(heading),
			 "seed %llu; again with: CONVERGE_SEED=%llu CONVERGE_CASES=1 … %s",
			 (unsigned long long)seed, (unsigned long long)seed, name);
		print_failure(&scene, heading, holds(&scene));
	}
	return point;
}

struct point try_random(struct share share)
{
	return try_scenes(share, property_holds, "random", number_from("CONVERGE_CASES", 5000));
}

static struct point try_imports(struct share share)
{
	return try_scenes(share, property_imports, "imports", number_from("CONVERGE_CASES", 2000));
}

/* ---- sharing the work ---- */

struct points {
	const char *name, *what;
	struct point (*try)(struct share share);
};

static const struct points all_points[] = {
	{ "random", "random cases", try_random }, { "imports", "hosts imported", try_imports },
	{ "faults", "faults", try_faults },	  { "crashes", "crash points", try_crashes },
	{ "reads", "failing reads", try_reads },
};

/* In a process of its own, with a world of its own. */
static void work(const struct points *points, struct share share, struct point *ret_point)
{
	make_world();
	*ret_point = points->try(share);
	end_world();
	exit(0); /* with whatever a sanitizer has to say */
}

/* Whether it came to its end. */
static bool await_worker(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool try(int number, const struct points *points)
{
	enum { WORKERS = 2 };
	struct point *found = mmap(NULL, WORKERS * sizeof(*found), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct point sum = { 0 };
	double began = seconds();
	pid_t pids[WORKERS];
	bool good = found != MAP_FAILED;

	fflush(stdout);
	for (int i = 0; good && i < WORKERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			work(points, (struct share){ i, WORKERS }, &found[i]);
	}
	for (int i = 0; found != MAP_FAILED && i < WORKERS; i++) {
		good &= await_worker(pids[i]);
		sum.tries += found[i].tries;
		sum.failed += found[i].failed;
	}
	good &= sum.tries && !sum.failed;
	printf("%sok %d - %ld %s in %.1f s\n", good ? "" : "not ", number, sum.tries, points->what,
	       seconds() - began);
	return good;
}

int main(int argc, char **argv)
{
	bool good = true;
	int number = 0;

	for (size_t i = 0; i < sizeof(all_points) / sizeof(*all_points); i++)
		if (argc < 2 || str_equal(argv[1], all_points[i].name))
			good &= try(++number, &all_points[i]);
	printf("1..%d\n", number);
	return !good;
}
