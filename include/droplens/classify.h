/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CLASSIFY_H
#define DROPLENS_CLASSIFY_H

#include <droplens/plain.h>

/**
 * enum dlens_class - what a drop means to an operator
 * @DLENS_UNKNOWN: the kernel gives no reason and the call site does not tell
 * @DLENS_NORMAL: the protocol at work, a socket closing; no loss
 * @DLENS_ARTEFACT: a free of a packet that was not dropped
 * @DLENS_POLICY: somebody asked for it
 * @DLENS_RESOURCE: a limit was reached
 * @DLENS_ERROR: a bad packet, or a configuration that does not fit
 * @DLENS_CLASSES: how many
 */
enum dlens_class {
	DLENS_UNKNOWN,
	DLENS_NORMAL,
	DLENS_ARTEFACT,
	DLENS_POLICY,
	DLENS_RESOURCE,
	DLENS_ERROR,
	DLENS_CLASSES
};

/* Where in the stack; the words are user-visible, see dlens_layer_name(). */
enum dlens_layer {
	DLENS_LAYER_OTHER,
	DLENS_LAYER_DRIVER,
	DLENS_LAYER_DEVICE,
	DLENS_LAYER_QDISC,
	DLENS_LAYER_TC,
	DLENS_LAYER_NETFILTER,
	DLENS_LAYER_NEIGH,
	DLENS_LAYER_IP,
	DLENS_LAYER_ICMP,
	DLENS_LAYER_UDP,
	DLENS_LAYER_TCP,
	DLENS_LAYER_SOCKET,
	DLENS_LAYER_XFRM,
	DLENS_LAYER_BPF,
	DLENS_LAYER_TUNNEL,
	DLENS_LAYERS
};

/**
 * struct dlens_verdict - a drop's class and layer
 * @class: an enum dlens_class
 * @layer: an enum dlens_layer
 */
struct dlens_verdict {
	u8 class;
	u8 layer;
};

/* Before the name of a reason that the kernel did not give, see dlens_infer(). */
#define DLENS_INFERRED '~'

struct dlens_verdict dlens_classify(const char *reason, const char *function);
const char *dlens_infer(const char *function, u32 *number);
bool dlens_is_fragment(const char *reason, const char *function, bool at_device);
const char *dlens_class_name(u8 class);
const char *dlens_layer_name(u8 layer);

static inline bool dlens_class_is_loss(u8 class)
{
	return class != DLENS_NORMAL && class != DLENS_ARTEFACT;
}

#endif
