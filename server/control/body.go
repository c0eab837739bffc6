package control

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
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
		return badRequest("body-invalid", "The body is not what this path takes: %s.", strings.TrimPrefix(err.Error(), "json: ")).
			hinting(Prefix + "openapi.yaml says what it takes")
	}
	return nil
}

func tooLarge() *problem {
	return newProblem(http.StatusRequestEntityTooLarge, "body-too-large", "A message may have 1 MiB.")
}
