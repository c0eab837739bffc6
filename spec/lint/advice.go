package lint

import (
	"slices"

	"asyncmock/spec"
)

// adviseContact wants somebody to ask.
func adviseContact(d *document) {
	info := d.root.Own("info")
	contact := info.Get("contact")
	if contact == nil && info != nil {
		d.add(info, "contact-missing", "add contact with name, url and email", "info has no contact")
	}
	if contact.Is(spec.Object) && !(contact.Has("name") && contact.Has("url") && contact.Has("email")) {
		d.add(contact, "contact-incomplete", "give name, url and email", "the contact is not complete")
	}
}

func adviseLicense(d *document) {
	info := d.root.Own("info")
	license := info.Get("license")
	if license == nil && info != nil {
		d.add(info, "license-missing", "add license with name and url", "info has no license")
	}
	if license.Is(spec.Object) && !license.Has("url") {
		d.add(license, "license-url-missing", "add url", "the license has no url")
	}
}

func adviseDescription(d *document) {
	if info := d.root.Own("info"); info != nil && info.Get("description").Str() == "" {
		d.add(info, "description-missing", "add description", "info has no description")
	}
}

// adviseRoot wants fields of the root.
func adviseRoot(d *document) {
	for _, f := range []struct{ key, code string }{{"id", "id-missing"}, {"defaultContentType", "default-content-type-missing"}} {
		if d.root.Own(f.key) == nil {
			d.add(d.root, f.code, "add "+f.key, "the document has no %s", f.key)
		}
	}
	if d.root.Own("servers").Len() == 0 {
		d.add(d.root, "servers-missing", "add servers", "the document has no servers")
	}
	tags := d.root.Own("tags")
	if !d.v2() {
		tags = d.root.Own("info").Get("tags")
	}
	if tags.Len() == 0 {
		d.add(d.root, "tags-missing", "add tags", "the document has no tags")
	}
}

func adviseVersion(d *document) {
	newest := versions[len(versions)-1]
	if d.version != newest {
		d.add(d.root.Own("asyncapi"), "version-not-newest", "the newest is "+newest, "AsyncAPI %s is not the newest version", shorten(d.doc.AsyncAPI))
	}
}

// adviseIDs wants ids, by which tools call operations and messages of 2.x.
func adviseIDs(d *document) {
	if !d.v2() {
		return
	}
	for _, ch := range entriesOf(d.root.Own("channels")) {
		for _, op := range operationsOf(ch.Value) {
			if !op.Has("operationId") {
				d.add(op, "operation-id-missing", "add operationId", "the operation has no operationId")
			}
		}
	}
	if d.version < "2.4" {
		return // messageId came with 2.4
	}
	for _, m := range d.used() {
		fromTrait := func(t *spec.Node) bool { return t.Has("messageId") }
		if m.Target == nil && m.Kind == spec.Object && !m.Has("messageId") && !slices.ContainsFunc(m.Get("traits").List(), fromTrait) {
			d.add(m, "message-id-missing", "add messageId", "the message has no messageId")
		}
	}
}
