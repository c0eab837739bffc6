// Package control is the API below /_asyncmock/ by which tests and people
// steer a running mock and ask what happened: openapi.yaml describes it and is
// served by it.
//
// Start at endpoints, the table in endpoints.go. access.go says who may ask.
// Nothing that comes in is evaluated, and no file is named by it: templates in
// payloads and names are text (REL-CTL-5).
package control
