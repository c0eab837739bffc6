package behavior

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"asyncmock/spec"
)

// A folder holds the files that a behavior file names. They are read while it
// is compiled, and never named by what clients send.
type folder struct {
	path string
	root *os.Root
	sum  int
}

// The bounds of such files.
const (
	maxSaid    = 16 << 20  // one
	maxSaidSum = 128 << 20 // all of a behavior file
)

func (f *folder) close() {
	if f.root != nil {
		f.root.Close()
	}
}

// read reads a file in the folder or below; nothing leads out of it.
func (f *folder) read(name string) ([]byte, error) {
	if f.root == nil {
		root, err := os.OpenRoot(f.path)
		if err != nil {
			return nil, errors.New("the folder of the behavior file cannot be opened")
		}
		f.root = root
	}
	if info, err := f.root.Stat(name); err != nil {
		return nil, reason(err)
	} else if !info.Mode().IsRegular() { // opening a pipe would wait for who writes into it
		return nil, errors.New("it is no file")
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxSaid+1))
	if err != nil {
		return nil, reason(err)
	}
	if f.sum += len(data); len(data) > maxSaid || f.sum > maxSaidSum {
		return nil, fmt.Errorf("it is larger than %d MiB, or all are larger than %d MiB", maxSaid>>20, maxSaidSum>>20)
	}
	return data, nil
}

// reason leaves out the path, which stands in the finding.
func reason(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// file reads what a body sends.
func (c *compiler) file(n *spec.Node) []byte {
	data, err := c.files.read(filepath.FromSlash(n.Str()))
	if err != nil {
		c.wrong(n, "behavior-file", fmt.Sprintf("file %q: %v", clip(n.Str()), err), "name a file in the folder of the behavior file, or below it")
	}
	return data
}
