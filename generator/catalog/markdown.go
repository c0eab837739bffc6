package catalog

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"asyncmock/spec"
)

// WriteMarkdown writes a catalog for people, a section for each message.
func WriteMarkdown(w io.Writer, doc *spec.Document, items []Item) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\nExample payloads of version %s (AsyncAPI %s).\n",
		markdownText(cmp.Or(doc.Info.Title, "Payloads")), markdownText(doc.Info.Version), markdownText(doc.AsyncAPI))
	for _, g := range groups(items) {
		r := g[0].Record()
		fmt.Fprintf(b, "\n## %s\n\n", markdownText(r.Message))
		for _, fact := range [][2]string{
			{"Direction", r.Direction}, {"Channel", codeSpan(r.Channel)}, {"Operation", codeSpan(r.Operation)}, {"Content type", r.ContentType},
		} {
			if fact[1] != "" {
				fmt.Fprintf(b, "- %s: %s\n", fact[0], fact[1])
			}
		}
		if text := strings.TrimSpace(cmp.Or(g[0].Message.Summary, g[0].Message.Description)); text != "" {
			fmt.Fprintf(b, "\n%s\n", markdownText(text))
		}
		if format := g[0].ExamplesOnly; format != "" {
			fmt.Fprintf(b, "\nPayloads in %s are not made or checked: these are the message's examples.\n", codeSpan(format))
		}
		for _, item := range g {
			writeMarkdownEntry(b, item)
		}
	}
	return b.Flush()
}

func writeMarkdownEntry(b *bufio.Writer, item Item) {
	r := item.Record()
	title := r.Kind
	if r.Name != r.Kind {
		title += " · " + r.Name
	}
	fmt.Fprintf(b, "\n### %s\n\n", markdownText(title))
	if v := r.Violates; v != nil {
		fmt.Fprintf(b, "Breaks %s at %s: %s.\n\n", codeSpan(v.Keyword), v.where(codeSpan), markdownText(v.Finding))
	}
	for n, part := range item.blocks() {
		if n > 0 {
			fmt.Fprintln(b)
		}
		if part.title != "" {
			fmt.Fprintf(b, "%s:\n\n", part.title)
		}
		writeFence(b, part.language, part.text)
	}
}

// writeFence writes a block of code behind a fence longer than any in it.
func writeFence(b *bufio.Writer, language string, text []byte) {
	fence := "```"
	for bytes.Contains(text, []byte(fence)) {
		fence += "`"
	}
	fmt.Fprintf(b, "%s%s\n%s\n%s\n", fence, language, bytes.TrimRight(text, "\n"), fence)
}

// markdownText keeps what stands in a document from being taken for markup.
func markdownText(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", "|", `\|`, "#", `\#`).Replace(text)
}

func codeSpan(text string) string {
	if text = strings.Join(strings.Fields(text), " "); text == "" {
		return ""
	}
	tick := "`"
	for strings.Contains(text, tick) {
		tick += "`"
	}
	if len(tick) > 1 {
		text = " " + text + " "
	}
	return tick + text + tick
}

// groups splits the items by subject; those of one follow each other.
func groups(items []Item) (list [][]Item) {
	for i, item := range items {
		if i == 0 || item.Subject != items[i-1].Subject {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], item)
	}
	return slices.Clip(list)
}
