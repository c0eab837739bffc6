package lint

import (
	"slices"
	"strconv"
	"strings"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"
)

// leaves returns the errors worth telling: those without causes, and of
// alternatives only the errors of the one that was meant.
func (s *structure) leaves(e *v5.ValidationError) []*v5.ValidationError {
	if len(e.Causes) == 0 {
		return []*v5.ValidationError{e}
	}
	switch lastToken(e.KeywordLocation) {
	case "oneOf", "anyOf":
		return s.meant(e)
	}
	var list []*v5.ValidationError
	for _, cause := range e.Causes {
		list = append(list, s.leaves(cause)...)
	}
	return list
}

// A branch is one alternative with what is wrong with it.
type branch struct {
	errors []*v5.ValidationError
	rank   [3]int
}

// meant returns the errors of the alternative that fits best: its own keys
// and constants are right, errors are deep inside, and few.
func (s *structure) meant(e *v5.ValidationError) []*v5.ValidationError {
	var branches []branch
	for _, group := range byBranch(e) {
		var b branch
		for _, cause := range group {
			b.errors = append(b.errors, s.leaves(cause)...)
		}
		b.rank = s.rank(e.InstanceLocation, b.errors)
		branches = append(branches, b)
	}
	best := slices.MinFunc(branches, func(a, b branch) int { return slices.Compare(a.rank[:], b.rank[:]) })
	if best.rank[0] > 0 {
		if constants := s.constants(e, branches); constants != nil {
			return constants
		}
	}
	return best.errors
}

// byBranch groups the causes of alternatives by the number of the alternative.
func byBranch(e *v5.ValidationError) [][]*v5.ValidationError {
	var groups [][]*v5.ValidationError
	last := ""
	for _, cause := range e.Causes {
		number, _, _ := strings.Cut(strings.TrimPrefix(cause.KeywordLocation, e.KeywordLocation+"/"), "/")
		if number != last || groups == nil {
			groups = append(groups, nil)
			last = number
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], cause)
	}
	return groups
}

// rank is small for errors that someone makes who meant this alternative: the
// first figure is 1 for the constant of another alternative and 2 for another
// kind of value, the second is the depth of the shallowest error, negative, the third their number.
func (s *structure) rank(base string, errors []*v5.ValidationError) [3]int {
	strange, shallow := 0, 1000
	for _, e := range errors {
		depth := strings.Count(e.InstanceLocation, "/") - strings.Count(base, "/")
		shallow = min(shallow, depth)
		switch keyword := lastToken(e.KeywordLocation); {
		case depth == 0 && (keyword == "type" || s.wantsReference(e)):
			strange = 2
		case depth == 1 && (keyword == "const" || keyword == "enum"):
			strange = max(strange, 1)
		}
	}
	return [3]int{strange, -shallow, len(errors)}
}

// wantsReference reports the error of a value that is no Reference Object.
func (s *structure) wantsReference(e *v5.ValidationError) bool {
	_, name, _ := s.keyword(e.AbsoluteKeywordLocation)
	return strings.HasSuffix(name, "/Reference.json") && lastToken(e.KeywordLocation) == "required"
}

// constants returns the errors of a constant that is wrong in all
// alternatives, each of which has another one.
func (s *structure) constants(e *v5.ValidationError, branches []branch) []*v5.ValidationError {
	var list []*v5.ValidationError
	for _, b := range branches {
		for _, leaf := range b.errors {
			keyword := lastToken(leaf.KeywordLocation)
			one := strings.Count(leaf.InstanceLocation, "/") == strings.Count(e.InstanceLocation, "/")+1
			if one && (keyword == "const" || keyword == "enum") && (list == nil || list[0].InstanceLocation == leaf.InstanceLocation) {
				list = append(list, leaf)
				break
			}
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

func lastToken(location string) string {
	token := location[strings.LastIndexByte(location, '/')+1:]
	if _, err := strconv.Atoi(token); err == nil { // a branch: oneOf/2
		return lastToken(strings.TrimSuffix(location, "/"+token))
	}
	return token
}
