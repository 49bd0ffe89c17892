// Package e2e drives the real program with a real browser: the binary is built, makes a small demonstration, serves it,
// and every role walks its pages under the shipped content security policy. It holds tests only; what it proves is
// what no test of one room can, that the pages work together in a browser, on a phone's width, by keyboard, without
// script, and for people who cannot see them.
package e2e
