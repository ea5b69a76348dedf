// Package completion finds how to go on at a place in R code. [Prepare] reads the code,
// a [workspace.Query] asks about R's session, and [Completion.Items] makes the answer of
// both. Nothing in it knows of Jupyter or talks to R.
//
// The files: plan.go decides what can be written at the cursor, string.go the same
// within quotes; table.go, sources.go, verbs.go and verbs_*.go tell the columns of
// tables from the code; rank.go filters and cuts.
package completion
