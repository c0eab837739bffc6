package fakedata

import "strings"

// split cuts a property name into lower-case words: "orderID" is order, id.
func split(name string) (words []string) {
	start := 0
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
		start = end
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case !letter(c) && !digit(c):
			flush(i)
			start = i + 1
		case upper(c) && i > 0 && (lower(name[i-1]) || upper(name[i-1]) && i+1 < len(name) && lower(name[i+1]) || digit(name[i-1])):
			flush(i)
		}
	}
	flush(len(name))
	return words
}

func upper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func lower(c byte) bool  { return 'a' <= c && c <= 'z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }
func letter(c byte) bool { return upper(c) || lower(c) || c >= 0x80 }

// endings lists the phrases that a name ends with, the longest first:
// "billing postal code" has "postal code" and "code" in it.
func endings(words []string) (phrases []string) {
	for i := max(0, len(words)-3); i < len(words); i++ {
		phrases = append(phrases, strings.Join(words[i:], " "))
	}
	if n := len(words); n > 1 && n <= 3 {
		phrases = append(phrases[:len(phrases)-1], strings.Join(words, ""), phrases[len(phrases)-1])
	}
	return phrases
}
