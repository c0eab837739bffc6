package examples

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/rogpeppe/go-internal/testscript"
)

// watchdog bounds every wait; nothing here should take a tenth of it.
const watchdog = 20 * time.Second

type (
	script   = testscript.TestScript
	worldKey struct{}
)

// A world is what one script has started.
type world struct {
	server *exec.Cmd
	exited chan error
	base   string // http://127.0.0.1:port
	output output
	conns  map[string]*conn
}

func newWorld() *world { return &world{conns: map[string]*conn{}} }

func (w *world) end() {
	for _, c := range w.conns {
		c.drop()
	}
	if w.server != nil {
		w.server.Process.Kill()
		<-w.exited
	}
}

func commands(binary string) map[string]func(*script, bool, []string) {
	table := map[string]struct {
		least int
		run   func(*script, *world, []string)
	}{
		"ws":        {2, openWS},
		"sse":       {2, openSSE},
		"send":      {2, send},
		"next":      {2, func(ts *script, w *world, args []string) { w.conn(ts, args[0]).want(ts, args[1:], false) }},
		"expect":    {2, func(ts *script, w *world, args []string) { w.conn(ts, args[0]).want(ts, args[1:], true) }},
		"hangup":    {1, func(ts *script, w *world, args []string) { w.conn(ts, args[0]).hangup(ts) }},
		"closed":    {2, func(ts *script, w *world, args []string) { w.conn(ts, args[0]).wantClosed(ts, args[1]) }},
		"get":       {2, func(ts *script, w *world, args []string) { w.fetch(ts, "GET", args[0], "", args[1:]) }},
		"post":      {3, func(ts *script, w *world, args []string) { w.fetch(ts, "POST", args[0], args[1], args[2:]) }},
		"log":       {1, func(ts *script, w *world, args []string) { w.output.wait(ts, regexp.MustCompile(args[0])) }},
		"interrupt": {0, interrupt},
		"serve":     {1, func(ts *script, w *world, args []string) { serve(ts, w, binary, args) }},
	}
	cmds := map[string]func(*script, bool, []string){}
	for name, c := range table {
		cmds[name] = func(ts *script, neg bool, args []string) {
			if neg || len(args) < c.least {
				ts.Fatalf("usage: %s with at least %d arguments and no !", name, c.least)
			}
			c.run(ts, ts.Value(worldKey{}).(*world), args)
		}
	}
	return cmds
}

var (
	readyLine = regexp.MustCompile(`(?m)\bready\b`)
	baseURL   = regexp.MustCompile(`\b(?:ws|http)(s?)://(127\.0\.0\.1:\d+)`)
)

func serve(ts *script, w *world, binary string, args []string) {
	w.server = exec.Command(binary, append([]string{"serve", "--port", "0"}, args...)...)
	w.server.Dir = ts.Getenv("WORK")
	w.server.Stdout, w.server.Stderr = &w.output, &w.output
	ts.Check(w.server.Start())
	w.exited = make(chan error, 1)
	go func() {
		w.exited <- w.server.Wait()
		w.output.close()
	}()
	w.output.wait(ts, readyLine)
	m := baseURL.FindStringSubmatch(w.output.String())
	if m == nil {
		ts.Fatalf("no URL in the output:\n%s", w.output.String())
	}
	w.base = "http" + m[1] + "://" + m[2]
	ts.Setenv("ASYNCMOCK_URL", w.base)
}

func interrupt(ts *script, w *world, _ []string) {
	ts.Check(w.server.Process.Signal(os.Interrupt))
	select {
	case err := <-w.exited:
		w.server = nil
		if err != nil {
			ts.Fatalf("asyncmock: %v\n%s", err, w.output.String())
		}
	case <-time.After(watchdog):
		ts.Fatalf("asyncmock does not stop")
	}
}

func (w *world) conn(ts *script, name string) *conn {
	c := w.conns[name]
	if c == nil {
		ts.Fatalf("no connection is called %q", name)
	}
	return c
}

func openWS(ts *script, w *world, args []string) {
	r := parseRequest(ts, args[2:])
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	socket, resp, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(w.base, "http")+args[1],
		&websocket.DialOptions{HTTPHeader: r.header, Subprotocols: r.protocols})
	if resp == nil {
		ts.Fatalf("ws %s: %v", args[1], err)
	}
	var body []byte
	if err != nil {
		body, _ = io.ReadAll(resp.Body) // the library keeps its beginning
	}
	r.check(ts, resp, body, http.StatusSwitchingProtocols)
	if err == nil {
		w.conns[args[0]] = newSocket(socket)
	}
}

func openSSE(ts *script, w *world, args []string) {
	r := parseRequest(ts, append([]string{"header:Accept=text/event-stream"}, args[2:]...))
	resp := w.do(ts, "GET", args[1], "", r.header)
	if resp.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		r.check(ts, resp, body, http.StatusOK)
		return
	}
	r.check(ts, resp, nil, http.StatusOK)
	w.conns[args[0]] = newEvents(resp.Body)
}

func send(ts *script, w *world, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	ts.Check(w.conn(ts, args[0]).socket.Write(ctx, websocket.MessageText, []byte(args[1])))
}

func (w *world) fetch(ts *script, method, path, text string, args []string) {
	r := parseRequest(ts, args)
	if text != "" && r.header.Get("Content-Type") == "" {
		r.header.Set("Content-Type", "application/json")
	}
	resp := w.do(ts, method, path, text, r.header)
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	resp.Body.Close()
	r.check(ts, resp, body, http.StatusOK)
}

func (w *world) do(ts *script, method, path, text string, header http.Header) *http.Response {
	req, err := http.NewRequest(method, w.base+path, strings.NewReader(text))
	ts.Check(err)
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	return resp
}

// A request is what the words behind a path say.
type request struct {
	header    http.Header
	protocols []string
	status    string
	checks    []check
	keeps     map[string]string // JSON pointers of the answer by name of variable
}

func parseRequest(ts *script, args []string) *request {
	r := &request{header: http.Header{}, keeps: map[string]string{}}
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		name, isHeader := strings.CutPrefix(key, "header:")
		kept, isKept := strings.CutPrefix(key, "keep:")
		switch {
		case isKept:
			r.keeps[kept] = value
		case isHeader:
			r.header.Set(name, value)
		case key == "protocol":
			r.protocols = append(r.protocols, value)
		case key == "status":
			r.status = value
		default:
			r.checks = append(r.checks, parseCheck(ts, arg))
		}
	}
	return r
}

func (r *request) check(ts *script, resp *http.Response, body []byte, usual int) {
	want := r.status
	if want == "" {
		want = strconv.Itoa(usual)
	}
	if strconv.Itoa(resp.StatusCode) != want {
		ts.Fatalf("got status %d, want %s\n%s", resp.StatusCode, want, body)
	}
	if why := failed(r.checks, message{data: string(body), header: resp.Header}); why != "" {
		ts.Fatalf("%s\n%s", why, body)
	}
	for name, pointer := range r.keeps {
		value, err := check{what: pointer}.of(message{data: string(body)})
		ts.Check(err)
		ts.Setenv(name, value)
	}
}

// An output keeps what a process says and wakes who waits for it.
type output struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{} // closed at the next change
	ended   bool
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	o.wake()
	return len(p), nil
}

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	o.wake()
}

func (o *output) wake() {
	if o.changed != nil {
		close(o.changed)
		o.changed = nil
	}
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func (o *output) wait(ts *script, re *regexp.Regexp) {
	timeout := time.After(watchdog)
	for {
		o.mu.Lock()
		text, ended := o.text.String(), o.ended
		if o.changed == nil {
			o.changed = make(chan struct{})
		}
		changed := o.changed
		o.mu.Unlock()
		if re.MatchString(text) {
			return
		}
		if ended {
			ts.Fatalf("asyncmock ended without saying %q:\n%s", re, text)
		}
		select {
		case <-changed:
		case <-timeout:
			ts.Fatalf("asyncmock does not say %q:\n%s", re, text)
		}
	}
}
