package registry

import (
	"context"
	"crypto/aes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
)

// Partner is somebody data is shared with: a bank, the insurance, another register.
type Partner string

// Tokens make the numbers under which a partner knows people. A token says nothing without the key, is another one with
// every partner, so that two of them cannot put together what they hold, and leads back to the record for whoever holds
// the key. It never changes, also not by a merger.
type Tokens struct{ key FileKey }

// NewTokens makes tokens under a key.
func NewTokens(key FileKey) Tokens { return Tokens{key} }

// under is the key of one partner.
func (t Tokens) under(p Partner) []byte {
	h := hmac.New(sha256.New, t.key[:])
	h.Write([]byte("ansinh partner 1\n" + p))
	return h.Sum(nil)
}

// of is one block: the record's number behind zeros that prove the token to be ours.
func (t Tokens) of(p Partner, id PersonID) (string, error) {
	c, err := aes.NewCipher(t.under(p))
	if err != nil {
		return "", err
	}
	var block [aes.BlockSize]byte
	binary.BigEndian.PutUint64(block[8:], uint64(id))
	c.Encrypt(block[:], block[:])
	return hex.EncodeToString(block[:]), nil
}

func (t Tokens) back(p Partner, token string) (PersonID, error) {
	wrong := fault.New(fault.NotFound, "registry.token", string(p))
	block, err := hex.DecodeString(token)
	if err != nil || len(block) != aes.BlockSize {
		return 0, wrong
	}
	c, err := aes.NewCipher(t.under(p))
	if err != nil {
		return 0, err
	}
	c.Decrypt(block, block)
	if binary.BigEndian.Uint64(block) != 0 || block[8]&0x80 != 0 {
		return 0, wrong // of another partner, or mistyped
	}
	return PersonID(binary.BigEndian.Uint64(block[8:])), nil
}

// Token is the number under which a partner knows a person; giving it out is recorded.
func (r *Registry) Token(ctx context.Context, actor auth.Actor, t Tokens, p Partner, id PersonID) (string, error) {
	if p == "" {
		return "", fault.New(fault.Invalid, "registry.token.partner")
	}
	if _, err := r.where(ctx, actor, MayRead, id); err != nil {
		return "", err
	}
	err := r.gate.Read(ctx, actor, tokenAct(actor, id), func(tx *gate.Tx) error {
		tx.Note("partner", string(p))
		return nil
	})
	if err != nil {
		return "", err
	}
	return t.of(p, id)
}

// TokenOf is the record that stands for the person whom a partner names; a token of another partner is nobody's.
func (r *Registry) TokenOf(ctx context.Context, actor auth.Actor, t Tokens, p Partner, token string) (Person, error) {
	id, err := t.back(p, token)
	if err != nil {
		return Person{}, err
	}
	to, ok, err := r.Standing(ctx, actor, id)
	if err != nil || !ok {
		return Person{}, orNobody(err)
	}
	found, err := r.where(ctx, actor, MayRead, to)
	if err != nil {
		return Person{}, err
	}
	return found, r.gate.Read(ctx, actor, tokenAct(actor, to), func(tx *gate.Tx) error {
		tx.Note("partner", string(p))
		return nil
	})
}

func orNobody(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "registry.no_person")
}

func tokenAct(actor auth.Actor, id PersonID) gate.Act {
	return gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", id), Personal: true}
}
