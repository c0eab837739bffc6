package journal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"asyncmock/server"
)

// ErrNotJournal says that a file holds something else and was left alone.
var ErrNotJournal = errors.New("the file holds something else than a journal")

// batch is how many events a File takes from the memory at once.
const batch = 256

// A File writes a Journal down: one line per event, each with one write, only
// ever at the end of the file. What was written survives the process, however
// that ends. Nothing waits for it: where the disk is full or slower than the
// memory is long, records are dropped and counted.
type File struct {
	journal *Journal
	failed  func(error)
	out     io.WriteCloser
	torn    bool // the last line of the file has no end
	dropped atomic.Uint64

	stop context.CancelFunc
	done chan struct{}
}

// Create opens or makes the file and begins to write there all that the
// Journal gets. A file that is there already is added to if it is a journal,
// else the error is ErrNotJournal. failed is told of the first record that
// could not be written, and of the next one after some could; nil: nobody.
func (j *Journal) Create(name string, failed func(error)) (*File, error) {
	torn, err := examine(name)
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if failed == nil {
		failed = func(error) {}
	}
	f := &File{journal: j, failed: failed, out: out, torn: torn, done: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	f.stop = stop
	go f.write(ctx)
	return f, nil
}

// examine reports whether the last line of a file is torn, or why it must be
// left alone. What is no regular file is not looked at.
func examine(name string) (torn bool, err error) {
	in, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false, err
	}
	first, err := bufio.NewReader(io.LimitReader(in, MaxLine)).ReadBytes('\n')
	if _, bad := server.ParseRecord(first); bad != nil && err == nil {
		return false, fmt.Errorf("%s: %w", name, ErrNotJournal)
	}
	if err != nil && !looksLikeRecord(first) {
		return false, fmt.Errorf("%s: %w", name, ErrNotJournal)
	}
	var end [1]byte
	if _, err := in.ReadAt(end[:], info.Size()-1); err != nil {
		return false, err
	}
	return end[0] != '\n', nil
}

// looksLikeRecord reports whether a line that was torn was to be a record.
func looksLikeRecord(line []byte) bool {
	const begin = `{"seq":`
	return string(line[:min(len(line), len(begin))]) == begin[:min(len(line), len(begin))]
}

// write follows the Journal until it is told to stop and has caught up.
func (f *File) write(ctx context.Context) {
	defer close(f.done)
	defer f.out.Close()
	var at uint64
	var line []byte
	well := true
	for {
		events, _ := f.journal.Read(at, batch)
		if len(events) == 0 && f.journal.Wait(ctx, at) != nil {
			return
		}
		for i := range events {
			e := &events[i]
			f.dropped.Add(e.Seq - at - 1)
			at = e.Seq
			line = e.AppendRecord(line[:0])
			err := f.line(line)
			if err != nil {
				f.dropped.Add(1)
			}
			if err != nil && well {
				f.failed(err)
			}
			well = err == nil
		}
	}
}

// line writes one line with one write. A line that could not be written whole
// is ended by the next one, so that it spoils no other.
func (f *File) line(line []byte) error {
	if f.torn {
		line = append([]byte{'\n'}, line...)
	}
	n, err := f.out.Write(line)
	if err == nil {
		f.torn = false
	} else if n > 0 {
		f.torn = line[n-1] != '\n'
	}
	return err
}

// Dropped returns how many records are missing from the file.
func (f *File) Dropped() uint64 { return f.dropped.Load() }

// Close writes what the Journal has and closes the file. It is called once;
// nothing may be observed any more if nothing is to be missing.
func (f *File) Close() {
	f.stop()
	<-f.done
}
