package syntax

// #include <stddef.h>
// void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *));
import "C"

// The Go binding makes tree-sitter allocate through Go, a way of 0.1 µs each.
// Before the first parser it can still go back to malloc itself.
func init() { C.ts_set_allocator(nil, nil, nil, nil) }
