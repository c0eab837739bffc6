package jsonschema

import (
	"encoding/binary"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// The bounds of a weave: what is more is left to luck.
const (
	maxWeaveCode   = 2_000   // instructions of all expressions
	maxWeaveStates = 1_500   // states of all expressions together
	maxWeaveSteps  = 200_000 // instructions visited to find them
	maxWeaving     = 800_000 // the same for all texts of a plan
	maxWeaveLength = 400     // characters
	weaveLengths   = 12      // how many lengths there are to choose from
)

// A weave makes texts that several regular expressions match at once and
// others do not. It walks through their automata side by side, and takes only
// steps from which the end can still be reached in the length that is left.
type weave struct {
	strands []strand
	letters []letterClass
	states  []weaveState
	next    [][]int32  // of state and class; -1: leads nowhere
	ends    [][]uint64 // ends[n]: the states that can end after n more characters
	lengths []int
}

// A strand is one of the expressions.
type strand struct {
	prog *syntax.Prog
	want bool // must match, or must not
}

// A letterClass holds characters that no strand tells apart.
type letterClass struct {
	runes  []rune
	weight int
}

// A weaveState is where all strands are: the instructions that wait for a
// character, and what the last character was.
type weaveState struct {
	at   [][]uint32
	prev rune // -1 at the begin
}

// newWeave returns a weave for texts of low to high characters; nil where one
// of the expressions cannot be read, or where there is too much to do.
// The steps that it took are added to spent.
func newWeave(must, mustNot []string, low, high int, spent *int) *weave {
	w := &weave{}
	code := 0
	for i, text := range append(slices.Clone(must), mustNot...) {
		re, err := syntax.Parse(`(?s:.)*(?:`+text+`)(?s:.)*`, syntax.Perl)
		if err != nil {
			return nil
		}
		prog, err := syntax.Compile(re.Simplify())
		if err != nil {
			return nil
		}
		if code += len(prog.Inst); code > maxWeaveCode {
			return nil
		}
		w.strands = append(w.strands, strand{prog, i < len(must)})
	}
	w.letters = lettersOf(w.strands)
	*spent += w.explore()
	w.measure(low, min(high, maxWeaveLength))
	if len(w.lengths) == 0 {
		return nil
	}
	return w
}

// lettersOf sorts the characters worth using by what the strands make of them.
func lettersOf(strands []strand) (classes []letterClass) {
	var code []*syntax.Inst
	for _, s := range strands {
		for i := range s.prog.Inst {
			switch inst := &s.prog.Inst[i]; inst.Op {
			case syntax.InstRune, syntax.InstRune1:
				code = append(code, inst)
			}
		}
	}
	index := map[string]int{}
	for _, r := range alphabet(code) {
		sign := make([]byte, (len(code)+8)/8+1)
		for i, inst := range code {
			if inst.MatchRune(r) {
				sign[i/8] |= 1 << (i % 8)
			}
		}
		if syntax.IsWordChar(r) {
			sign[len(sign)-1] = 1
		} else if r == '\n' {
			sign[len(sign)-1] = 2
		}
		i, known := index[string(sign)]
		if !known {
			i = len(classes)
			index[string(sign)] = i
			classes = append(classes, letterClass{weight: 1})
		}
		if syntax.IsWordChar(r) {
			classes[i].weight = 6
		}
		classes[i].runes = append(classes[i].runes, r)
	}
	return classes
}

// alphabet lists what can be typed, letters first, and some of every class
// that has nothing of that.
func alphabet(code []*syntax.Inst) (list []rune) {
	for r := 'a'; r <= 'z'; r++ {
		list = append(list, r)
	}
	for r := ' '; r <= '~'; r++ {
		if r < 'a' || r > 'z' {
			list = append(list, r)
		}
	}
	for _, inst := range code {
		if slices.ContainsFunc(list, inst.MatchRune) {
			continue
		}
		some := preferred(pairs(inst.Rune))
		list = append(list, some[:min(8, len(some))]...)
	}
	return list
}

// pairs spells the runes of an instruction as ranges.
func pairs(runes []rune) []rune {
	if len(runes) == 1 {
		return []rune{runes[0], runes[0]}
	}
	return runes
}

// explore finds the states that can be reached, nearest first. It returns how
// many steps that took.
func (w *weave) explore() (steps int) {
	start := weaveState{prev: -1}
	for _, s := range w.strands {
		start.at = append(start.at, []uint32{uint32(s.prog.Start)})
	}
	known := map[string]int32{start.key(): 0}
	w.states = []weaveState{start}
	for i := 0; i < len(w.states); i++ {
		row := make([]int32, len(w.letters))
		for k, class := range w.letters {
			row[k] = -1
			if steps > maxWeaveSteps {
				continue
			}
			next, alive := w.step(w.states[i], class.runes[0], &steps)
			if !alive {
				continue
			}
			key := next.key()
			id, seen := known[key]
			if !seen {
				if len(w.states) >= maxWeaveStates {
					continue
				}
				id = int32(len(w.states))
				known[key] = id
				w.states = append(w.states, next)
			}
			row[k] = id
		}
		w.next = append(w.next, row)
	}
	return steps
}

func (s weaveState) key() string {
	key := binary.AppendVarint(nil, int64(s.prev))
	for _, set := range s.at {
		key = append(key, 0xff)
		for _, pc := range set {
			key = binary.AppendUvarint(key, uint64(pc)+1)
		}
	}
	return string(key)
}

// step takes all strands past r; alive is false when one that must match no
// longer can.
func (w *weave) step(s weaveState, r rune, steps *int) (next weaveState, alive bool) {
	flags := syntax.EmptyOpContext(s.prev, r)
	next.prev = letterKind(r)
	for i, strand := range w.strands {
		var set []uint32
		reached, _ := strand.closure(s.at[i], flags)
		*steps += len(reached)
		for _, pc := range reached {
			if inst := &strand.prog.Inst[pc]; inst.MatchRune(r) {
				set = append(set, inst.Out)
			}
		}
		slices.Sort(set)
		set = slices.Compact(set)
		if len(set) == 0 && strand.want {
			return next, false
		}
		next.at = append(next.at, set)
	}
	return next, true
}

// letterKind returns a character that assertions take as they take r.
func letterKind(r rune) rune {
	switch {
	case syntax.IsWordChar(r):
		return 'a'
	case r == '\n':
		return '\n'
	}
	return ' '
}

// closure follows what needs no character: it returns the instructions that
// wait for one, and whether the expression matches here.
func (s strand) closure(from []uint32, flags syntax.EmptyOp) (waiting []uint32, matches bool) {
	seen := make([]bool, len(s.prog.Inst))
	pending := slices.Clone(from)
	for len(pending) > 0 {
		pc := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := s.prog.Inst[pc]; inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			pending = append(pending, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop:
			pending = append(pending, inst.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(inst.Arg)&^flags == 0 {
				pending = append(pending, inst.Out)
			}
		case syntax.InstMatch:
			matches = true
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			waiting = append(waiting, pc)
		}
	}
	return waiting, matches
}

// ended reports whether a text may end in s.
func (w *weave) ended(s weaveState) bool {
	flags := syntax.EmptyOpContext(s.prev, -1)
	for i, strand := range w.strands {
		if _, matches := strand.closure(s.at[i], flags); matches != strand.want {
			return false
		}
	}
	return true
}

// measure finds the lengths that a text can have, the least ones.
func (w *weave) measure(low, high int) {
	size := (len(w.states) + 63) / 64
	for n := 0; n <= high && len(w.lengths) < weaveLengths; n++ {
		layer := make([]uint64, size)
		for i := range w.states {
			if n == 0 && w.ended(w.states[i]) || n > 0 && w.leads(i, n-1) {
				layer[i/64] |= 1 << (i % 64)
			}
		}
		w.ends = append(w.ends, layer)
		if n >= low && layer[0]&1 != 0 {
			w.lengths = append(w.lengths, n)
		}
	}
}

// leads reports whether one character leads from a state to one that can end
// after n more.
func (w *weave) leads(state, n int) bool {
	return slices.ContainsFunc(w.next[state], func(to int32) bool { return w.canEnd(to, n) })
}

func (w *weave) canEnd(state int32, n int) bool {
	return state >= 0 && w.ends[n][state/64]>>(state%64)&1 != 0
}

// text appends a text.
func (w *weave) text(dst []byte, src *rand.Rand) []byte {
	state := int32(0)
	for n := w.lengths[src.IntN(len(w.lengths))]; n > 0; n-- {
		k := w.pick(state, n-1, src)
		class := w.letters[k]
		dst = utf8.AppendRune(dst, class.runes[src.IntN(len(class.runes))])
		state = w.next[state][k]
	}
	return dst
}

// pick chooses a class of characters after which the end can still be reached.
func (w *weave) pick(state int32, left int, src *rand.Rand) int {
	sum := 0
	for k, to := range w.next[state] {
		if w.canEnd(to, left) {
			sum += w.letters[k].weight
		}
	}
	at := src.IntN(sum)
	for k, to := range w.next[state] {
		if w.canEnd(to, left) {
			if at -= w.letters[k].weight; at < 0 {
				return k
			}
		}
	}
	return 0
}
