// Package lang knows the language of plans below the sentence: it cuts a text into tokens, compares them with phrases, reads
// numbers in figures and in words, years, periods and days, labels before a colon and where what is said of a population
// begins. Lexicon holds the words of the policy folder for all of it.
//
// It knows no document, no outline and no plan, and keeps nothing of what it reads. Its invariant: a token always says where
// it stands in its text, so that whatever is read from tokens can be shown in the words of the document.
package lang
