package spec

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fill repeats lines, numbered, until they take about a quarter of a MiB.
func fill(format string) string {
	var s strings.Builder
	for i := 0; s.Len() < 1<<18; i++ {
		s.WriteString(strings.ReplaceAll(format, "#N", fmt.Sprint(i)))
	}
	return s.String()
}

// TestREL_LOAD_1_HostileDocuments holds that no half MiB of text takes ten seconds,
// ten times what it may take.
func TestREL_LOAD_1_HostileDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("large documents")
	}
	components := "components:\n  messages:\n    big:\n      traits: &t\n"
	for name, text := range map[string]string{
		"comments":           strings.Repeat("#\n", 1<<18),
		"comments in a list": "a:\n" + strings.Repeat("- x\n  #\n", 1<<16),
		"dashes":             strings.Repeat("- ", 1<<18),
		"question marks":     strings.Repeat("? ", 1<<18),
		"colons":             strings.Repeat(": ", 1<<18),
		"flow":               "[" + strings.Repeat("{a: 1},", 1<<16) + "]",
		"flow keys":          "{" + fill("k#N,"),
		"one line":           "a: " + strings.Repeat("x", 1<<19),
		"blank":              strings.Repeat(" ", 1<<19),
		"lines":              "a: |\n" + strings.Repeat(" x\n", 1<<17),
		"folded":             "a: \"" + strings.Repeat("x\n\n ", 1<<17) + "\"",
		"anchors":            fill("- &a#N [x]\n"),
		"aliases":            "- &a [x]\n" + strings.Repeat("- *a\n", 1<<16),
		"error at the end":   fill("k#N: v\n") + "x: y: z\n",
		"wrong keys":         head3 + fill("channelz#N: 1\n"),
		"broken references":  head3 + "components:\n  schemas:\n" + fill("    s#N: {$ref: '#/components/schemas/t#N'}\n"),
		"chain":              head3 + "components:\n  schemas:\n    s0: {}\n" + chain(),
		"messages":           head3 + "channels:\n  a:\n    address: a\n    messages:\n" + fill("      m#N: {}\n"),
		"servers by name": head2 + "servers:\n" + strings.Repeat("  x: 1\n", 10) + fill("  s#N: {url: a, protocol: ws}\n") +
			"channels:\n  a:\n    servers:\n" + fill("      - s1\n"),
		"security by name": head2 + "servers: {s: {url: a, protocol: ws, security: [" + fill("{x#N: []},") + "]}}\nchannels: {}\n",
		"variables":        head3 + "servers:\n  s:\n    protocol: ws\n    host: '" + strings.Repeat("{v1}", 1<<16) + "'\n    variables:\n" + fill("      v#N: {default: x}\n"),
		"parameters":       head3 + "channels:\n  a:\n    address: '" + fill("{p#N}") + "'\n    parameters:\n" + fill("      q#N: {}\n"),
		"channels that share": head3 + "channels:\n" + fill("  c#N: {$ref: '#/components/channels/x'}\n") +
			"components:\n  channels:\n    x:\n      address: a\n      messages:\n" + fill("        m#N: {}\n"),
		"traits that share": head3 + components + strings.Repeat("        - {$ref: '#/components/messageTraits/x'}\n", 1<<13) +
			"  messageTraits:\n    x:\n" + fill("      x-#N: 1\n"),
		"operations that share": head3 + "channels:\n  a:\n    address: a\n    messages:\n" + fill("      m#N: {}\n") +
			"operations:\n" + fill("  o#N: {action: send, channel: {$ref: '#/channels/a'}, reply: {}}\n"),
		"merge keys": "a: &a {x: 1}\nb:\n" + strings.Repeat("  <<: *a\n", 1<<15),
	} {
		start := time.Now()
		within(t, 10*time.Second, func() {
			_, ds, _ := Load(t.Context(), "-", &LoadOptions{Stdin: strings.NewReader(text)})
			for _, d := range ds {
				if d.Code == codeInternal {
					t.Errorf("%s: %s", name, d)
				}
			}
		})
		t.Logf("%s: %d KiB in %v", name, len(text)>>10, time.Since(start).Round(time.Millisecond))
	}
}

// chain returns schemas of which each refers to the one before.
func chain() string {
	var s strings.Builder
	for i := range 1 << 13 {
		fmt.Fprintf(&s, "    s%d: {$ref: '#/components/schemas/s%d'}\n", i+1, i)
	}
	return s.String()
}
