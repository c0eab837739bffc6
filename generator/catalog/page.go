package catalog

import (
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

//go:embed page.html
var pageSource string

// A page is what the template shows.
type page struct {
	Title, Version, AsyncAPI string
	Description              template.HTML
	Channels                 []pageChannel
	Messages, Payloads       int
	Kinds                    []kindCount
}

// A kindCount says how many payloads of a kind there are.
type kindCount struct {
	Kind  string
	Count int
}

type pageChannel struct {
	Name     string
	Messages []pageMessage
}

type pageMessage struct {
	ID, Name, Title, Direction, Operation, ContentType string
	Description                                        template.HTML
	ToServer                                           bool
	Schema                                             []field
	Headers                                            []field
	Raw                                                *pageBlock // a schema that is no JSON Schema
	ExamplesOnly                                       string
	Kinds                                              []pageKind
}

type pageKind struct {
	Kind    string
	Entries []pageEntry
	Alone   bool // its one entry is called like the kind
}

type pageEntry struct {
	Name     string
	Open     bool
	Blocks   []pageBlock
	Violates *Violates
	Where    template.HTML // it is broken
}

// A pageBlock is text that can be copied; JSON gets its colours from the page.
type pageBlock struct {
	Title, Text string
	JSON        bool
}

// WriteHTML writes a catalog as one page that needs nothing else.
func WriteHTML(w io.Writer, doc *spec.Document, items []Item) error {
	t, err := template.New("page").Parse(pageSource)
	if err != nil {
		return err
	}
	p := page{
		Title: orElse(doc.Info.Title, "Payloads"), Version: doc.Info.Version, AsyncAPI: doc.AsyncAPI,
		Description: prose(doc.Info.Description), Payloads: len(items),
	}
	have := map[string]int{}
	for i, g := range groups(items) {
		p.Messages++
		name := channelName(g[0].Subject)
		if n := len(p.Channels); n == 0 || p.Channels[n-1].Name != name {
			p.Channels = append(p.Channels, pageChannel{Name: name})
		}
		ch := &p.Channels[len(p.Channels)-1]
		m := pageMessageOf(i, g)
		ch.Messages = append(ch.Messages, m)
		for _, k := range m.Kinds {
			have[k.Kind] += len(k.Entries)
		}
	}
	for _, k := range schema.CaseKinds() {
		if n := have[k.String()]; n > 0 {
			p.Kinds = append(p.Kinds, kindCount{k.String(), n})
		}
	}
	return t.Execute(w, p)
}

func pageMessageOf(i int, g []Item) pageMessage {
	first := g[0].Record()
	m := pageMessage{
		ID: fmt.Sprintf("m%d-%s", i+1, slug(first.Message)), Name: first.Message, Direction: first.Direction,
		ToServer: strings.HasPrefix(first.Direction, "client"), Operation: first.Operation, ContentType: first.ContentType,
		Description: prose(orElse(g[0].Message.Summary, g[0].Message.Description)),
		Schema:      outline(g[0].Message.Payload), Headers: outline(g[0].Message.Headers), ExamplesOnly: g[0].ExamplesOnly,
	}
	if title := g[0].Message.Title; !strings.EqualFold(title, m.Name) && prose(title) != m.Description {
		m.Title = title
	}
	if s := g[0].Message.Payload; m.Schema == nil && s != nil && s.Node != nil {
		m.Raw = &pageBlock{Text: trimmed(indented(s.Node.AppendJSON(nil))), JSON: true}
		if s.Node.Is(spec.String) {
			m.Raw = &pageBlock{Text: s.Node.Str()}
		}
	}
	for _, item := range g {
		r := item.Record()
		if n := len(m.Kinds); n == 0 || m.Kinds[n-1].Kind != r.Kind {
			m.Kinds = append(m.Kinds, pageKind{Kind: r.Kind})
		}
		k := &m.Kinds[len(m.Kinds)-1]
		e := pageEntry{Name: r.Name, Violates: r.Violates, Open: len(m.Kinds) == 1 && len(k.Entries) == 0}
		for _, part := range item.blocks() {
			e.Blocks = append(e.Blocks, pageBlock{part.title, trimmed(part.text), part.language == "json"})
		}
		if v := r.Violates; v != nil {
			e.Where = template.HTML(v.where(func(pointer string) string { return "<code>" + html.EscapeString(pointer) + "</code>" })) //nolint:gosec // escaped
		}
		k.Entries = append(k.Entries, e)
		k.Alone = len(k.Entries) == 1 && e.Name == k.Kind
	}
	return m
}

// prose is the first paragraph of a text, with what stands in backticks as code.
func prose(text string) template.HTML {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n\n")
	parts := strings.Split(html.EscapeString(strings.Join(strings.Fields(text), " ")), "`")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i%2 == 1 && i < len(parts)-1:
			b.WriteString("<code>" + part + "</code>")
		case i%2 == 1:
			b.WriteString("`" + part)
		default:
			b.WriteString(part)
		}
	}
	return template.HTML(b.String()) //nolint:gosec // every part is escaped
}

// trimmed is a text without the end of its last line.
func trimmed(text []byte) string { return strings.TrimRight(string(text), "\n") }
