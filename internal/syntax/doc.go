// Package syntax reads R code without R: the tree of a text that may be unfinished
// or wrong ([Parse]), and whether R would accept, refuse or want more of it
// ([Complete]). Nothing in it knows of Jupyter, of R's session, or blocks.
//
// Offsets are in bytes unless a name says code points. Lines end with "\n"; a "\r"
// before it is white space.
package syntax
