package spec

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"
	"unicode/utf8"
)

// maxFile is the size of the largest file that is read.
const maxFile = 32 << 20

// maxMarks bounds what can begin a value in a text, so that the YAML parser
// is not handed a text it would make gigabytes of.
const maxMarks = 3 * maxNodes

// parseSource reads the text of one file by its name, or by its looks.
func parseSource(name string, source []byte, f *findings, spent *budget) *Node {
	b := &builder{file: name, f: f, budget: spent}
	source = bytes.TrimPrefix(source, []byte("\xEF\xBB\xBF"))
	if !b.checkText(source) {
		return nil
	}
	if isJSONText(name, source) {
		return b.buildJSON(source)
	}
	return b.buildYAML(source)
}

// isJSONText reports whether to read JSON: by the name's ending, and of other
// names when the text is JSON.
func isJSONText(name string, source []byte) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".avsc":
		return true
	case ".yaml", ".yml":
		return false
	}
	trimmed := bytes.TrimLeft(source, " \t\r\n")
	return len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') && json.Valid(trimmed)
}

// checkText refuses what is not UTF-8 text of bearable size.
func (b *builder) checkText(source []byte) bool {
	if len(source) > maxFile {
		b.f.pos(Pos{File: b.file}, codeTooLarge, "the file is larger than %d MiB", maxFile>>20)
		return false
	}
	if isUTF16(source) {
		b.f.pos(Pos{b.file, 1, 1}, codeEncoding, "the file is UTF-16").Hint = "save it as UTF-8"
		return false
	}
	if i := badByte(source); i >= 0 {
		r := jsonReader{builder: b, source: source, line: 1}
		d := b.f.pos(r.pos(i), codeEncoding, "the byte 0x%02x is not allowed in UTF-8 text", source[i])
		d.Hint = "save the file as UTF-8, without control characters"
		return false
	}
	if marks(source) > maxMarks {
		b.f.pos(Pos{File: b.file}, codeTooManyNodes, "the document holds too many values")
		return false
	}
	return true
}

// isUTF16 reports a byte order mark of UTF-16 or UTF-32, or text whose every second byte is zero.
func isUTF16(source []byte) bool {
	if len(source) < 2 {
		return false
	}
	a, b := source[0], source[1]
	return a == 0xFE && b == 0xFF || a == 0xFF && b == 0xFE || (a == 0) != (b == 0)
}

// badByte returns the offset of the first byte that is neither UTF-8 nor
// printable, -1 if there is none.
func badByte(source []byte) int {
	for i := 0; i < len(source); {
		c := source[i]
		if c < utf8.RuneSelf {
			if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(source[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// marks counts the characters that a value can follow.
func marks(source []byte) int {
	if len(source) <= maxMarks {
		return 0
	}
	n := 0
	for _, c := range source {
		switch c {
		case '\n', ',', '[', '{':
			n++
		}
	}
	return n
}
