/* What the files of iscsiadm share; model.h is what others see of it. */
#ifndef STANDIN_ISCSIADM_H
#define STANDIN_ISCSIADM_H

#include "standin/model.h"

enum { MAX_CHANGES = 16 };

/* A command line, word by word. */
struct request {
	const char *mode, *target, *iface, *op, *sid;
	char host[MODEL_NAME];
	int port, tpgt; /* port 0: no portal was given */
	bool login, logout, rescan, secrets;
	struct {
		const char *name, *value;
	} changes[MAX_CHANGES];
	int changes_used;
	const char *complaint;
};

struct node_record *request_record(struct model *model, const struct request *request);
struct session_state_of *request_session(struct model *model, const struct request *request);

/* Files that go when a record of this portal is written. */
void model_make_room(struct model *model, const struct node_record *written);
/* A record is deleted, or what goes in its place. */
void model_delete(struct model *model, struct node_record *record);
/* The operations on records: exit codes. */
int request_show(struct model *model, const struct request *request, struct reply *reply);
/* config: see model_run(). */
int request_new(struct model *model, const struct request *request, const char *config,
		struct reply *reply);
int request_update(struct model *model, const struct request *request, struct reply *reply);
int request_delete(struct model *model, const struct request *request, struct reply *reply);

/* The same for interfaces. */
int request_interface_new(struct model *model, const struct request *request, struct reply *reply);
int request_interface_update(struct model *model, const struct request *request,
			     struct reply *reply);
int request_interface_delete(struct model *model, const struct request *request,
			     struct reply *reply);

#endif
