package fakedata

import "slices"

// textRow says which names and formats mean a kind of text. A name means it
// when it ends with one of the phrases.
type textRow struct {
	kind    string
	table   string // drawn from this table, or made by make
	make    func(dst []byte, c Context) []byte
	formats []string
	phrases []string
	fresh   bool
}

// textRows is the table of kinds of text; the first row that fits counts.
func textRows() []textRow {
	return slices.Concat(momentRows, idRows, netRows, personRows, townRows, marketRows, shopRows, techRows, stateRows, proseRows, codeTextRows)
}

// momentRows are dates and times.
var momentRows = []textRow{
	{kind: "date-time", make: rfc3339, fresh: true, formats: []string{"date-time", "datetime", "timestamp", "iso8601", "iso-date-time"},
		phrases: []string{"timestamp", "time stamp", "datetime", "date time", "created at", "updated at", "at", "time", "created", "updated", "modified", "ts", "expires", "since", "until", "on", "last refresh", "last seen", "deadline", "eta"}},
	{kind: "date", make: date, fresh: true, formats: []string{"date"}, phrases: []string{"date", "day", "due"}},
	{kind: "birth date", make: birthday, phrases: []string{"birth date", "birthdate", "birthday", "date of birth", "of birth", "dob"}},
	{kind: "time", make: clock, fresh: true, formats: []string{"time", "iso-time"}},
	{kind: "duration", make: duration, formats: []string{"duration"}},
	{kind: "weekday", table: "weekday", phrases: []string{"weekday", "day of week"}},
	{kind: "month name", table: "month name", phrases: []string{"month"}},
}

// idRows tell one thing from others.
var idRows = []textRow{
	{kind: "uuid", make: uuid, fresh: true, formats: []string{"uuid", "guid"},
		phrases: []string{"uuid", "guid", "correlation id", "trace id", "request id", "message id", "event id", "session id", "transaction id", "span id", "session"}},
	{kind: "digits", make: digits, fresh: true, formats: []string{"int64", "int32", "long", "integer", "uint64"}},
	{kind: "id", make: identifier, fresh: true, phrases: []string{"id", "identifier", "key id"}},
	{kind: "call id", make: identifier, fresh: true, phrases: []string{"sid", "ids", "namespace id", "etag", "cursor", "commit", "container"}},
	{kind: "password", make: secret, formats: []string{"password"},
		phrases: []string{"password", "secret", "token", "api key", "access key", "secret key", "hash", "signature", "nonce", "fingerprint", "signed"}},
	{kind: "digest", make: digest, phrases: []string{"sha256", "digest", "checksum", "sha 256"}},
	{kind: "short digest", make: secret, phrases: []string{"sha1", "md5", "ha1", "sha"}},
	{kind: "base64", make: base64Text, formats: []string{"byte", "base64"}, phrases: []string{"base64", "audio", "blob", "frame", "bytes"}},
	{kind: "sku", make: code, phrases: []string{"sku", "code", "serial", "serial number", "reference", "ref", "number", "part number", "confirmation", "booking reference"}},
	{kind: "barcode", make: barcode, phrases: []string{"barcode", "ean", "gtin", "upc"}},
	{kind: "plate", make: plate, phrases: []string{"plate", "license plate", "licence plate", "registration", "number plate"}},
	{kind: "vin", make: vin, phrases: []string{"vin"}},
	{kind: "imei", make: imei, phrases: []string{"imei", "imsi", "iccid"}},
	{kind: "isin", table: "isin", phrases: []string{"isin"}},
	{kind: "key", make: slug, phrases: []string{"key", "slug", "variable"}},
}

// netRows are addresses and names of networks.
var netRows = []textRow{
	{kind: "email", table: "email", formats: []string{"email", "idn-email"}, phrases: []string{"email", "mail", "e mail", "email address", "mail address", "aor", "identity", "cc", "bcc"}},
	{kind: "ipv4", make: ipv4, formats: []string{"ipv4", "ip-address", "ip"}, phrases: []string{"ip", "ip address", "ipv4", "remote address", "client address"}},
	{kind: "ipv6", make: ipv6, formats: []string{"ipv6"}, phrases: []string{"ipv6"}},
	{kind: "host", table: "domain", formats: []string{"hostname", "idn-hostname"}, phrases: []string{"host", "hostname", "host name", "domain", "server"}},
	{kind: "image", make: image, phrases: []string{"image", "avatar", "photo", "picture", "icon", "logo", "thumbnail", "image url", "avatar url", "photo url", "icon url", "thumbnail url", "picture url", "avatar url small", "avatar url medium"}},
	{kind: "hook", make: hook, phrases: []string{"webhook", "webhook url", "callback", "callback url", "hook url"}},
	{kind: "recording", make: recording, phrases: []string{"recording url", "audio url", "recording", "audio file"}},
	{kind: "url", make: link, formats: []string{"uri", "url", "iri"}, phrases: []string{"url", "uri", "link", "href", "website", "homepage", "endpoint", "urls"}},
	{kind: "path", make: path, formats: []string{"uri-reference", "iri-reference"}, phrases: []string{"path"}},
	{kind: "mac", table: "mac", phrases: []string{"mac", "mac address"}},
	{kind: "user agent", table: "user agent", phrases: []string{"user agent", "useragent", "browser"}},
	{kind: "mime", table: "mime", phrases: []string{"mime type", "mime", "content type", "media type", "data type"}},
	{kind: "transport", table: "transport", phrases: []string{"transport", "protocol", "scheme"}},
	{kind: "method", table: "method", phrases: []string{"method", "verb"}},
	{kind: "jwt", make: jwt, phrases: []string{"jwt", "id token", "bearer"}},
}

// personRows are about people.
var personRows = []textRow{
	{kind: "first name", table: "first name", phrases: []string{"first name", "given name", "forename", "firstname", "first"}},
	{kind: "last name", table: "last name", phrases: []string{"last name", "surname", "family name", "lastname"}},
	{kind: "user name", table: "user name", phrases: []string{"user name", "username", "login", "nick", "nickname", "handle", "screen name", "player", "user", "username fragment", "contact user", "auth user"}},
	{kind: "full name", table: "full name",
		phrases: []string{"full name", "person", "author", "owner", "customer name", "sender name", "contact name", "recipient", "recipient name", "assignee", "driver", "display name", "contact", "participant", "participant name", "speaker", "agent", "operator", "guest",
			"attendee", "creator", "sender", "receiver", "customer", "patient", "member", "by", "who", "host name", "reviewer", "approver", "manager", "passenger", "rider", "courier", "beneficiary", "holder", "card holder", "account holder", "winner"}},
	{kind: "company", table: "company", phrases: []string{"company", "company name", "organization", "organisation", "vendor", "supplier", "manufacturer", "employer", "merchant", "organization name", "carrier", "airline", "publisher", "merchant name"}},
	{kind: "job", table: "job", phrases: []string{"job title", "position title", "occupation", "profession"}},
	{kind: "phone", table: "phone", formats: []string{"phone", "tel"}, phrases: []string{"phone", "phone number", "mobile", "telephone", "fax", "msisdn", "caller", "called", "callee", "number phone", "mobile number", "phone number"}},
	{kind: "gender", table: "gender", phrases: []string{"gender", "sex"}},
	{kind: "department", table: "department", phrases: []string{"department", "team", "group"}},
	{kind: "scope", table: "scope", phrases: []string{"scope", "role", "permission"}},
	{kind: "tenant", table: "tenant", phrases: []string{"tenant", "workspace", "realm", "account"}},
}

// townRows are about places.
var townRows = []textRow{
	{kind: "street", table: "street", phrases: []string{"street", "street name", "address line", "line1", "address1", "street address", "line 1", "address line1"}},
	{kind: "flat", table: "flat", phrases: []string{"line2", "address2", "line 2", "apartment", "address line2"}},
	{kind: "address", table: "address", phrases: []string{"address"}},
	{kind: "city", table: "city", phrases: []string{"city", "town", "city name", "place", "origin", "destination", "location", "station", "stop", "departure", "arrival", "terminal", "via", "headsign"}},
	{kind: "postcode", table: "postcode", phrases: []string{"zip", "zip code", "postal code", "postcode", "post code", "plz"}},
	{kind: "country code", table: "country code", phrases: []string{"country code", "country iso", "iso country"}},
	{kind: "country", table: "country", phrases: []string{"country", "country name", "nationality"}},
	{kind: "region code", table: "region code", phrases: []string{"region", "availability zone"}},
	{kind: "zone", table: "zone", phrases: []string{"zone", "area", "sector", "district", "section"}},
	{kind: "province", table: "region", phrases: []string{"province", "county", "state province"}},
	{kind: "time zone", table: "time zone", phrases: []string{"time zone", "timezone", "tz"}},
	{kind: "language", table: "language", phrases: []string{"language", "lang", "language code", "language hint", "languages hinted", "language hints"}},
	{kind: "locale", table: "locale", phrases: []string{"locale"}},
	{kind: "room", table: "room", phrases: []string{"room", "room name"}},
	{kind: "airport", table: "airport", phrases: []string{"airport", "airport code", "iata", "departure airport", "arrival airport"}},
	{kind: "flight", table: "flight", phrases: []string{"flight", "flight number", "flight no"}},
	{kind: "train", table: "train", phrases: []string{"train", "train number"}},
	{kind: "geohash", make: geohash, phrases: []string{"geohash"}},
}

// marketRows are about money and what is traded.
var marketRows = []textRow{
	{kind: "decimal", make: decimal, formats: []string{"decimal", "double", "float", "money"}},
	{kind: "currency", table: "currency", formats: []string{"currency"}, phrases: []string{"currency", "currency code", "ccy"}},
	{kind: "coin", table: "coin", phrases: []string{"coin", "asset", "base asset", "quote asset", "base currency crypto"}},
	{kind: "pair", table: "pair", phrases: []string{"pair", "currency pair", "trading pair"}},
	{kind: "symbol", table: "symbol", phrases: []string{"symbol", "instrument", "market", "product id", "inst id", "instrument id", "instrument name"}},
	{kind: "ticker", table: "ticker", phrases: []string{"ticker", "stock", "stock symbol"}},
	{kind: "exchange", table: "exchange", phrases: []string{"exchange", "venue"}},
	{kind: "side", table: "side", phrases: []string{"side"}},
	{kind: "order type", table: "order type", phrases: []string{"order type", "ord type"}},
	{kind: "time in force", table: "time in force", phrases: []string{"time in force", "tif"}},
	{kind: "iban", table: "iban", phrases: []string{"iban", "account number", "bank account"}},
	{kind: "bic", table: "bic", phrases: []string{"bic", "swift", "swift code"}},
	{kind: "card", table: "card", phrases: []string{"card number", "credit card", "pan"}},
	{kind: "card brand", table: "card brand", phrases: []string{"card brand", "card type", "card network"}},
	{kind: "last four", make: four, phrases: []string{"last4", "last four", "card last4", "last 4"}},
	{kind: "payment", table: "payment", phrases: []string{"payment method", "payment type"}},
	{kind: "chain address", make: chainAddress, phrases: []string{"wallet", "wallet address", "contract address", "token address"}},
	{kind: "chain hash", make: chainHash, phrases: []string{"tx hash", "transaction hash", "block hash", "txid"}},
}

// shopRows are about goods.
var shopRows = []textRow{
	{kind: "product", table: "product", phrases: []string{"product", "product name", "item name", "item", "article"}},
	{kind: "category", table: "category", phrases: []string{"category", "genre", "segment"}},
	{kind: "color", table: "color", formats: []string{"color"}, phrases: []string{"color", "colour"}},
	{kind: "clothes size", table: "clothes size", phrases: []string{"clothes size", "shirt size"}},
	{kind: "brand", table: "brand", phrases: []string{"brand", "make"}},
	{kind: "model", table: "model", phrases: []string{"model", "model name", "model id", "device model"}},
	{kind: "carrier", table: "courier", phrases: []string{"shipping method", "shipping carrier", "delivery service"}},
	{kind: "tracking", make: tracking, phrases: []string{"tracking number", "tracking id", "tracking code", "parcel", "shipment"}},
	{kind: "unit", table: "unit", phrases: []string{"unit", "units", "uom"}},
	{kind: "warehouse", table: "warehouse", phrases: []string{"warehouse", "depot", "shelf", "bin", "aisle"}},
}

// techRows are about computers.
var techRows = []textRow{
	{kind: "version", table: "version", formats: []string{"semver"}, phrases: []string{"version", "firmware", "release", "firmware version", "app version"}},
	{kind: "environment", table: "environment", phrases: []string{"environment", "env"}},
	{kind: "platform", table: "platform", phrases: []string{"platform", "client"}},
	{kind: "operating system", table: "operating", phrases: []string{"os", "operating system"}},
	{kind: "architecture", table: "architecture", phrases: []string{"arch", "architecture", "cpu type"}},
	{kind: "channel", table: "channel", phrases: []string{"channel", "topic", "queue", "stream", "channel name", "topic name", "feed"}},
	{kind: "service", table: "service", phrases: []string{"service", "service name", "application", "app", "app name", "producer"}},
	{kind: "source", table: "source", phrases: []string{"source"}},
	{kind: "file", table: "file", phrases: []string{"file", "filename", "file name", "attachment", "download", "document"}},
	{kind: "command", table: "command", phrases: []string{"command", "cmd", "instruction", "interaction"}},
	{kind: "namespace", table: "namespace", phrases: []string{"namespace", "schema", "context", "project", "storage", "bucket", "prefix"}},
	{kind: "component", table: "component", phrases: []string{"handler", "plugin", "plugin name", "module", "component", "provider", "resource", "target", "object", "entity", "worker", "socket", "registrar", "subsystem", "process", "node"}},
	{kind: "task", table: "task", phrases: []string{"task", "job", "task name", "job name", "workflow", "activity", "plan", "plan name", "pipeline"}},
	{kind: "codec", table: "codec", phrases: []string{"codec", "audio codec"}},
	{kind: "video codec", table: "video codec", phrases: []string{"video codec"}},
	{kind: "encoding", table: "encoding", phrases: []string{"encoding", "serialization", "charset", "serialization option"}},
	{kind: "algorithm", table: "algorithm", phrases: []string{"algorithm", "alg", "cipher"}},
	{kind: "voice", table: "voice", phrases: []string{"voice", "tone"}},
	{kind: "device", table: "device", phrases: []string{"device", "device name", "device type", "sensor", "machine"}},
	{kind: "branch", table: "branch", phrases: []string{"branch", "git branch"}},
	{kind: "log level", table: "log level", phrases: []string{"log level"}},
	{kind: "function", table: "function", phrases: []string{"function", "function name", "tool", "tool name", "procedure", "callable"}},
}

// stateRows are words for states and kinds.
var stateRows = []textRow{
	{kind: "severity", table: "severity", phrases: []string{"severity", "urgency"}},
	{kind: "level", table: "level", phrases: []string{"level", "priority", "risk", "impact", "privacy"}},
	{kind: "status", table: "status", phrases: []string{"status", "state", "phase", "stage", "outcome"}},
	{kind: "action", table: "action", phrases: []string{"action", "operation", "event", "event type", "event name"}},
	{kind: "direction", table: "inout", phrases: []string{"direction"}},
	{kind: "kind", table: "kind", phrases: []string{"type", "kind", "mode", "variant", "class"}},
	{kind: "protection", table: "protection", phrases: []string{"qop", "verstat"}},
}

// proseRows are what people write.
var proseRows = []textRow{
	{kind: "error", table: "error", phrases: []string{"error", "error message", "error description", "err", "error detail", "failure"}},
	{kind: "warning", table: "warning", phrases: []string{"warning", "warnings"}},
	{kind: "reason", table: "reason", phrases: []string{"reason", "cause", "resolution"}},
	{kind: "title", table: "title", phrases: []string{"title", "headline", "caption", "book", "song", "album", "movie"}},
	{kind: "subject", table: "subject", phrases: []string{"subject"}},
	{kind: "label", table: "label", phrases: []string{"label", "display", "name", "alias", "designation", "short name"}},
	{kind: "talk", table: "talk", phrases: []string{"text", "body", "message", "msg", "content", "comment", "transcript", "utterance", "transcription", "reply", "caption text", "line", "response", "answer"}},
	{kind: "question", table: "question", phrases: []string{"question", "prompt", "query", "search", "search term", "input", "input text"}},
	{kind: "greeting", table: "greeting", phrases: []string{"greeting", "welcome"}},
	{kind: "note", table: "note", phrases: []string{"description", "summary", "note", "notes", "remark", "remarks", "details", "detail", "info", "information", "instructions", "output", "payload", "data", "doc", "documentation", "hint", "abstract", "about", "log"}},
	{kind: "bio", table: "bio", phrases: []string{"bio", "biography", "headline bio"}},
	{kind: "tag", table: "tag", phrases: []string{"tag", "keyword", "hashtag", "keyterm", "topic tag", "criteria", "criteria short", "constraint"}},
	{kind: "word", table: "spoken word", phrases: []string{"word", "punctuated word", "token text"}},
	{kind: "emoji", table: "emoji", phrases: []string{"emoji", "reaction"}},
	{kind: "weather", table: "weather", phrases: []string{"weather", "condition", "conditions", "forecast"}},
	{kind: "food", table: "food", phrases: []string{"dish", "meal", "menu item", "recipe", "food"}},
}

// codeTextRows are texts in languages of machines.
var codeTextRows = []textRow{
	{kind: "markup", table: "html", phrases: []string{"html", "markup"}},
	{kind: "markdown", table: "markdown", phrases: []string{"markdown", "md"}},
	{kind: "xml", table: "xml", phrases: []string{"xml", "xml raw", "xml deployed"}},
	{kind: "vector image", table: "svg", phrases: []string{"svg", "diagram"}},
	{kind: "script", table: "script", phrases: []string{"script", "formula", "expression"}},
	{kind: "wildcard", table: "wildcard", phrases: []string{"pattern", "regex", "regexp", "glob", "search pattern", "regex filter"}},
	{kind: "sql", table: "sql", phrases: []string{"sql", "statement"}},
	{kind: "cron", table: "cron", phrases: []string{"cron", "cron expression", "schedule"}},
	{kind: "json text", table: "json text", phrases: []string{"json", "arguments", "args", "patch", "params", "parameters"}},
	{kind: "session description", table: "session description", phrases: []string{"sdp"}},
	{kind: "ice candidate", table: "ice candidate", phrases: []string{"candidate", "ice candidate"}},
	{kind: "tone digits", make: toneDigit, phrases: []string{"digit", "digits", "dtmf"}},
	{kind: "hash", table: "hex color", phrases: []string{"hex color", "color hex"}},
}

// nameRows say what "name" means by the object around it.
var nameRows = []textRow{
	{table: "full name", phrases: []string{"user", "customer", "person", "author", "employee", "contact", "member", "driver", "patient", "sender", "receiver", "recipient", "passenger", "owner", "player", "student", "buyer", "seller", "speaker", "guest", "assignee", "courier", "rider",
		"beneficiary", "attendee", "participant", "creator", "agent", "host", "teacher", "doctor", "operator"}},
	{table: "company", phrases: []string{"company", "organization", "organisation", "vendor", "supplier", "merchant", "shop", "store", "brand", "carrier", "restaurant"}},
	{table: "city", phrases: []string{"city", "town", "place", "location", "station", "airport", "stop", "venue", "warehouse"}},
	{table: "product", phrases: []string{"product", "item", "article"}},
	{table: "service", phrases: []string{"service", "application", "app", "deployment", "bot"}},
	{table: "device", phrases: []string{"device", "sensor", "machine", "camera", "gateway", "meter", "robot", "thing"}},
	{table: "room", phrases: []string{"room"}},
	{table: "channel", phrases: []string{"channel", "topic", "queue", "stream"}},
	{table: "file", phrases: []string{"file", "attachment", "document"}},
	{table: "country", phrases: []string{"country"}},
	{table: "department", phrases: []string{"team", "department", "group"}},
	{table: "task", phrases: []string{"task", "job", "workflow", "process", "plan", "activity", "pipeline"}},
	{table: "function", phrases: []string{"function", "tool", "method", "call"}},
	{table: "component", phrases: []string{"plugin", "module", "component", "implementation", "provider", "worker", "cluster"}},
	{table: "category", phrases: []string{"category", "genre"}},
	{table: "model", phrases: []string{"model"}},
	{table: "title", phrases: []string{"game", "movie", "song", "album", "book", "course", "meeting", "event"}},
	{table: "tag", phrases: []string{"tag", "label", "parameter", "variable", "field", "attribute", "metric"}},
	{table: "component", phrases: []string{"object", "resource", "checksum"}},
}
