// Package law turns decrees, written as YAML under policy/law, into answers: what one person is due in a month and
// why, and what every person of a table is due.
//
// The law is loaded, checked and compiled once (Load); then there are two ways of running it with one meaning:
// Explain builds the proof for one person, Determine runs over columns in blocks. Logic is three-valued: a missing
// fact makes what depends on it unknown, and what is unknown pays nothing and names the fact.
//
// Programmes are of kinds: the monthly ones take part in Determine; what is given once, in kind, or is no benefit but a
// class answers only in Explain, when asked or when an event is told, and may ask what the monthly ones pay. What the law
// gives and nobody read is marked as unread: it is neither paid nor worked out from anything else.
//
// The room is pure: no SQL, no clock, no person's name. Filling the table is the registry's work; decisions and
// payments are benefit's and payment's. No decree, amount or category stands in this code.
package law
