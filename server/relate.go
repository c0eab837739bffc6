package server

import (
	"slices"
	"strings"
)

// The words that names are made of beside what they are about.
var (
	requestNoise = wordSet(`request requests req command cmd query input call`)
	answerMarks  = wordSet(`ack acks acked acknowledge acknowledgement acknowledgment acknowledged response responses reply replies result
		results status succeeded success successful confirmed confirmation ok complete completed done accepted
		applied received processed saved stored queued`)
	readVerbs    = wordSet(`get list fetch query load read find search show describe retrieve lookup request create add new open place submit send`)
	startVerbs   = wordSet(`init initialize initialise start open hello begin`)
	subjects     = wordSet(`user member client player participant session peer connection room channel chat socket agent`)
	clientMarks  = wordSet(`client recv receive received on in inbound incoming c2s`)
	serverMarks  = wordSet(`server send sent out outbound outgoing s2c`)
	genericWords = wordSet(`server client protocol general generic session connection socket stream ws websocket api system runtime json rpc jsonrpc
		base common any unknown bad`)
)

// irregular maps words to the verb they are made of.
var irregular = map[string]string{
	"subscription": "subscribe", "subscriptions": "subscribe", "sub": "subscribe", "unsubscription": "unsubscribe", "unsub": "unsubscribe",
	"authentication": "auth", "authorization": "auth", "authenticate": "auth", "authenticated": "auth", "authorize": "auth",
	"authorized": "auth", "authorised": "auth", "login": "auth", "logon": "auth", "identify": "auth", "identified": "auth",
	"creation": "creat", "deletion": "delet", "termination": "terminat", "registration": "regist", "register": "regist",
	"initialization": "init", "initialize": "init", "initialise": "init", "initialized": "init", "cancellation": "cancel",
	"cancelled": "cancel", "canceled": "cancel", "sent": "send", "left": "leav", "set": "set", "begun": "begin", "begins": "begin",
	"made": "mak", "ended": "end", "closed": "clos", "closure": "clos", "disconnection": "disconnect", "execution": "execut",
}

// stem cuts a word to what its forms have in common.
func stem(w string) string {
	if s, ok := irregular[w]; ok {
		w = s
	}
	switch {
	case len(w) > 5 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 5 && strings.HasSuffix(w, "ied"):
		return w[:len(w)-3] + "y"
	case len(w) > 5 && strings.HasSuffix(w, "ing"):
		w = undouble(w[:len(w)-3])
	case participle(w):
		w = undouble(w[:len(w)-2])
	case len(w) > 6 && strings.HasSuffix(strings.TrimSuffix(w, "s"), "tion"):
		return strings.TrimSuffix(strings.TrimSuffix(w, "s"), "ion")
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		w = w[:len(w)-1]
	}
	return strings.TrimSuffix(w, "e")
}

// undouble cuts a doubled last consonant: stopp(ed) → stop.
func undouble(w string) string {
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("ls", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}

// stems returns the sorted stems of the words that none of the sets has.
func stems(ws []string, without ...map[string]bool) []string {
	var out []string
	for _, w := range ws {
		if !slices.ContainsFunc(without, func(set map[string]bool) bool { return set[w] }) {
			out = append(out, stem(w))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hasAny reports whether one of the words is in the set.
func hasAny(ws []string, set map[string]bool) bool {
	return slices.ContainsFunc(ws, func(w string) bool { return set[w] })
}

// trimSide drops a leading word that only says whose message it is.
func trimSide(ws []string, marks map[string]bool) []string {
	if len(ws) > 1 && marks[ws[0]] {
		return ws[1:]
	}
	return ws
}

// A relation says how well a request's name and an answer's fit: the lower
// the tier, the better; 0 is not at all.
type relation struct {
	tier int
	why  string
}

// relate compares the words of what a client says with those of what the mock
// might answer (ASYNCAPI.md 12, rule 3).
func relate(in, out []string) relation {
	in, out = trimSide(in, clientMarks), trimSide(out, serverMarks)
	if len(in) == 0 || len(out) == 0 {
		return relation{}
	}
	if slices.Contains(in, "ping") && slices.Contains(out, "pong") {
		return relatePing(in, out)
	}
	ask, answer := stems(in, requestNoise), stems(out, answerMarks)
	marked, requested := hasAny(out, answerMarks), hasAny(in, requestNoise)
	gained := slices.ContainsFunc(out, participle) && !slices.ContainsFunc(in, participle)
	switch {
	case slices.Equal(in, out):
		return relation{}
	case gained && (slices.Equal(ask, stems(out)) || slices.Equal(stems(in), stems(out))):
		return relation{1, "X → Xed"}
	case len(ask) > 0 && slices.Equal(ask, answer):
		return relateEqual(marked, gained, requested, nominal(out) && !nominal(in))
	case len(ask) == 0 && requested && marked && len(answer) == 0:
		return relation{1, "request → response"}
	case marked && len(answer) > 0 && slices.Equal(stems(in, requestNoise, startVerbs), answer):
		return relation{2, "X to begin → X acknowledged"}
	}
	return relateLoose(in, out, marked, gained)
}

// relateEqual: both are about the same.
func relateEqual(marked, gained, requested, noun bool) relation {
	switch {
	case marked:
		return relation{1, "X → X with the word of an answer"}
	case gained:
		return relation{1, "X → Xed"}
	case requested:
		return relation{2, "X request → X"}
	case noun:
		return relation{tierNoun, "the verb → its noun"}
	}
	return relation{}
}

// tierNoun is the tier of subscribe → subscription, which may be an event's
// name as well.
const tierNoun = 5

// nominal reports whether a word is the noun of a verb: termination.
func nominal(ws []string) bool {
	return slices.ContainsFunc(ws, func(w string) bool {
		return len(w) > 6 && strings.HasSuffix(strings.TrimSuffix(w, "s"), "tion")
	})
}

// relatePing: ping → pong, when the rest of the names is the same.
func relatePing(in, out []string) relation {
	rest := func(ws []string, w string) []string {
		return stems(ws, wordSet(w), requestNoise, answerMarks, subjects)
	}
	if slices.Equal(rest(in, "ping"), rest(out, "pong")) {
		return relation{1, "ping → pong"}
	}
	return relation{}
}

// relateLoose: the further patterns of names.
func relateLoose(in, out []string, marked, gained bool) relation {
	ask, answer := stems(in, requestNoise), stems(out, answerMarks)
	if slices.Contains(ask, "unsubscrib") && (marked || nominal(out)) && slices.Contains(answer, "subscrib") {
		turned := slices.Clone(ask)
		turned[slices.Index(turned, "unsubscrib")] = "subscrib"
		slices.Sort(turned)
		switch {
		case marked && (slices.Equal(turned, answer) || len(answer) == 1):
			return relation{3, "unsubscribe → subscription status"}
		case slices.Equal(turned, answer):
			return relation{tierNoun, "unsubscribe → subscription"}
		}
	}
	if marked && len(answer) == 1 && answer[0] == "subscrib" && slices.Contains(ask, "subscrib") {
		return relation{3, "subscribe → subscription status"}
	}
	if readVerbs[in[0]] && len(in) > 1 {
		about := stems(in[1:], requestNoise)
		if len(about) > 0 && slices.Equal(about, stems(out, answerMarks, wordSet("list snapshot data info"))) {
			return relation{2, in[0] + "X → X"}
		}
	}
	if gained {
		if more := without(answer, ask); len(without(without(ask, answer), stemsOf(subjects))) == 0 && len(more) > 0 && len(more) < len(answer) && len(without(more, stemsOf(subjects))) == 0 {
			return relation{4, "X → somebody Xed"}
		}
	}
	return relation{}
}

// without returns the elements of a that b lacks.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(w string) bool { return slices.Contains(b, w) })
}

// stemsOf returns the stems of a set, sorted.
func stemsOf(set map[string]bool) []string {
	var all []string
	for w := range set {
		all = append(all, stem(w))
	}
	slices.Sort(all)
	return all
}
