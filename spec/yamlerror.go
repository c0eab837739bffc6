package spec

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlLine finds the line in an error text of yaml.v3.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// yamlError reports a syntax error of yaml.v3 at its place.
func (b *builder) yamlError(err error, source []byte) {
	text, line := splitYAMLError(err)
	pos := Pos{File: b.file}
	if i := bytes.IndexFunc(source, isControl); i >= 0 {
		pos = (&jsonReader{builder: b, source: source, line: 1}).pos(i)
	} else if line = faultyLine(source, text, line); line > 0 {
		pos.Line, pos.Column = line, firstColumn(source, line)
	}
	b.f.pos(pos, codeSyntax, "not well-formed YAML: %s", shorten(text)).Hint = yamlHint(text)
}

// splitYAMLError returns the message and the line, 0 when there is none.
func splitYAMLError(err error) (text string, line int) {
	text = strings.ReplaceAll(err.Error(), "\n", " ")
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	return text, line
}

// maxSearch is the size of the largest text in which the faulty line is searched.
const maxSearch = 256 << 10

// faultyLine returns the line an error is about. The line that yaml.v3 tells
// is often where the value around it begins, so the shortest beginning of the
// text that has the same error is searched for.
func faultyLine(source []byte, text string, told int) int {
	if len(source) > maxSearch || strings.Contains(text, "max depth") {
		return told
	}
	ends := lineEnds(source)
	fails := func(lines int) bool {
		var n yaml.Node
		err := yaml.Unmarshal(source[:ends[lines-1]], &n)
		if err == nil {
			return false
		}
		same, _ := splitYAMLError(err)
		return same == text
	}
	low, high := 1, len(ends)
	for low < high {
		if middle := (low + high) / 2; fails(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	if !fails(low) {
		return told
	}
	return low
}

// lineEnds returns the offsets behind each line.
func lineEnds(source []byte) []int {
	var ends []int
	for i, c := range source {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	if len(ends) == 0 || ends[len(ends)-1] < len(source) {
		ends = append(ends, len(source))
	}
	return ends
}

// isControl reports the characters that YAML allows in no text.
func isControl(r rune) bool {
	return r >= 0x7F && r < 0xA0 && r != 0x85 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF
}

// firstColumn returns the column of the first character of a line that is no space.
func firstColumn(source []byte, line int) int {
	for ; line > 1; line-- {
		end := bytes.IndexByte(source, '\n')
		if end < 0 {
			return 1
		}
		source = source[end+1:]
	}
	column := 1
	for column <= len(source) && (source[column-1] == ' ' || source[column-1] == '\t') {
		column++
	}
	return column
}

// yamlHint says what is most often behind an error text of yaml.v3.
func yamlHint(text string) string {
	for _, h := range [...][2]string{
		{"mapping values are not allowed", "quote a text that contains a colon and a space"},
		{"cannot start any token", "indent with spaces, not tabs; quote a text that begins with @, ` or %"},
		{"found a tab character", "indent with spaces, not tabs"},
		{"could not find expected ':'", "a key lacks its colon, or a text of several lines its indentation"},
		{"did not find expected key", "check the indentation of this line and the ones above; quote a text that begins with a quote, * or &"},
		{"did not find expected '-' indicator", "check the indentation of this list"},
		{"did not find expected ',' or", "a bracket or brace is not closed, a comma is missing, or a text with [ ] { } , or ? in it needs quotes"},
		{"unknown anchor", "an alias *name needs an anchor &name before it; quote a text that begins with *"},
		{"exceeded max depth", "the document is nested too deeply"},
		{"unexpected end of stream", "a quote is not closed"},
		{"alphabetic or numeric character", "quote a text that begins with * or &"},
	} {
		if strings.Contains(text, h[0]) {
			return h[1]
		}
	}
	return "check the indentation and the quotes of this line and the one above"
}
