// Package journal keeps what happened: the newest events in memory, and all
// of them in a file where that is asked for.
//
// Journal is the memory. Observer hands it events and never waits; whoever
// reads asks for what came after a number and waits for more: the control API,
// and File, which writes one line per event. A reader that is slower than the
// memory is long has missed events, and sees that by their numbers.
//
// Read reads such files, also those whose writer was killed.
package journal
