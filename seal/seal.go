// Package seal keeps a text from whoever has the database and not the key: AES-256-GCM with a nonce of its own for each
// value, bound to the place where it lies, so that a value moved to another row does not open there.
//
// It knows nothing of databases or people: the label says where a value lies, the ring holds the keys. A sealed text
// names its key, so several keys can be in use while values pass from one to the next. Lengths are rounded up, so that
// they do not tell a yes from a no. What it does not hide: that there is a value, and since when.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ansinh/fault"
)

// mark begins every sealed text. No form takes it in: it is not a letter.
const mark = "\x01"

// block is what lengths are rounded up to.
const block = 32

// KeySize is the length of a key in bytes.
const KeySize = 32

// Ring is keys by number. Its zero value holds none.
type Ring struct {
	keys map[int64][]byte
	open map[int64]cipher.AEAD
}

// IDs are the numbers of the keys, smallest first.
func (r *Ring) IDs() []int64 {
	var out []int64
	for id := range r.keys {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// Has says whether the ring holds a key.
func (r *Ring) Has(id int64) bool { return r.keys[id] != nil }

// Add makes a new key with the next number after those there are and after last.
func (r *Ring) Add(last int64) (int64, error) {
	id := last + 1
	if all := r.IDs(); len(all) > 0 {
		id = max(id, all[len(all)-1]+1)
	}
	key := make([]byte, KeySize)
	if _, err := rand.Read(key); err != nil {
		return 0, err
	}
	return id, r.put(id, key)
}

// Remove takes a key out.
func (r *Ring) Remove(id int64) { delete(r.keys, id); delete(r.open, id) }

func (r *Ring) put(id int64, key []byte) error {
	c, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	aead, err := cipher.NewGCM(c)
	if err != nil {
		return err
	}
	if r.keys == nil {
		r.keys, r.open = map[int64][]byte{}, map[int64]cipher.AEAD{}
	}
	r.keys[id], r.open[id] = key, aead
	return nil
}

const head = "# ansinh: keys of what is sealed in the database. Without this file it cannot be opened by anybody.\n" +
	"# Keep a copy apart from the database and from its backups.\n"

// String is the ring as its file holds it: a line a key, number and key.
func (r *Ring) String() string {
	var b strings.Builder
	b.WriteString(head)
	for _, id := range r.IDs() {
		fmt.Fprintf(&b, "%d %s\n", id, base64.StdEncoding.EncodeToString(r.keys[id]))
	}
	return b.String()
}

// Parse reads what String wrote.
func Parse(text string) (*Ring, error) {
	r := &Ring{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		number, coded, _ := strings.Cut(line, " ")
		id, err := strconv.ParseInt(number, 10, 64)
		key, wrong := base64.StdEncoding.DecodeString(strings.TrimSpace(coded))
		if err != nil || wrong != nil || id < 1 || len(key) != KeySize || r.Has(id) {
			return nil, errors.New("not a file of keys")
		}
		if err := r.put(id, key); err != nil {
			return nil, err
		}
	}
	if len(r.keys) == 0 {
		return nil, errors.New("no key")
	}
	return r, nil
}

// Is says whether a text is sealed.
func Is(text string) bool { return strings.HasPrefix(text, mark) }

// Under is the beginning of every text sealed under a key, for finding them.
func Under(id int64) string { return mark + strconv.FormatInt(id, 10) + ":" }

// KeyOf is the number of the key a text is sealed under; 0 where it is not sealed.
func KeyOf(text string) int64 {
	number, _, ok := strings.Cut(strings.TrimPrefix(text, mark), ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if !Is(text) || !ok || err != nil {
		return 0
	}
	return id
}

// Seal closes a text under a key for the place that the label names.
func (r *Ring) Seal(id int64, label, plain string) (string, error) {
	aead := r.open[id]
	if aead == nil {
		return "", fault.New(fault.Internal, "seal.no_key", id)
	}
	padded := make([]byte, 0, len(plain)+block+aead.Overhead())
	padded = append(append(padded, plain...), 0x80)
	for len(padded)%block != 0 {
		padded = append(padded, 0)
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return Under(id) + base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, padded, []byte(label))), nil
}

// Open opens what Seal closed for the same place. A text that is not sealed comes back as it is.
func (r *Ring) Open(label, sealed string) (string, error) {
	if !Is(sealed) {
		return sealed, nil
	}
	id := KeyOf(sealed)
	aead := r.open[id]
	if aead == nil {
		return "", fault.New(fault.Internal, "seal.no_key", id)
	}
	_, coded, _ := strings.Cut(sealed, ":")
	raw, err := base64.RawStdEncoding.DecodeString(coded)
	if err == nil && len(raw) < aead.NonceSize() {
		err = errors.New("too short")
	}
	var padded []byte
	if err == nil {
		padded, err = aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(label))
	}
	if err != nil {
		return "", fault.Wrap(err, fault.Internal, "seal.broken")
	}
	end := len(padded) - 1
	for end >= 0 && padded[end] == 0 {
		end--
	}
	if end < 0 || padded[end] != 0x80 {
		return "", fault.New(fault.Internal, "seal.broken")
	}
	return string(padded[:end]), nil
}
