package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// A piece is text that goes in at an offset.
type piece struct {
	at   int
	text string
}

// splicing knows the lines of a text.
type splicing struct {
	source []byte
	json   bool
	starts []int  // offsets of lines
	eol    string // end of line
}

func newSplicing(name string, source []byte) *splicing {
	t := &splicing{source: source, json: isJSONText(name, source), eol: "\n", starts: []int{0}}
	if bytes.HasPrefix(source, []byte("\xEF\xBB\xBF")) {
		t.starts[0] = 3
	}
	for i, c := range source {
		if c == '\n' {
			t.starts = append(t.starts, i+1)
		}
	}
	if bytes.Contains(source, []byte("\r\n")) {
		t.eol = "\r\n"
	}
	return t
}

// offset returns where a position is in the text.
func (t *splicing) offset(p Pos) (int, bool) {
	if p.Line < 1 || p.Line > len(t.starts) {
		return 0, false
	}
	at := t.starts[p.Line-1]
	for i := range string(t.source[at:]) {
		if p.Column--; p.Column == 0 {
			return at + i, true
		}
	}
	return 0, false
}

// line returns a line without its end.
func (t *splicing) line(i int) string {
	end := len(t.source)
	if i+1 < len(t.starts) {
		end = t.starts[i+1]
	}
	return strings.TrimRight(string(t.source[t.starts[i]:end]), "\r\n")
}

// piece finds out where an edit goes and how it is written there.
func (t *splicing) piece(root *Node, e Edit) (piece, error) {
	e.Value = bytes.TrimSpace(e.Value)
	n, err := ResolvePointer(root, e.Pointer)
	if err != nil {
		return piece{}, err
	}
	at, ok := t.offset(n.Pos)
	if n.Kind != Object || n.Own(e.Key) != nil || !ok {
		return piece{}, fmt.Errorf("%w: %q", ErrSplice, e.Pointer)
	}
	if t.source[at] == '{' {
		return t.flow(n, at, e), nil
	}
	if len(n.Members) == 0 {
		return piece{}, fmt.Errorf("%w: %q", ErrSplice, e.Pointer)
	}
	key, ok := t.offset(n.Members[0].KeyPos)
	if !ok {
		return piece{}, fmt.Errorf("%w: %q", ErrSplice, e.Pointer)
	}
	if before := bytes.TrimRight(t.source[:key], " \t\r\n"); bytes.HasSuffix(before, []byte("{")) {
		return t.flow(n, len(before)-1, e), nil
	}
	return t.block(n.Members[0].KeyPos.Line-1, key, e), nil
}

// flow writes a member behind the bracket at an offset: on lines of its own
// where the others are.
func (t *splicing) flow(n *Node, bracket int, e Edit) piece {
	key := e.Key
	if t.json {
		key = string(AppendQuoted(nil, key))
	}
	var value bytes.Buffer
	rest := t.source[bracket+1:]
	end := bytes.IndexByte(rest, '\n')
	if end < 0 || len(n.Members) == 0 || len(bytes.TrimSpace(rest[:end])) > 0 {
		if json.Compact(&value, e.Value) != nil {
			return piece{}
		}
		text := key + ": " + value.String()
		if len(n.Members) > 0 {
			text += ", "
		}
		return piece{bracket + 1, text}
	}
	first := t.line(n.Members[0].KeyPos.Line - 1)
	indent := first[:len(first)-len(strings.TrimLeft(first, " \t"))]
	step := "  "
	if strings.HasPrefix(indent, "\t") {
		step = "\t"
	}
	if json.Indent(&value, e.Value, indent, step) != nil {
		return piece{}
	}
	at := bracket + 1 + len(bytes.TrimRight(rest[:end], "\r"))
	text := "\n" + indent + key + ": " + value.String() + ","
	return piece{at, strings.ReplaceAll(text, "\n", t.eol)}
}

// block writes a member behind the last line of a block.
func (t *splicing) block(line, key int, e Edit) piece {
	indent := len([]rune(string(t.source[t.starts[line]:key])))
	last := t.blockEnd(line, indent)
	blanks := strings.Repeat(" ", indent)
	text := blanks + string(yamlText(e.Key)) + ":"
	value := string(AppendYAML(nil, e.Value, indent+2))
	switch {
	case value == "[]" || value == "{}" || e.Value[0] != '[' && e.Value[0] != '{':
		text += " " + value
	default:
		text += "\n" + blanks + "  " + value
	}
	text = strings.ReplaceAll(text, "\n", t.eol)
	if last+1 < len(t.starts) {
		return piece{t.starts[last+1], text + t.eol}
	}
	return piece{len(t.source), t.eol + text}
}

// blockEnd returns the last line of the block mapping whose first key is in a
// line, indented by so many blanks.
func (t *splicing) blockEnd(line, indent int) int {
	last := line
	for i := line + 1; i < len(t.starts); i++ {
		text := t.line(i)
		rest := strings.TrimLeft(text, " ")
		depth := len(text) - len(rest)
		switch {
		case strings.TrimSpace(rest) == "", depth <= indent && strings.HasPrefix(rest, "#"):
			continue
		case depth < indent, depth == 0 && (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")):
			return last
		}
		last = i
	}
	return last
}
