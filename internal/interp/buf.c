#include "internal.h"

#include <stdlib.h>
#include <string.h>

void gk_buf_add(gk_buf *b, const char *s, size_t n)
{
	if (b->len + n + 1 > b->cap) {
		size_t cap = b->cap ? b->cap : 256;
		while (cap < b->len + n + 1)
			cap *= 2;
		char *data = realloc(b->data, cap);
		if (data == NULL)
			abort();
		b->data = data;
		b->cap = cap;
	}
	memcpy(b->data + b->len, s, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void gk_buf_adds(gk_buf *b, const char *s) { gk_buf_add(b, s, strlen(s)); }

void gk_buf_free(gk_buf *b)
{
	free(b->data);
	memset(b, 0, sizeof *b);
}

void gk_free(void *p) { free(p); }
