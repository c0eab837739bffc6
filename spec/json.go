package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonReader builds Nodes from encoding/json's token stream, which knows
// offsets only: it counts lines and columns as it goes.
type jsonReader struct {
	*builder
	dec    *json.Decoder
	source []byte

	offset, line, lineStart int // of the last place asked for
}

// buildJSON parses JSON. It returns nil when nothing is usable.
func (b *builder) buildJSON(source []byte) *Node {
	if len(bytes.TrimSpace(source)) == 0 {
		b.f.pos(Pos{File: b.file}, codeEmpty, "empty document")
		return nil
	}
	r := &jsonReader{builder: b, dec: json.NewDecoder(bytes.NewReader(source)), source: source, line: 1}
	r.dec.UseNumber()
	root, err := r.value(nil, "", 0)
	if err == nil {
		if _, pos, end := r.token(); end != io.EOF {
			b.f.pos(pos, codeSyntax, "not well-formed JSON: more text after the end of the document").Hint = "keep one value per file"
			return nil
		}
	} else if !b.failed {
		r.syntax(err)
		return nil
	}
	if b.failed {
		return nil
	}
	return root
}

// syntax reports a JSON error at its place.
func (r *jsonReader) syntax(err error) {
	var se *json.SyntaxError
	offset := int(r.dec.InputOffset())
	if errors.As(err, &se) {
		offset = max(offset, int(se.Offset)-1)
	} else {
		offset = r.skip(offset)
	}
	text := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		text, offset = "unexpected end of the document", len(r.source)
	}
	d := r.f.pos(r.pos(offset), codeSyntax, "not well-formed JSON: %s", text)
	d.Hint = "look for a missing or surplus comma, quote or bracket before this place"
	if strings.Contains(text, "invalid character '/'") || strings.Contains(text, "invalid character '#'") {
		d.Hint = "JSON has no comments; name the file .yaml to keep them"
	}
}

// skip returns the offset of the next token from offset on.
func (r *jsonReader) skip(offset int) int {
	for offset < len(r.source) && strings.IndexByte(" \t\r\n,:", r.source[offset]) >= 0 {
		offset++
	}
	return offset
}

// pos returns the place of an offset; offsets must not decrease much, or it counts anew.
func (r *jsonReader) pos(offset int) Pos {
	offset = min(offset, len(r.source))
	if offset < r.offset {
		r.offset, r.line, r.lineStart = 0, 1, 0
	}
	for ; r.offset < offset; r.offset++ {
		if r.source[r.offset] == '\n' {
			r.line++
			r.lineStart = r.offset + 1
		}
	}
	return Pos{r.file, r.line, 1 + r.column(offset)}
}

// column counts the characters of the line before offset.
func (r *jsonReader) column(offset int) int {
	const far = 4096 // in minified text counting again for every value would be quadratic
	if offset-r.lineStart > far {
		return offset - r.lineStart
	}
	return utf8.RuneCount(r.source[r.lineStart:offset])
}

// token returns the next token with its place.
func (r *jsonReader) token() (json.Token, Pos, error) {
	pos := r.pos(r.skip(int(r.dec.InputOffset())))
	token, err := r.dec.Token()
	return token, pos, err
}

func (r *jsonReader) value(parent *Node, key string, depth int) (*Node, error) {
	token, pos, err := r.token()
	if err != nil {
		return nil, err
	}
	n := r.node(parent, key, pos)
	if !r.spend(pos) {
		return nil, errBudget
	}
	if depth > maxDepth {
		r.f.at(n, codeTooDeep, "the value is nested more than %d levels deep", maxDepth)
		return n, r.drop(token)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return n, r.object(n, depth)
		}
		return n, r.array(n, depth)
	case string:
		n.Kind, n.Text = String, t
	case json.Number:
		n.Kind, n.Text = Number, string(t)
	case bool:
		n.Kind, n.Text = Bool, strconv.FormatBool(t)
	}
	return n, nil
}

// errBudget ends the reading; the finding is made already.
var errBudget = errors.New("too many values")

// drop reads over a value that is not wanted.
func (r *jsonReader) drop(first json.Token) error {
	open := 0
	for token := first; ; {
		if t, ok := token.(json.Delim); ok {
			if t == '{' || t == '[' {
				open++
			} else {
				open--
			}
		}
		if open == 0 {
			return nil
		}
		var err error
		if token, err = r.dec.Token(); err != nil {
			return err
		}
	}
}

func (r *jsonReader) object(n *Node, depth int) error {
	n.Kind, n.Members = Object, []Member{}
	var seen keySet
	for r.dec.More() {
		token, pos, err := r.token()
		if err != nil {
			return err
		}
		m := Member{KeyPos: pos}
		m.Key, _ = token.(string)
		if m.Value, err = r.value(n, m.Key, depth+1); err != nil {
			return err
		}
		if first, dup := seen.add(n.Members, m); dup {
			r.duplicate(n, m, first)
			continue
		}
		n.Members = append(n.Members, m)
	}
	_, err := r.dec.Token()
	return err
}

func (r *jsonReader) array(n *Node, depth int) error {
	n.Kind, n.Items = Array, []*Node{}
	for r.dec.More() {
		item, err := r.value(n, strconv.Itoa(len(n.Items)), depth+1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	_, err := r.dec.Token()
	return err
}
