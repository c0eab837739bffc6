package server

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// A clue is one text of the document that tells a side: vote is +1 when the
// document is written from the application's side, −1 from the client's.
type clue struct {
	vote int
	text string
}

// A signal looks at one kind of text; all signals weigh the same, one vote
// each, whatever the number of their clues.
type signal struct {
	name  string
	clues func(*witness) []clue
}

// signals is the table of all that is weighed (role auto).
var signals = []signal{
	{"message names", func(w *witness) []clue { return w.names(lexicon) }},
	{"names of answers", func(w *witness) []clue { return w.names(responseLexicon) }},
	{"names of requests", func(w *witness) []clue { return w.names(requestLexicon) }},
	{"operation texts", (*witness).operationPhrases},
	{"message texts", (*witness).messagePhrases},
	{"operation ids", (*witness).operationIDs},
	{"summaries", (*witness).summaries},
	{"replies", (*witness).replies},
	{"title", (*witness).title},
	{"what the document says it describes", (*witness).provider},
	{"point of view", (*witness).pointOfView},
	{"only sends", (*witness).onlySends},
}

// decideRole weighs the words of the document (PER-4).
func decideRole(doc *spec.Document, told Role, by string) Decision {
	if told != RoleAuto {
		return Decision{Role: told, Reason: fmt.Sprintf("%s, as %s says", told, by)}
	}
	if only, name := onlyBrokers(doc); only {
		return Decision{Role: RoleApplication, Auto: true,
			Reason: "application: every server is a broker (" + name + "), the document is read literally; --role counterpart swaps"}
	}
	if n := doc.Extensions.Get("x-remoteServers"); n != nil {
		return Decision{Role: RoleCounterpart, Auto: true, Score: -2, Evidence: []string{"x-remoteServers: the described application dials these servers"},
			Reason: "counterpart: x-remoteServers says that the document describes a client; --role application swaps"}
	}
	return newWitness(doc).decide()
}

// onlyBrokers reports whether there are servers, and all speak a protocol of
// brokers.
func onlyBrokers(doc *spec.Document) (only bool, protocol string) {
	for _, s := range doc.Servers {
		if native(s.Protocol) || s.Protocol == "mercure" {
			return false, ""
		}
		protocol = cmp.Or(protocol, s.Protocol)
	}
	return len(doc.Servers) > 0, protocol
}

// decide sums the votes: −1 and less is counterpart.
func (w *witness) decide() Decision {
	d := Decision{Role: RoleApplication, Auto: true}
	type evidence struct {
		strength int
		vote     int
		text     string
	}
	var all []evidence
	for _, s := range signals {
		clues := s.clues(w)
		sum := 0
		for _, c := range clues {
			sum += c.vote
		}
		vote := cmp.Compare(sum, 0)
		d.Score += vote
		if vote != 0 {
			all = append(all, evidence{max(sum, -sum), vote, s.name + ": " + tell(clues, vote)})
		}
	}
	if d.Score < -1 || d.Score == -1 && len(w.onlySends()) == 0 {
		d.Role = RoleCounterpart
	}
	slices.SortStableFunc(all, func(a, b evidence) int {
		if agree := cmp.Compare(d.weight(b.vote), d.weight(a.vote)); agree != 0 {
			return agree
		}
		return cmp.Compare(b.strength, a.strength)
	})
	for _, e := range all {
		d.Evidence = append(d.Evidence, sideOf(e.vote)+": "+e.text)
	}
	d.Doubtful = d.Score > -2 && d.Score < 1 && len(w.doc.Operations) > 0 && (d.Score != 0 || !w.symmetric)
	d.Reason = w.reason(d)
	return d
}

// weight is 1 when a vote is for the decision.
func (d *Decision) weight(vote int) int {
	if (d.Role == RoleCounterpart) == (vote < 0) {
		return 1
	}
	return 0
}

// sideOf names the side of a vote.
func sideOf(vote int) string {
	if vote < 0 {
		return "client's side"
	}
	return "application's side"
}

// tell joins up to three clues that voted so.
func tell(clues []clue, vote int) string {
	var texts []string
	more := 0
	for _, c := range clues {
		switch {
		case c.vote != vote || slices.Contains(texts, c.text):
		case len(texts) < 3:
			texts = append(texts, c.text)
		default:
			more++
		}
	}
	told := strings.Join(texts, "; ")
	if more > 0 {
		told += fmt.Sprintf("; and %d more", more)
	}
	return told
}

// reason says the decision in one line.
func (w *witness) reason(d Decision) string {
	switch {
	case len(w.doc.Operations) == 0:
		return "application: no operations, so there are no directions to swap"
	case w.symmetric && d.Score == 0:
		return "application: the same messages go both ways, a swap would change nothing"
	case d.Role == RoleCounterpart && d.Doubtful:
		return fmt.Sprintf("counterpart, in doubt: the document reads as written from the client's side (score %d); --role application swaps", d.Score)
	case d.Role == RoleCounterpart:
		return fmt.Sprintf("counterpart: the document is written from the client's side (score %d); --role application swaps", d.Score)
	case d.Score < 0:
		return "application, in doubt: the words lean to the client's side, but the document only sends; --role counterpart swaps"
	case d.Score == 0 && len(d.Evidence) > 0:
		return "application, in doubt: the words of both sides weigh the same; --role counterpart swaps"
	case d.Score == 0:
		return "application: nothing tells which side the document is written from; --role counterpart swaps"
	case d.Score == 1:
		return fmt.Sprintf("application, on weak evidence (score %+d); --role counterpart swaps", d.Score)
	}
	return fmt.Sprintf("application: the document is written from the server's side (score %+d); --role counterpart swaps", d.Score)
}
