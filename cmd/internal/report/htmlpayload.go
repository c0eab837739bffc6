package report

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"asyncmock/spec"
)

// What is shown of a payload.
const (
	maxPayload     = 64 << 10 // of JSON that is laid out, bytes
	maxPlain       = 4 << 10  // of what is no JSON
	maxScalar      = 160      // of a string, characters
	maxUnmarked    = 24       // lines at the beginning
	aroundMark     = 4        // lines around a mark
	maxPayloadDeep = 200
)

// payloadLines lays a payload out, one value a line, and marks the places of
// findings with a caret and what is said of them.
func payloadLines(payload []byte, binary bool, findings spec.Diagnostics) []htmlLine {
	if binary || !utf8.Valid(payload) {
		return plainLines(hex.Dump(payload[:min(len(payload), 256)]), len(payload) > 256, len(payload))
	}
	if len(payload) <= maxPayload {
		if lines, err := layOut(payload, findings); err == nil {
			return shortened(lines)
		}
	}
	text := cutText(payload, min(len(payload), maxPlain))
	return plainLines(string(text), len(text) < len(payload), len(payload))
}

func plainLines(text string, cut bool, size int) (lines []htmlLine) {
	for _, line := range printableLines(text) {
		lines = append(lines, htmlLine{Text: line, Caret: -1})
	}
	if cut {
		lines = append(lines, htmlLine{Text: fmt.Sprintf("cut here, of %d bytes", size), Caret: -1, Gap: true})
	}
	return lines
}

// A layout is a payload on its way to lines.
type layout struct {
	decoder *json.Decoder
	notes   map[string][]string // by JSON Pointer
	lines   []htmlLine
	line    strings.Builder
	mark    htmlLine // of the line that is being written: Caret and Notes
}

func layOut(payload []byte, findings spec.Diagnostics) ([]htmlLine, error) {
	l := &layout{decoder: json.NewDecoder(bytes.NewReader(payload)), notes: map[string][]string{}}
	l.decoder.UseNumber()
	for _, f := range findings {
		l.notes[f.Instance] = append(l.notes[f.Instance], Printable(f.Summary))
	}
	l.mark.Caret = -1
	if err := l.value("", 0); err != nil {
		return nil, err
	}
	l.end()
	if _, err := l.decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more than one value")
	}
	return l.lines, nil
}

// end ends the line.
func (l *layout) end() {
	l.mark.Text = l.line.String()
	l.lines = append(l.lines, l.mark)
	l.line.Reset()
	l.mark = htmlLine{Caret: -1}
}

func (l *layout) value(pointer string, depth int) error {
	token, err := l.decoder.Token()
	if err != nil || depth > maxPayloadDeep {
		return fmt.Errorf("no value that can be shown: %v", err)
	}
	if notes := l.notes[pointer]; len(notes) > 0 {
		l.mark.Caret, l.mark.Notes = utf8.RuneCountInString(l.line.String()), notes
	}
	delim, ok := token.(json.Delim)
	if !ok {
		l.line.WriteString(scalar(token))
		return nil
	}
	return l.container(delim, pointer, depth)
}

// container writes an object or array, of which the beginning was read.
func (l *layout) container(delim json.Delim, pointer string, depth int) error {
	l.line.WriteString(delim.String())
	empty := !l.decoder.More()
	for i := 0; l.decoder.More(); i++ {
		if i > 0 {
			l.line.WriteByte(',')
		}
		l.end()
		l.line.WriteString(strings.Repeat("  ", depth+1))
		if err := l.member(delim, i, pointer, depth); err != nil {
			return err
		}
	}
	if !empty {
		l.end()
		l.line.WriteString(strings.Repeat("  ", depth))
	}
	l.line.WriteString(map[json.Delim]string{'{': "}", '[': "]"}[delim])
	_, err := l.decoder.Token()
	return err
}

// member writes a property with its name, or an item.
func (l *layout) member(delim json.Delim, i int, pointer string, depth int) error {
	if delim == '[' {
		return l.value(fmt.Sprintf("%s/%d", pointer, i), depth+1)
	}
	token, err := l.decoder.Token()
	name, ok := token.(string)
	if err != nil || !ok {
		return fmt.Errorf("no name: %v", err)
	}
	l.line.WriteString(scalar(name) + ": ")
	return l.value(pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), depth+1)
}

// scalar is a value as JSON, with what is long cut and what is hidden escaped.
func scalar(token json.Token) string {
	if s, ok := token.(string); ok {
		if r := []rune(s); len(r) > maxScalar {
			token = string(r[:maxScalar]) + "…"
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(token); err != nil {
		return Printable(fmt.Sprint(token))
	}
	return Printable(strings.TrimSuffix(b.String(), "\n"))
}

// shortened leaves lines out that are far from the beginning and from every
// mark, and says how many.
func shortened(lines []htmlLine) (out []htmlLine) {
	near := make([]bool, len(lines))
	for i, l := range lines {
		near[i] = near[i] || i < maxUnmarked || i == len(lines)-1
		if l.Caret >= 0 {
			for j := max(0, i-aroundMark); j < min(len(lines), i+aroundMark+1); j++ {
				near[j] = true
			}
		}
	}
	left := 0
	for i, l := range lines {
		if !near[i] {
			left++
			continue
		}
		if left > 0 {
			out = append(out, htmlLine{Text: plural(left, "line"), Caret: -1, Gap: true})
			left = 0
		}
		out = append(out, l)
	}
	return out
}
