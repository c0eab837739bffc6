package spec

import (
	"fmt"
	"slices"
	"strings"
)

// The longest word and the longest list that are compared for a hint.
const (
	maxNearWord = 100
	maxNearList = 2000
)

// maxHints bounds the work on hints for one document, in compared letters.
const maxHints = 10_000_000

// didYouMean returns a hint with the candidates most like word, "" when none is like it.
func (f *findings) didYouMean(word string, candidates []string) string {
	for _, c := range candidates[:min(len(candidates), maxNearList)] {
		f.hints += len(word) * min(len(c), maxNearWord)
	}
	if f.hints > maxHints {
		return ""
	}
	return DidYouMean(word, candidates)
}

// DidYouMean returns a hint with up to three candidates that differ little from
// word, as in: did you mean "title"? It is "" when none is like it. Words of
// more than 100 bytes and candidates after the 2,000th are not compared.
func DidYouMean(word string, candidates []string) string {
	near := nearest(word, candidates)
	if len(near) == 0 {
		return ""
	}
	for i, n := range near {
		near[i] = fmt.Sprintf("%q", n)
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}

// nearest returns up to three candidates that differ little from word, nearest first.
func nearest(word string, candidates []string) []string {
	type scored struct {
		text     string
		distance int
	}
	var list []scored
	limit := 1 + len(word)/4
	for _, c := range candidates[:min(len(candidates), maxNearList)] {
		if len(c) > maxNearWord || len(word) > maxNearWord || c == word {
			continue
		}
		d := EditDistance(strings.ToLower(word), strings.ToLower(c))
		if d <= limit {
			list = append(list, scored{c, d})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return a.distance - b.distance })
	var near []string
	for _, s := range list[:min(len(list), 3)] {
		near = append(near, s.text)
	}
	return near
}

// EditDistance counts the insertions, deletions, replacements and exchanges of
// neighbours from a to b, in bytes (optimal string alignment).
func EditDistance(a, b string) int {
	cells := make([]int, 3*(len(b)+1))
	above, row, next := cells[:len(b)+1], cells[len(b)+1:2*(len(b)+1)], cells[2*(len(b)+1):]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := row[j]
			if a[i] != b[j] {
				cost++
			}
			next[j+1] = min(cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], above[j-1]+1)
			}
		}
		above, row, next = row, next, above
	}
	return row[len(b)]
}

// keys returns the keys of an object, as many as a hint looks at.
func (n *Node) keys() []string {
	n = n.Deref()
	if n == nil {
		return nil
	}
	list := make([]string, min(len(n.Members), maxNearList))
	for i := range list {
		list[i] = n.Members[i].Key
	}
	return list
}
