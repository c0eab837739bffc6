package examples

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// A message is what came on a connection.
type message struct {
	event, data string
	header      http.Header // of an answer
}

// A conn is an open WebSocket or stream of events; a goroutine of its own
// reads it, so that a script can look at it whenever it likes.
type conn struct {
	socket *websocket.Conn // nil for events
	drop   func()
	inbox  chan message // closed at the end
	code   int          // valid when inbox is closed
}

func newSocket(socket *websocket.Conn) *conn {
	c := &conn{socket: socket, drop: func() { socket.CloseNow() }, inbox: make(chan message, 1<<16)}
	socket.SetReadLimit(8 << 20)
	go func() {
		defer close(c.inbox)
		for {
			_, data, err := socket.Read(context.Background())
			if err != nil {
				c.code = int(websocket.CloseStatus(err))
				return
			}
			c.inbox <- message{data: string(data)}
		}
	}()
	return c
}

func newEvents(body io.ReadCloser) *conn {
	c := &conn{drop: func() { body.Close() }, inbox: make(chan message, 1<<16)}
	go func() {
		defer close(c.inbox)
		m, lines := message{}, bufio.NewScanner(body)
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ":")
			value = strings.TrimPrefix(value, " ")
			switch {
			case field == "event":
				m.event = value
			case field == "data":
				m.data += value
			case lines.Text() == "" && m.data != "":
				c.inbox <- m
				m = message{}
			}
		}
	}()
	return c
}

// want takes the next message, or with skip the next one that passes.
func (c *conn) want(ts *script, args []string, skip bool) {
	var checks []check
	for _, arg := range args {
		checks = append(checks, parseCheck(ts, arg))
	}
	seen := []string{}
	for timeout := time.After(watchdog); ; {
		select {
		case m, open := <-c.inbox:
			if !open {
				ts.Fatalf("closed with %d before a message passed%s", c.code, end(seen))
			}
			why := failed(checks, m)
			if why == "" {
				return
			}
			seen = append(seen, m.data)
			if !skip {
				ts.Fatalf("%s: %s", why, m.data)
			}
		case <-timeout:
			ts.Fatalf("no message passed%s", end(seen))
		}
	}
}

// end shows the last messages.
func end(seen []string) string {
	shown := seen[max(0, len(seen)-8):]
	return fmt.Sprintf(" of %d; the last are\n%s", len(seen), strings.Join(shown, "\n"))
}

func (c *conn) wantClosed(ts *script, code string) {
	for timeout := time.After(watchdog); ; {
		select {
		case _, open := <-c.inbox:
			if open {
				continue
			}
			if strconv.Itoa(c.code) != code {
				ts.Fatalf("closed with %d, want %s", c.code, code)
			}
			return
		case <-timeout:
			ts.Fatalf("still open, want closed with %s", code)
		}
	}
}

func (c *conn) hangup(ts *script) {
	if c.socket == nil {
		c.drop()
		return
	}
	ts.Check(c.socket.Close(websocket.StatusNormalClosure, ""))
}

// A check is one condition on a message.
type check struct {
	what    string // a JSON pointer, or event, text, body, answer:HEADER
	absent  bool
	re      *regexp.Regexp
	value   string
	exactly bool
	word    string
}

var checkForm = regexp.MustCompile(`^(!?)(/[^=~]*|event|text|body|answer:[A-Za-z-]+)(?:([=~])((?s).*))?$`)

func parseCheck(ts *script, word string) check {
	m := checkForm.FindStringSubmatch(word)
	if m == nil {
		ts.Fatalf("%q is no check", word)
	}
	c := check{what: m[2], absent: m[1] != "", exactly: m[3] == "=", value: m[4], word: word}
	if m[3] == "~" {
		re, err := regexp.Compile(m[4])
		ts.Check(err)
		c.re = re
	}
	return c
}

// failed returns what is wrong with m, "" if nothing is.
func failed(checks []check, m message) string {
	for _, c := range checks {
		got, err := c.of(m)
		switch {
		case c.absent && err == nil:
			return c.word + " is there"
		case c.absent:
		case err != nil:
			return c.word + ": " + err.Error()
		case c.exactly && got != c.value, c.re != nil && !c.re.MatchString(got):
			return c.word + ": got " + got
		}
	}
	return ""
}

func (c check) of(m message) (string, error) {
	name, isHeader := strings.CutPrefix(c.what, "answer:")
	switch {
	case c.what == "event":
		return m.event, nil
	case c.what == "text", c.what == "body":
		return m.data, nil
	case isHeader && len(m.header.Values(name)) == 0:
		return "", errors.New("not there")
	case isHeader:
		return strings.Join(m.header.Values(name), ", "), nil
	}
	d := json.NewDecoder(strings.NewReader(m.data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	for _, token := range strings.Split(c.what, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch in := v.(type) {
		case map[string]any:
			v = in[token]
			if _, ok := in[token]; !ok {
				return "", errors.New("not there")
			}
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(in) {
				return "", errors.New("not there")
			}
			v = in[i]
		default:
			return "", errors.New("not there")
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	text, err := json.Marshal(v)
	return string(text), err
}
