package law

// Sensitive says whether having a category tells something of a person that is not for every reader's eyes: some
// wording of it holds only where a sensitive fact does. A category that merely excludes such people is not one.
func (b *Book) Sensitive(category string) bool {
	for i := range b.categories {
		if b.categories[i].ID == category {
			return b.secret(i)
		}
	}
	return false
}

// secret is Sensitive for a place in the book.
func (b *Book) secret(category int) bool {
	for _, v := range b.categories[category].history.versions {
		if b.tells(v.body.when.node, true) {
			return true
		}
	}
	return false
}

// tells says whether a sensitive fact stands in a condition, and not under a negation.
func (b *Book) tells(n *node, positive bool) bool {
	switch n.op {
	case opFact:
		return positive && b.vocabulary.facts[n.num].Sensitive
	case opTerm:
		for _, v := range b.terms[n.num].history.versions {
			if b.tells(v.body.when.node, positive) {
				return true
			}
		}
		return false
	case opNot:
		positive = !positive
	}
	for _, k := range n.kids {
		if b.tells(k, positive) {
			return true
		}
	}
	return false
}
