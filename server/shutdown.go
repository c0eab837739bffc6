package server

import "context"

// A farewell is how a Mock that is shutting down ends its sessions.
type farewell struct {
	code   int
	reason string
}

// Shutdown ends every session: the contract's goodbye where it has one, then
// close with the code. It stops timers and waits until every Session was
// closed by its protocol package and nothing goes on by itself, or ctx ends.
// Later calls only wait.
func (m *Mock) Shutdown(ctx context.Context, code int, reason string) error {
	m.beginShutdown(code, reason)
	for _, s := range m.connected() {
		s.liftFaults()
		s.goodbye(code, reason)
		s.hurry()
	}
	if err := wait(ctx, m.empty); err != nil {
		return err
	}
	if err := wait(ctx, m.clock.running.ended()); err != nil {
		return err
	}
	return wait(ctx, m.upstreams.ended())
}

// wait waits until done is closed, or returns the error of ctx.
func wait(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// beginShutdown lets nobody in any more. Whoever connects meanwhile is closed
// by Connect.
func (m *Mock) beginShutdown(code int, reason string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stopping != nil {
		return
	}
	m.stopping = &farewell{code, reason}
	close(m.leaving)
	if m.open == 0 {
		m.emptied.Do(func() { close(m.empty) })
	}
}

// isStopping reports whether Shutdown has begun.
func (m *Mock) isStopping() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stopping != nil
}

// goodbye sends what the contract says before an end, and ends the session.
func (s *Session) goodbye(code int, reason string) {
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sayEach(s.live.ending)
	s.endLocked(code, reason)
}
