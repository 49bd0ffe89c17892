// Package say puts what the law answers into words: for the citizen a few sentences, for the officer a checklist, for the
// auditor the whole proof, and what would be otherwise.
//
// Sentences come from the texts, names and articles from the answer itself; nothing is worked out here, so that the same
// answer says the same in every language and on every page.
package say
