package watch

import (
	"bytes"
	"io"
	"maps"
	"os"
	"time"
)

// Files are the files of a load by path, with what they held; nil: the file
// could not be read. The contents are kept, and not changed by who gave them.
type Files map[string][]byte

// Add adds the files of another set.
func (f Files) Add(more Files) { maps.Copy(f, more) }

// Equal reports whether both have the same files, which hold the same.
func (f Files) Equal(g Files) bool {
	return maps.EqualFunc(f, g, func(x, y []byte) bool { return (x == nil) == (y == nil) && bytes.Equal(x, y) })
}

// maxFile bounds what is read of a file; the loader refuses larger ones.
const maxFile = 64 << 20

// contents reads the files again.
func contents(of Files) Files {
	now := make(Files, len(of))
	for name := range of {
		now[name] = read(name)
	}
	return now
}

// read returns what a regular file holds, nil when it cannot be read. It never
// waits: a pipe is not opened.
func read(name string) []byte {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil
	}
	return text
}

// A stamp is what changes with a file and is cheap to look at.
type stamp struct {
	size int64
	time time.Time
}

func stampsOf(files Files) map[string]stamp {
	out := make(map[string]stamp, len(files))
	for name := range files {
		if info, err := os.Stat(name); err == nil {
			out[name] = stamp{info.Size(), info.ModTime()}
		}
	}
	return out
}
