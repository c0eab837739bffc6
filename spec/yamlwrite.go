package spec

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// AppendYAML appends JSON as block YAML without an end of line. Lines after
// the first are indented by so many blanks. Keys keep their order, numbers
// their spelling.
func AppendYAML(dst, text []byte, indent int) []byte {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	w := yamlWriter{d: d}
	w.value(indent)
	return append(dst, w.out.Bytes()...)
}

// A yamlWriter turns the tokens of valid JSON into YAML.
type yamlWriter struct {
	d   *json.Decoder
	out bytes.Buffer
}

func (w *yamlWriter) value(indent int) {
	t, err := w.d.Token()
	if err != nil {
		return
	}
	switch t := t.(type) {
	case json.Delim:
		if !w.d.More() {
			w.d.Token()
			w.out.WriteString(map[json.Delim]string{'{': "{}", '[': "[]"}[t])
			return
		}
		for first := true; w.d.More(); first = false {
			if !first {
				w.line(indent)
			}
			if t == '[' {
				w.out.WriteString("- ")
				w.value(indent + 2)
			} else {
				w.member(indent)
			}
		}
		w.d.Token()
	case string:
		w.out.Write(yamlText(t))
	case json.Number:
		w.out.WriteString(t.String())
	case bool:
		w.out.WriteString(strconv.FormatBool(t))
	default:
		w.out.WriteString("null")
	}
}

// member writes a key and its value: what has parts below it, the rest beside it.
func (w *yamlWriter) member(indent int) {
	key, err := w.d.Token()
	if err != nil {
		return
	}
	w.out.Write(yamlText(key.(string)))
	w.out.WriteByte(':')
	at := w.out.Len()
	w.out.WriteByte(' ')
	w.value(indent + 2)
	text := w.out.Bytes()[at+1:]
	if i := bytes.IndexByte(text, '\n'); i >= 0 || bytes.HasPrefix(text, []byte("- ")) || looksLikeMember(text) {
		text = bytes.Clone(text)
		w.out.Truncate(at)
		w.line(indent + 2)
		w.out.Write(text)
	}
}

// looksLikeMember reports whether one line is a key with its value.
func looksLikeMember(text []byte) bool {
	if len(text) == 0 || text[0] == '{' || text[0] == '[' {
		return false
	}
	if text[0] != '"' {
		return bytes.Contains(text, []byte(": "))
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i+1 < len(text)
		}
	}
	return false
}

func (w *yamlWriter) line(indent int) {
	w.out.WriteByte('\n')
	w.out.WriteString(strings.Repeat(" ", indent))
}

// yamlText writes a text plain where no reader of YAML can take it for
// something else, and else as JSON does.
func yamlText(text string) []byte {
	if plainInYAML(text) {
		return []byte(text)
	}
	return AppendQuoted(nil, text)
}

func plainInYAML(text string) bool {
	if text == "" || len(text) > 200 || strings.HasSuffix(text, " ") {
		return false
	}
	for i, c := range []byte(text) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789 ./-", rune(c))) {
			return false
		}
	}
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return false
	}
	return true
}
