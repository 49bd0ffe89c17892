package db

import (
	"strconv"
	"strings"
	"time"
)

// instantLayout is of fixed width, so that the order of the texts is the order of the instants.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// Instant is how an instant is stored: RFC 3339 in UTC, to the microsecond.
func Instant(t time.Time) string { return t.UTC().Format(instantLayout) }

// ParseInstant reads what Instant wrote.
func ParseInstant(s string) (time.Time, error) { return time.Parse(instantLayout, s) }

// In is the condition that a column holds one of the values, to stand behind another condition; it adds the values to
// args. Nil values are no condition, none at all is never.
func In[T ~string](column string, values []T, args *[]any) string {
	if values == nil {
		return ""
	}
	if len(values) == 0 {
		return " AND 1 = 0"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, string(v))
		marks[i] = "$" + strconv.Itoa(len(*args))
	}
	return " AND " + column + " IN (" + strings.Join(marks, ",") + ")"
}

// Literal writes a text into a query, for lists of so many values that a parameter each would cost more than it says.
// Only what cannot end a literal is written (letters, digits, spaces, hyphens, dots); everything else becomes a parameter
// and is added to args.
func Literal(s string, args *[]any) string {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ' ' || c == '-' || c == '.') {
			*args = append(*args, s)
			return "$" + strconv.Itoa(len(*args))
		}
	}
	return "'" + s + "'"
}
