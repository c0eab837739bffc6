package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"asyncmock/server"
)

// mounts are the documents that are served now, longest prefix first. The
// list is replaced as a whole and never changed, so that a request sees one
// state of it.
type mounts struct {
	now atomic.Pointer[[]Mount]

	mu      sync.Mutex
	closed  bool           // shutdown has begun
	retired []*server.Mock // replaced, with sessions that go on
}

func (ms *mounts) list() []Mount { return *ms.now.Load() }

// checked returns a list that can be served, longest prefix first.
func checked(in []Mount) ([]Mount, error) {
	var out []Mount
	for _, m := range in {
		if m.Mock == nil {
			return nil, fmt.Errorf("mount %q: no mock", m.Prefix)
		}
		m.Prefix = strings.TrimRight(m.Prefix, "/")
		if m.Prefix != "" && m.Prefix[0] != '/' {
			m.Prefix = "/" + m.Prefix
		}
		if strings.HasPrefix(m.Prefix+"/", reserved) {
			return nil, fmt.Errorf("mount %q: paths below %s are taken", m.Prefix, reserved)
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Mount) int { return len(b.Prefix) - len(a.Prefix) })
	return out, nil
}

// Swap serves other documents from now on, all at once. Open connections go
// on with the Mock that let them in, which says goodbye when Serve ends; who
// wants them to end before that calls its Shutdown. Swap fails, and nothing
// changes, when a Mount cannot be served or Serve is ending.
func (s *Server) Swap(in []Mount) error {
	next, err := checked(in)
	if err != nil {
		return err
	}
	return s.mounts.swap(next)
}

func (ms *mounts) swap(next []Mount) error {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	if ms.closed {
		return errors.New("the listener is shutting down")
	}
	// Those that were replaced just now stay: a client may be on its way in.
	ms.retired = slices.DeleteFunc(ms.retired, func(m *server.Mock) bool { return m.Sessions() == 0 })
	if was := ms.now.Load(); was != nil {
		for _, m := range *was {
			if !slices.Contains(ms.retired, m.Mock) {
				ms.retired = append(ms.retired, m.Mock)
			}
		}
	}
	ms.now.Store(&next)
	return nil
}

// close returns every Mock that may have sessions; nothing is swapped any more.
func (ms *mounts) close() []*server.Mock {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	ms.closed = true
	all := slices.Clone(ms.retired)
	for _, m := range ms.list() {
		all = append(all, m.Mock)
	}
	return all // one that is there twice is told goodbye once
}
