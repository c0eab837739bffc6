package servertest

import (
	"encoding/json"
	"path/filepath"
	"runtime"

	"asyncmock/server"
)

// JSON is an answer with the JSON of v; json.RawMessage stays as it is
// written. A value that has no JSON makes it panic.
func JSON(v any) server.Answer {
	text, err := json.Marshal(v)
	if err != nil {
		panic("servertest.JSON: " + err.Error())
	}
	return server.Answer{Push: server.Push{Payload: text}}
}

// Say is an answer with a message of the contract by its name, made as the
// mock makes it: correlation ids and the like fit the request.
func Say(message string) server.Answer {
	return server.Answer{Push: server.Push{Message: message}}
}

// Close is an answer that ends the connection with a code (RFC 6455, 7.4) and
// a reason of at most 123 bytes.
func Close(code int, reason string) server.Answer {
	return server.Answer{Close: code, Reason: reason}
}

// Wrong is the answer, sent even where it breaks the contract.
func Wrong(a server.Answer) server.Answer {
	a.Raw = true
	return a
}

// Intercept answers the next message of the name with the answers, in place
// of rules and contract; "" is any message, and without answers it gets none.
// Several calls answer one message each, in their order. An answer that breaks
// the contract is not sent, see Wrong. The test fails at its end if no client
// has sent the message, and at once if the document has none of the name.
func (m *Mock) Intercept(message string, answers ...server.Answer) {
	m.t.Helper()
	if why := m.lacks(message); why != "" {
		m.t.Error(why)
		return
	}
	_, file, line, _ := runtime.Caller(1) // t.Helper does not help at the end of a test
	cancel := m.Mock.Intercept(&server.Interception{
		Message: message,
		Answers: func(server.Received) []server.Answer { return answers },
	})
	m.t.Cleanup(func() {
		if cancel() {
			m.t.Errorf("%s:%d: no client sent %q, which was to be intercepted", filepath.Base(file), line, message)
		}
	})
}

// Push sends something to every client that is connected, and returns how
// many took it. The test fails if it breaks the contract, unless p.Raw is set.
func (m *Mock) Push(p server.Push) (receivers int) {
	m.t.Helper()
	n, findings := p.To(m.Connections())
	if len(findings) > 0 {
		m.t.Errorf("nothing was pushed:%s", lines(findings))
	}
	return n
}
