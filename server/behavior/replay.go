package behavior

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"strconv"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// replay compiles a recorded session: the journal of asyncmock, of which one
// connection is played again. What the mock said is said again, with the time
// between as it was, or faster, or slower.
func (c *compiler) replay(n *spec.Node) server.Action {
	c.rule.speaks = true
	at := n.Get("file")
	events, err := recorded(c.file(at), n.Get("connection").Str())
	if err == nil && len(events) == 0 && len(c.findings) == 0 {
		err = fmt.Errorf("there is nothing of such a connection in it")
	}
	if err != nil {
		c.wrong(at, "behavior-file", fmt.Sprintf("file %q: %v", clip(at.Str()), err), "write one with asyncmock serve --journal FILE")
	}
	speed, err := strconv.ParseFloat(cmp.Or(n.Get("speed").Scalar(), "1"), 64)
	if err != nil || speed <= 0 {
		c.wrong(n.Get("speed"), "behavior-value", "speed is no number above 0", "2 is twice as fast")
		speed = 1
	}
	actions := c.play(events, speed, n.Get("step").True())
	return server.ActionFunc(func(m *server.Moment) error {
		m.Insert(actions...)
		return nil
	})
}

// recorded reads the events of one connection, the first of the file unless
// one is named.
func recorded(journal []byte, connection string) ([]*server.Event, error) {
	var events []*server.Event
	lines := bufio.NewScanner(bytes.NewReader(journal))
	lines.Buffer(nil, maxSaid)
	for number := 1; lines.Scan(); number++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		e, err := server.ParseRecord(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		name := cmp.Or(e.Connection, e.Session)
		if connection == "" && name != "" && replayed(e) {
			connection = name
		}
		if name != "" && (name == connection || e.Session == connection) && replayed(e) {
			events = append(events, e)
		}
	}
	return events, lines.Err()
}

// replayed reports whether an event is part of a replay.
func replayed(e *server.Event) bool {
	return e.Kind == server.EventSend || e.Kind == server.EventRelay || e.Kind == server.EventReceive || e.Kind == server.EventClose
}

// play makes actions of events.
func (c *compiler) play(events []*server.Event, speed float64, step bool) []server.Action {
	var actions []server.Action
	for i, e := range events {
		if i > 0 && !(step && e.Kind == server.EventReceive) { // the client takes its own time
			if pause := time.Duration(float64(e.Time.Sub(events[i-1].Time)) / speed); pause > 0 {
				actions = append(actions, waits(span{pause, pause}))
			}
		}
		switch {
		case e.Kind == server.EventClose:
			code, reason := e.Code, e.Text
			actions = append(actions, server.ActionFunc(func(m *server.Moment) error {
				m.Close(code, reason)
				return nil
			}))
		case e.Kind != server.EventReceive:
			b := &server.Body{Data: e.Payload, Binary: e.Binary, Unchecked: c.rule.unchecked}
			actions = append(actions, server.ActionFunc(func(m *server.Moment) error { return m.Reply(b) }))
		case step:
			actions = append(actions, server.ActionFunc(func(m *server.Moment) error {
				m.Expect(&server.Expectation{})
				return nil
			}))
		}
	}
	return actions
}
