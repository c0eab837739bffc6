package spec

import (
	"path/filepath"
	"testing"
)

// TestREL_LOAD_2_ReadTellsAllFiles: who watches a document must know every
// file of it, also those that are missing and those of a broken document.
func TestREL_LOAD_2_ReadTellsAllFiles(t *testing.T) {
	folder := write(t, map[string]string{
		"asyncapi.yaml": "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels: {a: {$ref: 'parts/a.yaml'}, b: {$ref: 'gone.yaml'}}\n",
		"parts/a.yaml":  "address: /a\nmessages: {m: {$ref: '../m.json'}}\n",
		"m.json":        "{\"payload\": {",
	})
	read := map[string]string{}
	_, found, _ := Load(t.Context(), filepath.Join(folder, "asyncapi.yaml"), &LoadOptions{Read: func(path string, source []byte) {
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			t.Error(err)
		}
		read[filepath.ToSlash(rel)] = string(source)
	}})
	if !found.HasErrors() {
		t.Error("the document is broken, and nothing was found")
	}
	for name, beginning := range map[string]string{"asyncapi.yaml": "asyncapi", "parts/a.yaml": "address", "m.json": "{", "gone.yaml": ""} {
		source, told := read[name]
		if !told || len(source) < len(beginning) || source[:len(beginning)] != beginning {
			t.Errorf("%s: told %v with %q", name, told, source)
		}
	}
	if len(read) != 4 {
		t.Errorf("told of %v, want four files", read)
	}
}
