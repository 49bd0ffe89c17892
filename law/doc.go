// Package law turns decrees, written as YAML under policy/law, into answers: what one person is due in a month and
// why, and what every person of a table is due.
//
// The law is loaded, checked and compiled once (Load); then there are two ways of running it with one meaning:
// Explain builds the proof for one person, Determine runs over columns in blocks. Logic is three-valued: a missing
// fact makes what depends on it unknown, and what is unknown pays nothing and names the fact.
//
// The room is pure: no SQL, no clock, no person's name. Filling the table is the registry's work; decisions and
// payments are benefit's and payment's. No decree, amount or category stands in this code.
package law
