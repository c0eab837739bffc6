// Package fakedata draws lifelike values by meaning: from format, property
// name and description. It is the only package that imports gofakeit.
package fakedata
