/*
 * A model of a host and its SAN: what open-iscsi, LVM, udev and the kernel keep,
 * and how iscsiadm and lvm change it, as FACTS about the real tools have it.
 *
 * The state is one flat struct without pointers: a copy is a snapshot of the whole
 * world, two worlds compare with memcmp(), and a file holds one as it is. Time is simulated;
 * what udev and iscsid do by themselves stands in an agenda.
 *
 * The tools are strict: a command line the model does not know is no answer but
 * a complaint, and the test that ran it fails.
 */
#ifndef STANDIN_MODEL_H
#define STANDIN_MODEL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	MODEL_NAME = 64,
	MODEL_TARGETS = 4,
	MODEL_PORTALS = 2,
	MODEL_LUNS = 12,
	MODEL_VGS = 6,
	MODEL_LVS = 16,
	MODEL_INTERFACES = 4,
	MODEL_RECORDS = 16,
	MODEL_SESSIONS = 16,
	MODEL_DISKS = 48,
	MODEL_MAPS = 32,
	MODEL_USES = 8,
	MODEL_AGENDA = 64,
	MODEL_SLAVES = 8,
	MODEL_SECTORS = 131072, /* of every device */
	MODEL_NONE = -1,
};

/* The parameters of a node record that the model keeps, in the order of a dump. */
enum parameter_id {
	PARAM_STARTUP,
	PARAM_LOGIN_RETRIES,
	PARAM_NR_SESSIONS,
	PARAM_QUEUE_DEPTH,
	PARAM_AUTH_METHOD,
	PARAM_USER,
	PARAM_PASSWORD,
	PARAM_USER_IN,
	PARAM_PASSWORD_IN,
	PARAM_ALGS, /* the last of credentials */
	PARAM_REPLACEMENT,
	PARAM_SCAN,
	PARAM_CONN_STARTUP,
	PARAM_LOGIN_TIMEOUT,
	PARAM_COUNT,
};
extern const char *const parameter_names[PARAM_COUNT];
extern const char *const parameter_defaults[PARAM_COUNT]; /* of Debian's iscsid.conf */
extern const char *const parameter_built_in[PARAM_COUNT]; /* of iscsiadm without that file */

/* How a portal answers a login. */
enum portal_answer {
	PORTAL_ANSWERS,
	PORTAL_SILENT,	/* exit 8 after all retries */
	PORTAL_REFUSES, /* exit 19, at once */
	PORTAL_DENIES,	/* exit 24, at once */
};

struct san_portal {
	char host[MODEL_NAME];
	int port;
	enum portal_answer answer;
};

enum { MODEL_VALUE = 24 };

/* An interface of open-iscsi, ifaces/NAME: what goes out by it, and as whom; "" where nothing is
 * set. */
struct interface_file {
	bool used;
	char name[MODEL_VALUE];
	char net[MODEL_VALUE], hwaddress[MODEL_VALUE], initiator[MODEL_NAME];
};

/* Who somebody is, and what proves it; "" for nobody. */
struct account {
	char user[MODEL_VALUE], secret[MODEL_VALUE];
};

struct san_target {
	bool used;
	struct account wants, is;    /* CHAP: who may log in, and what the target can prove to be */
	char files[2][MODEL_VALUE];  /* what the host's secret files for it have, own and mutual;
				      * "": they are not there */
	char algorithm[MODEL_VALUE]; /* the one that it takes; "": any */
	char name[2 * MODEL_NAME];
	struct san_portal portals[MODEL_PORTALS];
	int portals_used;
};

/* A disk of a target, or a local one: its data, wherever it is seen. */
struct san_lun {
	bool used;
	int target; /* MODEL_NONE: local */
	int number;
	int vg;	       /* whose physical volume it is; MODEL_NONE */
	int megabytes; /* for who makes volumes on it; every device is MODEL_SECTORS large */
};

struct volume_group {
	bool used;
	char name[MODEL_NAME];
	char uuid[40];
	bool exported;
	bool locked; /* it has a lock type, and its locks are started */
};

/* The first two can be active on several hosts. */
enum volume_sort {
	VOLUME_LINEAR,
	VOLUME_STRIPED,
	VOLUME_SNAPSHOT,
	VOLUME_RAID,
	VOLUME_MOVING,
	VOLUME_CACHED, /* its map stands on another one, and keeps the failure of lost disks */
	VOLUME_SORTS
};

struct volume {
	bool used;
	int vg;
	char name[MODEL_NAME];
	char uuid[40];
	bool skip; /* activation skip flag */
	enum volume_sort sort;
	int luns[MODEL_SLAVES];
	int luns_used;
};

enum damage { RECORD_GOOD, RECORD_EMPTY, RECORD_GARBAGE, RECORD_NEWER /* unknown parameter */ };

struct node_record {
	bool used;
	char target[2 * MODEL_NAME];
	char host[MODEL_NAME];
	int port;
	int tpgt; /* MODEL_NONE: a flat file */
	char iface[MODEL_VALUE];
	enum damage damage;
	char values[PARAM_COUNT][MODEL_VALUE];
};

enum session_state { SESSION_LOGGED_IN, SESSION_FAILED, SESSION_FREE };

struct session_state_of {
	bool used;
	unsigned int sid;
	int target;
	char host[MODEL_NAME];
	int port;
	struct interface_file iface; /* as it was at the login; open-iscsi's own has only a name */
	enum session_state state;
};

enum disk_stage { DISK_SCSI, DISK_BLOCK, DISK_READY /* udev is through with it */ };

struct disk {
	bool used;
	int serial; /* never used twice */
	int lun;
	unsigned int sid; /* 0: local */
	char name[8];
	unsigned int minor;
	enum disk_stage stage;
};

/* A device-mapper device: an active volume, or a multipath map of a LUN. */
struct map {
	bool used;
	unsigned int minor;
	int lv;	    /* MODEL_NONE: multipath, of this LUN */
	int lun;    /* MODEL_NONE: a volume */
	bool layer; /* below the map of that volume */
	bool suspended;
	struct {
		int disk; /* serial, MODEL_NONE: a map */
		int map;  /* minor of a map, MODEL_NONE: a disk */
		unsigned int host;
		char name[8];
	} slaves[MODEL_SLAVES];
	int slaves_used;
};

enum use_sort {
	USED_MOUNT,
	USED_ELSEWHERE /* another mount namespace */,
	USED_SWAP,
	USED_OPENER /* a process */,
	USED_CLAIM /* by the kernel: only an exclusive open tells */,
	USE_SORTS
};

/* Somebody uses a volume's map, or a disk. */
struct usage {
	bool used;
	enum use_sort sort;
	int lv;	  /* MODEL_NONE: a disk */
	int disk; /* serial */
};

enum udev_activation { AUTO_OFF, AUTO_IN_RULE, AUTO_BACKGROUND };

enum agenda_sort {
	AGENDA_NONE,
	AGENDA_BLOCK,	   /* a disk gets its block device */
	AGENDA_UDEV,	   /* udev is through with a disk */
	AGENDA_ACTIVATE,   /* in udev's rule: the queue waits for it */
	AGENDA_BACKGROUND, /* activation that nobody waits for */
	AGENDA_LOGIN,	   /* iscsid completes a login by itself */
};

struct agenda_entry {
	enum agenda_sort sort;
	int64_t time;
	int object;
	char host[MODEL_NAME], iface[MODEL_VALUE];
	int port;
};

struct model {
	int64_t now; /* ms */

	struct san_target targets[MODEL_TARGETS];
	struct san_lun luns[MODEL_LUNS];
	struct volume_group vgs[MODEL_VGS];
	struct volume lvs[MODEL_LVS];

	struct interface_file interfaces[MODEL_INTERFACES];
	struct node_record records[MODEL_RECORDS];
	struct session_state_of sessions[MODEL_SESSIONS];
	struct disk disks[MODEL_DISKS];
	struct map maps[MODEL_MAPS];
	struct usage uses[MODEL_USES];
	struct agenda_entry agenda[MODEL_AGENDA];
	bool vg_online[MODEL_VGS]; /* /run/lvm/vgs_online: udev activates only once */

	bool multipathd;
	bool iscsid_down;
	enum udev_activation autoactivation;
	int64_t background_ms; /* how long after udev's rule a background activation is */
	unsigned int last_sid;
	int last_serial;
	unsigned int next_minor;
};

/* One run of a tool. */
struct reply {
	struct strbuf out, err;
	int code;
	const char *complaint; /* the model does not know such a command, and this is why */
};

#define model_each(item, array)                                                               \
	for ((item) = (array); (item) < (array) + sizeof(array) / sizeof(*(array)); (item)++) \
		if ((item)->used)

/* An empty host with one local disk without LVM. */
void model_init(struct model *model);
void reply_done(struct reply *reply);
/* reply->code = code, with a line on stderr. Returns the code. */
int reply_fail(struct reply *reply, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Runs a command line to its end: the state is changed, the reply filled. config: the iscsid.conf
 * that it sees; NULL: the host's; "": none, as when iscsid does not tell where it is.
 */
void model_run(struct model *model, const char *const *argv, const char *config,
	       struct reply *reply);
/* How long the real one would take, in ms; INT64_MAX: it hangs on a disk that does not answer. */
int64_t model_duration(const struct model *model, const char *const *argv);

/* Time passes: what is due happens. */
void model_advance(struct model *model, int64_t now);
/* When the next thing on the agenda is due; INT64_MAX: it is empty. */
int64_t model_next(const struct model *model);
void model_schedule(struct model *model, enum agenda_sort sort, int64_t delay, int object);
/* udev has events in its queue. */
bool model_udev_is_busy(const struct model *model);

int model_add_target(struct model *model, const char *name);
void model_add_portal(struct model *model, int target, const char *host, enum portal_answer answer);
int model_add_lun(struct model *model, int target, int vg);
int model_add_vg(struct model *model, const char *name);
int model_add_lv(struct model *model, int vg, const char *name, int lun);
struct interface_file *model_add_interface(struct model *model, const char *name);
/* Of the default interface. */
struct node_record *model_add_record(struct model *model, const char *target, const char *host,
				     int port, int tpgt);
/* A session by the default interface with all its disks there, as if it had been so for long. */
struct session_state_of *model_add_session(struct model *model, int target, int portal);
void model_add_use(struct model *model, enum use_sort sort, int lv, int disk);

/* The session starts: its disks appear as time passes. */
struct session_state_of *model_session_begin(struct model *model, int target, const char *host,
					     int port, const char *iface);
/* LUNs that it does not show yet appear. */
void model_rescan(struct model *model, const struct session_state_of *session);
/* It is gone with its disks; what was built on them is left dangling. */
void model_session_end(struct model *model, struct session_state_of *session);

struct interface_file *model_find_interface(struct model *model, const char *name);
/* Whether what goes out by it gets anywhere: there are devices lo, eth1 and eth2. */
bool model_interface_leads(const struct interface_file *interface);
int model_find_target(const struct model *model, const char *name);
struct session_state_of *model_find_session(struct model *model, unsigned int sid);
struct disk *model_find_disk(struct model *model, int serial);
struct map *model_find_map(struct model *model, unsigned int minor);
struct map *model_volume_map(struct model *model, int lv);
bool model_session_is_healthy(const struct model *model, unsigned int sid);
/* A disk or map the volume group's physical volume is used through: the disk (ret_map NULL) or the
 * multipath map; false when LVM has none for it. */
bool model_pv(const struct model *model, int lun, const char *devices, struct disk **ret_disk,
	      struct map **ret_map);
/* LVM sees any, or all, of its physical volumes. devices: what --devices says; NULL: all. */
bool model_vg_is_visible(const struct model *model, int vg, const char *devices);
bool model_vg_is_complete(const struct model *model, int vg, const char *devices);
/* A slave of the map, however far down, is gone. */
bool model_map_is_dangling(const struct model *model, const struct map *map);
/* The multipath map of that name; NULL: there is none. */
struct map *model_named_multipath(const struct model *model, const char *name);
/* Used by more than what is built on it. What only an exclusive open tells does not count for a
 * session that is not LOGGED_IN, whose disks nobody may open. */
bool model_disk_is_used(const struct model *model, const struct disk *disk);
/* A device is built on it. */
bool model_disk_has_map(const struct model *model, const struct disk *disk);
/* Mounted, swapped on, or below another device. */
bool model_map_is_open(const struct model *model, const struct map *map);
/* Activates a volume on the disks of now; false when one is missing. */
bool model_activate(struct model *model, int lv, const char *devices);
/* Also of one that is active. */
void model_set_sort(struct model *model, int lv, enum volume_sort sort);
/* Without asking who uses it. */
void model_deactivate(struct model *model, int lv);
/* Whether its map fails, and only a new activation helps it. */
bool model_keeps_failure(const struct model *model, int lv);
/* Points an active volume's map at the disks of now; leaves one that keeps its failure suspended.
 */
bool model_refresh(struct model *model, int lv, const char *devices);
/* "vg-lv", hyphens within names doubled. */
void model_dm_name(const struct model *model, int lv, struct strbuf *out);
void model_dm_uuid(const struct model *model, int lv, struct strbuf *out);

/* The tools, each with its words after the program's own name. */
void iscsiadm_run(struct model *model, const char *const *words, const char *config,
		  struct reply *reply);
/* How a login ends for the credentials of this record: 0, 24, or 19 when the target's are wrong. */
int iscsiadm_authorization(const struct san_target *target, const struct node_record *record);
/* Takes a line "name = value" of iscsid.conf. NULL, or what is wrong with it. */
const char *iscsiadm_take_line(const char *line, char values[PARAM_COUNT][MODEL_VALUE]);
int64_t iscsiadm_duration(const struct model *model, const char *const *words);
/* multipath(8), without multipathd too. */
void multipath_run(struct model *model, const char *const *words, struct reply *reply);
void lvm_run(struct model *model, const char *const *words, struct reply *reply);
bool lvm_hangs(const struct model *model, const char *const *words);
/* The uuids of all volume groups, none of which is another host's. */
void lvm_print_uuids(const struct model *model, const char *devices, struct strbuf *out);
void lvm_print_report(const struct model *model, const char *devices, struct strbuf *out);

#endif
