package herokutest

import (
	"net/http"
	"strconv"
	"time"
)

// An account has a pool of tokens; every request takes one, and they come back
// one by one ("Platform API Reference", Rate Limits).
const (
	rateLimit   = 4500
	refillEvery = time.Minute / 75
)

// SetRemaining sets how many requests may be made until 429 is answered. So
// that tests are repeatable, the mock itself never adds to that number.
func (h *Heroku) SetRemaining(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remaining = n
}

// SetReset sets the time that RateLimit-Reset tells. The zero time is when
// Heroku's pool would be full again, counted from the moment of the answer.
func (h *Heroku) SetReset(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reset = t
}

// spend takes a token from the pool and reports whether there was one.
func (h *Heroku) spend() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.remaining <= 0 {
		return false
	}
	h.remaining--
	return true
}

// setRateLimit sets the headers about the pool. Heroku documents
// RateLimit-Remaining, and RateLimit-Multiplier is in logged answers;
// RateLimit-Reset is in neither, and is here for clients that look for it: the
// second of the Unix epoch at which the pool is full.
func (h *Heroku) setRateLimit(header http.Header) {
	h.mu.Lock()
	defer h.mu.Unlock()
	reset := h.reset
	if reset.IsZero() {
		reset = time.Now().Add(time.Duration(rateLimit-h.remaining) * refillEvery)
	}
	header.Set("RateLimit-Multiplier", "1")
	header.Set("RateLimit-Remaining", strconv.Itoa(max(h.remaining, 0)))
	header.Set("RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
}
