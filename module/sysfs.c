// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/droplens: one value a file, see include/abi/sysfs-kernel-droplens.
 * Whatever can be written is here. A write is taken whole or refused.
 */
#include <linux/errno.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

#include <droplens/address.h>
#include <droplens/check.h>
#include <droplens/control.h>
#include <droplens/filter.h>
#include <droplens/findings.h>
#include <droplens/flow_tables.h>
#include <droplens/observe.h>
#include <droplens/recorder.h>
#include <droplens/source.h>
#include <droplens/stacks.h>

/* Ticks come before the files and stay after them; under @lock. */
static struct kobject *directory;
static DEFINE_MUTEX(lock);

/* Return: the digit written, with or without a newline; -EINVAL for all else. */
static int digit(const char *buf, size_t count)
{
	if (count == 2 && buf[1] == '\n')
		count = 1;
	if (count != 1 || (buf[0] != '0' && buf[0] != '1'))
		return -EINVAL;
	return buf[0] - '0';
}

static ssize_t enabled_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%d\n", dlens_enabled());
}

static ssize_t enabled_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			     size_t count)
{
	int value = digit(buf, count);
	int error = value < 0 ? value : dlens_enable(value);

	return error ? error : count;
}

static ssize_t observe_syn_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%d\n", dlens_observe_wanted());
}

static ssize_t observe_syn_store(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t count)
{
	int value = digit(buf, count);
	int error = value < 0 ? value : dlens_observe(value);

	return error ? error : count;
}

static ssize_t reset_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	if (digit(buf, count) != 1)
		return -EINVAL;
	dlens_reset();
	return count;
}

static ssize_t record_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%u\n", dlens_tokens_rate());
}

static ssize_t record_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t count)
{
	size_t length = count && buf[count - 1] == '\n' ? count - 1 : count;
	char text[8];
	u32 drops;

	if (length >= sizeof(text) || strlen(buf) != count)
		return -EINVAL;
	memcpy(text, buf, length);
	text[length] = '\0';
	if (!dlens_number_parse(text, DLENS_TOKENS_MAX, &drops))
		return -EINVAL;
	dlens_record(drops);
	return count;
}

static ssize_t filter_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	dlens_filter_line(buf);
	return strlen(strcat(buf, "\n"));
}

static ssize_t filter_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t count)
{
	/* sysfs ends it with a 0; one before that is not to hide what follows */
	int error = strlen(buf) == count ? dlens_filter_set(buf) : -EINVAL;

	return error ? error : count;
}

static ssize_t anonymize_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%d\n", dlens_anonymized());
}

static ssize_t anonymize_store(struct kobject *kobj, struct kobj_attribute *attr,
			       const char *buf, size_t count)
{
	int value = digit(buf, count);

	if (value < 0)
		return value;
	dlens_anonymize(value);
	return count;
}

static ssize_t drops_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct dlens_totals totals;

	dlens_totals(&totals);
	return scnprintf(buf, PAGE_SIZE, "%llu\n", totals.losses);
}

static ssize_t drops_hidden_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct dlens_totals totals;

	dlens_totals(&totals);
	return scnprintf(buf, PAGE_SIZE, "%llu\n", totals.hidden);
}

static ssize_t drops_lost_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct dlens_totals totals;

	dlens_totals(&totals);
	return scnprintf(buf, PAGE_SIZE, "%llu\n", totals.lost);
}

static ssize_t softnet_dropped_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%llu\n", dlens_softnet_dropped());
}

static ssize_t conntrack_usage_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int percent;
	int error = dlens_conntrack_usage(&percent);

	return error ? error : scnprintf(buf, PAGE_SIZE, "%u\n", percent);
}

static ssize_t severity_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%s\n", dlens_severity_name(dlens_severity()));
}

static ssize_t tw_recycle_risk_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%s\n", dlens_risk_word());
}

static ssize_t memory_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%zu\n", dlens_memory());
}

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%s\n", DROPLENS_VERSION);
}

static ssize_t observe_flows_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%d\n", dlens_flows_on());
}

static ssize_t observe_flows_store(struct kobject *kobj, struct kobj_attribute *attr,
				   const char *buf, size_t count)
{
	int value = digit(buf, count);
	int error = value < 0 ? value : dlens_flows_switch(value);

	return error ? error : count;
}

static ssize_t capture_stack_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return scnprintf(buf, PAGE_SIZE, "%d\n", dlens_stacks_on());
}

static ssize_t capture_stack_store(struct kobject *kobj, struct kobj_attribute *attr,
				   const char *buf, size_t count)
{
	int value = digit(buf, count);
	int error = value < 0 ? value : dlens_stacks_switch(value);

	return error ? error : count;
}

static struct kobj_attribute enabled = __ATTR(enabled, 0600, enabled_show, enabled_store);
static struct kobj_attribute observe_syn = __ATTR(observe_syn, 0600, observe_syn_show,
						  observe_syn_store);
static struct kobj_attribute reset = __ATTR(reset, 0200, NULL, reset_store);
static struct kobj_attribute record = __ATTR(record, 0600, record_show, record_store);
static struct kobj_attribute filter = __ATTR(filter, 0600, filter_show, filter_store);
static struct kobj_attribute anonymize = __ATTR(anonymize, 0600, anonymize_show, anonymize_store);
static struct kobj_attribute observe_flows = __ATTR(observe_flows, 0600, observe_flows_show,
						    observe_flows_store);
static struct kobj_attribute capture_stack = __ATTR(capture_stack, 0600, capture_stack_show,
						    capture_stack_store);
static struct kobj_attribute drops = __ATTR_RO(drops);
static struct kobj_attribute drops_hidden = __ATTR_RO(drops_hidden);
static struct kobj_attribute drops_lost = __ATTR_RO(drops_lost);
static struct kobj_attribute softnet_dropped = __ATTR_RO(softnet_dropped);
/* for root: whoever reads it in a loop keeps nf_conntrack from being unloaded */
static struct kobj_attribute conntrack_usage = __ATTR(conntrack_usage, 0400,
						      conntrack_usage_show, NULL);
static struct kobj_attribute severity = __ATTR_RO(severity);
static struct kobj_attribute tw_recycle_risk = __ATTR_RO(tw_recycle_risk);
static struct kobj_attribute memory = __ATTR_RO(memory);
static struct kobj_attribute version = __ATTR_RO(version);

static struct attribute *attributes[] = {
	&enabled.attr,
	&observe_syn.attr,
	&reset.attr,
	&record.attr,
	&filter.attr,
	&anonymize.attr,
	&observe_flows.attr,
	&capture_stack.attr,
	&drops.attr,
	&drops_hidden.attr,
	&drops_lost.attr,
	&softnet_dropped.attr,
	&conntrack_usage.attr,
	&severity.attr,
	&tw_recycle_risk.attr,
	&memory.attr,
	&version.attr,
	NULL
};

static const struct attribute_group group = {
	.attrs = attributes,
};

static void publish(struct kobject *kobj)
{
	mutex_lock(&lock);
	directory = kobj;
	mutex_unlock(&lock);
}

static void changed(const char *file)
{
	mutex_lock(&lock);
	if (directory)
		sysfs_notify(directory, NULL, file);
	mutex_unlock(&lock);
}

/**
 * dlens_sysfs_severity_changed() - wake whoever polls severity
 *
 * Context: process, without the snapshot's mutex; sleeps.
 */
void dlens_sysfs_severity_changed(void)
{
	changed("severity");
}

/**
 * dlens_sysfs_risk_changed() - wake whoever polls tw_recycle_risk
 *
 * Context: process, without the snapshot's mutex; sleeps.
 */
void dlens_sysfs_risk_changed(void)
{
	changed("tw_recycle_risk");
}

/**
 * dlens_sysfs_init() - put the files into sysfs
 *
 * Return: 0 or a negative error.
 */
int dlens_sysfs_init(void)
{
	struct kobject *kobj = kobject_create_and_add("droplens", kernel_kobj);
	int error;

	if (!kobj)
		return -ENOMEM;
	error = sysfs_create_group(kobj, &group);
	if (error)
		kobject_put(kobj);
	else
		publish(kobj);
	return error;
}

/**
 * dlens_sysfs_exit() - take the files out of sysfs
 *
 * Context: waits for reads and writes under way, so it comes before what they
 * call is torn down; a write may wait for a tick, which may want @lock.
 */
void dlens_sysfs_exit(void)
{
	struct kobject *kobj = directory;

	publish(NULL);
	sysfs_remove_group(kobj, &group);
	kobject_put(kobj);
}
