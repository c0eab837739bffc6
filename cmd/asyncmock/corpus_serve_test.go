package main_test

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/spec"
)

func productOrExample(e entry) bool { return e.Kind == "product" || e.Kind == "example" }

// TestCorpusDIA_2_AcceptedDocumentsServe makes routes of every document of a
// service that the official parser accepts, and of nearly all it rejects.
func TestCorpusDIA_2_AcceptedDocumentsServe(t *testing.T) {
	rejected, served := 0, 0
	for _, e := range corpus(t, 1, productOrExample) {
		doc, findings := load(t, e)
		if e.Accepted && (e.Channels == "0" || doc != nil && len(doc.Channels) == 0) {
			t.Logf("excluded, it has no channels: %s", e.Name)
			continue
		}
		why := serves(doc, findings)
		switch {
		case e.Accepted && why != "":
			t.Errorf("%s: %s", e.Name, why)
		case !e.Accepted && e.Kind == "product":
			rejected++
			if why == "" {
				served++
			} else {
				t.Logf("the parser rejects it and it does not serve: %s: %s", e.Name, why)
			}
		case why != "":
			t.Logf("an example that the parser rejects does not serve: %s: %s", e.Name, why)
		}
	}
	t.Logf("%d of %d documents of services that the parser rejects serve", served, rejected)
	if served*10 < rejected*9 {
		t.Errorf("got %d of %d, want nine of ten", served, rejected)
	}
}

// serves says why there are no routes, "" when there are.
func serves(doc *spec.Document, findings spec.Diagnostics) string {
	if doc == nil {
		return "not loaded: " + firstError(findings)
	}
	mock, err := server.New(doc, server.Options{})
	if err != nil {
		return err.Error()
	}
	if len(mock.Routes()) == 0 {
		return "no route: " + firstError(mock.Diagnostics())
	}
	return ""
}

func firstError(findings spec.Diagnostics) string {
	for _, d := range findings {
		if d.Severity == spec.SeverityError {
			return d.String()
		}
	}
	return "no error was reported"
}

// TestCorpusMOD_5_FirstFramesOfServices listens on every route of every
// document of a service for the first 50 messages: none ends the session, none
// is wrong by the contract, which a validator of its own judges. What clients
// may send is accepted.
func TestCorpusMOD_5_FirstFramesOfServices(t *testing.T) {
	routes, frames, judged := 0, 0, 0
	for _, e := range corpus(t, 4, productOrExample) {
		doc, findings := load(t, e)
		if doc == nil {
			t.Logf("does not load: %s: %s", e.Name, firstError(findings))
			continue
		}
		t.Run(e.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &listener{t: t, oracles: map[*server.Outgoing]*oracle{}}
				mock, err := server.New(doc, server.Options{Observe: l.observe})
				if err != nil {
					t.Skip(err)
				}
				for _, route := range mock.Routes() {
					l.listen(mock, route)
					l.judge(route)
					routes++
					frames += len(l.frames)
				}
				judged += l.judged
				mock.Shutdown(t.Context(), 1001, "")
			})
		})
	}
	t.Logf("%d messages on %d routes, %d of them judged", frames, routes, judged)
	if judged*2 < frames {
		t.Error("few of them could be judged: the above shows nothing")
	}
}

// A listener is a client without a wire.
type listener struct {
	t       *testing.T
	oracles map[*server.Outgoing]*oracle
	judged  int

	mu     sync.Mutex
	frames []frame
	errors []string
}

type frame struct {
	name    string
	payload []byte
}

func (l *listener) Send(f *server.Frame) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.frames = append(l.frames, frame{f.Name, slices.Clone(f.Payload())})
	return nil
}

func (l *listener) Close(_ int, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errors = append(l.errors, "closed: "+reason)
}

func (l *listener) observe(e *server.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range e.Findings {
		if d.Severity == spec.SeverityError && d.Code != "reply-missing" { // this client answers nothing
			l.errors = append(l.errors, string(e.Kind)+" "+e.Message+": "+d.String())
		}
	}
	if e.Kind == server.EventRefuse {
		l.errors = append(l.errors, "refused: "+e.Text)
	}
}

// listen opens a session and stays for 50 messages.
func (l *listener) listen(mock *server.Mock, route *server.Route) {
	l.t.Helper()
	l.frames, l.errors = nil, nil
	u, err := url.Parse(route.Sample)
	if err != nil {
		l.t.Errorf("sample of %s: %v", route.Path, err)
		return
	}
	admission, refusal := mock.Admit(&server.Handshake{
		Transport: server.TransportWS, Path: u.EscapedPath(), Query: u.Query(),
		Header: http.Header{"Origin": {"http://localhost"}}, Remote: "127.0.0.1:1",
	})
	if refusal != nil {
		l.t.Errorf("%s refuses its own sample %s: %s", route.Path, route.Sample, refusal.Detail)
		return
	}
	session := mock.Connect(admission, l)
	session.Subscribe("")
	l.say(session, route)
	for range 100 { // seconds of a clock that waits for nobody
		time.Sleep(time.Second)
		synctest.Wait()
		if l.count() >= 50 {
			break
		}
	}
	session.Closed(1000, "")
	slices.Sort(l.errors)
	for _, text := range slices.Compact(l.errors) {
		l.t.Errorf("%s: %s", route.Path, text)
	}
}

func (l *listener) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.frames)
}

// judge validates what came: it must be one of the messages of its name.
func (l *listener) judge(route *server.Route) {
	l.t.Helper()
	for _, f := range l.frames {
		var refusals []error
		accepted, unknown := false, false
		for _, out := range route.Sends {
			if out.Message.Name != f.name {
				continue
			}
			o := l.oracle(out)
			if o == nil {
				unknown = true
				continue
			}
			err := o.validate(f.payload)
			accepted = accepted || err == nil
			refusals = append(refusals, err)
		}
		switch {
		case accepted:
			l.judged++
		case !unknown && len(refusals) > 0:
			l.t.Errorf("%s: %s: %v\n%s", route.Path, f.name, refusals[0], f.payload)
			return
		}
	}
}

// oracle returns nil where there is none.
func (l *listener) oracle(out *server.Outgoing) *oracle {
	o, known := l.oracles[out]
	if known {
		return o
	}
	if _, unvalidated := out.Message.Unvalidated(); !unvalidated && out.Message.Payload != nil && !out.Message.Text() && !out.Message.Binary() {
		o, _ = newOracle(out.Message.Payload, true)
	}
	l.oracles[out] = o
	return o
}

// say sends one of each message that clients may send.
func (l *listener) say(session *server.Session, route *server.Route) {
	for _, in := range route.Receives {
		if in.Ends || !in.Message.Usable() {
			continue
		}
		payload, _, err := in.Message.Append(nil, draw(1))
		if err != nil {
			l.t.Errorf("%s: make %s: %v", route.Path, in.Message.Name, err)
			continue
		}
		outcome := session.Receive(server.NewFrame(payload, in.Message.Binary()))
		for _, d := range outcome.Findings {
			if d.Severity == spec.SeverityError {
				l.t.Errorf("%s: %s is refused: %s\n%s", route.Path, in.Message.Name, d, payload)
			}
		}
	}
}

// draw returns what a payload is made of for one seed.
func draw(seed uint64) *schema.Draw {
	return &schema.Draw{Source: dice(seed), Now: time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC), Memory: &schema.Memory{}}
}
