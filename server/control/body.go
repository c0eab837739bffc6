package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
)

// The bounds of what is sent to the API.
const (
	maxPayload = 1 << 20        // of a message
	maxBody    = 2 * maxPayload // of a request: the same in base64, and what is around it
)

// readBody reads the JSON body of a request into v. Its content type must say
// that it is JSON, which no form of another site can.
func readBody(w http.ResponseWriter, r *http.Request, v any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return newProblem(http.StatusUnsupportedMediaType, "content-type-unsupported", "The body must be JSON and say so.").
			hinting("send Content-Type: application/json")
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	err = dec.Decode(v)
	if err == nil {
		if _, end := dec.Token(); end != io.EOF {
			err = errors.New("there is more behind the JSON value")
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge()
	case errors.Is(err, io.EOF):
		return badRequest("body-invalid", "The body is empty.")
	case err != nil:
		return badRequest("body-invalid", "The body is not what this path takes: %s.", inWords(err)).
			hinting(Prefix + "openapi.yaml says what it takes")
	}
	return nil
}

// inWords says what is wrong with the JSON of a body in the words of JSON.
func inWords(err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	is, known := map[string]string{
		"array": "a list", "object": "an object", "string": "a string", "bool": "true or false", "number": "a number",
	}[wrong.Value]
	if !known { // "number 1.5"
		is = "the " + wrong.Value
	}
	text := fmt.Sprintf("it is %s, must be %s", is, kindOf(wrong.Type))
	if wrong.Field != "" {
		return wrong.Field + ": " + text
	}
	return text
}

// kindOf says what JSON a Go type is read from.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "a string in base64"
		}
		return "a list"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Uint64:
		return "a whole number from 0"
	}
	return "a whole number"
}

func tooLarge() *problem {
	return newProblem(http.StatusRequestEntityTooLarge, "body-too-large", "A message may have 1 MiB.")
}
