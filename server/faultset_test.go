package server

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// faults reads texts.
func faults(t testing.TB, texts ...string) (list []Fault) {
	t.Helper()
	for _, text := range texts {
		f, err := ParseFault(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		list = append(list, f)
	}
	return list
}

// A saboteurWire is a fakeWire that notes what it is asked to break.
type saboteurWire struct {
	fakeWire
	asked []string
}

func (w *saboteurWire) Sabotage(f *Fault, on bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !on {
		w.asked = append(w.asked, "end "+string(f.Kind))
		return nil
	}
	w.asked = append(w.asked, f.String())
	return nil
}

func (w *saboteurWire) SendBroken(f *Frame, by *Fault) error {
	w.mu.Lock()
	w.asked = append(w.asked, by.String())
	w.mu.Unlock()
	return w.Send(f)
}

func (w *saboteurWire) acts() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.asked
	w.asked = nil
	return asked
}

// echoing is a mock whose ping is answered by pong, with faults.
func echoingMock(t *testing.T, w *watcher, texts ...string) (*kit, *Mock) {
	k := newKit(t)
	opts := Options{Faults: faults(t, texts...)}
	if w != nil {
		opts.Observe = w.observe
	}
	return k, k.mock(opts, &Route{Path: "/a", Validate: true, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}})
}

const pingText, pongText = `{"type":"ping"}`, `{"type":"pong"}`

func admits(m *Mock, target string) bool {
	_, refusal := m.Admit(handshake(target))
	return refusal == nil
}

func TestFaultHitsConnections(t *testing.T) {
	for _, c := range []struct {
		fault string
		want  string // x: refused
	}{
		{"refuse", "xxxxxxxx"},
		{"refuse@connection:2", ".x......"},
		{"refuse@every:3", "..x..x.."},
		{"refuse,route=/a", "xxxxxxxx"},
		{"refuse,route=/b", "........"},
		{"refuse,session=bob", "........"},
	} {
		_, m := echoingMock(t, nil, c.fault)
		got := ""
		for range c.want {
			if admits(m, "/a") {
				got += "."
			} else {
				got += "x"
			}
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.fault, got, c.want)
		}
	}
}

// REL-RUN-2: over connections, the same ones for the same seed.
func TestREL_RUN_2_ConnectionRates(t *testing.T) {
	const draws = 100_000
	run := func(seed uint64) (n int, which [100]bool) {
		k := newKit(t)
		m := k.mock(Options{Seed: seed, Faults: faults(t, "refuse@5%")}, &Route{Path: "/a"})
		h := handshake("/a")
		for i := range draws {
			if _, refusal := m.Admit(h); refusal != nil {
				n++
				which[i%100] = which[i%100] != (i < 100)
			}
		}
		return n, which
	}
	n, first := run(1)
	if n < draws*5/100*99/100 || n > draws*5/100*101/100 {
		t.Errorf("%d of %d are refused, want 5 %% ± 1 %%", n, draws)
	}
	if _, again := run(1); again != first {
		t.Error("the same seed refuses others")
	}
	if _, other := run(2); other == first {
		t.Error("another seed refuses the same")
	}
}

// REL-RUN-2: over the messages of a session, each kind by itself.
func TestREL_RUN_2_MessageRates(t *testing.T) {
	const draws = 100_000
	k, m := echoingMock(t, nil, "duplicate@2%", "duplicate:2@10%")
	c := k.connect(m, "/a")
	once, twice := 0, 0
	for range draws {
		copies := len(c.say(pingText)) - 1
		once += copies & 1
		twice += copies >> 1
	}
	for _, r := range []struct {
		what      string
		got, want int
	}{{"duplicate", once, draws * 2 / 100}, {"duplicate:2", twice, draws * 10 / 100}} {
		if off := r.got - r.want; off*100 > r.want || off*100 < -r.want {
			t.Errorf("%s: %d of %d, want %d ± 1 %%", r.what, r.got, draws, r.want)
		}
	}
}

func TestFaultSetLive(t *testing.T) {
	w := &watcher{}
	k, m := echoingMock(t, w)
	open, named := &saboteurWire{}, &saboteurWire{}
	c := client{k.connectOn(m, handshake("/a"), &open.fakeWire).Session, &open.fakeWire}
	c.wire = open
	n := k.connectOn(m, handshake("/a?__session=bob"), &named.fakeWire)
	n.wire = named
	if err := m.SetFaults("", faults(t, "no-pong", "stall")...); err != nil {
		t.Fatal(err)
	}
	k.want(open.acts(), "no-pong", "stall")
	if err := m.SetFaults("bob", faults(t, "throttle:5")...); err != nil {
		t.Fatal(err)
	}
	k.want(open.acts())
	k.want(named.acts(), "no-pong", "stall", "throttle:5,session=bob")
	if got := m.Faults("bob"); len(got) != 1 || got[0].String() != "throttle:5,session=bob" {
		t.Errorf("got %v", got)
	}
	if err := m.SetFaults("", faults(t, "stall")...); err != nil { // it goes on; the other ends
		t.Fatal(err)
	}
	k.want(open.acts(), "end no-pong")
	if err := m.SetFaults("bob"); err != nil {
		t.Fatal(err)
	}
	k.want(open.acts())
	k.want(named.acts(), "end no-pong", "end throttle")
	if err := m.SetFaults(""); err != nil {
		t.Fatal(err)
	}
	k.want(open.acts(), "end stall")
	if got := len(w.of(EventFault)); got != 5 {
		t.Errorf("%d fault events, want 5", got)
	}
}

func TestFaultSetRefusesWhatIsWrong(t *testing.T) {
	_, m := echoingMock(t, nil, "stall")
	for _, c := range []struct {
		fault Fault
		want  string
	}{
		{Fault{Kind: "bend"}, "no fault"},
		{Fault{Kind: FaultClose, Number: 77}, "from 1000 to 4999"},
		{Fault{Kind: FaultThrottle}, "needs a value"},
		{Fault{Kind: FaultDrop, Route: "/nowhere"}, "no route /nowhere; near: /a"},
		{Fault{Kind: FaultDrop, Session: "alice"}, `for the session "alice"`},
	} {
		if err := m.SetFaults("", c.fault); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want …%s…", c.fault, err, c.want)
		}
	}
	if got := m.Faults(""); len(got) != 1 {
		t.Errorf("after errors there are %v, want what was there before", got)
	}
}

func TestFaultSlowHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		_, m := echoingMock(t, w, "slow-handshake:3s")
		hold := func(ctx context.Context) (time.Duration, error) {
			a, _ := m.Admit(handshake("/a"))
			start := time.Now()
			err := m.Hold(ctx, a)
			return time.Since(start), err
		}
		if d, err := hold(t.Context()); d != 3*time.Second || err != nil {
			t.Errorf("waited %v, %v, want 3 s", d, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if d, err := hold(ctx); d != time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a client that left: waited %v, %v", d, err)
		}
		go func() {
			time.Sleep(time.Second)
			m.Shutdown(context.Background(), 1001, "")
		}()
		if d, err := hold(t.Context()); d != time.Second || !errors.Is(err, ErrStopping) {
			t.Errorf("at the end: waited %v, %v", d, err)
		}
		if got := w.of(EventFault); len(got) != 3 || got[0].Text != "slow-handshake:3s" || got[0].Route != "/a" {
			t.Errorf("got events %+v", got)
		}
	})
}

func TestFaultInject(t *testing.T) {
	w := &watcher{}
	k, m := echoingMock(t, w)
	c := k.connect(m, "/a")
	other := k.connect(m, "/a")
	if err := c.Inject(faults(t, "duplicate")[0]); err != nil {
		t.Fatal(err)
	}
	k.want(c.say(pingText), pongText, pongText)
	k.want(c.say(pingText), pongText)
	k.want(other.say(pingText), pongText)
	for _, wrong := range []Fault{{Kind: FaultRefuse, Number: 503}, {Kind: "bend"}} {
		if err := c.Inject(wrong); err == nil {
			t.Errorf("%s: no error", wrong.Kind)
		}
	}
	if err := c.Inject(faults(t, "close:4000:enough@sent:1")[0]); err != nil {
		t.Fatal(err)
	}
	k.want(c.say(pingText), pongText)
	if code, reason := c.closed(); code != 4000 || reason != "enough" {
		t.Errorf("closed with %d %q, want 4000 enough", code, reason)
	}
	if code, _ := other.closed(); code != 0 {
		t.Errorf("another session was closed with %d", code)
	}
	var texts []string
	for _, e := range w.of(EventFault) {
		texts = append(texts, e.Text)
	}
	if want := []string{"duplicate,times=1", "close:4000:enough@sent:1"}; !slices.Equal(texts, want) {
		t.Errorf("events %q, want %q", texts, want)
	}
}

// REL-RUN-2: of what a rule injects with a chance, that share happens.
func TestREL_RUN_2_InjectRates(t *testing.T) {
	k, m := echoingMock(t, nil)
	wire := &saboteurWire{}
	c := k.connectOn(m, handshake("/a"), &wire.fakeWire)
	c.wire = wire
	f := faults(t, "drop@20%")[0]
	const draws = 10_000
	for range draws {
		if err := c.Inject(f); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(wire.acts()); n != draws/5 {
		t.Errorf("%d of %d happen, want %d", n, draws, draws/5)
	}
}
