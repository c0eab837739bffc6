package spec

import (
	"regexp"
	"strconv"
	"strings"
)

// The newest minor versions of AsyncAPI that are known here.
const (
	newestMinor2 = 6
	newestMinor3 = 1
)

// version is the version of a document; the patch does not matter
// (AsyncAPI 3.1.0, AsyncAPI Version String).
type version struct {
	text         string
	major, minor int
}

var versionPattern = regexp.MustCompile(`^(\d{1,4})\.(\d{1,4})(\.\d+(-[0-9A-Za-z.+-]*)?)?$`)

// readVersion says which version the document has; not ok when it is none
// that can be read.
func readVersion(root *Node, f *findings) (version, bool) {
	if root.Kind != Object {
		f.at(root, codeNotAsyncAPI, "the document is %s, not an object", root.Kind.named())
		return version{}, false
	}
	field := root.Own("asyncapi")
	if field == nil {
		notAsyncAPI(root, f)
		return version{}, false
	}
	parts := versionPattern.FindStringSubmatch(field.Text)
	if parts == nil || field.Kind != String && field.Kind != Number {
		f.at(field, codeVersion, "asyncapi: %s is not a version", shorten(string(field.AppendWritten(nil)))).Hint = "write a version such as '3.0.0'"
		return version{}, false
	}
	v := version{text: field.Text}
	v.major, _ = strconv.Atoi(parts[1])
	v.minor, _ = strconv.Atoi(parts[2])
	if parts[3] == "" {
		v.text += ".0"
		f.at(field, codeVersionType, "asyncapi: %s is read as %s", field.Text, v.text).Hint = "write asyncapi: '" + v.text + "'"
	}
	return v, v.supported(field, f)
}

func (v version) supported(field *Node, f *findings) bool {
	newest := map[int]int{2: newestMinor2, 3: newestMinor3}
	last, known := newest[v.major]
	if !known {
		hint := "versions 2.0 to 2.6, 3.0 and 3.1 can be read"
		if v.major == 1 {
			hint = "convert the document to 2.x or 3.x first; " + hint
		}
		f.at(field, codeVersion, "AsyncAPI %d.%d cannot be read", v.major, v.minor).Hint = hint
		return false
	}
	if v.minor > last {
		f.at(field, codeVersionNewer, "AsyncAPI %d.%d is not known here; read as %d.%d", v.major, v.minor, v.major, last)
	}
	return true
}

// notAsyncAPI says what the document is instead, if that can be seen.
func notAsyncAPI(root *Node, f *findings) {
	d := f.at(root, codeNotAsyncAPI, "the document has no asyncapi field")
	d.Hint = "begin it with asyncapi: '3.0.0'"
	if near := nearest("asyncapi", root.keys()); len(near) > 0 {
		d.Hint = "did you mean asyncapi instead of " + shorten(near[0]) + "?"
	}
	for _, other := range []string{"openapi", "swagger"} {
		if v := root.Own(other); v != nil {
			d.Pos, d.Pointer = v.Pos, v.Pointer()
			d.Summary = strings.TrimSpace("this is an OpenAPI document (" + other + " " + shorten(v.Text) + ")")
			d.Hint = "asyncmock reads AsyncAPI documents; they may refer to schemas in this one"
		}
	}
}
