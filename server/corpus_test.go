package server

import (
	"bufio"
	"context"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// corpusDocuments returns the paths of the corpus's documents of a kind that
// are in MANIFEST.tsv, and the folder no reference of each may leave.
func corpusDocuments(t *testing.T, kind string) (paths, roots []string) {
	folder := os.Getenv("ASYNCMOCK_CORPUS")
	if folder == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: no documents of others to try")
	}
	manifest, err := os.Open(filepath.Join(folder, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer manifest.Close()
	lines := bufio.NewScanner(manifest)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) < 4 || cells[3] != kind {
			continue
		}
		owner := strings.SplitN(filepath.ToSlash(cells[0]), "/", 3)[1]
		paths, roots = append(paths, filepath.Join(folder, cells[0])), append(roots, filepath.Join(folder, "docs", owner))
	}
	return paths, roots
}

// TestCorpus_FirstFrames: on every product document, each route can be reached
// by its own sample, its first 50 frames keep the contract, end no session and
// tell of no error; and every message a client may send is recognised.
func TestCorpus_FirstFrames(t *testing.T) {
	if testing.Short() {
		t.Skip("walks the whole corpus")
	}
	paths, roots := corpusDocuments(t, "product")
	served := 0
	for i, path := range paths {
		doc, _, err := spec.Load(t.Context(), path, &spec.LoadOptions{Root: roots[i]})
		if err != nil {
			continue
		}
		t.Run(filepath.Base(roots[i])+"/"+filepath.Base(path), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &judge{t: t, messages: map[string][]*generator.Message{}}
				m, err := New(doc, Options{Observe: w.observe})
				if err != nil {
					t.Skip(err)
				}
				served++
				for _, r := range m.Routes() {
					w.visit(m, r)
				}
				if err := m.Shutdown(context.Background(), 1001, ""); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Minute) // the clock of a regexp library runs on for a while
			})
		})
	}
	t.Logf("%d of %d documents are served", served, len(paths))
}

// A judge looks at every event of a document's mock.
type judge struct {
	t        *testing.T
	mu       sync.Mutex // timers observe, too
	route    string
	messages map[string][]*generator.Message // of the route, by name
	asked    string                          // the message that the client has just sent
	sent     int
}

func (j *judge) observe(e *Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch e.Kind {
	case EventSend:
		j.sent++
		j.validate(e)
	case EventNote:
		if !fineNote(e.Text) {
			j.t.Errorf("%s: %s %v", j.route, e.Text, e.Findings)
		}
	case EventReceive:
		if !e.Valid {
			j.t.Errorf("%s: %q is not recognised: %s: %v", j.route, j.asked, e.Payload, e.Findings[0])
		}
	case EventRefuse:
		j.t.Errorf("%s: refused: %s", j.route, e.Text)
	}
}

// fineNote reports whether a note tells of the document or of this test's
// client, not of a fault of the mock.
func fineNote(text string) bool {
	for _, part := range []string{
		"cannot be satisfied",           // said as well when the document was loaded
		"nothing can be generated for",  // unvalidated formats without an example
		"reply undeliverable",           // nobody else is connected
		"no reply to",                   // the client never answers
		"not all that was asked for",    // payloads of the client are made up
		"does not say where its reply ", // in a header that a handshake has not
	} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// validate holds what was sent against the messages of its name.
func (j *judge) validate(e *Event) {
	var findings spec.Diagnostics
	for _, m := range j.messages[e.Message] {
		if _, yes := m.Unvalidated(); yes || m.Text() || m.Binary() {
			return
		}
		v, err := schema.Decode(e.Payload)
		if err != nil {
			j.t.Errorf("%s: %q is no JSON: %s", j.route, e.Message, e.Payload)
			return
		}
		if findings = m.Validate(v); len(findings) == 0 {
			return
		}
	}
	if len(findings) > 0 {
		j.t.Errorf("%s: %q breaks its contract: %s: %v", j.route, e.Message, e.Payload, findings[0])
	}
}

func (j *judge) begin(r *Route) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.route, j.sent = r.Path, 0
	clear(j.messages)
	for _, o := range r.Sends {
		j.messages[o.Message.Name] = append(j.messages[o.Message.Name], o.Message)
	}
}

func (j *judge) asks(message string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.asked = message
}

func (j *judge) seen() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sent
}

// visit connects by the route's sample, listens, and says all that it may.
func (j *judge) visit(m *Mock, r *Route) {
	j.begin(r)
	s := j.connect(m, r)
	if s == nil {
		return
	}
	for range 30 {
		time.Sleep(2 * time.Second)
		if synctest.Wait(); j.seen() >= 50 {
			break
		}
	}
	for _, in := range r.Receives {
		if in.Ends || !in.Message.Usable() {
			continue
		}
		draw := &schema.Draw{Source: rand.New(rand.NewPCG(1, 2)), Now: time.Now()}
		payload, _, err := in.Message.Append(nil, draw)
		if err != nil {
			continue
		}
		j.asks(in.Message.Name)
		s.Receive(NewFrame(payload, in.Message.Binary()))
	}
	time.Sleep(3 * time.Second)
	synctest.Wait()
	if s.status.Load() != statusOpen {
		j.t.Errorf("%s: the session was ended", r.Path)
	}
	s.Closed(1000, "")
}

func (j *judge) connect(m *Mock, r *Route) *Session {
	target, err := url.Parse(r.Sample)
	if err != nil {
		j.t.Errorf("%s: sample %q: %v", r.Path, r.Sample, err)
		return nil
	}
	h := handshake(r.Sample)
	h.Path, h.Query = target.EscapedPath(), target.Query()
	h.Header.Set("Origin", "http://localhost") // required headers are then notes
	a, refusal := m.Admit(h)
	if refusal != nil {
		return nil
	}
	if a.Route != r {
		j.t.Errorf("%s: its sample %q leads to %s", r.Path, r.Sample, a.Route.Path)
		return nil
	}
	s := m.Connect(a, &fakeWire{})
	s.Subscribe("")
	return s
}
