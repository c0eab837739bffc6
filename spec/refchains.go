package spec

import (
	"fmt"
	"strings"
)

// checkChains breaks references that lead only to each other, and chains that
// are too long.
func (r *resolver) checkChains() {
	length := make(map[*Node]int, len(r.refs)) // -1: on the way
	moods := make(map[*Node]visit, len(r.refs))
	for _, v := range r.refs {
		moods[v.n] = v
	}
	for _, v := range r.refs {
		var way []*Node
		n := v.n
		for n.Target != nil && length[n] == 0 {
			length[n] = -1
			way = append(way, n)
			n = n.Target
		}
		if n.Target != nil && length[n] == -1 {
			way = r.breakLoop(n, way, moods, length)
		}
		r.measure(n, way, moods, length)
	}
}

// breakLoop reports a loop of references once and breaks all of them. It
// returns what of the way leads into the loop.
func (r *resolver) breakLoop(start *Node, way []*Node, moods map[*Node]visit, length map[*Node]int) []*Node {
	first := 0
	for way[first] != start {
		first++
	}
	var places []string
	for _, n := range way[first:] {
		places = append(places, "#"+n.Pointer())
		n.Target, n.state, length[n] = nil, refBroken, 1
	}
	text := strings.Join(places[:min(len(places), 5)], " → ")
	if len(places) > 5 {
		text += " → …"
	}
	r.report(moods[start], start.Own("$ref"), &fileError{codeRefCycle, "references lead round in a loop: " + text + " → " + places[0], "let one of them hold the value"})
	return way[:first]
}

// measure counts the chains of the way, which ends at n.
func (r *resolver) measure(n *Node, way []*Node, moods map[*Node]visit, length map[*Node]int) {
	count := max(length[n], 0)
	for i := len(way) - 1; i >= 0; i-- {
		count++
		length[way[i]] = count
		if count <= maxRefChain-1 {
			continue
		}
		if count == maxRefChain {
			r.report(moods[way[i]], way[i].Own("$ref"), &fileError{codeRefChain, fmt.Sprintf("more than %d references follow one another", maxRefChain-1), "refer to the value itself"})
		}
		way[i].Target, way[i].state = nil, refBroken
	}
}
