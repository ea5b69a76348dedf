// Package inspection explains the code at a cursor: functions with their help, objects,
// arguments, packages, operators. What R knows of the session it is asked as strings
// ([Inspection.Args]) and answers as JSON; help pages are read in Go, so that they are
// there while R works too. Nothing in it knows of Jupyter.
package inspection
