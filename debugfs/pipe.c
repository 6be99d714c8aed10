// SPDX-License-Identifier: GPL-2.0
/*
 * recent_pipe: the drops as they come. A reader gets those that come after it opened
 * the file, waits for the next one, and is told how many it missed; readers do not
 * take them from each other.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <droplens/control.h>
#include <droplens/print.h>
#include <droplens/recent.h>
#include <droplens/view.h>
#include <droplens/waiters.h>

/* Longer than any line. */
#define LINE_LEN 1024

/**
 * struct follower - one open file
 * @lock: keeps those who share it in turn
 * @at: what was told
 * @sent: of the line, how much has been read
 * @line: the line that is being read; printed with what prints a table
 * @text: its memory
 */
struct follower {
	struct mutex lock; /* of all below */
	struct dlens_followed at;
	size_t sent;
	struct seq_file line;
	char text[LINE_LEN];
};

static int pipe_open(struct inode *inode, struct file *file)
{
	struct follower *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int error;

	if (!f)
		return -ENOMEM;
	error = dlens_waiters_look();
	if (error) {
		kfree(f);
		return error;
	}
	dlens_recent_follow(&f->at, dlens_uptime_s());
	mutex_unlock(&dlens_looking);
	mutex_init(&f->lock);
	f->line.buf = f->text;
	f->line.size = sizeof(f->text);
	dlens_print_recent_head(&f->line);
	file->private_data = f;
	return nonseekable_open(inode, file);
}

/* Return: 1 with another line in @f, 0 if there is none yet, or an error. */
static int next_line(struct follower *f)
{
	struct dlens_followed missed;
	struct dlens_recent recent;
	bool found;
	int error = dlens_waiters_look();

	if (error)
		return error;
	found = dlens_recent_next(&f->at, &missed, &recent);
	mutex_unlock(&dlens_looking);
	f->line.count = 0;
	f->sent = 0;
	if (missed.limited)
		seq_printf(&f->line, "# rate limited %llu\n", missed.limited);
	if (missed.number)
		seq_printf(&f->line, "# missed %llu\n", missed.number);
	if (found)
		dlens_print_recent(&f->line, &recent);
	return missed.limited || missed.number || found;
}

/* Return: bytes given to @buf, less than @count if there are no more lines, or an error. */
static ssize_t give(struct follower *f, char __user *buf, size_t count)
{
	size_t given = 0, n;
	int more;

	while (given < count) {
		n = min(count - given, f->line.count - f->sent);
		if (copy_to_user(buf + given, f->text + f->sent, n))
			return given ?: -EFAULT;
		f->sent += n;
		given += n;
		if (f->sent < f->line.count)
			break;
		more = next_line(f);
		if (more < 0)
			return given ?: more;
		if (!more)
			break;
	}
	return given;
}

static ssize_t pipe_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct follower *f = file->private_data;
	ssize_t given;

	if (!count)
		return 0;
	if (mutex_lock_interruptible(&f->lock))
		return -ERESTARTSYS;
	for (;;) {
		given = give(f, buf, count);
		if (given)
			break;
		if (file->f_flags & O_NONBLOCK) {
			given = -EAGAIN;
			break;
		}
		given = dlens_waiters_wait(dlens_followed_sum(&f->at));
		if (given)
			break;
	}
	mutex_unlock(&f->lock);
	return given;
}

static __poll_t pipe_poll(struct file *file, poll_table *wait)
{
	struct follower *f = file->private_data;
	bool more;

	dlens_waiters_poll(file, wait);
	if (dlens_waiters_look())
		return f->sent < f->line.count ||
		       dlens_waiters_newer(dlens_followed_sum(&f->at)) ? EPOLLIN | EPOLLRDNORM : 0;
	more = f->sent < f->line.count || dlens_recent_more(&f->at);
	mutex_unlock(&dlens_looking);
	return more ? EPOLLIN | EPOLLRDNORM : 0;
}

static int pipe_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

const struct file_operations dlens_pipe_fops = {
	.owner = THIS_MODULE,
	.open = pipe_open,
	.read = pipe_read,
	.poll = pipe_poll,
	.release = pipe_release,
};
