package spec

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzLoad holds that Load never panics, locates what it finds, and makes a
// model that can be walked and written.
func FuzzLoad(f *testing.F) {
	err := filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		source, err := os.ReadFile(path)
		f.Add(source)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		head3 + "channels: &c {a: {address: a, messages: {m: {$ref: '#/channels/a/messages/m'}}}}\noperations: {o: {<<: *c}}\n",
		head2 + "channels: {a: {$ref: '#/channels/b', publish: {message: {oneOf: [{$ref: '#'}]}}}, b: {}}\n",
		`{"asyncapi":"2.6.0","info":{"title":"a","version":"b"},"channels":{"a":{"publish":{"traits":[{"$ref":"#/info"}],"message":{"payload":true,"traits":[{"headers":{"$ref":"#/channels"}}]}}}}}`,
		"asyncapi: 3.0.0\ninfo: {$ref: '#/info'}\n", "a: &a [*a]\n", "{", "\xff\xfe", "--- {}\n---\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		doc, ds, err := Load(t.Context(), "-", &LoadOptions{Stdin: strings.NewReader(string(source))})
		if (doc == nil) != (err != nil) || err != nil && !ds.HasErrors() {
			t.Fatalf("document %v, error %v, findings %v", doc != nil, err, ds)
		}
		for _, d := range ds {
			if d.Code == codeInternal || d.Pos.File == "" || d.Code == "" || d.Summary == "" || !utf8.ValidString(d.Summary) {
				t.Fatalf("bad finding %+v", d)
			}
		}
		if doc == nil {
			return
		}
		doc.Node.AppendJSON(nil)
		if again, ds := Parse("a.json", doc.Node.AppendWritten(nil)); again == nil {
			t.Fatalf("what was written is not read: %v", ds)
		}
		for _, op := range doc.Operations {
			if op.Channel == nil || op.Name == "" && op.Named || op.Node.Deref() == nil {
				t.Fatalf("bad operation %+v", op)
			}
			for _, m := range op.Messages {
				if m == nil || m.Node == nil || m.Payload != nil && m.Payload.Node.Deref() == nil {
					t.Fatalf("bad message %+v", m)
				}
			}
		}
	})
}

// FuzzResolvePointer holds that a pointer either is refused or leads to the
// value whose pointer it is.
func FuzzResolvePointer(f *testing.F) {
	for _, p := range []string{"", "/", "/a~1b/0/~0", "/x/1", "/a~", "a", "/self/self/x/0", "/x/00", "//", "/x/999999999999"} {
		f.Add(p)
	}
	root, ds := Parse("a.json", []byte(`{"a/b": [{"~": 1}], "": {"": 2}, "x": [1, 2], "self": {"$ref": "#"}}`))
	if len(ds) > 0 {
		f.Fatal(ds)
	}
	root.Get("self").Target = root
	f.Fuzz(func(t *testing.T, pointer string) {
		n, err := ResolvePointer(root, pointer)
		if (n == nil) != (err != nil) {
			t.Fatalf("%q: got %v, %v", pointer, n, err)
		}
		tokens, splitErr := SplitPointer(pointer)
		if splitErr == nil && JoinPointer("", tokens...) != pointer {
			t.Fatalf("%q: split and joined it is %q", pointer, JoinPointer("", tokens...))
		}
		if err == nil && !strings.HasSuffix(pointer, n.Pointer()) {
			t.Fatalf("%q leads to %q", pointer, n.Pointer())
		}
	})
}
