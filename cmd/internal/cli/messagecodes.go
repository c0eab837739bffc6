package cli

import (
	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// messageCodes are the findings about messages that come and go, in check, run
// and the log of serve. They have no level that can be changed: a message
// keeps the contract or it does not.
func messageCodes() []lint.Rule {
	return []lint.Rule{
		message("payload-undecodable", "The bytes are not what the content type says, mostly no JSON."),
		message("payload-number-range", "A number is too large, or has too many digits, to be compared."),
		message("payload-too-deep", "The payload is nested deeper than messages may be."),
		message("payload-uncheckable", "The schema of the message is not usable, so that no payload can be held to it."),
		message("payload-unvalidatable", "The payload cannot be held to its schema within bounds."),
		message("payload-too-complex", "The payload has more alternatives than are tried."),

		message("payload-type", "A value has another type than the schema says."),
		message("payload-enum", "A value is none of those that the schema lists."),
		message("payload-const", "A value is not the one that the schema gives."),
		message("payload-required", "A property is missing."),
		message("payload-additional-properties", "An object has a property that the schema does not allow."),
		message("payload-unevaluated-properties", "An object has a property that no part of the schema knows."),
		message("payload-property-names", "The name of a property is not one that the schema allows."),
		message("payload-dependent-required", "A property is missing that another one asks for."),
		message("payload-min-properties", "An object has too few properties."),
		message("payload-max-properties", "An object has too many properties."),
		message("payload-min-length", "A text has too few characters."),
		message("payload-max-length", "A text has too many characters."),
		message("payload-pattern", "A text does not match the pattern."),
		message("payload-format", "A text is not in the format that the schema names."),
		message("payload-minimum", "A number is smaller than the schema allows."),
		message("payload-maximum", "A number is larger than the schema allows."),
		message("payload-exclusive-minimum", "A number must be larger than the limit of the schema."),
		message("payload-exclusive-maximum", "A number must be smaller than the limit of the schema."),
		message("payload-multiple-of", "A number is no multiple of the one that the schema gives."),
		message("payload-min-items", "An array has too few items."),
		message("payload-max-items", "An array has too many items."),
		message("payload-unique-items", "An array has the same item twice."),
		message("payload-items", "An array has an item at a place where the schema allows none."),
		message("payload-additional-items", "An array has more items than the schema describes."),
		message("payload-unevaluated-items", "An array has an item that no part of the schema knows."),
		message("payload-contains", "An array has no item of the kind that it must contain."),
		message("payload-min-contains", "An array has too few items of the kind that it must contain."),
		message("payload-max-contains", "An array has too many items of the kind that it may contain."),
		message("payload-any-of", "A value fits none of the alternatives."),
		message("payload-one-of", "A value fits none of the alternatives, or more than one."),
		message("payload-not", "A value has the form that the schema forbids."),
		message("payload-not-allowed", "The schema allows nothing at this place."),
		message("payload-range", "A number does not fit the type of Avro or Protobuf."),
		message("payload-decimal", "A number has more digits than the decimal of Avro."),
		message("payload-bytes", "A text is no bytes: Avro writes one character for each byte."),
		message("payload-size", "A value has not as many bytes as the fixed type of Avro."),
		message("payload-duplicate", "A field of Protobuf is there under both of its names."),
		message("headers-invalid", "A header breaks the schema of the message's headers."),

		message("message-unexpected", "Nothing is expected from this side here."),
		message("message-direction", "The message goes the other way. If the document describes the other side, try --role."),
		message("channel-undocumented", "A client and a service talk on a path that no channel of the document has. proxy passes that on and validates nothing there.\nAdd the channel, or look at the path."),
		message("reply-missing", "No reply came in time."),
		message("reply-late", "A reply came later than --timeout allows."),
		message("reply-correlation", "A reply carries another correlation id than its request."),
		message("reply-unasked", "A message that the document knows only as a reply came without a request, or once more."),
		message("invalid-accepted", "The service took an invalid message: it answered as to a valid one, relayed it, or failed over it."),
		message("message-refused", "The service refused a valid message. It may have its reasons; the contract does not say them."),
		message("message-unsent", "A message could not be sent to the service."),
		message("message-too-large", "The service sent a message longer than --max-message."),
		message("http-status", "The service answered a valid message with a status that says that it failed."),
		message("connect-failed", "The service did not let a client in, or did not answer its handshake in time."),
		message("connection-closed", "The service ended a connection while it was in use."),
		note("subprotocol", spec.SeverityWarning, "The service agrees to none of the subprotocols that the contract names."),
		message("handshake-refused", "The mock refused the client's handshake; the detail says how it answered."),
		message("connection-broken", "The mock closed a connection because the client broke the protocol, not the contract."),
		message("check-failed", "A check failed for a reason that is no finding about a message; the line says which."),
		message("recording-unreadable", "A line of the recording cannot be read as what the recording holds."),
		note("frame-type", spec.SeverityInfo, "Text came in a binary frame, or the reverse. It is understood all the same."),
		note("parameter-mismatch", spec.SeverityWarning, "A value in the payload is not that of the channel parameter whose location it is."),
		note("pin-conflict", spec.SeverityInfo, "A value that was to be repeated, such as an id, breaks the schema of the answer and was left out."),
		note("reply-undeliverable", spec.SeverityWarning, "A reply goes to a channel where nobody is connected."),
	}
}

func message(code, help string) lint.Rule { return note(code, spec.SeverityError, help) }

func note(code string, severity spec.Severity, help string) lint.Rule {
	return lint.Rule{Code: code, Severity: severity, Help: help}
}
