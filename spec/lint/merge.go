package lint

import (
	"strings"

	"asyncmock/spec"
)

// merge adds what breaks the official schema to what the loader said. Where
// both say the same, the loader's words stay and the finding is an error.
func merge(loaded, structural spec.Diagnostics, root *spec.Node) spec.Diagnostics {
	at := map[string][]int{}
	for i := range loaded {
		p := place(loaded[i])
		at[p] = append(at[p], i)
	}
	seen := map[spec.Diagnostic]bool{}
	all := loaded
	for _, f := range structural {
		if said(all, at[place(f)], f) || seen[f] || len(all) >= maxFindings {
			continue
		}
		seen[f] = true
		all = append(all, f)
	}
	return all
}

func place(f spec.Diagnostic) string { return f.Pos.File + "#" + f.Pointer }

// said reports whether one of the findings at the same place says it already.
func said(all spec.Diagnostics, here []int, f spec.Diagnostic) bool {
	for _, i := range here {
		if sameSense(all[i], f) {
			all[i].Severity = max(all[i].Severity, f.Severity)
			return true
		}
	}
	return false
}

// sameSense reports whether two findings at one place are about the same.
func sameSense(loaded, f spec.Diagnostic) bool {
	switch f.Code {
	case codeRequired:
		return loaded.Code == codeRequired && lastWord(loaded.Summary) == lastWord(f.Summary)
	case codeUnknownKey:
		return loaded.Code == codeUnknownKey || loaded.Code == codeRefSiblings || loaded.Code == codeTraitKey
	}
	return loaded.Code != codeUnknownKey && loaded.Code != codeRequired
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }
