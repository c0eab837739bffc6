package server

import "sync/atomic"

// Numbers are counted by all Mocks of one listener together, so that a
// session's name and an Event's Seq mean one thing there, also after a Mock
// was replaced by its successor. The zero value begins at 1. It is safe for
// concurrent use.
type Numbers struct {
	events, sessions atomic.Uint64
}
