package catalog

import (
	"io"

	"asyncmock/spec"
)

// WriteYAML writes the Records as one list.
func WriteYAML(w io.Writer, items []Item) error {
	if len(items) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	for _, item := range items {
		text := spec.AppendYAML([]byte("- "), encode(item.Record()), 2)
		if _, err := w.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	return nil
}
