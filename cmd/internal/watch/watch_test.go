package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const patience = 60 * time.Second

// A desk is a folder with one file that is watched.
type desk struct {
	t    *testing.T
	file string
	used chan string // what was taken into use
	bad  chan string // what was not
}

// start watches a file that holds text. What begins with "bad" is unusable.
func start(t *testing.T, text string, change func(*Watcher)) *desk {
	t.Helper()
	d := &desk{t: t, file: filepath.Join(t.TempDir(), "asyncapi.yaml"), used: make(chan string, 1000), bad: make(chan string, 1000)}
	d.write(d.file, text)
	w := New(Files{d.file: []byte(text)})
	if change != nil {
		change(w)
	}
	d.watch(w)
	return d
}

// watch runs w until the test ends.
func (d *desk) watch(w *Watcher) {
	t := d.t
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); w.Run(ctx, d.load) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Error("Run does not end")
		}
	})
}

func (d *desk) load(context.Context) (Files, func()) {
	text := read(d.file)
	files := Files{d.file: text}
	if len(text) == 0 || len(text) >= 3 && string(text[:3]) == "bad" {
		d.bad <- string(text)
		return files, nil
	}
	return files, func() { d.used <- string(text) }
}

func (d *desk) write(file, text string) {
	d.t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) do(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// wants waits for the text and takes nothing else.
func (d *desk) wants(from chan string, text string) {
	d.t.Helper()
	select {
	case got := <-from:
		if got != text {
			d.t.Fatalf("got %q, want %q", got, text)
		}
	case <-time.After(patience):
		d.t.Fatalf("%q was not noticed", text)
	}
}

// The ways in which editors save.
var saves = []func(d *desk, text string){
	func(d *desk, text string) { d.write(d.file, text) }, // cut off and write
	func(d *desk, text string) { // write beside, then replace
		d.write(d.file+"~", text)
		d.do(os.Rename(d.file+"~", d.file))
	},
	func(d *desk, text string) { // move away, write, remove
		d.do(os.Rename(d.file, d.file+".bak"))
		d.write(d.file, text)
		d.do(os.Remove(d.file + ".bak"))
	},
	func(d *desk, text string) { // remove and write
		d.do(os.Remove(d.file))
		d.write(d.file, text)
	},
	func(d *desk, text string) { // piece by piece
		f, err := os.Create(d.file)
		d.do(err)
		for _, c := range []byte(text) {
			_, err := f.Write([]byte{c})
			d.do(err)
		}
		d.do(f.Close())
	},
}

// TestREL_LOAD_4_SavesOfEditors: each save is seen, once and whole.
func TestREL_LOAD_4_SavesOfEditors(t *testing.T) {
	d := start(t, "version 0", nil)
	for i := range 100 {
		text := fmt.Sprintf("version %d, as it was saved", i+1)
		saves[i%len(saves)](d, text)
		d.wants(d.used, text)
	}
	if len(d.used)+len(d.bad) != 0 {
		t.Errorf("%d more were used, %d were bad", len(d.used), len(d.bad))
	}
}

// TestREL_LOAD_2_HalfWritten: what is only the beginning is not loaded while
// it may grow; what stays so is.
func TestREL_LOAD_2_HalfWritten(t *testing.T) {
	d := start(t, "channels: a, b, c", func(w *Watcher) { w.cut = time.Second })
	d.write(d.file, "channels: a, b")
	time.Sleep(3 * settleTime)
	d.write(d.file, "channels: a, b, d")
	d.wants(d.used, "channels: a, b, d")
	d.write(d.file, "channels: a, b")
	d.wants(d.used, "channels: a, b")
}

// TestREL_LOAD_2_BrokenIsToldOnce: a file that is unusable is loaded once, and
// the next good one is taken.
func TestREL_LOAD_2_BrokenIsToldOnce(t *testing.T) {
	d := start(t, "good", func(w *Watcher) { w.cut = 2 * settleTime })
	d.write(d.file, "bad news")
	d.wants(d.bad, "bad news")
	d.do(os.Remove(d.file))
	d.wants(d.bad, "")
	d.write(d.file, "good again")
	d.wants(d.used, "good again")
	d.write(filepath.Join(filepath.Dir(d.file), "other"), "of no interest")
	d.write(d.file, "good again")
	time.Sleep(5 * settleTime)
	if len(d.used)+len(d.bad) != 0 {
		t.Error("loaded without a change")
	}
}

// TestREL_LOAD_4_WithoutEvents: files are looked at where no event arrives.
func TestREL_LOAD_4_WithoutEvents(t *testing.T) {
	d := start(t, "one", func(w *Watcher) {
		w.events.close()
		w.events.watcher, w.look = nil, 50*time.Millisecond
	})
	for _, text := range []string{"two", "three", "bad", "four"} {
		d.write(d.file, text)
		if text == "bad" {
			d.wants(d.bad, text)
			continue
		}
		d.wants(d.used, text)
	}
}

// TestREL_LOAD_2_ChangedWhileLoading: what was read is not used when it is no
// longer there.
func TestREL_LOAD_2_ChangedWhileLoading(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	d := &desk{t: t, file: file}
	d.write(file, "one")
	w := New(Files{file: []byte("one")})
	w.look = 50 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	d.write(file, "two")
	var used []string
	loads := 0
	w.Run(ctx, func(context.Context) (Files, func()) {
		loads++
		text := read(file)
		if loads == 1 {
			d.write(file, "three")
		}
		return Files{file: text}, func() {
			used = append(used, string(text))
			cancel()
		}
	})
	if loads != 2 || len(used) != 1 || used[0] != "three" {
		t.Errorf("%d loads, used %q; want the second with \"three\"", loads, used)
	}
}

// TestTaken: what somebody else took into use is not what the file holds any
// more; the file is taken again, as it is.
func TestTaken(t *testing.T) {
	var w *Watcher
	d := start(t, "first", func(made *Watcher) { w = made })
	w.Taken(Files{d.file: []byte("older")})
	w.Taken(Files{d.file: []byte("second")})
	d.wants(d.used, "first")
}

// TestNew_Late: what changed between reading and watching is seen.
func TestNew_Late(t *testing.T) {
	d := start(t, "second", nil)
	late := &desk{t: t, file: d.file, used: make(chan string, 1)}
	late.watch(New(Files{d.file: []byte("first")}))
	late.wants(late.used, "second")
}
