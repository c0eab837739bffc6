package spec

// A Code describes one kind of finding of this package.
type Code struct {
	Code     string
	Severity Severity
	Help     string // a sentence or two: what it means and what to do
}

// The codes of the loader's findings. They are stable; texts may change.
const (
	codeReadFailed        = "read-failed"
	codeTooLarge          = "file-too-large"
	codeTooMany           = "too-many-files"
	codeEmpty             = "empty-document"
	codeEncoding          = "encoding"
	codeSyntax            = "syntax"
	codeTooDeep           = "too-deep"
	codeTooManyNodes      = "too-many-values"
	codeMultipleDocuments = "multiple-documents"
	codeDuplicateKey      = "duplicate-key"
	codeKeyNotString      = "key-not-string"
	codeMergeKey          = "yaml-merge-key"
	codeAliasCycle        = "yaml-alias-cycle"
	codeTag               = "yaml-tag"
	codeAmbiguous         = "yaml-ambiguous-number"

	codeNotAsyncAPI  = "not-asyncapi"
	codeVersion      = "version-unsupported"
	codeVersionNewer = "version-newer"
	codeVersionType  = "version-not-text"
	codeRequired     = "required-missing"
	codeType         = "wrong-type"
	codeUnquoted     = "unquoted-text"
	codeUnknownKey   = "unknown-key"
	codeValue        = "invalid-value"
	codeDuplicateID  = "duplicate-id"

	codeRefSyntax    = "ref-syntax"
	codeRefMissing   = "ref-target-missing"
	codeRefFile      = "ref-file-unreadable"
	codeRefOutside   = "ref-outside-root"
	codeRefRemote    = "ref-remote-refused"
	codeRefFetch     = "ref-remote-failed"
	codeRefCycle     = "ref-cycle"
	codeRefChain     = "ref-chain-too-long"
	codeRefSiblings  = "ref-siblings-ignored"
	codeRefUnescaped = "ref-slash-unescaped"
	codeRefPlacement = "ref-placement"
	codeRefKind      = "ref-wrong-kind"

	codeVariableUnset    = "server-variable-unset"
	codeVariableEnum     = "server-variable-not-in-enum"
	codeVariableUnknown  = "server-variable-undefined"
	codeProtocol         = "protocol-unknown"
	codeServerAddress    = "server-address"
	codeServerUnknown    = "server-unknown"
	codeAddressQuery     = "address-query"
	codeAddressURL       = "address-is-url"
	codeParameterMissing = "parameter-undefined"
	codeParameterUnused  = "parameter-not-in-address"
	codeItemConflict     = "channel-item-conflict"
	codeTraitKey         = "trait-key-ignored"
	codeNoMessage        = "operation-without-message"
	codeNotInChannel     = "message-not-in-channel"
	codeReplyAddress     = "reply-address-conflict"
	codeExpression       = "expression-syntax"
	codeExampleBare      = "example-bare-payload"
	codeScheme           = "security-scheme-unknown"

	codeInternal = "internal-error"
	codeCapped   = "too-many-findings"
)

// codes is the table of all codes of this package.
var codes = [...]Code{
	{codeReadFailed, SeverityError, "The document cannot be read. Check the path and its permissions."},
	{codeTooLarge, SeverityError, "A file may hold 32 MiB, one that is fetched 5 MiB, and all files of a document 128 MiB together."},
	{codeTooMany, SeverityError, "A document may consist of 256 files."},
	{codeEmpty, SeverityError, "The file holds no document."},
	{codeEncoding, SeverityError, "Documents are UTF-8 text without control characters. Save the file as UTF-8."},
	{codeSyntax, SeverityError, "The file is not well-formed YAML or JSON. Nothing of it can be used."},
	{codeTooDeep, SeverityError, "Values may be nested 200 levels deep."},
	{codeTooManyNodes, SeverityError, "All files of a document may hold 1,000,000 values, of which 250,000 through YAML aliases."},
	{codeMultipleDocuments, SeverityError, "The file holds several YAML documents, separated by ---. Only the first is read; keep one per file."},
	{codeDuplicateKey, SeverityError, "An object has the same key twice. The first is used; remove or rename the other."},
	{codeKeyNotString, SeverityWarning, "Keys are text in JSON. A number, a boolean or null as a key is read as its text: quote it. Other keys are dropped."},
	{codeMergeKey, SeverityWarning, "The merge key << is YAML 1.1 and other tools may not know it. It is applied here; use $ref instead."},
	{codeAliasCycle, SeverityError, "A YAML anchor contains an alias to itself. Use $ref for recursion."},
	{codeTag, SeverityWarning, "A YAML tag that JSON has no counterpart for is ignored."},
	{codeAmbiguous, SeverityInfo, "A value such as 012, 1_000 or .inf is a number in some YAML versions only. It is read as text: quote it, or write a JSON number."},

	{codeNotAsyncAPI, SeverityError, "The document has no asyncapi field, so it is not an AsyncAPI document."},
	{codeVersion, SeverityError, "AsyncAPI 2.0 to 2.6, 3.0 and 3.1 can be read."},
	{codeVersionNewer, SeverityWarning, "The minor version is newer than those known here. The document is read as the newest known one."},
	{codeVersionType, SeverityWarning, "The version is written without quotes or patch number. Write asyncapi: '2.6.0'."},
	{codeRequired, SeverityError, "The specification demands a field that is missing."},
	{codeType, SeverityError, "A value has another type than the specification demands. It is not used."},
	{codeUnquoted, SeverityWarning, "A number or boolean stands where text is demanded. Its text is used: quote it."},
	{codeUnknownKey, SeverityWarning, "The specification has no such field here. It is ignored; extensions begin with x-."},
	{codeValue, SeverityError, "A value is none of those that the specification lists here."},
	{codeDuplicateID, SeverityError, "Operation ids and message ids are unique within a document."},

	{codeRefSyntax, SeverityError, "A $ref is a URL or a path, optionally followed by # and a JSON pointer."},
	{codeRefMissing, SeverityError, "Nothing stands where a $ref points."},
	{codeRefFile, SeverityError, "The file that a $ref names cannot be read."},
	{codeRefOutside, SeverityError, "A $ref may not leave the folder of the document. Widen it with --ref-root."},
	{codeRefRemote, SeverityError, "References to other hosts are off. Allow one with --allow-remote HOST; only https is followed."},
	{codeRefFetch, SeverityError, "A reference to an allowed host could not be fetched."},
	{codeRefCycle, SeverityError, "References point at each other and never at a value."},
	{codeRefChain, SeverityError, "At most 100 references may follow one another before a value comes."},
	{codeRefSiblings, SeverityWarning, "Keys beside $ref are ignored. Move them into the referenced object."},
	{codeRefUnescaped, SeverityWarning, "A key that contains / is written with ~1 in a JSON pointer. It is understood all the same."},
	{codeRefPlacement, SeverityWarning, "The specification wants this $ref to point elsewhere. It is understood all the same."},
	{codeRefKind, SeverityError, "A $ref leads to a value that cannot stand here."},

	{codeVariableUnset, SeverityWarning, "A server variable has no value. Give it a default, or use --server-var NAME=VALUE."},
	{codeVariableEnum, SeverityError, "The value of a server variable is not in its enum."},
	{codeVariableUnknown, SeverityWarning, "A server address uses a variable that is not defined."},
	{codeProtocol, SeverityInfo, "The protocol of a server is none that AsyncAPI lists. Its channels are served all the same."},
	{codeServerAddress, SeverityWarning, "The address of a server is not written as the specification wants it. It is understood all the same."},
	{codeServerUnknown, SeverityError, "A channel names a server that is not defined. The name is ignored."},
	{codeAddressQuery, SeverityWarning, "A channel address has no query and no fragment. Put query parameters into the ws binding."},
	{codeAddressURL, SeverityWarning, "A channel address is relative to a server. Of a whole URL the path is used."},
	{codeParameterMissing, SeverityInfo, "An address has a parameter that is not described. Any text is accepted for it."},
	{codeParameterUnused, SeverityWarning, "A parameter is described that the address does not have. It is read as an optional query parameter."},
	{codeItemConflict, SeverityWarning, "A channel item has a field that its $ref defines, too. The field beside $ref is used."},
	{codeTraitKey, SeverityWarning, "A trait may not define this field. It is ignored."},
	{codeNoMessage, SeverityInfo, "An operation without message accepts anything."},
	{codeNotInChannel, SeverityError, "An operation or a reply lists a message that its channel does not have. Add it to the channel's messages."},
	{codeReplyAddress, SeverityWarning, "A reply has an address of its own, so its channel's address must be null or absent."},
	{codeExpression, SeverityError, "A runtime expression is $message.payload or $message.header, then # and a JSON pointer."},
	{codeExampleBare, SeverityWarning, "A message example is an object with payload or headers. This one is read as a payload."},
	{codeScheme, SeverityError, "A security requirement names a scheme that components.securitySchemes does not define."},

	{codeInternal, SeverityError, "A defect of the loader. Please report it with the document."},
	{codeCapped, SeverityError, "There are more findings than are kept."},
}

// Codes returns the kinds of finding this package makes, with help.
func Codes() []Code { return append([]Code(nil), codes[:]...) }

func severityOf(code string) Severity {
	for i := range codes {
		if codes[i].Code == code {
			return codes[i].Severity
		}
	}
	return SeverityError
}
