// SPDX-License-Identifier: GPL-2.0
/*
 * Settings that this kernel shows to no module, read as a user reads them: from their
 * files below /proc/sys. Only the ticker reads, which is a kernel thread: it has the
 * mounts and the namespaces of the first process and takes its root, whoever reads
 * droplens' files, and in whatever container. What stands elsewhere than on a proc
 * file system, or is no number, is absent.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/kernel.h>
#include <linux/magic.h>
#include <linux/string.h>

#include <droplens/plain.h>
#include <droplens/settings.h>

static struct {
	const char *path;
	u64 value;
} files[DLENS_SYSCTLS] = {
	[DLENS_SYSCTL_NETDEV_BUDGET] = { "/proc/sys/net/core/netdev_budget", DLENS_ABSENT },
	[DLENS_SYSCTL_MAX_ORPHANS] = { "/proc/sys/net/ipv4/tcp_max_orphans", DLENS_ABSENT },
	[DLENS_SYSCTL_MIN_FREE] = { "/proc/sys/vm/min_free_kbytes", DLENS_ABSENT },
};

static u64 read_number(struct file *file)
{
	char text[24];
	u64 value;
	ssize_t got;

	if (file->f_path.dentry->d_sb->s_magic != PROC_SUPER_MAGIC)
		return DLENS_ABSENT;
	got = dlens_kernel_read(file, text, sizeof(text) - 1);
	if (got <= 0)
		return DLENS_ABSENT;
	text[got] = '\0';
	return kstrtoull(strim(text), 10, &value) ? DLENS_ABSENT : value;
}

/**
 * dlens_sysctls_tick() - read all of them
 *
 * Context: process; a kernel thread, see above. Sleeps.
 */
void dlens_sysctls_tick(void)
{
	struct file *file;
	int i;

	for (i = 0; i < DLENS_SYSCTLS; i++) {
		scoped_with_init_fs() {
			file = filp_open(files[i].path, O_RDONLY, 0);
		}
		files[i].value = DLENS_ABSENT;
		if (IS_ERR(file))
			continue;
		files[i].value = read_number(file);
		filp_close(file, NULL);
	}
}

/**
 * dlens_sysctl() - a setting as it was at the last tick
 * @setting: which
 *
 * Context: under the snapshot's mutex.
 * Return: its value; DLENS_ABSENT if it could not be read.
 */
u64 dlens_sysctl(enum dlens_sysctl setting)
{
	return files[setting].value;
}
