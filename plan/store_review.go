package plan

import (
	"context"
	"encoding/json"
	"time"

	"ansinh/db"
	"ansinh/gate"
	"ansinh/plan/reading"
)

const (
	reviewColumns = `id, file_name, head, laid_at, laid_by, state, version`
	itemColumns   = `seq, kind, confidence, why, paragraph, from_byte, to_byte, fields, state`
)

func scanReview(s db.Scanner) (Review, error) {
	var r Review
	var head, at string
	if err := s.Scan(&r.ID, &r.File, &head, &at, &r.LaidBy, &r.State, &r.Version); err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(head), &r.Head); err != nil {
		return r, err
	}
	var err error
	r.LaidAt, err = time.Parse(time.RFC3339, at)
	return r, err
}

func scanItem(s db.Scanner) (ReviewItem, error) {
	var i ReviewItem
	var confidence int
	var fields string
	if err := s.Scan(&i.Seq, &i.Kind, &confidence, &i.Why, &i.Paragraph, &i.From, &i.To, &fields, &i.State); err != nil {
		return i, err
	}
	i.Confidence = Confidence(confidence)
	return i, json.Unmarshal([]byte(fields), &i.Fields)
}

func scanText(s db.Scanner) (ReviewText, error) {
	var t ReviewText
	err := s.Scan(&t.Place, &t.Heading, &t.Words)
	return t, err
}

func scanStep(s db.Scanner) (ReviewStep, error) {
	var st ReviewStep
	var fields, at string
	if err := s.Scan(&st.Item, &st.State, &fields, &at, &st.By, &st.Name); err != nil {
		return st, err
	}
	if err := json.Unmarshal([]byte(fields), &st.Fields); err != nil {
		return st, err
	}
	var err error
	st.At, err = time.Parse(time.RFC3339, at)
	return st, err
}

func reviews(ctx context.Context, t *db.Tx) ([]Review, error) {
	return db.All(ctx, t, scanReview, `SELECT `+reviewColumns+` FROM plan_review ORDER BY laid_at DESC, id`)
}

func reviewByID(ctx context.Context, t *db.Tx, id string) (Review, error) {
	return db.One(ctx, t, scanReview, `SELECT `+reviewColumns+` FROM plan_review WHERE id = $1`, id)
}

func reviewText(ctx context.Context, t *db.Tx, id string) ([]ReviewText, error) {
	return db.All(ctx, t, scanText, `SELECT place, heading, words FROM plan_review_text WHERE review = $1 ORDER BY seq`, id)
}

func reviewItems(ctx context.Context, t *db.Tx, id string) ([]ReviewItem, error) {
	return db.All(ctx, t, scanItem, `SELECT `+itemColumns+` FROM plan_review_item WHERE review = $1 ORDER BY seq`, id)
}

func reviewSteps(ctx context.Context, t *db.Tx, id string) ([]ReviewStep, error) {
	return db.All(ctx, t, scanStep, `SELECT item, state, fields, taken_at, taken_by, name FROM plan_review_step WHERE review = $1 ORDER BY item, seq`, id)
}

func writeReview(ctx context.Context, t *gate.Tx, r Review, text []reading.Paragraph, items []ReviewItem) error {
	head, err := json.Marshal(r.Head)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `INSERT INTO plan_review (`+reviewColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, r.File, string(head), r.LaidAt.UTC().Format(time.RFC3339), r.LaidBy, string(r.State), string(r.Version)); err != nil {
		return err
	}
	for i, p := range text {
		place := ""
		if len(p.Sources) > 0 {
			place = p.Sources[0].String()
		}
		if _, err := t.Exec(ctx, `INSERT INTO plan_review_text (review, seq, place, heading, words) VALUES ($1, $2, $3, $4, $5)`, r.ID, i, place, p.Heading, p.Text); err != nil {
			return err
		}
	}
	for _, i := range items {
		if err := writeItem(ctx, t.Tx, r.ID, i); err != nil {
			return err
		}
		if err := writeStep(ctx, t, r.ID, i, "", ""); err != nil { // as it was read
			return err
		}
	}
	return nil
}

func writeItem(ctx context.Context, t *db.Tx, review string, i ReviewItem) error {
	fields, err := json.Marshal(i.Fields)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO plan_review_item (review, `+itemColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		review, i.Seq, string(i.Kind), int(i.Confidence), i.Why, i.Paragraph, i.From, i.To, string(fields), string(i.State))
	return err
}

// stepItem writes what somebody said of an item, and the item as it stands now.
func stepItem(ctx context.Context, t *gate.Tx, review string, i ReviewItem) error {
	fields, err := json.Marshal(i.Fields)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `UPDATE plan_review_item SET fields = $1, state = $2 WHERE review = $3 AND seq = $4`, string(fields), string(i.State), review, i.Seq); err != nil {
		return err
	}
	return writeStep(ctx, t, review, i, t.Actor.ID, t.Actor.Name)
}

func writeStep(ctx context.Context, t *gate.Tx, review string, i ReviewItem, by, name string) error {
	fields, err := json.Marshal(i.Fields)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO plan_review_step (review, item, seq, state, fields, taken_at, taken_by, name)
		VALUES ($1, $2, (SELECT count(*) FROM plan_review_step WHERE review = $1 AND item = $2), $3, $4, $5, $6, $7)`,
		review, i.Seq, string(i.State), string(fields), t.Now.UTC().Format(time.RFC3339), by, name)
	return err
}

func closeReview(ctx context.Context, t *db.Tx, id string, state ReviewState, version VersionID) error {
	_, err := t.Exec(ctx, `UPDATE plan_review SET state = $1, version = $2 WHERE id = $3`, string(state), string(version), id)
	return err
}

// forgetReview takes a withdrawn review out, so that its file can be laid again.
func forgetReview(ctx context.Context, t *db.Tx, id string) error {
	for _, q := range []string{`DELETE FROM plan_review_step WHERE review = $1`, `DELETE FROM plan_review_item WHERE review = $1`,
		`DELETE FROM plan_review_text WHERE review = $1`, `DELETE FROM plan_review WHERE id = $1`} {
		if _, err := t.Exec(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}
