package lint

import "asyncmock/spec"

// A Rule is a kind of finding that is told when a document is checked.
type Rule struct {
	Code     string
	Severity spec.Severity
	// Off: it is not told unless it is asked for.
	Off  bool
	Help string // a sentence or two: what it means and what to do

	check func(*document) // nil: found by the loader or the official schema
}

// The codes of what breaks the official schema; most are the loader's, too.
const (
	codeRequired    = "required-missing"
	codeType        = "wrong-type"
	codeUnknownKey  = "unknown-key"
	codeValue       = "invalid-value"
	codeFormat      = "invalid-format"
	codeRefSiblings = "ref-siblings-ignored"
	codeTraitKey    = "trait-key-ignored"
	codeMultiplied  = "references-multiply"
)

// ruleTable is the table of this package. A rule with a code of the loader
// replaces the loader's finding: it looks at components, too, and is as strict
// as the specification.
func ruleTable() []Rule {
	const off = true
	return []Rule{
		{codeFormat, spec.SeverityError, false, "A text is not in the format that the specification demands, for example a complete URL or an e-mail address.", nil},
		{codeMultiplied, spec.SeverityError, false, "References lead to objects with references, and so on, until the document is too large to be held to the official schema.", nil},

		{"parameter-undefined", spec.SeverityError, false, "An address has a parameter that is not described under parameters. The mock accepts any text for it.", describedParameters},
		{"parameter-not-in-address", spec.SeverityError, false, "A parameter is described that the address does not have. The mock reads it as an optional query parameter.", parametersInAddress},
		{"parameter-without-name", spec.SeverityWarning, false, "An address has {} without a name between the braces.", noEmptyParameter},
		{"address-query", spec.SeverityError, false, "A channel address has no query and no fragment. Put query parameters into the ws binding.", noQuery},
		{"address-trailing-slash", spec.SeverityWarning, false, "An address ends with a slash. Some tools take it for another address than the one without.", noTrailingSlash},
		{"server-variable-undefined", spec.SeverityError, false, "A server address uses a variable that is not defined under variables.", definedVariables},
		{"server-variable-unused", spec.SeverityError, false, "A server variable is defined that the address of the server does not use.", usedVariables},
		{"server-unknown", spec.SeverityError, false, "A channel names a server that is not defined. The name is ignored.", knownServers},

		{"ref-placement", spec.SeverityError, false, "Operations and replies refer to channels at the root, channels to servers at the root. The mock understands other places, other tools may not.", placedChannels},
		{"ref-not-allowed", spec.SeverityError, false, "The specification allows no Reference Object here. The mock follows it, other tools may not.", allowedReferences},
		{"message-not-in-channel", spec.SeverityError, false, "An operation or a reply lists a message by a reference that does not lead into the messages of its channel.", messagesOfChannel},

		{"security-scheme-unknown", spec.SeverityError, false, "A security requirement names a scheme that components.securitySchemes does not define.", knownSchemes},
		{"security-scope-unknown", spec.SeverityError, false, "A security requirement asks for a scope that no flow of its OAuth scheme has.", knownScopes},

		{codeBinding, spec.SeverityWarning, false, "A binding is not as its own specification says: a field it does not have, a wrong type or value, a query that is no object. In 3.x most of it breaks the official schema, too, and is an error with another code.", describedBindings},

		{"duplicate-id", spec.SeverityError, false, "Operation ids and message ids are unique within a document.", uniqueIDs},
		{"name-characters", spec.SeverityError, false, "Names of servers and of components consist of letters, digits, - and _, those of components also of dots.", plainNames},
		{"duplicate-tag", spec.SeverityError, false, "A list of tags has the same name twice.", uniqueTags},

		{"unused-component", spec.SeverityInfo, false, "Something in components is offered for reuse and nothing refers to it.", usedComponents},
		{"unused-security-scheme", spec.SeverityInfo, false, "A security scheme is defined and nothing requires it.", usedSchemes},

		{"id-missing", spec.SeverityInfo, off, "The document has no id, a URI that tells it from others.", adviseRoot},
		{"default-content-type-missing", spec.SeverityInfo, off, "The document has no defaultContentType for messages that do not say theirs.", nil},
		{"servers-missing", spec.SeverityInfo, off, "The document names no servers, so readers do not know where to connect.", nil},
		{"tags-missing", spec.SeverityInfo, off, "The document has no tags by which catalogs can sort it.", nil},
		{"contact-missing", spec.SeverityInfo, off, "info has no contact whom readers can ask.", adviseContact},
		{"contact-incomplete", spec.SeverityInfo, off, "A contact has a name, a url and an email.", nil},
		{"license-missing", spec.SeverityInfo, off, "info has no license.", adviseLicense},
		{"license-url-missing", spec.SeverityInfo, off, "The license has no url where its text can be read.", nil},
		{"description-missing", spec.SeverityInfo, off, "info has no description.", adviseDescription},
		{"version-not-newest", spec.SeverityInfo, off, "There is a newer version of AsyncAPI.", adviseVersion},
		{"operation-id-missing", spec.SeverityInfo, off, "An operation of 2.x has no operationId by which tools can call it.", adviseIDs},
		{"message-id-missing", spec.SeverityInfo, off, "A message has no messageId by which tools can call it.", nil},
	}
}

// Rules returns every kind of finding of Check, with the loader's, without
// those that are replaced.
func Rules() []Rule {
	own := ruleTable()
	all := make([]Rule, 0, len(own))
	for _, c := range spec.Codes() {
		if find(own, c.Code) == nil {
			all = append(all, Rule{Code: c.Code, Severity: c.Severity, Help: c.Help})
		}
	}
	return append(all, own...)
}

func find(rules []Rule, code string) *Rule {
	for i := range rules {
		if rules[i].Code == code {
			return &rules[i]
		}
	}
	return nil
}

// severityOf returns the severity of a code; what breaks the official schema
// is an error.
func severityOf(code string) spec.Severity {
	if r := find(ruleTable(), code); r != nil {
		return r.Severity
	}
	return spec.SeverityError
}
