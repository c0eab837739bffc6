package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// A socket is a client's connection in a test.
type socket struct {
	t *testing.T
	c *websocket.Conn
}

func dial(t *testing.T, url string) *socket {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.CloseNow() })
	return &socket{t, c}
}

func (s *socket) send(text string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	if err := s.c.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *socket) read() ([]byte, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	_, data, err := s.c.Read(ctx)
	return data, err
}

// next returns the next message.
func (s *socket) next() string {
	s.t.Helper()
	data, err := s.read()
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// want reads the next message and compares some of its top-level members.
func (s *socket) want(members ...string) {
	s.t.Helper()
	text := s.next()
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		s.t.Fatalf("%v: %s", err, text)
	}
	for _, member := range members {
		name, value, _ := strings.Cut(member, "=")
		if fmt.Sprint(got[name]) != value {
			s.t.Fatalf("got %s = %v, want %s in %s", name, got[name], value, text)
		}
	}
}

// wantClosed reads to the end, which must have the code.
func (s *socket) wantClosed(code websocket.StatusCode) {
	s.t.Helper()
	for {
		if _, err := s.read(); err != nil {
			if got := websocket.CloseStatus(err); got != code {
				s.t.Errorf("got closed with %d (%v), want %d", got, err, code)
			}
			return
		}
	}
}

// sendOnly is the client's half of the conversations below.
const (
	ping        = `{"event":"ping","reqid":%d}`
	subscribe   = `{"event":"subscribe","reqid":%d,"channel":"ticker","symbols":["ETH/EUR"]}`
	unsubscribe = `{"event":"unsubscribe","reqid":%d,"channel":"ticker","symbols":["ETH/EUR"]}`
)

// TestMOD4_GatedStreamAndInferredPairs subscribes, listens and unsubscribes
// on a document that says nothing about what answers what.
func TestMOD4_GatedStreamAndInferredPairs(t *testing.T) {
	m := serve(t, "--interval", "10ms", example("exchange"))
	s := dial(t, m.WS("/v2"))
	s.want("event=systemStatus")
	for id := range 20 { // what flows unasked would come between these
		s.send(fmt.Sprintf(ping, id))
		s.want("event=pong", fmt.Sprintf("reqid=%d", id))
	}
	s.send(fmt.Sprintf(subscribe, 100))
	s.want("event=subscriptionStatus", "reqid=100", "status=subscribed")
	for range 20 {
		s.want("event=ticker", "symbol=ETH/EUR")
	}
	s.send(fmt.Sprintf(unsubscribe, 101))
	for text := s.next(); !strings.Contains(text, "subscriptionStatus"); text = s.next() {
		if !strings.Contains(text, `"ticker"`) {
			t.Errorf("got %s, want a ticker or the answer", text)
		}
	}
	for id := range 20 {
		s.send(fmt.Sprintf(ping, id))
		s.want("event=pong", fmt.Sprintf("reqid=%d", id))
	}
}

// TestCOR1_ReplyCarriesTheCorrelationID asks much at once.
func TestCOR1_ReplyCarriesTheCorrelationID(t *testing.T) {
	m := serve(t, example("request-reply"))
	s := dial(t, m.WS("/api/desk"))
	const questions = 200
	for i := range questions {
		s.send(fmt.Sprintf(`{"meta":{"id":"q-%d"},"kind":"track","parcel":"PD004711234"}`, i))
	}
	for i := range questions {
		if text := s.next(); !strings.Contains(text, fmt.Sprintf(`"q-%d"`, i)) || !strings.Contains(text, `"history"`) {
			t.Fatalf("got %s as answer %d", text, i)
		}
	}
}

// TestMOD1_RelayStaysInTheRoom lets two clients share a room beside a third.
func TestMOD1_RelayStaysInTheRoom(t *testing.T) {
	m := serve(t, example("chat"))
	mei, tomas, aino := dial(t, m.WS("/rooms/oolong")), dial(t, m.WS("/rooms/oolong")), dial(t, m.WS("/rooms/sencha"))
	for i := range 10 {
		mei.send(fmt.Sprintf(`{"kind":"line","room":"oolong","author":"mei","text":"line %d"}`, i))
	}
	for i := range 10 {
		for _, s := range []*socket{mei, tomas} {
			s.want("room=oolong", "author=mei", fmt.Sprintf("text=line %d", i))
		}
	}
	aino.send(`{"kind":"line","room":"sencha","author":"aino","text":"first"}`)
	aino.want("room=sencha", "author=aino", "text=first")
}

// TestPER4_CounterpartPlaysTheServer serves a document of the client's side.
func TestPER4_CounterpartPlaysTheServer(t *testing.T) {
	m := serve(t, "--interval", "10ms", example("departure-board"))
	m.waitFor(regexp.MustCompile("counterpart"))
	s := dial(t, m.WS("/live/board"))
	s.send(`{"type":"subscribe","requestId":"r-1","station":"GRZ"}`)
	s.want("type=subscribed", "requestId=r-1")
	s.want("type=departure", "station=GRZ")
}

// TestMOD3_SessionEndIsAnswered ends one session and stops the mock on another.
func TestMOD3_SessionEndIsAnswered(t *testing.T) {
	m := serve(t, "--stream", "off", example("captions"))
	s := dial(t, m.WS("/v5/session"))
	s.want("type=begins")
	s.send(`{"type":"terminate"}`)
	s.want("type=termination")
	s.wantClosed(websocket.StatusNormalClosure)

	s = dial(t, m.WS("/v5/session"))
	s.want("type=begins")
	m.interrupt()
	s.want("type=goodbye")
	s.wantClosed(websocket.StatusGoingAway)
	m.exits()
}

// TestMOD3_SameInputsSameBytes runs the same conversation in two processes.
func TestMOD3_SameInputsSameBytes(t *testing.T) {
	talk := func(seed string) string {
		m := serve(t, "--interval", "10ms", "--seed", seed, "--clock", "2026-03-02T09:15:00Z", example("exchange"))
		quiet := serve(t, "--seed", seed, "--clock", "2026-03-02T09:15:00Z", example("request-reply"))
		feed := serve(t, "--interval", "5ms", "--seed", seed, "--clock", "2026-03-02T09:15:00Z", example("market-data"))
		var said []string
		for _, session := range []string{"", "", "?__session=b"} {
			s := dial(t, m.WS("/v2"+session))
			said = append(said, s.next())
			s.send(fmt.Sprintf(subscribe, 1))
			for range 30 {
				said = append(said, s.next())
			}
			s = dial(t, feed.WS("/v1/market/SOL-EUR"+session))
			for range 30 {
				said = append(said, s.next())
			}
			s = dial(t, quiet.WS("/api/desk"+session))
			for i := range 30 {
				s.send(fmt.Sprintf(`{"meta":{"id":"q-%d"},"kind":"pickup","parcel":"PD004711234","day":"2026-03-09"}`, i))
				said = append(said, s.next())
			}
		}
		return strings.Join(said, "\n")
	}
	first, second := talk("7"), talk("7")
	if first != second {
		t.Errorf("same seed, other bytes:\n%s\n---\n%s", first, second)
	}
	if talk("8") == first {
		t.Error("another seed, the same bytes: the comparison above shows nothing")
	}
}

// TestREL_VAL_1_WrongInputEndsNothing sends what breaks parsers and validators;
// the conversation goes on after each of them.
func TestREL_VAL_1_WrongInputEndsNothing(t *testing.T) {
	m := serve(t, example("request-reply"))
	s := dial(t, m.WS("/api/desk"))
	for i, wrong := range []string{
		`1e9999999`,
		`{"meta":{"id":"x"},"kind":"quote","from":"20095","to":"80331","grams":1e9999999}`,
		``,
		`hello`,
		`{"meta":`,
		strings.Repeat("[", 100_000),
		strings.Repeat(`{"meta":`, 2000) + "1" + strings.Repeat("}", 2000),
		`{"kind":"quoteResult","meta":{"id":"x"},"cents":549,"currency":"EUR","days":2}`,
		`{"meta":{"id":"x"},"kind":"track","parcel":"PD004711234","extra":true}`,
		"{\"\u0000\":\"\u0000\"}",
	} {
		s.send(wrong)
		s.want("kind=error")
		s.send(fmt.Sprintf(`{"meta":{"id":"q-%d"},"kind":"track","parcel":"PD004711234"}`, i))
		s.want("kind=history")
	}
}

// TestREL_VAL_1_CloseOnWish closes with the place of the first finding.
func TestREL_VAL_1_CloseOnWish(t *testing.T) {
	m := serve(t, "--on-invalid", "close", example("request-reply"))
	for text, want := range map[string]struct {
		code   websocket.StatusCode
		reason string
	}{
		`{"meta":{"id":"x"},"kind":"track","parcel":"lost"}`: {websocket.StatusPolicyViolation, "/parcel"},
		`hello`: {websocket.StatusInvalidFramePayloadData, "JSON"},
	} {
		s := dial(t, m.WS("/api/desk"))
		s.send(text)
		_, err := s.read()
		var closed websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != want.code || !strings.Contains(closed.Reason, want.reason) {
			t.Errorf("%s: got %v, want closed with %d and %q", text, err, want.code, want.reason)
		}
	}
}
