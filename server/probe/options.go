package probe

import (
	"net/http"
	"net/url"
	"time"

	"asyncmock/server"
)

// Send says what the probe may say.
type Send uint8

// What may be said. Examples are the valid examples of the document;
// SendGenerated adds generated messages: typical, minimal and full ones, one
// for each alternative, and at each limit.
const (
	SendExamples Send = iota
	SendGenerated
	SendNone
)

// Over says which protocol is spoken.
type Over uint8

// The protocols. OverAuto takes that of the URL where it is ws or wss; else
// that of the document. OverHTTP sends by POST, and reads server-sent events.
const (
	OverAuto Over = iota
	OverWS
	OverHTTP
)

// Options say what is verified, and how.
type Options struct {
	// URL is where the service is: ws, wss, http or https. A path in it stands
	// in the place of the path of the document's server.
	URL  *url.URL
	Over Over

	// What clients present. Params are path parameters by name; those that are
	// not given have the values of Route.Sample. Token goes where the
	// document's security schemes say, else to Authorization: Bearer.
	Params map[string]string
	Query  url.Values
	Header http.Header
	Token  string

	Send     Send
	Negative bool // invalid messages, too, which must be refused
	// Channels and Operations are patterns as of path.Match for names and
	// addresses; empty: all.
	Channels, Operations []string

	// Timeout is how long an answer may take, and a connection; 0: 5 s.
	Timeout time.Duration
	// Duration is how long the probe listens once all was sent; 0: until
	// everything was heard that the service says unprompted, at most 5 s.
	Duration time.Duration
	// Count ends listening after so many messages on a route; 0: does not.
	Count int
	// Rate is how many messages are sent in a second, over all connections;
	// 0: 50.
	Rate int
	// Parallel is how many routes are verified at once; 0: 8.
	Parallel int
	// Wait is how long the service may take to be ready; 0: it must be.
	Wait time.Duration
	// MaxMessage is the longest message that the service may send, in bytes;
	// 0: 16 MiB.
	MaxMessage int64

	Seed uint64 // of what is generated; 0: 1

	// Dialer opens WebSockets, Client makes requests; its Timeout is not used.
	Dialer server.Dialer
	Client *http.Client

	// Observe is called with everything that happens, in order per connection,
	// from several goroutines at once: EventReceive is what the service
	// receives, EventSend what it sends. It must not block, and must copy what
	// it keeps. nil: nobody watches.
	Observe func(*server.Event)
}

// The defaults.
const (
	defaultTimeout  = 5 * time.Second
	defaultDuration = 5 * time.Second
	defaultRate     = 50
	defaultParallel = 8
	defaultMessage  = 16 << 20
)

func (o Options) complete() Options {
	fill(&o.Timeout, defaultTimeout)
	fill(&o.Rate, defaultRate)
	fill(&o.Parallel, defaultParallel)
	fill(&o.MaxMessage, defaultMessage)
	fill(&o.Seed, 1)
	if o.Observe == nil {
		o.Observe = func(*server.Event) {}
	}
	return o
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
