package control

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"asyncmock/server"
)

// maxExpectations is how many are remembered; of more, those that were decided
// first are forgotten.
const maxExpectations = 1000

// The states of an expectation.
const (
	stateWaiting = "waiting"
	stateMet     = "met"
	stateFailed  = "failed"
)

// An expectation watches the journal until it is decided.
type expectation struct {
	wanted  wanted
	goal    *goal
	session string
	id      string
	journal Journal
	after   uint64 // what was looked at; of watch until done is closed
	stop    context.CancelFunc
	done    chan struct{} // closed when it is decided, or forgotten before

	mu      sync.Mutex
	state   string
	why     string
	count   int
	missed  uint64
	records []uint64 // the first of those that count
	near    []nearMiss
}

// A nearMiss is a record that is not what was wanted, and almost.
type nearMiss struct {
	Seq uint64 `json:"seq"`
	Why string `json:"why"`
}

// mostShown is how many records and near misses are kept.
const mostShown = 10

// An expectationView is an expectation as the API shows it.
type expectationView struct {
	ID      string     `json:"id"`
	Session string     `json:"session,omitempty"`
	Wanted  wanted     `json:"wanted"`
	State   string     `json:"state"`
	Why     string     `json:"why"`
	Count   int        `json:"count"`
	Records []uint64   `json:"records"`
	Near    []nearMiss `json:"near"`
	Missed  uint64     `json:"missed"`
}

func (x *expectation) view() expectationView {
	x.mu.Lock()
	defer x.mu.Unlock()
	return expectationView{
		ID: x.id, Session: x.session, Wanted: x.wanted, State: x.state, Why: x.why, Count: x.count,
		Records: append([]uint64{}, x.records...), Near: append([]nearMiss{}, x.near...), Missed: x.missed,
	}
}

// watch decides it: as soon as it is clear, or when the time is over. What may
// happen at most so often and has happened often enough is given a moment more.
func (x *expectation) watch(ctx context.Context) {
	defer close(x.done)
	end := time.Now().Add(x.goal.within)
	for settled := false; ; {
		more := x.read()
		enough := x.goal.least > 0 && x.counted() >= x.goal.least
		switch {
		case x.goal.most >= 0 && x.counted() > x.goal.most:
			x.decide(stateFailed)
			return
		case more:
			continue
		case enough && x.goal.most < 0:
			x.decide(stateMet)
			return
		case enough && !settled:
			settled = true
			if moment := time.Now().Add(x.goal.settle); moment.Before(end) {
				end = moment
			}
		}
		wait, cancel := context.WithDeadline(ctx, end)
		err := x.journal.Wait(wait, x.after)
		cancel()
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			x.decide("")
			return
		}
	}
}

// read looks at what is new; false: nothing.
func (x *expectation) read() bool {
	events, _ := x.journal.Read(x.after, batch)
	for i := range events {
		x.look(&events[i])
		x.after = events[i].Seq
	}
	return len(events) > 0
}

// look counts an event that is wanted.
func (x *expectation) look(e *server.Event) {
	yes, why := x.goal.meets(e)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.missed += e.Seq - x.after - 1
	switch {
	case yes:
		if x.count++; len(x.records) < mostShown {
			x.records = append(x.records, e.Seq)
		}
	case why != "" && len(x.near) < mostShown:
		x.near = append(x.near, nearMiss{e.Seq, why})
	}
}

func (x *expectation) counted() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.count
}

// decide notes the outcome; without one it is what the count says.
func (x *expectation) decide(state string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if state == "" {
		state = stateFailed
		if x.count >= x.goal.least && (x.goal.most < 0 || x.count <= x.goal.most) {
			state = stateMet
		}
	}
	x.state = state
	x.why = fmt.Sprintf("it happened %s, wanted: %s", times(x.count), x.goal)
	if x.missed > 0 {
		x.why += fmt.Sprintf("; %d records were not kept long enough to be looked at", x.missed)
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// expectations are those that are remembered.
type expectations struct {
	mu   sync.Mutex
	last int
	list []*expectation // oldest first
	wg   sync.WaitGroup
}

// add begins to watch; false: there are too many that wait.
func (xs *expectations) add(ctx context.Context, x *expectation) bool {
	xs.mu.Lock()
	defer xs.mu.Unlock()
	if len(xs.list) >= maxExpectations {
		i := slices.IndexFunc(xs.list, func(o *expectation) bool { return o.view().State != stateWaiting })
		if i < 0 {
			return false
		}
		xs.list = slices.Delete(xs.list, i, i+1)
	}
	xs.last++
	x.id = "e" + strconv.Itoa(xs.last)
	ctx, x.stop = context.WithCancel(ctx)
	xs.list = append(xs.list, x)
	xs.wg.Go(func() { x.watch(ctx); x.stop() })
	return true
}

// of returns those of a session; "": all.
func (xs *expectations) of(session string) (list []*expectation) {
	xs.mu.Lock()
	defer xs.mu.Unlock()
	for _, x := range xs.list {
		if session == "" || x.session == session {
			list = append(list, x)
		}
	}
	return list
}

// forget drops those that are meant.
func (xs *expectations) forget(meant func(*expectation) bool) (n int) {
	xs.mu.Lock()
	defer xs.mu.Unlock()
	xs.list = slices.DeleteFunc(xs.list, func(x *expectation) bool {
		if !meant(x) {
			return false
		}
		x.stop()
		n++
		return true
	})
	return n
}

// postExpectation says what is to happen; with ?wait=true it answers when that
// is decided.
func (h *Handler) postExpectation(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session", "wait")
	if err != nil {
		return err
	}
	var body wanted
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	session := q.Get("session")
	g, err := body.goal(session)
	if err != nil {
		return err
	}
	if body.Route != "" && !h.hasRoute(body.Route) {
		return h.routeUnknown(body.Route)
	}
	if err := h.knows(&g.filter); err != nil {
		return err
	}
	x := &expectation{wanted: body, goal: g, session: session, journal: h.opts.Journal, state: stateWaiting, done: make(chan struct{}), after: max(body.After, h.state.above(session))}
	if !h.expectations.add(h.closing, x) {
		return unprocessable("too-many", "%d expectations wait already; that is the most.", maxExpectations)
	}
	w.Header().Set("Location", Prefix+"expectations/"+x.id)
	return h.show(w, r, x, http.StatusCreated, q.Get("wait"))
}

// show answers with an expectation, at once or when it is decided.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, x *expectation, status int, wait string) error {
	switch wait {
	case "", "false":
	case "true":
		select {
		case <-x.done:
		case <-r.Context().Done():
		}
	default:
		return badRequest("query-invalid", "wait=%q must be true or false.", wait)
	}
	return answer(w, status, x.view())
}

// getExpectations lists them.
func (h *Handler) getExpectations(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	list := []expectationView{}
	for _, x := range h.expectations.of(q.Get("session")) {
		list = append(list, x.view())
	}
	return answer(w, http.StatusOK, map[string]any{"expectations": list})
}

// getExpectation shows one, with ?wait=true when it is decided.
func (h *Handler) getExpectation(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session", "wait")
	if err != nil {
		return err
	}
	for _, x := range h.expectations.of(q.Get("session")) {
		if x.id == r.PathValue("id") {
			return h.show(w, r, x, http.StatusOK, q.Get("wait"))
		}
	}
	return expectationUnknown()
}

// deleteExpectation forgets one.
func (h *Handler) deleteExpectation(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	if h.expectations.forget(func(x *expectation) bool { return x.id == id }) == 0 {
		return expectationUnknown()
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func expectationUnknown() error {
	return newProblem(http.StatusNotFound, "expectation-unknown", "There is no such expectation.")
}
