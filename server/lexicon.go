package server

import (
	"slices"
	"strings"
	"unicode"
)

// A direction is which way a text says that a message goes.
type direction int8

// The directions, as votes.
const (
	toServer direction = -1
	unknown  direction = 0
	toClient direction = 1
)

// The word lists of the lexicon (CONTRIBUTING.md, perspective).
var (
	requestWords = wordSet(`request requests req command commands cmd query submit auth ping credentials login input sub`)

	responseWords = wordSet(`response responses reply replies result results ack acks acknowledgement acknowledgment acknowledge error
		errors pong challenge hello ok`)

	emittedWords = wordSet(`response responses reply replies result results ack acks acknowledgement acknowledgment error errors failed failure event
		events snapshot status pong welcome hello ready data notification notifications notify transcript ticker confirmed success
		challenge metadata heartbeat update updates progress warning list state goodbye info pub ok report final partial output delta done`)

	imperatives = wordSet(`subscribe unsubscribe authenticate login identify initialize initialise init submit get set create delete send
		append commit clear cancel resume join terminate force configure close list query register start stop update
		patch put add remove select flush upload load inject keep end play ask sync fetch request leave
		modify amend edit pause enable disable invoke execute unregister acknowledge`)

	loneImperatives = wordSet(`subscribe unsubscribe authenticate identify login initialize initialise init`)

	notParticiples = wordSet(`need feed speed embed seed bed red led`)

	fillerWords = wordSet(`message messages msg msgs payload`)

	errorWords = wordSet(`error errors err fail fails failed failure reject rejected rejection nack nak invalid denied refused refusal problem`)
)

// wordSet makes a set of the words in a text.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// words splits a name on case, digits' ends and punctuation, in lower case,
// without the filler that says only that it is a message.
func words(name string) []string {
	return slices.DeleteFunc(allWords(name), func(w string) bool { return fillerWords[w] })
}

// allWords splits a name on case and punctuation, in lower case.
func allWords(name string) []string {
	var out []string
	runes := []rune(name)
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(string(runes[start:end])))
		}
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			flush(i)
			start = i
		}
	}
	flush(len(runes))
	return out
}

// participle reports whether the word is a past participle: created, joined.
func participle(w string) bool {
	return len(w) > 3 && strings.HasSuffix(w, "ed") && !notParticiples[w]
}

// lexicon says which way a message of that name goes, and which word says so.
func lexicon(ws []string) (direction, string) {
	if len(ws) == 0 {
		return unknown, ""
	}
	first, last := ws[0], ws[len(ws)-1]
	switch {
	case requestWords[last]:
		return toServer, last
	case emittedWords[last] && first != "get":
		return toClient, last
	case participle(last):
		return toClient, last
	case imperatives[first] && len(ws) > 1, loneImperatives[first]:
		return toServer, first
	}
	for _, w := range ws {
		switch w {
		case "subscribe", "request", "command":
			return toServer, w
		case "response", "error", "ack", "event":
			return toClient, w
		}
	}
	return unknown, ""
}

// responseLexicon looks at the last word only: is it an answer's?
func responseLexicon(ws []string) (direction, string) {
	if len(ws) > 0 && responseWords[ws[len(ws)-1]] {
		return toClient, ws[len(ws)-1]
	}
	return unknown, ""
}

// requestLexicon looks for the words of a request only.
func requestLexicon(ws []string) (direction, string) {
	if len(ws) == 0 {
		return unknown, ""
	}
	last := ws[len(ws)-1]
	if slices.Contains([]string{"request", "req", "command", "cmd", "query"}, last) {
		return toServer, last
	}
	for _, w := range ws {
		if w == "subscribe" || w == "unsubscribe" {
			return toServer, w
		}
	}
	return unknown, ""
}
