package control

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.yaml
var openAPI []byte

// getOpenAPI serves the description of the API (OpenAPI 3.0.3).
func (h *Handler) getOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(openAPI)
	return nil
}
