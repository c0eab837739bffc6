package watch

import (
	"io"
	"os"
	"time"
)

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
