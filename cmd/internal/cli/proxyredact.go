package cli

import "asyncmock/server"

// redacting is an observer that sees events without secrets: what it writes is
// kept and handed on, and the credentials of a real service are real.
func redacting(o observer) observer {
	return func(in *input) func(*server.Event) {
		observe := o(in)
		return func(e *server.Event) { observe(e.Redact()) }
	}
}
