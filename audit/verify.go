package audit

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"ansinh/db"
)

// Proof is what Verify found whole.
type Proof struct {
	Events   int64  `json:"events"`   // sealed events, each hashed again from its row
	Heads    int    `json:"heads"`    // signed heads, each recomputed
	Unsealed int64  `json:"unsealed"` // events not yet in the tree
	Root     string `json:"root"`
}

// Verify hashes every event again from its row and compares tree, stored hashes, heads and signatures. verifier may be
// nil where heads are unsigned; kept are signed heads from outside the database, which must lie on the tree too. The
// error names the first thing that does not agree.
func (l *Log) Verify(ctx context.Context, verifier note.Verifier, kept []string) (Proof, error) {
	var p Proof
	err := l.db.View(ctx, func(tx *db.Tx) error {
		t := &memoryTree{}
		var roots []tlog.Hash // roots[n] is the root at size n+1
		err := eachSealed(ctx, tx, func(e stored) error {
			if *e.leaf != p.Events {
				return broken("audit.missing", p.Events)
			}
			if err := t.add(p.Events, e); err != nil {
				return err
			}
			p.Events++
			root, err := tlog.TreeHash(p.Events, t)
			roots = append(roots, root)
			return err
		})
		if err != nil {
			return err
		}
		if err := t.compare(ctx, tx); err != nil {
			return err
		}
		if p.Unsealed, err = countUnsealed(ctx, tx); err != nil {
			return err
		}
		if p.Events > 0 {
			p.Root = encode(roots[p.Events-1])
		}
		p.Heads, err = compareHeads(ctx, tx, roots, verifier, kept)
		return err
	})
	return p, err
}

func compareHeads(ctx context.Context, tx *db.Tx, roots []tlog.Hash, verifier note.Verifier, kept []string) (int, error) {
	all, err := heads(ctx, tx)
	if err != nil {
		return 0, err
	}
	var last int64
	for _, h := range all {
		if h.size < 1 || h.size > int64(len(roots)) || encode(roots[h.size-1]) != h.root {
			return 0, broken("audit.head", h.size)
		}
		if err := checkSigned(h.signed, roots, verifier); err != nil {
			return 0, err
		}
		last = h.size
	}
	if last != int64(len(roots)) {
		return 0, broken("audit.head", len(roots))
	}
	for _, k := range kept {
		if err := checkSigned(k, roots, verifier); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// checkSigned opens a signed head and compares it with the tree.
func checkSigned(signed string, roots []tlog.Hash, verifier note.Verifier) error {
	if verifier == nil {
		return nil
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return broken("audit.signature")
	}
	size, root, err := parseHead(n.Text)
	if err != nil || size < 1 || size > int64(len(roots)) || roots[size-1] != root {
		return broken("audit.head", size)
	}
	return nil
}

// memoryTree holds the tree made anew from the rows.
type memoryTree struct{ hashes []tlog.Hash }

// ReadHashes gives the hashes at the indexes.
func (t *memoryTree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = t.hashes[at]
	}
	return out, nil
}

func (t *memoryTree) add(leaf int64, e stored) error {
	data, err := leafData(e)
	if err != nil {
		return err
	}
	hashes, err := tlog.StoredHashes(leaf, data, t)
	t.hashes = append(t.hashes, hashes...)
	return err
}

func (t *memoryTree) compare(ctx context.Context, tx *db.Tx) error {
	all, err := countHashes(ctx, tx)
	if err != nil {
		return err
	}
	for i, h := range t.hashes {
		if all[int64(i)] != h.String() {
			return broken("audit.altered", i)
		}
	}
	if len(all) != len(t.hashes) {
		return broken("audit.altered", len(t.hashes))
	}
	return nil
}

// headTitle is the first line of a signed head.
const headTitle = "ansinh audit head"

func (l *Log) sign(size int64, root tlog.Hash) (string, error) {
	if l.signer == nil {
		return "", nil
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", headTitle, size, encode(root))
	signed, err := note.Sign(&note.Note{Text: text}, l.signer)
	return string(signed), err
}

func parseHead(text string) (int64, tlog.Hash, error) {
	lines := strings.Split(text, "\n")
	var size int64
	if len(lines) < 3 || lines[0] != headTitle {
		return 0, tlog.Hash{}, broken("audit.head", 0)
	}
	if _, err := fmt.Sscan(lines[1], &size); err != nil {
		return 0, tlog.Hash{}, broken("audit.head", 0)
	}
	root, err := tlog.ParseHash(lines[2])
	return size, root, err
}
