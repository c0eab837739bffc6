package catalog

import (
	"encoding/json"
	"path"
	"strconv"
	"strings"

	"asyncmock/spec"
)

// IndexName is the file that lists the files of a catalog in a folder.
const IndexName = "catalog.json"

// A File is one file of a catalog in a folder.
type File struct {
	Path    string // with slashes, below the folder
	Content []byte
}

// An Index lists the entries of a catalog that is kept in files.
type Index struct {
	Document string        `json:"document"`
	Version  string        `json:"version"`
	AsyncAPI string        `json:"asyncapi"`
	Entries  []IndexRecord `json:"entries"`
}

// An IndexRecord is a Record with files in place of its values.
type IndexRecord struct {
	File        string `json:"file"`
	HeadersFile string `json:"headersFile,omitempty"`
	DecodedFile string `json:"decodedFile,omitempty"` // what bytes say
	*Record
}

// Files returns a catalog as files: a folder for each channel, in it one for
// each message, in it a file for each payload, as JSON or as YAML; and the
// index.
func Files(doc *spec.Document, items []Item, yaml bool) []File {
	f := &filing{yaml: yaml, folders: map[string]string{}, taken: map[string]bool{IndexName: true}}
	index := Index{Document: doc.Info.Title, Version: doc.Info.Version, AsyncAPI: doc.AsyncAPI, Entries: []IndexRecord{}}
	for _, item := range items {
		index.Entries = append(index.Entries, f.entry(item))
	}
	return append(f.files, File{IndexName, indented(encode(index))})
}

// A filing gives entries their places.
type filing struct {
	yaml    bool
	files   []File
	folders map[string]string // by what they are for
	taken   map[string]bool   // lower case: some systems do not tell cases apart
}

func (f *filing) entry(item Item) IndexRecord {
	r := item.Record()
	channel := f.folder("", "channel "+r.Channel, orElse(r.Channel, "components"))
	folder := f.folder(channel, channel+" "+r.Message+" "+item.Direction, orElse(r.Message, "message"))
	name := r.Kind
	if r.Name != r.Kind {
		name = strings.TrimPrefix(slug(r.Name), r.Kind+"-")
		name = r.Kind + "-" + name
	}
	content, ending := item.content(r)
	if f.yaml && ending == ".json" {
		content, ending = append(spec.AppendYAML(nil, r.Payload, 0), '\n'), ".yaml"
	}
	base := f.free(path.Join(folder, name), ending)
	record := IndexRecord{File: base + ending, Record: r}
	f.files = append(f.files, File{record.File, content})
	record.HeadersFile = f.beside(base+".headers", r.Headers)
	record.DecodedFile = f.beside(base+".decoded", r.Decoded)
	r.Headers, r.Payload, r.PayloadBase64, r.Decoded = nil, nil, nil, nil
	return record
}

// beside writes a value that belongs to a payload, and returns its file; ""
// where there is none.
func (f *filing) beside(name string, value json.RawMessage) string {
	switch {
	case value == nil:
		return ""
	case f.yaml:
		f.files = append(f.files, File{name + ".yaml", append(spec.AppendYAML(nil, value, 0), '\n')})
	default:
		f.files = append(f.files, File{name + ".json", indented(value)})
	}
	return f.files[len(f.files)-1].Path
}

// content returns what stands in the file of a payload, and its ending.
func (i Item) content(r *Record) ([]byte, string) {
	if i.Binary {
		return i.Payload, ".bin"
	}
	switch i.language() {
	case "json":
		return indented(r.Payload), ".json"
	case "xml":
		return i.Payload, ".xml"
	}
	return i.Payload, ".txt"
}

// folder returns the folder below parent that is for what key says.
func (f *filing) folder(parent, key, name string) string {
	if known, ok := f.folders[key]; ok {
		return known
	}
	folder := f.free(path.Join(parent, slug(name)), "")
	f.folders[key] = folder
	return folder
}

// free returns the name, or the name with a number where it is taken.
func (f *filing) free(name, ending string) string {
	chosen := name
	for n := 2; f.taken[strings.ToLower(chosen+ending)]; n++ {
		chosen = name + "-" + strconv.Itoa(n)
	}
	f.taken[strings.ToLower(chosen+ending)] = true
	return chosen
}

// maxSlug bounds the length of a name of a file.
const maxSlug = 80

// slug makes a name of a file that all systems take.
func slug(name string) string {
	var b strings.Builder
	for _, c := range name {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '.' && b.Len() > 0:
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	text := strings.Trim(b.String(), "-.")
	if text == "" {
		return "x" // nothing of it can stand in a name
	}
	if reserved(text) {
		return text + "_"
	}
	return text
}

// reserved names mean devices on Windows.
func reserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt"))
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
