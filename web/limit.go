package web

import (
	"sync"

	"golang.org/x/time/rate"
)

// limiter slows sign-in down for each login: a few tries at once, then one in a while. It lives in memory: with
// several servers each counts by itself, and the account's own lock counts for all.
type limiter struct {
	mu      sync.Mutex
	byLogin map[string]*rate.Limiter
}

const (
	triesAtOnce   = 8
	triesASecond  = rate.Limit(0.2)
	loginsTracked = 10_000
)

func newLimiter() *limiter { return &limiter{byLogin: map[string]*rate.Limiter{}} }

// allow says whether this login may be tried now.
func (l *limiter) allow(login string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.byLogin) >= loginsTracked {
		clear(l.byLogin) // a flood of made-up logins; forgetting is cheaper than memory without end
	}
	one, ok := l.byLogin[login]
	if !ok {
		one = rate.NewLimiter(triesASecond, triesAtOnce)
		l.byLogin[login] = one
	}
	return one.Allow()
}
