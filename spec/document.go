package spec

// A Document is a loaded AsyncAPI document in the model of AsyncAPI 3,
// whatever version it was written in. Slices are in document order. It is
// read-only after Load and safe for concurrent use.
type Document struct {
	Location           string // as the user named it
	AsyncAPI           string // the version as written: "2.6.0"
	ID                 string
	Info               Info
	DefaultContentType string
	Servers            []*Server
	Channels           []*Channel
	Operations         []*Operation
	// ComponentMessages and ComponentSchemas have no effect unless used
	// (they are for hints and for validation of what nobody refers to).
	ComponentMessages []*Message
	ComponentSchemas  []NamedSchema
	SecuritySchemes   []*SecurityScheme
	Extensions        Extensions
	Node              *Node // the root
}

// Info is the Info Object.
type Info struct {
	Title, Version, Description string
	Node                        *Node
}

// A NamedSchema is an entry of components.schemas.
type NamedSchema struct {
	Name   string
	Schema *Schema
}

// Extensions are the x- members of an object, in document order, verbatim.
type Extensions []Member

// Get returns the value of the extension, nil if it is absent.
func (x Extensions) Get(key string) *Node {
	for _, m := range x {
		if m.Key == key {
			return m.Value
		}
	}
	return nil
}

// A Server is a Server Object. The url of 2.x is split into Host and Pathname
// after its variables were filled in.
type Server struct {
	Name            string
	Host            string // host[:port], variables substituted
	Pathname        string // "" or "/…", variables substituted
	Protocol        string // lower case, as written: "wss", "kafka"
	ProtocolVersion string
	Title, Summary  string
	Description     string
	Variables       []ServerVariable
	Security        []SecurityRequirement
	Bindings        Bindings
	Extensions      Extensions
	Node            *Node
}

// A ServerVariable is a Server Variable Object with the value that was used.
type ServerVariable struct {
	Name     string
	Value    string
	Enum     []string
	Default  string
	Examples []string
	Node     *Node
}

// A Channel is a Channel Object (2.x: Channel Item Object).
type Channel struct {
	Name string // the channel id; in 2.x the address as written
	// Address is the address without query and fragment; "" when Unknown.
	Address string
	// Unknown: the address is null or absent.
	Unknown bool
	// Query is what stood behind "?" in an address, without the "?".
	Query          string
	Title, Summary string
	Description    string
	Deprecated     bool
	Parameters     []*Parameter
	Messages       []*Message
	Servers        []*Server // empty: all servers
	Bindings       Bindings
	Extensions     Extensions
	Node           *Node
}

// A Parameter is a Parameter Object; of any version it has one constraint schema.
type Parameter struct {
	Name        string
	Description string
	Enum        []string // values as strings
	Default     string
	HasDefault  bool
	Examples    []string
	Schema      *Schema // nil: any string
	Location    *Expression
	Node        *Node
}

// Action is what the described application does.
type Action uint8

// The actions. 2.x publish is Receive, 2.x subscribe is Send.
const (
	Send Action = iota
	Receive
)

// String returns "send" or "receive".
func (a Action) String() string { return [...]string{"send", "receive"}[a&1] }

// An Operation is an Operation Object with its traits applied.
type Operation struct {
	Name string // the operation id; in 2.x operationId, else "<channel>.publish" or ".subscribe"
	// Named is false where Name was derived.
	Named          bool
	Action         Action
	Channel        *Channel
	Title, Summary string
	Description    string
	Messages       []*Message // resolved: absent in 3.x means all of the channel
	Reply          *Reply     // nil: none declared
	Security       []SecurityRequirement
	Bindings       Bindings
	Tags           []string
	Extensions     Extensions
	Node           *Node
}

// A Reply is an Operation Reply Object.
type Reply struct {
	Address *Expression // where the reply goes, a location in the request
	Channel *Channel    // nil: the operation's own channel
	// Messages are resolved: absent means all of Channel. Where that is the
	// operation's own channel, the messages of the operation itself are left
	// out, unless there are no others.
	Messages []*Message
	Node     *Node
}

// A Message is a Message Object with its traits applied. The same Message
// Object reached by several references is one *Message.
type Message struct {
	Name          string // identity: messageId or key > name > component key > "<operation>#<n>"
	Title         string // as written
	Summary       string
	Description   string
	WrittenName   string // the field "name", as written
	ContentType   string // with the document's default applied; "" when neither is given
	Headers       *Schema
	Payload       *Schema // nil: anything
	CorrelationID *Expression
	Examples      []*Example
	Bindings      Bindings
	Tags          []string
	Deprecated    bool
	Extensions    Extensions
	Node          *Node
}

// An Example is a Message Example Object. Headers and Payload are nil when absent.
type Example struct {
	Name, Summary    string
	Headers, Payload *Node
	Node             *Node
}

// A Schema is a schema as written, with the format it is written in.
type Schema struct {
	// Format is the schemaFormat, "" for the document's own (AsyncAPI Schema Object).
	Format string
	Node   *Node // not dereferenced; for AsyncAPI, JSON Schema and OpenAPI an object or boolean
	// Name is the component key, file or message it is known by, for messages to people.
	Name string
	// Owner is the name of the message whose payload it is, "" for others.
	Owner string
}

// An Expression is a runtime expression: $message.header#/… or $message.payload#/….
type Expression struct {
	Header  bool   // else payload
	Pointer string // JSON pointer, "" is the whole
	Text    string // as written
	Node    *Node
}

// A SecurityRequirement is one of several alternatives; all its schemes must
// hold. No schemes: anonymous access is allowed.
type SecurityRequirement struct {
	Schemes []SchemeUse
	Node    *Node
}

// A SchemeUse is a security scheme with the scopes wanted.
type SchemeUse struct {
	Scheme *SecurityScheme
	Scopes []string
}

// A SecurityScheme is a Security Scheme Object.
type SecurityScheme struct {
	Name   string // component key, "" when inline
	Type   string // userPassword, apiKey, X509, …, http, httpApiKey, oauth2, openIdConnect
	Scheme string // http: basic, bearer, …
	In     string // header, query, cookie, user, password
	Param  string // httpApiKey: name of the header, query key or cookie
	Node   *Node
}

// Bindings are the protocol bindings of an object, in document order.
type Bindings []Binding

// A Binding is one protocol's binding object; the protocol's package reads it.
type Binding struct {
	Protocol string
	Node     *Node // dereferenced
}

// Get returns the binding of the protocol, nil if it is absent.
func (bs Bindings) Get(protocol string) *Node {
	for _, b := range bs {
		if b.Protocol == protocol {
			return b.Node
		}
	}
	return nil
}
