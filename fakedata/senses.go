package fakedata

import (
	"slices"
	"strings"
)

// A sense says what a name of many meanings means where certain words are
// around it: in the names of the object and of its other properties, in title
// and description.
type sense struct {
	names  string // last words of the name, joined by - where two belong together
	around string
	kind   string
}

// textSenses are looked at in order; the first whose words are around counts.
var textSenses = []sense{
	{"from to sender recipient receiver source destination", "subject cc bcc mail email smtp inbox webex", "email"},
	{"from to", "amount iban transfer payment remittance", "iban"},
	{"sender recipient receiver", "amount iban transfer payment remittance", "full name"},
	{"from to origin destination source", "flight airport airline iata", "airport"},
	{"from to origin destination start end source", "train trip route departs departure station bus ride journey platform gate travel", "city"},
	{"from to", "grams parcel shipment weight delivery", "city"},
	{"from to source destination target", "cpu packet packets port subnet tcp udp network firewall", "ipv4"},
	{"from to caller called callee", "call calls sms phone dtmf msisdn leg sip ring telephony answered whatsapp segments", "phone"},
	{"from to old new previous", "status state transition phase", "status"},
	{"from to start end", "date period range since", "date"},
	{"from to", "wallet gas block token wei chain", "chain address"},
	{"from to sender recipient receiver author by creator nick", "chat room channel text message body typing thread say", "user name"},
	{"from to", "", "full name"},
	{"address", "ip port host subnet network dns sip source remote", "ipv4"},
	{"address", "wallet token gas block chain contract wei crypto", "chain address"},
	{"address", "subject cc bcc mail inbox", "email"},
	{"line", "parcel label address envelope postcode", "street"},
	{"state", "city zip country street postcode postal address province", "province"},
	{"region", "city zip country street postcode postal", "province"},
	{"location place", "rack shelf bin aisle pallet warehouse sku", "warehouse"},
	{"location place", "sensor device temperature humidity room lamp light thermostat", "room"},
	{"number", "call phone sms dial msisdn contact", "phone"},
	{"code", "error errors fault problem warning failure failed refused rejected", "error code"},
	{"code", "country", "country code"},
	{"code", "currency", "currency"},
	{"code", "airport flight", "airport"},
	{"size", "shirt clothes garment shoe dress apparel", "clothes size"},
	{"message msg text description detail details title", "error errors fault problem failure failed exception refused rejected", "error"},
	{"message msg text description", "warning warnings", "warning"},
	{"message msg text description body", "alert alarm incident threshold", "warning"},
	{"status state", "call leg sip ring phone telephony", "call status"},
	{"status state", "sms mail email segments receipt delivered notification", "mail status"},
	{"status state", "health probe liveness uptime heartbeat", "health"},
	{"status state", "job task worker workflow pipeline build deployment process", "running"},
	{"role", "chat message content assistant conversation prompt llm turn", "talker"},
	{"role", "user member team room account participant", "person role"},
	{"model", "car vehicle vin make mileage plate fuel", "car"},
	{"model", "prompt llm temperature tokens provider voice speech language listen think speak transcription ai", "brain"},
	{"direction heading", "wind train compass traffic", "compass"},
	{"encoding", "audio sample rate codec speech", "audio"},
	{"level", "log logger line stack", "log level"},
	{"type", "order price limit stop tif", "order type"},
	{"method", "delivery shipping courier", "carrier"},
	{"symbol", "ticker stock isin share nasdaq nyse", "ticker"},
	{"region", "cloud aws s3 bucket cluster zone", "region code"},
	{"reason cause resolution", "order cancel cancelled refund return refunded payment booking checkout", "order reason"},
	{"reason cause", "session connection close closed disconnect disconnected leg hangup call room kick leave left", "leave reason"},
	{"reason cause", "vent valve pump heater window alarm device sensor motor crane", "device reason"},
	{"relation relationship", "person contact family emergency", "relation"},
}

// numberSenses are those of numbers.
var numberSenses = []sense{
	{"start end begin", "ms millis milliseconds", "media milliseconds"},
	{"duration length start end offset begin from to", "word audio transcript words speech recording track song video media confidence speaker", "media seconds"},
	{"duration elapsed timeout interval", "ms millis milliseconds latency ping", "milliseconds long"},
	{"temperature", "model prompt llm tokens provider top voice think ai completion", "creativity"},
	{"speed volume", "voice tts speak speech playback", "factor"},
	{"quantity size amount qty volume", "symbol pair ticker bid ask trade coin crypto", "trade size"},
	{"size length", "file upload mime filename download attachment", "bytes"},
	{"size", "page", "page size"},
	{"code", "http status response request method url", "status code"},
	{"code", "jsonrpc rpc", "rpc code"},
	{"code", "close closed disconnect disconnected websocket", "close code"},
	{"status", "http response request method url", "status code"},
	{"level", "battery fuel tank charge water", "charge"},
	{"level", "noise sound decibel", "noise"},
	{"rate", "heart pulse patient", "heart rate"},
	{"rate", "funding interest apr loan", "threshold"},
	{"rate", "sample audio frame", "sample rate"},
	{"value reading", "temperature celsius thermometer", "temperature"},
	{"value reading", "humidity", "humidity"},
	{"weight", "parcel shipment package kg cargo", "weight"},
	{"load", "crane truck lift cargo ton tons tonnes", "load carried"},
	{"open close", "vent valve window blind shutter door", "percent"},
	{"power", "signal dbm antenna radio", "signal strength"},
	{"version", "resource", "sequence"},
	{"depth", "water sea dive river", "metres"},
	{"position", "crane rail slider axis", "metres"},
}

// means looks up what a name means among the words around it.
func means(senses []sense, h Hint) string {
	words := split(h.Name)
	if len(words) == 0 {
		return ""
	}
	last := words[len(words)-1]
	var around []string
	for _, s := range senses {
		if !slices.Contains(strings.Fields(s.names), last) {
			continue
		}
		if s.around == "" {
			return s.kind
		}
		if around == nil {
			around = h.around(words[:len(words)-1])
		}
		for _, word := range strings.Fields(s.around) {
			if slices.Contains(around, word) {
				return s.kind
			}
		}
	}
	return ""
}

// around lists the words around a property.
func (h *Hint) around(before []string) []string {
	words := append(append([]string{}, before...), split(h.Parent)...)
	for _, list := range [][]string{h.Beside, h.Above} {
		for _, name := range list {
			if name != h.Name && len(words) < 200 {
				words = append(words, split(name)...)
			}
		}
	}
	for _, text := range []string{h.Title, h.Description} {
		if len(text) <= maxDescription {
			words = append(words, split(text)...)
		}
	}
	return words
}

// maxDescription is the length of what is looked into for meanings.
const maxDescription = 400
