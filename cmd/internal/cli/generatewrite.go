package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"asyncmock/generator/catalog"
	"asyncmock/spec"
)

// catalogFormat is the form of a catalog: its place in catalogFormats.
type catalogFormat uint8

// catalogForm is a way to write a catalog as one text, and the file it is in
// when -o names a folder. Those without a file are many files there.
type catalogForm struct {
	name, ending string
	file         string
	write        func(io.Writer, *spec.Document, []catalog.Item) error
}

func catalogForms() []catalogForm {
	return []catalogForm{
		{"json", ".json", "", func(w io.Writer, _ *spec.Document, items []catalog.Item) error { return catalog.WriteJSON(w, items) }},
		{"ndjson", ".ndjson", "catalog.ndjson", func(w io.Writer, _ *spec.Document, items []catalog.Item) error { return catalog.WriteNDJSON(w, items) }},
		{"yaml", ".yaml", "", func(w io.Writer, _ *spec.Document, items []catalog.Item) error { return catalog.WriteYAML(w, items) }},
		{"markdown", ".md", "catalog.md", catalog.WriteMarkdown},
		{"html", ".html", "index.html", catalog.WriteHTML},
	}
}

func formatNames() (names []string) {
	for _, f := range catalogForms() {
		names = append(names, f.name)
	}
	return names
}

// formatOf guesses the format by the ending of a file.
func formatOf(output string, other catalogFormat) catalogFormat {
	if i := slices.IndexFunc(catalogForms(), func(f catalogForm) bool { return f.ending == filepath.Ext(output) }); i >= 0 {
		return catalogFormat(i)
	}
	return other
}

// write writes to stdout, or to where -o says, or compares with what is there.
func (g *generating) write(c *console, in *input, items []catalog.Item) error {
	form := catalogForms()[g.format]
	oneFile := filepath.Ext(g.output) == form.ending
	if g.output != "" && !oneFile && form.file == "" {
		return g.deliver(c, g.output, catalog.Files(in.doc, items, form.name == "yaml"), len(items))
	}
	var b bytes.Buffer
	if err := form.write(&b, in.doc, items); err != nil {
		return &failure{status: exitFindings, err: err}
	}
	if g.output == "" {
		_, err := c.out.Write(b.Bytes())
		return err
	}
	folder, name := g.output, form.file
	if oneFile {
		folder, name = filepath.Split(g.output)
	}
	return g.deliver(c, folder, []catalog.File{{Path: name, Content: b.Bytes()}}, len(items))
}

// deliver writes the files and takes away those of an earlier catalog, or
// says what would change.
func (g *generating) deliver(c *console, folder string, files []catalog.File, payloads int) error {
	stale := staleFiles(folder, files)
	if g.check {
		return g.compare(c, folder, files, stale)
	}
	for _, f := range files {
		name := filepath.Join(folder, filepath.FromSlash(f.Path))
		err := os.MkdirAll(filepath.Dir(name), 0o777)
		if err == nil {
			err = os.WriteFile(name, f.Content, 0o666)
		}
		if err != nil {
			return &failure{status: exitFindings, err: fmt.Errorf("write catalog: %w", err)}
		}
	}
	for _, name := range stale {
		if err := os.Remove(filepath.Join(folder, filepath.FromSlash(name))); err != nil {
			return &failure{status: exitFindings, err: fmt.Errorf("remove what is out of date: %w", err)}
		}
	}
	if !g.quiet {
		c.note("%s: %s in %s", g.output, counted(payloads, "payload"), counted(len(files), "file"))
	}
	return nil
}

// maxDiffs is how many files are compared line by line.
const maxDiffs = 20

// compare fails when a file is absent, different or needless.
func (g *generating) compare(c *console, folder string, files []catalog.File, stale []string) error {
	wrong := 0
	say := func(name string, was, is []byte, what string) {
		if wrong++; wrong <= maxDiffs {
			c.difference(catalog.Difference(filepath.ToSlash(filepath.Join(folder, name)), was, is))
		} else {
			fmt.Fprintf(c.out, "%s: %s\n", filepath.ToSlash(filepath.Join(folder, name)), what)
		}
	}
	for _, f := range files {
		was, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(f.Path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			say(f.Path, nil, f.Content, "absent")
		case err != nil:
			return &failure{status: exitFindings, err: err}
		case !bytes.Equal(was, f.Content):
			say(f.Path, was, f.Content, "different")
		}
	}
	for _, name := range stale {
		was, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return &failure{status: exitFindings, err: err}
		}
		say(name, was, nil, "no longer made")
	}
	if wrong > 0 {
		return &failure{status: exitFindings, err: fmt.Errorf("%s is out of date: %s", g.output, counted(wrong, "difference")),
			hint: "run the same command without --check"}
	}
	if !g.quiet {
		c.note("%s is up to date", g.output)
	}
	return nil
}

// staleFiles lists what an earlier catalog has in the folder and this one has
// not: only files that the earlier index names, and that are there.
func staleFiles(folder string, files []catalog.File) (stale []string) {
	if !slices.ContainsFunc(files, func(f catalog.File) bool { return f.Path == catalog.IndexName }) {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(folder, catalog.IndexName))
	var index catalog.Index
	if err != nil || json.Unmarshal(text, &index) != nil {
		return nil
	}
	made := map[string]bool{}
	for _, f := range files {
		made[strings.ToLower(f.Path)] = true
	}
	for _, e := range index.Entries {
		for _, name := range []string{e.File, e.HeadersFile, e.DecodedFile} {
			local := filepath.FromSlash(name)
			if name == "" || made[strings.ToLower(name)] || !filepath.IsLocal(local) {
				continue
			}
			if info, err := os.Lstat(filepath.Join(folder, local)); err == nil && info.Mode().IsRegular() {
				made[strings.ToLower(name)] = true
				stale = append(stale, name)
			}
		}
	}
	return stale
}
