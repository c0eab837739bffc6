package fakedata

import (
	"strconv"
	"time"
)

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
var textRows = []textRow{
	{kind: "date-time", make: rfc3339, fresh: true, formats: []string{"date-time", "datetime", "timestamp", "iso8601", "iso-date-time"},
		phrases: []string{"timestamp", "time stamp", "datetime", "date time", "created at", "updated at", "at", "time", "created", "updated", "modified", "ts", "expires", "since", "until", "on"}},
	{kind: "date", make: date, fresh: true, formats: []string{"date"}, phrases: []string{"date", "day"}},
	{kind: "birth date", make: birthday, phrases: []string{"birth date", "birthdate", "birthday", "date of birth", "of birth", "dob"}},
	{kind: "time", make: clock, fresh: true, formats: []string{"time", "iso-time"}},
	{kind: "uuid", make: uuid, fresh: true, formats: []string{"uuid", "guid"}, phrases: []string{"uuid", "guid", "correlation id", "trace id", "request id", "message id", "event id", "session id", "transaction id", "span id"}},
	{kind: "email", table: "email", formats: []string{"email", "idn-email"}, phrases: []string{"email", "mail", "e mail", "email address", "mail address"}},
	{kind: "ipv4", make: ipv4, formats: []string{"ipv4", "ip-address", "ip"}, phrases: []string{"ip", "ip address", "ipv4"}},
	{kind: "ipv6", make: ipv6, formats: []string{"ipv6"}, phrases: []string{"ipv6"}},
	{kind: "host", table: "domain", formats: []string{"hostname", "idn-hostname"}, phrases: []string{"host", "hostname", "host name", "domain", "server"}},
	{kind: "image", make: image, phrases: []string{"image", "avatar", "photo", "picture", "icon", "logo", "thumbnail", "image url", "avatar url", "photo url"}},
	{kind: "url", make: link, formats: []string{"uri", "url", "iri"}, phrases: []string{"url", "uri", "link", "href", "website", "homepage", "endpoint", "callback", "webhook"}},
	{kind: "path", make: path, formats: []string{"uri-reference", "iri-reference"}, phrases: []string{"path"}},
	{kind: "duration", make: duration, formats: []string{"duration"}},
	{kind: "password", make: secret, formats: []string{"password"}, phrases: []string{"password", "secret", "token", "api key", "key", "hash", "signature", "checksum", "digest", "nonce", "fingerprint"}},
	{kind: "base64", make: base64Text, formats: []string{"byte", "base64"}},
	{kind: "digits", make: digits, fresh: true, formats: []string{"int64", "int32", "long", "integer", "uint64"}},
	{kind: "decimal", make: decimal, formats: []string{"decimal", "double", "float", "money"}, phrases: []string{"price", "amount", "bid", "ask", "open", "high", "low", "close", "last", "mid", "vwap", "volume", "quantity", "qty", "size", "balance", "total", "rate", "fee", "cost"}},
	{kind: "first name", table: "first name", phrases: []string{"first name", "given name", "forename", "firstname"}},
	{kind: "last name", table: "last name", phrases: []string{"last name", "surname", "family name", "lastname"}},
	{kind: "user name", table: "user name", phrases: []string{"user name", "username", "login", "nick", "nickname", "handle", "screen name", "display name", "player"}},
	{kind: "full name", table: "full name", phrases: []string{"full name", "person", "author", "owner", "customer name", "sender name", "contact name", "recipient", "assignee", "driver"}},
	{kind: "company", table: "company", phrases: []string{"company", "company name", "organization", "organisation", "vendor", "supplier", "manufacturer", "employer", "merchant", "organization name"}},
	{kind: "job", table: "job", phrases: []string{"job", "job title", "position title", "occupation", "profession"}},
	{kind: "phone", table: "phone", formats: []string{"phone", "tel"}, phrases: []string{"phone", "phone number", "mobile", "telephone", "fax", "msisdn"}},
	{kind: "street", table: "street", phrases: []string{"street", "street name", "address line", "line1", "address1", "street address"}},
	{kind: "address", table: "address", phrases: []string{"address"}},
	{kind: "city", table: "city", phrases: []string{"city", "town", "city name", "place", "origin", "destination", "location"}},
	{kind: "postcode", table: "postcode", phrases: []string{"zip", "zip code", "postal code", "postcode", "post code", "plz"}},
	{kind: "country code", table: "country code", phrases: []string{"country code", "country iso", "iso country"}},
	{kind: "country", table: "country", phrases: []string{"country", "country name", "nationality"}},
	{kind: "region code", table: "region code", phrases: []string{"region", "zone", "availability zone"}},
	{kind: "province", table: "region", phrases: []string{"province", "county"}},
	{kind: "currency", table: "currency", formats: []string{"currency"}, phrases: []string{"currency", "currency code", "ccy"}},
	{kind: "pair", table: "pair", phrases: []string{"pair", "currency pair", "trading pair"}},
	{kind: "symbol", table: "symbol", phrases: []string{"symbol", "instrument", "market", "product id", "inst id", "instrument id"}},
	{kind: "ticker", table: "ticker", phrases: []string{"ticker", "stock", "isin"}},
	{kind: "exchange", table: "exchange", phrases: []string{"exchange", "venue"}},
	{kind: "side", table: "side", phrases: []string{"side"}},
	{kind: "iban", table: "iban", phrases: []string{"iban", "account number", "bank account"}},
	{kind: "card", table: "card", phrases: []string{"card number", "credit card", "pan"}},
	{kind: "payment", table: "payment", phrases: []string{"payment method", "payment type"}},
	{kind: "color", table: "color", formats: []string{"color"}, phrases: []string{"color", "colour"}},
	{kind: "language", table: "language", phrases: []string{"language", "lang", "language code"}},
	{kind: "locale", table: "locale", phrases: []string{"locale"}},
	{kind: "time zone", table: "time zone", phrases: []string{"time zone", "timezone", "tz"}},
	{kind: "user agent", table: "user agent", phrases: []string{"user agent", "useragent", "browser"}},
	{kind: "mac", table: "mac", phrases: []string{"mac", "mac address"}},
	{kind: "mime", table: "mime", phrases: []string{"mime type", "mime", "content type", "media type"}},
	{kind: "file", table: "file", phrases: []string{"file", "filename", "file name", "attachment"}},
	{kind: "version", table: "version", formats: []string{"semver"}, phrases: []string{"version", "firmware", "release"}},
	{kind: "model", table: "model", phrases: []string{"model", "model name"}},
	{kind: "brand", table: "brand", phrases: []string{"brand", "make"}},
	{kind: "product", table: "product", phrases: []string{"product", "product name", "item name", "item", "article"}},
	{kind: "category", table: "category", phrases: []string{"category", "genre", "segment"}},
	{kind: "sku", make: code, phrases: []string{"sku", "barcode", "ean", "code", "serial", "serial number", "reference", "ref", "number", "plate", "vin"}},
	{kind: "gender", table: "gender", phrases: []string{"gender", "sex"}},
	{kind: "unit", table: "unit", phrases: []string{"unit", "units", "uom"}},
	{kind: "log level", table: "log level", phrases: []string{"log level", "severity"}},
	{kind: "level", table: "level", phrases: []string{"level", "priority", "risk"}},
	{kind: "status", table: "status", phrases: []string{"status", "state", "phase", "stage"}},
	{kind: "action", table: "action", phrases: []string{"action", "operation", "event", "event type", "event name"}},
	{kind: "method", table: "method", phrases: []string{"method", "verb"}},
	{kind: "environment", table: "environment", phrases: []string{"environment", "env"}},
	{kind: "platform", table: "platform", phrases: []string{"platform", "client"}},
	{kind: "operating system", table: "operating", phrases: []string{"os", "operating system"}},
	{kind: "channel", table: "channel", phrases: []string{"channel", "topic", "queue", "stream", "channel name"}},
	{kind: "room", table: "room", phrases: []string{"room", "room name"}},
	{kind: "service", table: "service", phrases: []string{"service", "service name", "application", "app", "app name", "producer"}},
	{kind: "department", table: "department", phrases: []string{"department", "team", "group"}},
	{kind: "source", table: "source", phrases: []string{"source"}},
	{kind: "scope", table: "scope", phrases: []string{"scope", "role", "permission"}},
	{kind: "error", table: "error", phrases: []string{"error", "error message", "error description", "err"}},
	{kind: "reason", table: "reason", phrases: []string{"reason", "cause"}},
	{kind: "title", table: "title", phrases: []string{"title", "subject", "headline", "label", "caption", "display"}},
	{kind: "sentence", table: "sentence", phrases: []string{"description", "summary", "comment", "message", "text", "body", "content", "note", "notes", "remark", "details", "detail", "msg", "bio", "transcript", "question", "answer", "instructions", "prompt"}},
	{kind: "tag", table: "word", phrases: []string{"tag", "keyword", "word"}},
	{kind: "id", make: identifier, fresh: true, phrases: []string{"id", "identifier", "key id"}},
	{kind: "call id", make: identifier, fresh: true, phrases: []string{"sid", "ids", "namespace id", "etag", "cursor"}},
	{kind: "digest", make: secret, phrases: []string{"sha256", "sha1", "md5", "ha1"}},
	{kind: "party", table: "phone", phrases: []string{"caller", "called", "callee", "to", "from", "msisdn"}},
	{kind: "direction", table: "inout", phrases: []string{"direction"}},
	{kind: "kind", table: "kind", phrases: []string{"type", "kind", "mode", "variant", "class"}},
	{kind: "value", make: decimal, phrases: []string{"value", "default", "result", "measurement", "reading"}},
	{kind: "command", table: "command", phrases: []string{"command", "cmd", "instruction", "interaction", "task"}},
	{kind: "namespace", table: "namespace", phrases: []string{"namespace", "realm", "tenant", "schema", "context", "workspace", "project", "storage", "bucket", "prefix"}},
	{kind: "sentence", table: "sentence", phrases: []string{"payload", "data", "response", "utterance", "greeting", "doc", "documentation", "hint", "transcription", "output", "input"}},
	{kind: "transport", table: "transport", phrases: []string{"transport", "protocol", "scheme"}},
	{kind: "address of record", table: "email", phrases: []string{"aor", "identity", "account"}},
	{kind: "contact", table: "full name", phrases: []string{"contact", "participant", "participant name", "speaker", "agent", "operator", "guest", "attendee"}},
	{kind: "codec", table: "codec", phrases: []string{"codec", "audio codec"}},
	{kind: "video codec", table: "video codec", phrases: []string{"video codec"}},
	{kind: "encoding", table: "encoding", phrases: []string{"encoding", "serialization", "charset"}},
	{kind: "algorithm", table: "algorithm", phrases: []string{"algorithm", "alg", "cipher"}},
	{kind: "component", table: "component", phrases: []string{"handler", "plugin", "plugin name", "module", "component", "provider", "resource", "target", "object", "worker", "job name", "task name", "socket", "registrar"}},
	{kind: "voice", table: "voice", phrases: []string{"voice", "tone"}},
	{kind: "architecture", table: "architecture", phrases: []string{"arch", "architecture", "cpu type"}},
	{kind: "label", table: "title", phrases: []string{"name"}},
}

// persons and things say what "name" means by the object around it.
var nameRows = []textRow{
	{table: "full name", phrases: []string{"user", "customer", "person", "author", "employee", "contact", "member", "driver", "patient", "sender", "passenger", "owner", "player", "student", "buyer", "seller"}},
	{table: "company", phrases: []string{"company", "organization", "organisation", "vendor", "supplier", "merchant", "shop", "store"}},
	{table: "city", phrases: []string{"city", "town", "place", "location", "station", "airport"}},
	{table: "product", phrases: []string{"product", "item", "article"}},
	{table: "service", phrases: []string{"service", "application", "app"}},
	{table: "room", phrases: []string{"room"}},
	{table: "country", phrases: []string{"country"}},
}

func rfc3339(dst []byte, c Context) []byte {
	now := c.Now.UTC()
	dst = append(appendDate(dst, now), 'T')
	hour, minute, second := now.Clock()
	dst = append(appendTwo(dst, hour), ':')
	dst = append(appendTwo(dst, minute), ':')
	dst = append(appendTwo(dst, second), '.')
	millis := now.Nanosecond() / 1e6
	return append(appendTwo(dst, millis/10), byte('0'+millis%10), 'Z')
}

func date(dst []byte, c Context) []byte { return appendDate(dst, c.Now.UTC()) }

// appendDate does what AppendFormat does with time.DateOnly, without reading
// the layout: moments are in most payloads.
func appendDate(dst []byte, t time.Time) []byte {
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(dst, time.DateOnly)
	}
	dst = append(appendTwo(appendTwo(dst, year/100), year%100), '-')
	dst = append(appendTwo(dst, int(month)), '-')
	return appendTwo(dst, day)
}

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

func birthday(dst []byte, c Context) []byte {
	dst = append(strconv.AppendInt(dst, int64(1955+c.Rand.IntN(50)), 10), '-')
	dst = append(appendTwo(dst, 1+c.Rand.IntN(12)), '-')
	return appendTwo(dst, 1+c.Rand.IntN(28))
}

func clock(dst []byte, c Context) []byte { return c.Now.UTC().AppendFormat(dst, "15:04:05Z") }

const hexDigits = "0123456789abcdef"

func hex(dst []byte, c Context, n int) []byte {
	for range n {
		dst = append(dst, hexDigits[c.Rand.IntN(16)])
	}
	return dst
}

func uuid(dst []byte, c Context) []byte {
	a, b := c.Rand.Uint64(), c.Rand.Uint64()
	a = a&^0xf000 | 0x4000
	b = b&^(3<<62) | 2<<62
	for i := range 32 {
		v := a
		if i >= 16 {
			v = b
		}
		if i == 8 || i == 12 || i == 16 || i == 20 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[v>>(60-4*(i%16))&15])
	}
	return dst
}

func ipv4(dst []byte, c Context) []byte {
	dst = append(dst, "192.0.2."...) // a block for documentation, RFC 5737
	return strconv.AppendInt(dst, int64(1+c.Rand.IntN(254)), 10)
}

func ipv6(dst []byte, c Context) []byte { return hex(append(dst, "2001:db8::"...), c, 4) }

func image(dst []byte, c Context) []byte {
	dst = append(dst, "https://example.com/images/"...)
	return append(strconv.AppendInt(dst, int64(100+c.Rand.IntN(900)), 10), ".png"...)
}

func path(dst []byte, c Context) []byte {
	return strconv.AppendInt(append(dst, "/items/"...), int64(100+c.Rand.IntN(900)), 10)
}

func link(dst []byte, c Context) []byte { return path(append(dst, "https://example.com"...), c) }

func duration(dst []byte, c Context) []byte {
	return append(strconv.AppendInt(append(dst, "PT"...), int64(1+c.Rand.IntN(90)), 10), 'M')
}

func secret(dst []byte, c Context) []byte { return hex(dst, c, 32) }

func base64Text(dst []byte, c Context) []byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for range 16 {
		dst = append(dst, alphabet[c.Rand.IntN(len(alphabet))])
	}
	return dst
}

func digits(dst []byte, c Context) []byte {
	return strconv.AppendInt(dst, int64(100_000+c.Rand.IntN(900_000)), 10)
}

func decimal(dst []byte, c Context) []byte {
	return strconv.AppendFloat(dst, float64(100+c.Rand.IntN(100_000))/100, 'f', 2, 64)
}

func code(dst []byte, c Context) []byte {
	for range 3 {
		dst = append(dst, byte('A'+c.Rand.IntN(26)))
	}
	return strconv.AppendInt(append(dst, '-'), int64(1000+c.Rand.IntN(9000)), 10)
}

func identifier(dst []byte, c Context) []byte { return hex(dst, c, 12) }
