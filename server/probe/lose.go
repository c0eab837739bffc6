package probe

import (
	"errors"
	"fmt"

	"asyncmock/server"
	"asyncmock/spec"
)

// lose notes that the service ended the connection.
func (t *Talk) lose(err error) {
	t.closed = closingOf(err)
	t.line.end()
	t.line = nil
	t.observe(&server.Event{Kind: server.EventClose, Valid: true, Code: t.closed.code, Text: t.closed.how})
	t.party.asks.lose(t, t.closed.how)
	if errors.Is(err, server.ErrLarge) {
		t.tally.other(t.finding("message-too-large", spec.SeverityError,
			fmt.Sprintf("a message is longer than %d bytes; the connection was given up", t.probe.opts.MaxMessage)))
		t.closes = maxCloses
	} else if !t.mayEnd {
		t.closes++
		t.tally.other(t.unexpectedEnd())
	}
	if t.closes >= maxCloses {
		t.stop = "the service does not keep the connection open"
	}
}

// closingOf says how a connection ended.
func closingOf(err error) *closing {
	var bye *server.UpstreamClosed
	switch {
	case errors.As(err, &bye) && bye.Reason != "":
		return &closing{bye.Code, fmt.Sprintf("the service closed the connection with %d, %q", bye.Code, bye.Reason)}
	case errors.As(err, &bye):
		return &closing{bye.Code, fmt.Sprintf("the service closed the connection with %d", bye.Code)}
	}
	return &closing{1006, "the connection was lost: " + fmt.Sprint(err)}
}

// unexpectedEnd is the finding about a connection that the service ended. The
// contract does not say when it may; a code that says that something is wrong
// is an error (RFC 6455, 7.4.1).
func (t *Talk) unexpectedEnd() spec.Diagnostic {
	severity := spec.SeverityError
	if c := t.closed.code; c == 1000 || c == 1001 || c == 1005 || c >= 3000 {
		severity = spec.SeverityWarning
	}
	how := t.closed.how
	if t.last != nil {
		how += ", after " + t.last.Label()
	}
	return t.finding("connection-closed", severity, how)
}
