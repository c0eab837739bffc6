package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asyncmock/server"
)

// record is a line of a journal.
func record(seq uint64, payload string) string {
	e := said(payload)
	e.Seq = seq
	return string(e.AppendRecord(nil))
}

// read returns what Read makes of a text: "1 payload" or the line of an error.
func read(text string) (got []string) {
	for e, err := range Read(strings.NewReader(text)) {
		if err != nil {
			where, _, _ := strings.Cut(err.Error(), ":")
			got = append(got, where)
			continue
		}
		got = append(got, fmt.Sprintf("%d %s", e.Seq, e.Payload))
	}
	return got
}

func TestRead(t *testing.T) {
	one, two, three := record(1, "a"), record(2, "b"), record(3, "c")
	half := two[:len(two)/2]
	for name, c := range map[string]struct{ text, want string }{
		"empty":                     {"", "[]"},
		"whole":                     {one + two, "[1 a 2 b]"},
		"blank lines":               {"\n" + one + "\r\n" + two, "[1 a 2 b]"},
		"torn end":                  {one + half, "[1 a]"},
		"last line without its end": {one + strings.TrimSpace(two), "[1 a]"},
		"torn, then another run":    {one + half + "\n" + one + two, "[1 a 1 a 2 b]"},
		"all of a run torn":         {half + "\n" + one, "[1 a]"},
		"torn, then a gap":          {one + half + "\n" + three, "[1 a 3 c]"},
		"broken in the middle":      {one + half + "\n" + two, "[1 a line 2 2 b]"},
		"broken twice":              {one + half + "\n" + half + "\n" + one, "[1 a line 2 1 a]"},
		"broken at the end":         {one + half + "\n", "[1 a line 2]"},
		"something else":            {"hello\n" + one, "[line 1 1 a]"},
	} {
		if got := fmt.Sprint(read(c.text)); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// written writes payloads through a new Journal into the file.
func written(t *testing.T, name string, payloads ...string) *File {
	t.Helper()
	j := New(Options{})
	f, err := j.Create(name, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	observe := j.Observer("", "")
	for _, p := range payloads {
		observe(said(p))
	}
	f.Close()
	return f
}

func contents(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestFile_AddsToWhatIsThere: runs follow each other, also after one that was
// killed in the middle of a line; nothing that was written changes.
func TestFile_AddsToWhatIsThere(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal.ndjson")
	written(t, name, "a", "b")
	if err := os.WriteFile(name, []byte(contents(t, name)+record(3, "c")[:30]), 0o600); err != nil {
		t.Fatal(err)
	}
	before := contents(t, name)
	written(t, name, "d")
	written(t, name, "e")
	after := contents(t, name)
	if !strings.HasPrefix(after, before) {
		t.Error("what was written has changed")
	}
	if got := fmt.Sprint(read(after)); got != "[1 a 2 b 1 d 1 e]" {
		t.Errorf("got %s", got)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
}

// TestFile_LeavesOthersAlone: a file that is no journal is not touched.
func TestFile_LeavesOthersAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "asyncapi.yaml")
	for _, text := range []string{"asyncapi: 3.0.0\n", "asyncapi", `{"seq":1}` + "\n", "\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := New(Options{}).Create(name, nil); !errors.Is(err, ErrNotJournal) {
			t.Errorf("%q: got %v", text, err)
		}
		if got := contents(t, name); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if _, err := New(Options{}).Create(filepath.Join(name, "x"), nil); err == nil {
		t.Error("a file below a file was made")
	}
}

// A brittleDisk takes so many bytes, then none, then all.
type brittleDisk struct {
	bytes.Buffer
	full  bool
	space int
}

func (d *brittleDisk) Write(p []byte) (int, error) {
	if !d.full {
		return d.Buffer.Write(p)
	}
	n := min(len(p), d.space)
	d.space -= n
	d.Buffer.Write(p[:n])
	return n, errors.New("no space left on device")
}

// TestREL_LOG_2_DiskFull: what does not fit is missing and counted; a line
// that was cut spoils no other.
func TestREL_LOG_2_DiskFull(t *testing.T) {
	disk := &brittleDisk{}
	f := &File{out: nil}
	put := func(seq uint64, payload string) {
		f.out = writeCloser{disk}
		if f.line([]byte(record(seq, payload))) != nil {
			f.dropped.Add(1)
		}
	}
	put(1, "a")
	disk.full, disk.space = true, 40
	put(2, "b")
	put(3, "c")
	disk.full = false
	put(4, "d")
	put(5, "e")
	if got := fmt.Sprint(read(disk.String())); got != "[1 a 4 d 5 e]" {
		t.Errorf("got %s", got)
	}
	if f.Dropped() != 2 {
		t.Errorf("%d were dropped, want 2", f.Dropped())
	}
}

type writeCloser struct{ *brittleDisk }

func (writeCloser) Close() error { return nil }

// TestREL_LOG_2_DevFull: the same with the system's own full disk.
func TestREL_LOG_2_DevFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full")
	}
	j := New(Options{})
	told := 0
	f, err := j.Create("/dev/full", func(error) { told++ })
	if err != nil {
		t.Fatal(err)
	}
	observe := j.Observer("", "")
	for range 100 {
		observe(said("x"))
	}
	f.Close()
	if f.Dropped() != 100 || told != 1 {
		t.Errorf("%d were dropped, want 100; told %d times, want once", f.Dropped(), told)
	}
}

// TestFile_TooSlow: what the memory has lost before it was written counts.
func TestFile_TooSlow(t *testing.T) {
	j := New(Options{Records: 10})
	observe := j.Observer("", "")
	for range 25 {
		observe(said("x"))
	}
	name := filepath.Join(t.TempDir(), "journal.ndjson")
	f, err := j.Create(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if got := read(contents(t, name)); f.Dropped() != 15 || len(got) != 10 || got[0] != "16 x" {
		t.Errorf("%d were dropped, want 15; %d are there, from %v", f.Dropped(), len(got), got)
	}
}

// TestFile_OneWritePerRecord: a line is never written in parts.
func TestFile_OneWritePerRecord(t *testing.T) {
	var writes []string
	f := &File{out: recorder{&writes}}
	for i := range 3 {
		if err := f.line([]byte(record(uint64(i+1), "x"))); err != nil {
			t.Fatal(err)
		}
	}
	for i, w := range writes {
		if _, err := server.ParseRecord([]byte(w)); err != nil || !strings.HasSuffix(w, "\n") {
			t.Errorf("write %d is %q", i, w)
		}
	}
	if len(writes) != 3 {
		t.Errorf("got %d writes, want 3", len(writes))
	}
}

type recorder struct{ writes *[]string }

func (r recorder) Write(p []byte) (int, error) {
	*r.writes = append(*r.writes, string(p))
	return len(p), nil
}
func (recorder) Close() error { return nil }

func FuzzRead(f *testing.F) {
	f.Add([]byte(record(1, "a") + record(2, `{"x":1}`)))
	f.Add([]byte(record(1, "a") + "{\"seq\":2\n\n" + record(1, "\x1b")))
	f.Fuzz(func(t *testing.T, data []byte) {
		for e, err := range Read(bytes.NewReader(data)) {
			if (e == nil) == (err == nil) {
				t.Fatalf("got %v and %v", e, err)
			}
		}
	})
}
