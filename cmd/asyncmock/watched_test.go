package main_test

import (
	"bytes"
	"regexp"
	"sync"
	"time"
)

// A watched keeps what a process says and lets others wait for it.
type watched struct {
	mu      sync.Mutex
	text    bytes.Buffer
	ended   bool
	changed chan struct{}
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	w.wake()
	return len(p), nil
}

// end tells that nothing more will be said.
func (w *watched) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.wake()
}

func (w *watched) wake() {
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// wait returns the first match of re in what was said, once there is one.
func (w *watched) wait(t interface{ Fatalf(string, ...any) }, re *regexp.Regexp) []string {
	for timeout := time.After(patience); ; {
		w.mu.Lock()
		if w.changed == nil {
			w.changed = make(chan struct{})
		}
		text, ended, changed := w.text.String(), w.ended, w.changed
		w.mu.Unlock()
		if m := re.FindStringSubmatch(text); m != nil {
			return m
		}
		if ended {
			t.Fatalf("asyncmock has ended without saying %q:\n%s", re, text)
		}
		select {
		case <-changed:
		case <-timeout:
			t.Fatalf("asyncmock does not say %q:\n%s", re, text)
		}
	}
}
