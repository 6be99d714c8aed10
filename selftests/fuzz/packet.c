// SPDX-License-Identifier: GPL-2.0
/*
 * The input is how the packet lies in memory, 9 bytes, then the packet. With
 * PACKET_SEEDS it is the program that writes such inputs into a folder instead.
 */
#include "../unit/packet_oracle.h"
#include "fuzz.h"

/* of the byte that tells how */
#define TAGGED		1
#define REST		2

#ifndef PACKET_SEEDS

int fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, size };
	u8 how = take(&in, 1);
	struct dlens_bytes bytes = {
		.ethertype = take(&in, 2),
		.tci = take(&in, 2),
		.offset = take(&in, 2),
		.length = take(&in, 2),
		.tagged = how & TAGGED,
	};

	if (in.size > ORACLE_MAX)
		in.size = ORACLE_MAX;
	bytes.end = in.size;
	if (bytes.length > bytes.end)
		bytes.length = bytes.end;
	must(packet_check(&bytes, in.data, how & REST));
	return 0;
}

#else

#include "../unit/packet_cases.h"

static void seed(const char *folder, size_t i, u8 how, u32 length)
{
	const struct packet_case *row = &packet_cases[i];
	const u8 head[9] = { how, row->type >> 8, row->type, 0, 0, 0, 0, length >> 8, length };
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s/case-%zu-%u-%u", folder, i, how, length);
	f = fopen(name, "w");
	if (!f || fwrite(head, sizeof(head), 1, f) != 1 ||
	    fwrite(row->bytes, 1, row->len, f) != row->len || fclose(f)) {
		perror(name);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 2)
		return 2;
	for (i = 0; i < ARRAY_SIZE(packet_cases); i++) {
		seed(argv[1], i, 0, packet_cases[i].len);
		seed(argv[1], i, REST, packet_cases[i].len / 2);
		seed(argv[1], i, TAGGED | REST, 0);
	}
	return 0;
}

#endif
