// SPDX-License-Identifier: GPL-2.0
/*
 * The files in debugfs: one file_operations for all but one. A snapshot is taken when a
 * file is opened and kept until it is closed, so a page is of one moment however
 * slowly it is read. Nothing can be written, controlled or mapped here, or a
 * locked-down kernel would refuse to open the files.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <droplens/control.h>
#include <droplens/view.h>

static const struct dlens_view * const views[] = {
	&dlens_view_summary,
	&dlens_view_findings,
	&dlens_view_recent,
	&dlens_view_drops,
	&dlens_view_reasons,
	&dlens_view_locations,
	&dlens_view_namespaces,
	&dlens_view_softnet,
	&dlens_view_devices,
	&dlens_view_conntrack,
	&dlens_view_counters,
	&dlens_view_sockets,
	&dlens_view_tcp_metrics,
	&dlens_view_tw_recycle,
	&dlens_view_flows,
	&dlens_view_stacks,
	&dlens_view_metrics,
};

static struct dentry *directory;

static u32 rows(const struct dlens_page *page)
{
	return page->view->rows ? page->view->rows(page) : page->nr_groups;
}

static void *page_start(struct seq_file *m, loff_t *pos)
{
	if (!*pos)
		return SEQ_START_TOKEN;
	return *pos <= rows(m->private) + 1 ? pos : NULL;
}

static void *page_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return page_start(m, pos);
}

static void page_stop(struct seq_file *m, void *v)
{
}

/* Behind the rows: whatever a page is of, it is not silent about what it lacks. */
static void print_cut(struct seq_file *m, const struct dlens_snapshot *s)
{
	if (s->cut)
		seq_printf(m, "\ncut: %u rows found no room\n", s->cut);
}

static int page_show(struct seq_file *m, void *v)
{
	const struct dlens_page *page = m->private;
	u32 i;

	if (v == SEQ_START_TOKEN) {
		page->view->head(m, page);
		return 0;
	}
	i = *(loff_t *)v - 1;
	if (i < rows(page))
		page->view->row(m, page, i);
	else if (page->view->tail)
		page->view->tail(m, page);
	else
		print_cut(m, page->s);
	return 0;
}

static const struct seq_operations page_ops = {
	.start = page_start,
	.next = page_next,
	.stop = page_stop,
	.show = page_show,
};

static void page_empty(struct dlens_page *page)
{
	kvfree(page->groups);
	if (page->s)
		dlens_snapshot_free(page->s);
}

/* As wide as the longest name, so that columns stand below each other. */
static void measure(struct dlens_page *page)
{
	const struct dlens_hit *hit = &page->s->hit;
	u32 i;

	page->reason_width = strlen("reason");
	page->location_width = strlen("location");
	for (i = 0; i < page->s->nr_drops; i++) {
		const struct dlens_drop *drop = &page->s->drops[i];

		page->reason_width = max_t(int, page->reason_width, strlen(drop->reason));
		page->location_width = max_t(int, page->location_width, strlen(drop->location));
	}
	for (i = 0; i < hit->nr_flows; i++)
		page->reason_width = max_t(int, page->reason_width, strlen(hit->flows[i].reason));
}

static int page_fill(struct dlens_page *page, const struct dlens_view *view)
{
	u64 now_ms;

	page->view = view;
	page->s = dlens_snapshot_take(view->want);
	if (!page->s)
		return -ENOMEM;
	now_ms = div_u64(ktime_to_ns(ktime_get_real()), NSEC_PER_MSEC);
	page->now_s = div_u64(now_ms, MSEC_PER_SEC);
	page->since_s = div_u64(now_ms - dlens_age_ms(), MSEC_PER_SEC);
	measure(page);
	return dlens_groups_build(page);
}

static int view_open(struct inode *inode, struct file *file)
{
	struct dlens_page *page = __seq_open_private(file, &page_ops, sizeof(*page));
	int error;

	if (!page)
		return -ENOMEM;
	error = page_fill(page, inode->i_private);
	if (error) {
		page_empty(page);
		seq_release_private(inode, file);
	}
	return error;
}

static int view_release(struct inode *inode, struct file *file)
{
	page_empty(((struct seq_file *)file->private_data)->private);
	return seq_release_private(inode, file);
}

static const struct file_operations view_fops = {
	.owner = THIS_MODULE,
	.open = view_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = view_release,
};

/**
 * dlens_views_init() - put the files into debugfs
 *
 * A kernel without debugfs, or one told to keep it closed, is no error: the
 * totals are in sysfs.
 *
 * Return: 0.
 */
int dlens_views_init(void)
{
	size_t i;

	directory = debugfs_create_dir("droplens", NULL);
	if (IS_ERR_OR_NULL(directory)) {
		pr_info("debugfs is not available: the tables can not be read, the totals are in /sys/kernel/droplens\n");
		directory = NULL;
		return 0;
	}
	/* debugfs_create_dir() knows no mode but 0755 */
	d_inode(directory)->i_mode &= ~(umode_t)0077;
	for (i = 0; i < ARRAY_SIZE(views); i++)
		debugfs_create_file(views[i]->name, 0400, directory, (void *)views[i], &view_fops);
	dlens_debugfs_create_waiting("recent_pipe", 0400, directory, NULL, &dlens_pipe_fops);
	return 0;
}

/**
 * dlens_views_exit() - take the files out of debugfs
 *
 * Context: an open file holds the module, so none is open.
 */
void dlens_views_exit(void)
{
	debugfs_remove_recursive(directory);
	directory = NULL;
}
