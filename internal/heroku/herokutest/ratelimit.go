package herokutest

import (
	"net/http"
	"strconv"
	"time"
)

// rateLimit is the number of tokens in an account's pool. Each request takes one ("Platform API
// Reference", Rate Limits).
const rateLimit = 4500

// SetRemaining sets how many requests the API serves until it responds with 429. Heroku adds 75
// tokens a minute; the mock adds none, so that tests are repeatable.
func (h *Heroku) SetRemaining(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remaining = n
}

// SetReset makes the API send RateLimit-Reset with the given time. No recorded response has that
// header, so the mock does not send it by default.
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

// setRateLimit sets the headers about the pool.
func (h *Heroku) setRateLimit(header http.Header) {
	h.mu.Lock()
	defer h.mu.Unlock()
	header.Set("RateLimit-Multiplier", "1")
	header.Set("RateLimit-Remaining", strconv.Itoa(max(h.remaining, 0)))
	if !h.reset.IsZero() {
		header.Set("RateLimit-Reset", strconv.FormatInt(h.reset.Unix(), 10))
	}
}
