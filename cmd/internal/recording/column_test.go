package recording

import "testing"

func TestColumn(t *testing.T) {
	const text = ` {"a": {"b/c": [1, {"d": "ü"}, 22]}, "": 3, "e~f" :4}`
	for _, c := range []struct {
		pointer string
		want    string // what stands at the column; "" the beginning
	}{
		{"", `{"a"`},
		{"/a", `{"b/c"`},
		{"/a/b~1c", `[1,`},
		{"/a/b~1c/0", `1, `},
		{"/a/b~1c/2", `22]`},
		{"/a/b~1c/1/d", `"ü"`},
		{"/", `3, `},
		{"/e~0f", `4}`},
		{"/a/nowhere/d", `{"b/c"`},
		{"/a/b~1c/9", `[1,`},
	} {
		e := Entry{Text: []byte(text)}
		got := string([]rune(text)[e.Column(c.pointer)-1:])
		if len(got) < len(c.want) || got[:len(c.want)] != c.want {
			t.Errorf("%q: the column is at %q, want %q", c.pointer, got, c.want)
		}
	}
	for _, text := range []string{"", "no json", `{"a": `, `{"a": 1} x`} {
		if got := (&Entry{Text: []byte(text)}).Column("/a"); got != 0 {
			t.Errorf("%q: got column %d", text, got)
		}
	}
	inside := Entry{Text: []byte(`{"seq": 1, "payload": {"x": 5}}`), At: "/payload"}
	if got := inside.Column("/x"); got != 29 {
		t.Errorf("in a record: got %d", got)
	}
}
