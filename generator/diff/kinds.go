package diff

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind is a kind of Change.
type Kind struct {
	Name string // Change.Kind
	Help string // what is different, and whom that hurts; one line
}

// Kinds returns all kinds of Change there are, sorted by name.
func Kinds() []Kind {
	kinds := append(contractKinds(), schemaKinds()...)
	slices.SortFunc(kinds, func(a, b Kind) int { return strings.Compare(a.Name, b.Name) })
	return kinds
}

// What a difference between schemas does, in words.
const (
	ifNarrower = "Less is accepted: breaking where the application receives it."
	ifWider    = "More is accepted: breaking where the application sends it."
	ifEither   = "Less, more or other things are accepted: breaking where a message shows it."
)

// contractKinds are the differences around the schemas.
func contractKinds() []Kind {
	return []Kind{
		{"server-added", "There is a new server. Non-breaking."},
		{"server-removed", "A server is gone. Breaking for those who use it."},
		{"server-host-changed", "A server is on another host. Breaking."},
		{"server-path-changed", "A server is at another path. Breaking."},
		{"server-protocol-changed", "A server speaks another protocol. Breaking."},
		{"server-protocol-version-changed", "A server speaks another version of its protocol. Unclear: the protocol decides."},
		{"security-added", "Security is asked for where there was none. Breaking."},
		{"security-removed", "Security is not asked for any more. Non-breaking."},
		{"security-alternative-added", "There is another way to get in. Non-breaking."},
		{"security-alternative-removed", "One way to get in is gone, or asks for more. Breaking."},
		{"channel-added", "There is a new channel. Non-breaking."},
		{"channel-removed", "A channel is gone. Breaking."},
		{"channel-address-changed", "A channel is at another address. Breaking."},
		{"channel-servers-narrowed", "A channel is on fewer servers. Breaking."},
		{"channel-servers-widened", "A channel is on more servers. Non-breaking."},
		{"binding-added", "There is a binding for a protocol. Unclear: the protocol decides."},
		{"binding-changed", "The binding for a protocol is different. Unclear: the protocol decides."},
		{"binding-removed", "The binding for a protocol is gone. Unclear: the protocol decides."},
		{"parameter-added", "There is a new parameter. Unclear where the address names it, else non-breaking."},
		{"parameter-removed", "A parameter is gone. Unclear: those who still give it may be refused."},
		{"parameter-renamed", "A parameter of the address has another name. Non-breaking: names are not on the wire."},
		{"parameter-enum-added", "A parameter may have only some values. Breaking."},
		{"parameter-enum-removed", "A parameter may have any value. Non-breaking."},
		{"parameter-value-added", "A parameter may have one more value. Non-breaking."},
		{"parameter-value-removed", "A parameter may have one value less. Breaking."},
		{"parameter-default-changed", "The default of a parameter is different. Unclear: those who give no value get another one."},
		{"parameter-location-changed", "A parameter is at another place in messages. Unclear."},
		{"parameter-schema-changed", "The schema of a parameter is different. Unclear: values that were right may be refused."},
		{"operation-added", "There is a new operation. Unclear where the application sends on a channel that was there, else non-breaking."},
		{"operation-removed", "An operation is gone. Breaking."},
		{"operation-action-changed", "The application sends what it received, or the other way round. Breaking."},
		{"operation-channel-changed", "An operation uses another channel. Breaking."},
		{"reply-added", "An operation has a reply. Breaking where others must reply now, else unclear."},
		{"reply-removed", "An operation has no reply any more. Breaking where others wait for it, else unclear."},
		{"reply-channel-changed", "The reply is on another channel. Breaking."},
		{"reply-address-changed", "The place in the request that says where the reply goes is another. Breaking."},
		{"message-added", "There is a new message. Breaking where the application sends it and no old one fits it."},
		{"message-removed", "A message is gone. Breaking where the application received it and no other one fits it, else unclear."},
		{"content-type-changed", "Messages have another content type. Breaking; unclear where one version does not say it."},
		{"correlation-id-added", "Messages have a correlation id. Unclear where the application receives them, else non-breaking."},
		{"correlation-id-changed", "The correlation id is at another place. Breaking."},
		{"correlation-id-removed", "Messages have no correlation id any more. Breaking where the application sends them."},
	}
}

// schemaKinds are the differences between schemas: those with names of their
// own, and those that are made of keywords (keywords.go, members.go,
// alternatives.go).
func schemaKinds() []Kind {
	kinds := []Kind{
		{"schema-added", "What was free has a schema. " + ifNarrower},
		{"schema-removed", "What had a schema is free. " + ifWider},
		{"schema-allowed", "What was forbidden is allowed. " + ifWider},
		{"schema-forbidden", "What was allowed is forbidden. " + ifNarrower},
		{"schema-changed", "The schema is different, in a language that is compared as a whole. " + ifEither},
		{"schema-format-changed", "The schema is written in another language. " + ifEither},
		{"schema-narrowed", "Several keywords together accept less. " + ifNarrower},
		{"schema-widened", "Several keywords together accept more. " + ifWider},
		{"type-added", "There is a type. " + ifNarrower},
		{"type-removed", "There is no type any more. " + ifWider},
		{"type-narrowed", "Fewer types are accepted. " + ifNarrower},
		{"type-widened", "More types are accepted. " + ifWider},
		{"type-changed", "Other types are accepted. " + ifEither},
		{"const-added", "Only one value is accepted. " + ifNarrower},
		{"const-removed", "Other values are accepted. " + ifWider},
		{"const-changed", "Another value is accepted. " + ifEither},
		{"enum-added", "Only some values are accepted. " + ifNarrower},
		{"enum-removed", "Other values are accepted. " + ifWider},
		{"enum-value-added", "One more value is accepted. " + ifWider},
		{"enum-value-removed", "One value less is accepted. " + ifNarrower},
		{"nullable-added", "null is accepted. " + ifWider},
		{"nullable-removed", "null is not accepted any more. " + ifNarrower},
		{"required-added", "A property is required. " + ifNarrower},
		{"required-removed", "A property is not required any more. " + ifWider},
		{"property-added", "There is a new property. Breaking where the application sends it and the old version forbids it."},
		{"property-removed", "A property is gone. Breaking where the application received it and forbids it now."},
		{"additional-properties-forbidden", "Properties that are not declared are forbidden. " + ifNarrower},
		{"additional-properties-allowed", "Properties that are not declared are allowed. " + ifWider},
		{"additional-properties-restricted", "Properties that are not declared have a schema. " + ifNarrower},
		{"additional-properties-freed", "Properties that are not declared have no schema any more. " + ifWider},
		{"min-contains-changed", "minContains is different. " + ifEither},
	}
	return append(kinds, keywordKinds()...)
}

// keywordKinds are those whose names begin with a keyword.
func keywordKinds() (kinds []Kind) {
	add := func(keyword, suffix, what, whom string) {
		kinds = append(kinds, Kind{kebab(keyword) + "-" + suffix, fmt.Sprintf("%s %s. %s", keyword, what, whom)})
	}
	comes := func(keyword, added, removed string) {
		add(keyword, "added", "is new", added)
		add(keyword, "removed", "is gone", removed)
	}
	for _, l := range limitKeywords {
		raised, lowered := ifNarrower, ifWider
		if l.upper {
			raised, lowered = ifWider, ifNarrower
		}
		comes(l.keyword, ifNarrower, ifWider)
		add(l.keyword, "raised", "is higher", raised)
		add(l.keyword, "lowered", "is lower", lowered)
		add(l.keyword, "changed", "is different", ifEither)
	}
	for _, list := range [][]string{ruleKeywords, itemKeywords, wholeKeywords, mapKeywords} {
		for _, k := range list {
			added, removed := ifNarrower, ifWider
			if k == "patternProperties" {
				added, removed = ifEither, ifEither
			}
			comes(k, added, removed)
			add(k, "changed", "is different", ifEither)
		}
	}
	for _, k := range combiners {
		more, less := ifWider, ifNarrower
		if k.added == narrows {
			more, less = less, more
		}
		comes(k.keyword, ifNarrower, ifWider)
		add(k.keyword, "branch-added", "has a new branch", more)
		add(k.keyword, "branch-removed", "has one branch less", less)
	}
	return kinds
}
