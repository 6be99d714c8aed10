# SPDX-License-Identifier: GPL-2.0
# usage: awk -f mibs.awk SNMP_H MIBS_H
#
# Enumerators can not be asked for with #ifdef. One that MIBS_H names and the
# kernel's SNMP_H does not define becomes 0, which every MIB leaves unused
# (LINUX_MIB_NUM and its like): the counter is absent.

# the first of its kind in a line
function enumerator(text)
{
	if (!match(text, /[A-Z0-9]+_MIB_[A-Z0-9_]+/))
		return ""
	return substr(text, RSTART, RLENGTH)
}

# comments name counters too
{ sub(/\/\*.*/, "") }

NR == FNR {
	has[enumerator($0)] = 1
	next
}

(name = enumerator($0)) && !(name in has) {
	has[name] = 1
	print "-D" name "=0"
}
