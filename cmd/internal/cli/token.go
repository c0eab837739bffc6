package cli

import (
	"fmt"
	"os"
	"path/filepath"
)

// keepToken writes a token that was made up at the start to a file that only
// the user can read (REL-CTL-2), so that programs need not look for it in what
// was printed. forget removes it at the end. Where there is no place for such
// a file, the token is printed all the same.
func (s *settings) keepToken(c *console, at place) (forget func()) {
	forget = func() {}
	folder, err := os.UserCacheDir()
	if !s.newToken || err != nil {
		return forget
	}
	folder = filepath.Join(folder, "asyncmock")
	name := filepath.Join(folder, fmt.Sprintf("control-%d.token", at.port))
	if err := writeToken(folder, name, s.controlToken); err != nil {
		c.note("the token of the control API is in no file: %v", err)
		return forget
	}
	s.tokenFile = name
	return func() { os.Remove(name) }
}

// writeToken makes the file anew: one that is there may be open to others, or
// lead elsewhere.
func writeToken(folder, name, token string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(token + "\n")
	if failed := f.Close(); err == nil {
		err = failed
	}
	return err
}
