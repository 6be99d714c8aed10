# SPDX-License-Identifier: GPL-2.0
# read.awk: one read of `findings`: the rows that are not ok, each as
#	TIME row NR severity id scope value limit change since "evidence" "advice"
# then "TIME unknown IDS", and "TIME read SEVERITY", which sysfs said right after it.

NR == 1 { next }
!NF { exit }
$1 == "unknown" {
	if (!($2 in seen))
		unknown = unknown " " $2
	seen[$2]
	next
}
$1 != "ok" { printf "%d row %d %s\n", now, ++n, $0 }
END {
	getline word < severity
	printf "%d unknown%s\n%d read %s\n", now, unknown, now, word
}
