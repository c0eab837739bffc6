package catalog

import (
	"bytes"
	"fmt"
	"strings"
)

// The bounds of what a difference shows.
const (
	maxDiffCells = 4_000_000 // lines of one side times lines of the other that are compared
	maxDiffShown = 400       // lines
	diffContext  = 3
)

// Difference returns the lines that differ between two texts, with some
// around them, as diff -u does; "" when they are equal.
func Difference(name string, was, is []byte) string {
	if bytes.Equal(was, is) {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", name, name)
	var hunks strings.Builder
	writeHunks(&hunks, edits(lines(was), lines(is)))
	shown := 0
	for line := range strings.Lines(hunks.String()) {
		if shown++; shown > maxDiffShown {
			fmt.Fprintf(&b, "… %d more lines\n", strings.Count(hunks.String(), "\n")-maxDiffShown)
			break
		}
		b.WriteString(line)
	}
	return b.String()
}

func lines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
}

// An edit is a line that was (-), is (+), or is in both.
type edit struct {
	sign     byte
	line     string
	old, now int // line numbers before it, from 0
}

// edits finds a shortest way from old to now between their common begin and end.
func edits(old, now []string) (list []edit) {
	head := 0
	for head < len(old) && head < len(now) && same(old[head], now[head]) {
		list = append(list, edit{' ', old[head], head, head})
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(now)-head && same(old[len(old)-1-tail], now[len(now)-1-tail]) {
		tail++
	}
	a, b := old[head:len(old)-tail], now[head:len(now)-tail]
	list = append(list, middle(a, b, head)...)
	for i := tail; i > 0; i-- {
		list = append(list, edit{' ', old[len(old)-i], len(old) - i, len(now) - i})
	}
	return list
}

func same(a, b string) bool { return strings.TrimSuffix(a, "\n") == strings.TrimSuffix(b, "\n") }

// middle compares by the longest common subsequence. What is too long for
// that is all taken away and all put in.
func middle(a, b []string, from int) (list []edit) {
	if len(a)*len(b) > maxDiffCells {
		return replaced(a, b, from)
	}
	width := len(b) + 1
	long := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if same(a[i], b[j]) {
				long[i*width+j] = long[(i+1)*width+j+1] + 1
			} else {
				long[i*width+j] = max(long[(i+1)*width+j], long[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && same(a[i], b[j]):
			list = append(list, edit{' ', a[i], from + i, from + j})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && long[(i+1)*width+j] >= long[i*width+j+1]:
			list = append(list, edit{'-', a[i], from + i, from + j})
			i++
		default:
			list = append(list, edit{'+', b[j], from + i, from + j})
			j++
		}
	}
	return list
}

func replaced(a, b []string, from int) (list []edit) {
	for i, line := range a {
		list = append(list, edit{'-', line, from + i, from})
	}
	for i, line := range b {
		list = append(list, edit{'+', line, from + len(a), from + i})
	}
	return list
}

// writeHunks writes the edits with some lines around them.
func writeHunks(b *strings.Builder, list []edit) {
	for i := 0; i < len(list); {
		if list[i].sign == ' ' {
			i++
			continue
		}
		start, end, still := max(0, i-diffContext), i, 0
		for end < len(list) && still <= 2*diffContext {
			if still++; list[end].sign != ' ' {
				still = 0
			}
			end++
		}
		end -= max(0, still-diffContext)
		hunk := list[start:min(end, len(list))]
		was, is := 0, 0
		for _, e := range hunk {
			if e.sign != '+' {
				was++
			}
			if e.sign != '-' {
				is++
			}
		}
		fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n", hunk[0].old+1, was, hunk[0].now+1, is)
		for _, e := range hunk {
			fmt.Fprintf(b, "%c%s\n", e.sign, strings.TrimSuffix(e.line, "\n"))
		}
		i = start + len(hunk)
	}
}
