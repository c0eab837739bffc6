// Package probe plays the clients of a running service: it says what the
// contract lets clients say, expects the answers that are declared, and judges
// everything that the service says.
//
// It looks at a document as a Mock does, from the other side. The Mock is
// planned for the role that the service plays; what that Mock would receive
// the probe sends, and what it would send the probe reads, with the matcher,
// the validators and the pairs of request and reply that the Mock has.
//
// Start at New and Probe.Run, then at talk.run, which is the life of one
// conversation, top to bottom:
//
//	select   which routes, by channel and operation      (plan.go)
//	steps    what is sent there, made by a catalog       (steps.go)
//	address  where: path, query, headers, credentials    (address.go)
//	line     a WebSocket, or HTTP with an event stream   (line.go, httpline.go, events.go)
//	talk     connect, send, await, listen, hang up       (talk.go, perform.go, trial.go, listen.go, lose.go)
//	hear     what came: judged, counted, paired          (hear.go, ask.go, finish.go)
//	check    what is found, as Checks                    (tally.go, results.go)
//
// # What counts as refused
//
// An invalid message is refused when the service answers with an error message
// of the contract, closes the connection, or answers its request with a status
// from 400 to 499. It is accepted, which is a breach, when it gets the answer
// of a valid message, is relayed to clients, or gets a status from 200 to 299.
// When nothing comes, nobody can tell: such a check is skipped, and says so.
package probe
