package web_test

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"asyncmock/generator"
	"asyncmock/server"
)

// tape streams trades as JSON to who subscribes, and in two encodings.
const tape = `
asyncapi: 3.0.0
info: {title: Tape, version: 1.0.0}
x-asyncmock: {role: application}
servers: {live: {host: tape.test, protocol: ws}}
channels:
  json:
    address: /json
    messages:
      subscribe: {payload: {type: object, required: [op, symbols], properties: {op: {const: subscribe}, symbols: {type: array, items: {type: string}}}}}
      trade:
        payload:
          type: object
          required: [type, sequence, time, symbol, price, trader]
          properties:
            type: {const: trade}
            sequence: {type: integer, minimum: 1}
            time: {type: string, format: date-time}
            symbol: {type: string}
            price: {type: number, minimum: 0}
            trader: {type: object, required: [userId, email], properties: {userId: {type: string}, email: {type: string, format: email}}}
  avro:
    address: /avro
    messages:
      trade:
        contentType: application/vnd.apache.avro
        payload:
          schemaFormat: application/vnd.apache.avro;version=1.9.0
          schema:
            type: record
            name: Trade
            fields:
              - {name: sequence, type: long}
              - {name: time, type: {type: long, logicalType: timestamp-millis}}
              - {name: symbol, type: string}
              - {name: price, type: double}
  protobuf:
    address: /protobuf
    messages:
      trade:
        contentType: application/x-protobuf
        payload:
          schemaFormat: application/vnd.google.protobuf;version=2
          schema: |
            message Trade {
              required int64 sequence = 1;
              required int64 timestamp = 2;
              required string symbol = 3;
              required double price = 4;
            }
operations:
  ask: {action: receive, channel: {$ref: '#/channels/json'}, messages: [{$ref: '#/channels/json/messages/subscribe'}]}
  tell: {action: send, channel: {$ref: '#/channels/json'}, messages: [{$ref: '#/channels/json/messages/trade'}]}
  tellAvro: {action: send, channel: {$ref: '#/channels/avro'}}
  tellProtobuf: {action: send, channel: {$ref: '#/channels/protobuf'}}
`

// TestEXM_StreamsAreCoherent: over a real socket, sequence numbers rise,
// timestamps follow the clock, the price of each instrument walks, somebody
// keeps his address, and what was asked for is what is told of.
func TestEXM_StreamsAreCoherent(t *testing.T) {
	m := mustMock(t, tape, server.Options{Interval: time.Millisecond})
	s := &site{t: t, ended: make(chan error, 1)}
	s.serveWith(m)
	for path, hello := range map[string]string{
		"/json": `{"op":"subscribe","symbols":["ABC-EUR","XYZ-EUR"]}`, "/avro": "", "/protobuf": "",
	} {
		t.Run(path[1:], func(t *testing.T) {
			socket := s.socket(path)
			if hello != "" {
				socket.say(hello)
			}
			var trade *generator.Message
			for _, r := range m.Routes() {
				if r.Path == path {
					trade = r.Sends[0].Message
				}
			}
			begin, c := time.Now(), coherence{t: t, prices: map[string]float64{}, emails: map[string]string{}}
			for range 1000 {
				payload, isBinary := socket.hear()
				v, err := trade.Decode(payload, isBinary)
				if err != nil || isBinary != trade.Binary() {
					t.Fatalf("%q: binary %t: %v", payload, isBinary, err)
				}
				c.look(v.Tree.(map[string]any), begin)
			}
			c.whole(hello != "")
		})
	}
}

// A coherence looks at the messages of a stream in turn.
type coherence struct {
	t        *testing.T
	sequence int64
	at       time.Time
	moved    int
	prices   map[string]float64 // by symbol
	emails   map[string]string  // by user
	known    int                // messages about somebody who was there before
}

func (c *coherence) look(v map[string]any, begin time.Time) {
	c.t.Helper()
	sequence, _ := v["sequence"].(json.Number).Int64()
	if sequence != c.sequence+1 && c.sequence != 0 {
		c.t.Fatalf("sequence %d after %d", sequence, c.sequence)
	}
	c.sequence = sequence
	at := moment(v)
	if at.Before(c.at) || at.Before(begin.Add(-time.Second)) || at.After(time.Now().Add(time.Second)) {
		c.t.Fatalf("a message of %s after one of %s", at, c.at)
	}
	c.at = at
	price, _ := v["price"].(json.Number).Float64()
	symbol := v["symbol"].(string)
	if last, ok := c.prices[symbol]; ok && math.Abs(price-last) > math.Max(5, 0.05*last) {
		c.t.Fatalf("the price of %s goes from %g to %g", symbol, last, price)
	} else if ok && price != last {
		c.moved++
	}
	c.prices[symbol] = price
	if trader, ok := v["trader"].(map[string]any); ok {
		user, email := trader["userId"].(string), trader["email"].(string)
		if old, ok := c.emails[user]; ok && old != email {
			c.t.Fatalf("%s is at %s and at %s", user, old, email)
		} else if ok {
			c.known++
		}
		c.emails[user] = email
	}
}

// moment is what the time, or the timestamp in milliseconds, of a message is.
func moment(v map[string]any) time.Time {
	if text, ok := v["time"].(string); ok {
		at, _ := time.Parse(time.RFC3339Nano, text)
		return at
	}
	for _, name := range []string{"time", "timestamp"} {
		if n, ok := v[name].(json.Number); ok {
			ms, _ := n.Int64()
			return time.UnixMilli(ms)
		}
	}
	if text, ok := v["timestamp"].(string); ok {
		ms := json.Number(text)
		n, _ := ms.Int64()
		return time.UnixMilli(n)
	}
	return time.Time{}
}

// whole looks at what is true of all messages together.
func (c *coherence) whole(subscribed bool) {
	c.t.Helper()
	if c.moved < 500 {
		c.t.Errorf("prices moved %d times in 1,000 messages", c.moved)
	}
	if subscribed {
		if len(c.prices) != 2 || c.prices["ABC-EUR"] == 0 || c.prices["XYZ-EUR"] == 0 {
			c.t.Errorf("prices of %v, want those of ABC-EUR and XYZ-EUR", c.prices)
		}
		if c.known < 500 {
			c.t.Errorf("%d messages are about somebody known", c.known)
		}
	}
}

// A socket is a WebSocket as a client sees it.
type socket struct {
	t *testing.T
	w io.Writer
	r *bufio.Reader
}

// socket opens a WebSocket.
func (s *site) socket(path string) *socket {
	s.t.Helper()
	conn := s.dial()
	s.t.Cleanup(func() { conn.Close() })
	fmt.Fprint(conn, crlf("GET "+path+" HTTP/1.1\nHost: "+s.addr+"\n"+upgrade+"\n"))
	r := bufio.NewReader(conn)
	if got := s.read(r, "GET"); got.status != 101 {
		s.t.Fatalf("got %d", got.status)
	}
	return &socket{s.t, conn, r}
}

// say sends a short text message, masked with zeroes.
func (c *socket) say(text string) {
	c.w.Write(append([]byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...))
}

// hear reads the next message.
func (c *socket) hear() (payload []byte, isBinary bool) {
	c.t.Helper()
	head := make([]byte, 2)
	_, err := io.ReadFull(c.r, head)
	size := int(head[1])
	if size == 126 && err == nil {
		var long [2]byte
		_, err = io.ReadFull(c.r, long[:])
		size = int(binary.BigEndian.Uint16(long[:]))
	}
	payload = make([]byte, size)
	if err == nil {
		_, err = io.ReadFull(c.r, payload)
	}
	if err != nil || head[0]&0x0f > 2 {
		c.t.Fatalf("frame %x: %v", head, err)
	}
	return payload, head[0]&0x0f == 2
}
