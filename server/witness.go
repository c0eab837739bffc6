package server

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"asyncmock/spec"
)

// A witness looks through the texts of a document for words that tell its
// side. Messages that go both ways tell nothing.
type witness struct {
	doc       *spec.Document
	v2        bool
	both      map[*spec.Message]bool
	symmetric bool
}

// newWitness prepares the look at the document.
func newWitness(doc *spec.Document) *witness {
	w := &witness{doc: doc, v2: strings.HasPrefix(doc.AsyncAPI, "2"), both: map[*spec.Message]bool{}}
	sides := map[string]int{}
	for _, op := range doc.Operations {
		for _, m := range op.Messages {
			sides[m.Name] |= 1 << op.Action
		}
	}
	w.symmetric = len(sides) > 0
	for _, op := range doc.Operations {
		for _, m := range op.Messages {
			w.both[m] = sides[m.Name] == 3
			w.symmetric = w.symmetric && w.both[m]
		}
	}
	return w
}

// vote compares which way a text says something goes with what the operation
// does: sending to the client, or accepting from it, is the application's.
func vote(d direction, a spec.Action) int {
	if a == spec.Receive {
		d = -d
	}
	return int(d)
}

// names compares the names of messages with their operations' actions. A
// message counts once per action.
func (w *witness) names(look func([]string) (direction, string)) []clue {
	type seen struct {
		name   string
		action spec.Action
	}
	var clues []clue
	done := map[seen]bool{}
	for _, op := range w.doc.Operations {
		for _, m := range op.Messages {
			key := seen{m.Name, op.Action}
			if w.both[m] || done[key] {
				continue
			}
			done[key] = true
			if d, word := look(nameWords(m)); d != unknown {
				clues = append(clues, clue{vote(d, op.Action), fmt.Sprintf("message %s on %s says %q", m.Name, w.action(op), word)})
			}
		}
	}
	return clues
}

// nameWords returns the words of a message's name, without the parts of a
// name that was derived from its operation.
func nameWords(m *spec.Message) []string {
	name, _, _ := strings.Cut(m.Name, "#")
	if strings.HasSuffix(name, ".publish") || strings.HasSuffix(name, ".subscribe") {
		return nil
	}
	return words(name)
}

// action names the operation as the document does.
func (w *witness) action(op *spec.Operation) string {
	word := op.Action.String()
	if w.v2 {
		word = [...]string{"subscribe", "publish"}[op.Action&1]
	}
	if op.Named {
		return word + " " + op.Name
	}
	if op.Channel != nil {
		return word + " of " + op.Channel.Name
	}
	return word
}

// The phrases of people. The strict ones also count in texts of messages.
var (
	clientSays = regexp.MustCompile(`(?i)\bclients? (?:can |may |must |should |will )?sends?\b|\bsent (?:by|from) (?:the |a )?clients?\b|\bto the (?:server|api)\b|\bclient messages?\b|\bfrom (?:the |a |any |each )?(?:connected )?clients?\b`)
	serverSays = regexp.MustCompile(`(?i)\bfrom the (?:server|api)\b|\bserver (?:can |may |will )?sends?\b|\bto (?:the |a |all |any |each |every )?(?:connected |subscribed )?clients?\b|` +
		`\bclients? (?:can |may |will )?receives?\b|\bpushed\b|\bbroadcasts?\b|\bserver messages?\b|\bsent (?:by|from) (?:the |a )?server\b`)

	strictClient = regexp.MustCompile(`(?i)^(?:the )?client(?:'s)? (?:message|request|command)|\b(?:sent|send) by (?:the |a )?client\b|\b(?:sent|send) from (?:the |a )?client\b|\bclient[- ]to[- ]server\b`)
	strictServer = regexp.MustCompile(`(?i)^(?:the )?server (?:message|response|event|notification)|\breceived from the (?:server|api)\b|\bsent (?:by|from) the (?:server|api)\b|\bserver[- ]to[- ]client\b`)
)

// phrase says which way a text says something goes, and in which words.
func phrase(text string, client, server *regexp.Regexp) (direction, string) {
	c, s := client.FindString(text), server.FindString(text)
	switch {
	case c != "" && s == "":
		return toServer, c
	case s != "" && c == "":
		return toClient, s
	}
	return unknown, ""
}

// operationPhrases looks at the summaries and descriptions of operations.
func (w *witness) operationPhrases() []clue {
	var clues []clue
	for _, op := range w.doc.Operations {
		if d, words := phrase(op.Title+"\n"+op.Summary+"\n"+op.Description, clientSays, serverSays); d != unknown {
			clues = append(clues, clue{vote(d, op.Action), fmt.Sprintf("text of %s says %q", w.action(op), words)})
		}
	}
	return clues
}

// messagePhrases looks at the texts of messages, in the strict forms only.
func (w *witness) messagePhrases() []clue {
	var clues []clue
	for _, op := range w.doc.Operations {
		for _, m := range op.Messages {
			if w.both[m] {
				continue
			}
			for _, text := range []string{m.Title, m.Summary, m.Description} {
				if d, words := phrase(text, strictClient, strictServer); d != unknown {
					clues = append(clues, clue{vote(d, op.Action), fmt.Sprintf("text of message %s on %s says %q", m.Name, w.action(op), words)})
					break
				}
			}
		}
	}
	return clues
}

// operationIDs looks at the verb of 2.x operation ids, and at what stands
// behind send, receive or on in those of 3.x, where the verb only echoes the
// action.
func (w *witness) operationIDs() []clue {
	var clues []clue
	for _, op := range w.doc.Operations {
		if !op.Named {
			continue
		}
		if d, word := w.idDirection(op.Name); d != unknown {
			clues = append(clues, clue{vote(d, op.Action), fmt.Sprintf("id of %s says %q", w.action(op), word)})
		}
	}
	return clues
}

// idDirection reads one operation id.
func (w *witness) idDirection(id string) (direction, string) {
	ws := words(id)
	if len(ws) == 0 {
		return unknown, ""
	}
	if !w.v2 {
		last := ws[len(ws)-1]
		if last == "publish" || last == "subscribe" && len(ws) > 1 {
			return unknown, ""
		}
		switch ws[0] {
		case "send", "receive", "on", "recv", "snd", "rcv":
			ws = ws[1:]
		}
		return lexicon(ws)
	}
	switch ws[0] {
	case "send", "request", "publish":
		return toServer, ws[0]
	case "receive", "on", "get":
		return toClient, ws[0]
	}
	return unknown, ""
}

// summaries looks at the first verb of the operations' summaries. In 3.x
// "Send" on send and "Receive" on receive are the client's words.
func (w *witness) summaries() []clue {
	var clues []clue
	for _, op := range w.doc.Operations {
		text := op.Summary
		if text == "" && w.v2 {
			text = op.Description
		}
		d, word := summaryDirection(text)
		if !w.v2 && word != "send" && word != "receive" {
			continue
		}
		if d != unknown {
			clues = append(clues, clue{vote(d, op.Action), fmt.Sprintf("summary of %s begins with %q", w.action(op), word)})
		}
	}
	return clues
}

// summaryDirection reads the first verb of a summary as a reader's words.
func summaryDirection(text string) (direction, string) {
	ws := allWords(text)
	if len(ws) == 0 {
		return unknown, ""
	}
	switch ws[0] {
	case "send", "publish", "subscribe":
		return toServer, ws[0]
	case "receive":
		return toClient, ws[0]
	case "messages":
		if len(ws) > 2 && ws[1] == "you" {
			switch ws[2] {
			case "receive":
				return toClient, "messages you receive"
			case "send":
				return toServer, "messages you send"
			}
		}
	}
	return unknown, ""
}

// replies: who receives and replies is the server.
func (w *witness) replies() []clue {
	var clues []clue
	for _, op := range w.doc.Operations {
		if op.Reply != nil {
			clues = append(clues, clue{vote(toServer, op.Action), w.action(op) + " has a reply"})
		}
	}
	return clues
}

// title: a document about a client says so.
func (w *witness) title() []clue {
	if slices.Contains(allWords(w.doc.Info.Title), "client") {
		return []clue{{-1, fmt.Sprintf("%q", w.doc.Info.Title)}}
	}
	return nil
}

// provider: the document says that what it describes publishes or consumes.
func (w *witness) provider() []clue {
	if found := provides.FindString(w.doc.Info.Description); found != "" {
		return []clue{{1, fmt.Sprintf("%q", found)}}
	}
	return nil
}

var (
	provides = regexp.MustCompile(`(?i)\b(?:this|the) (?:[a-z-]+ )?(?:server|service|microservice|application) (?:[a-z]+ )?(?:publishes|consumes|sends|emits|produces|listens)\b`)
	viewed   = regexp.MustCompile(`(?i)\b(server|broker|service|api|client)(?:'s|’s)? (?:point of view|perspective)|(?:point of view|perspective) of the (server|service|api|client)`)
)

// pointOfView: the document says from whose point of view it is written.
func (w *witness) pointOfView() []clue {
	found := viewed.FindStringSubmatch(w.doc.Info.Description)
	if found == nil {
		return nil
	}
	v := 1
	if strings.EqualFold(found[1]+found[2], "client") {
		v = -1
	}
	return []clue{{v, fmt.Sprintf("%q", found[0])}}
}

// onlySends: a document whose operations all send is the sender's.
func (w *witness) onlySends() []clue {
	for _, op := range w.doc.Operations {
		if op.Action != spec.Send {
			return nil
		}
	}
	if len(w.doc.Operations) == 0 {
		return nil
	}
	return []clue{{1, "every operation is a " + w.word()}}
}

// word is what the document calls sending.
func (w *witness) word() string {
	if w.v2 {
		return "subscribe"
	}
	return "send"
}
