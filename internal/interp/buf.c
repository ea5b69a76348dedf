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

/* The length of the escape sequence for colours, cursor or links at s, 0 if there is none. */
static size_t escape_length(const char *s, size_t n)
{
	size_t i = 2;
	if (n < 3 || s[0] != '\033' || (s[1] != '[' && s[1] != ']'))
		return 0;
	if (s[1] == '[') {
		while (i < n && (s[i] < '@' || s[i] > '~'))
			i++;
	} else {
		while (i < n && s[i] != '\a' && !(s[i] == '\\' && s[i - 1] == '\033'))
			i++;
	}
	return i < n ? i + 1 : 0;
}

void gk_buf_strip_ansi(gk_buf *b)
{
	size_t to = 0;
	for (size_t from = 0; from < b->len;) {
		size_t skip = escape_length(b->data + from, b->len - from);
		if (skip == 0)
			b->data[to++] = b->data[from++];
		from += skip;
	}
	b->len = to;
}

void gk_free(void *p) { free(p); }
