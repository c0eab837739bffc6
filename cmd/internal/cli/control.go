package cli

import (
	"crypto/rand"
	"net/netip"
	"slices"
	"sync"

	"asyncmock/server"
	"asyncmock/server/control"
	"asyncmock/server/journal"
)

// onOff is a flag that is on or off.
type onOff uint8

const (
	flagOn onOff = iota
	flagOff
)

// served is what the control API steers: the documents that are served, and
// those that were replaced while clients were connected. It is safe for
// concurrent use.
type served struct {
	mu       sync.Mutex
	inputs   []*input
	replaced []*input
}

// replace notes what is served from now on.
func (s *served) replace(inputs []*input) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replaced = slices.DeleteFunc(s.replaced, func(in *input) bool { return in.mock.Sessions() == 0 })
	for _, in := range s.inputs {
		if !slices.Contains(inputs, in) {
			s.replaced = append(s.replaced, in)
		}
	}
	s.inputs = inputs
}

// earlier returns the Mocks that an input has replaced, by and by, and that
// still have connections.
func (s *served) earlier(in *input) (mocks []*server.Mock) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, before := range s.replaced {
		if before.location == in.location && before.prefix == in.prefix {
			mocks = append(mocks, before.mock)
		}
	}
	return mocks
}

// mounts returns them as the control API wants them.
func (s *served) mounts() (all []control.Mount) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.inputs {
		all = append(all, in.mount())
	}
	for _, in := range s.replaced {
		m := in.mount()
		m.Replaced = true
		all = append(all, m)
	}
	return all
}

// controller makes the control API over what is served; nil without --control.
func (s *settings) controller(all *served, j *journal.Journal) *control.Handler {
	if s.control == flagOff {
		return nil
	}
	opts := control.Options{Mounts: all.mounts, Journal: j, Token: s.token()}
	if s.again != nil {
		opts.Reload = s.again.now
	}
	return control.New(opts)
}

// token is what the control API asks for: what --control-token says, else
// nothing where only this machine can connect, else a new one.
func (s *settings) token() string {
	if s.controlToken == "" && !s.onlyHere() {
		s.controlToken, s.newToken = rand.Text(), true
	}
	return s.controlToken
}

// onlyHere reports whether only this machine can connect.
func (l *listening) onlyHere() bool {
	addr, err := netip.ParseAddr(l.host)
	return l.host == "localhost" || err == nil && addr.IsLoopback()
}

// controlURL is where the control API is; with the token if it is a new one,
// which can be learnt nowhere else.
func (s *settings) controlURL(at place) string {
	url := at.base("http") + control.Prefix
	if s.newToken {
		url += "?token=" + s.controlToken
	}
	return url
}

// A controlObject tells programs where the control API is.
type controlObject struct {
	URL       string `json:"url"`
	Token     string `json:"token,omitempty"`
	TokenFile string `json:"tokenFile,omitempty"` // with a token that was made up at the start
}

// controlObject returns nil without --control.
func (s *settings) controlObject(at place) *controlObject {
	if s.control == flagOff {
		return nil
	}
	return &controlObject{URL: at.base("http") + control.Prefix, Token: s.controlToken, TokenFile: s.tokenFile}
}
