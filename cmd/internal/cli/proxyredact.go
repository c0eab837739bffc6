package cli

import "asyncmock/server"

// redacting is an observer that sees payloads without secrets: journals are
// kept and handed on, and the credentials of a real service are real.
func redacting(o observer) observer {
	return func(in *input) func(*server.Event) {
		observe := o(in)
		return func(e *server.Event) {
			clean, found := server.RedactPayload(e.Payload)
			if !found {
				observe(e)
				return
			}
			copied := *e
			copied.Payload, copied.Redacted = clean, true
			observe(&copied)
		}
	}
}
