package heroku

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestError_retryAfter(t *testing.T) {
	const (
		epoch     = "946684800" // When time begins in a synctest bubble.
		dateEpoch = "Sat, 01 Jan 2000 00:00:00 GMT"
		minute    = "946684860"
		dateLater = "Sat, 01 Jan 2000 00:01:00 GMT"
	)
	for name, test := range map[string]struct {
		status int
		header map[string]string
		want   time.Duration
	}{
		"no header":                       {429, nil, 0},
		"Retry-After":                     {429, map[string]string{"Retry-After": "30"}, 30 * time.Second},
		"Retry-After, date":               {429, map[string]string{"Retry-After": dateLater}, time.Minute},
		"Retry-After, past date":          {429, map[string]string{"Retry-After": "Fri, 31 Dec 1999 00:00:00 GMT"}, 0},
		"Retry-After, zero":               {429, map[string]string{"Retry-After": "0"}, 0},
		"Retry-After, negative":           {429, map[string]string{"Retry-After": "-30"}, 0},
		"Retry-After, fraction":           {429, map[string]string{"Retry-After": "1.2"}, 2 * time.Second},
		"Retry-After, blanks":             {429, map[string]string{"Retry-After": " 30 "}, 30 * time.Second},
		"Retry-After, words":              {429, map[string]string{"Retry-After": "soon"}, 0},
		"Retry-After, not a number":       {429, map[string]string{"Retry-After": "NaN"}, 0},
		"Retry-After, infinite":           {429, map[string]string{"Retry-After": "Inf"}, 0},
		"Retry-After, negative infinity":  {429, map[string]string{"Retry-After": "-Inf"}, 0},
		"Retry-After, a day":              {429, map[string]string{"Retry-After": "86400"}, 24 * time.Hour},
		"Retry-After, huge":               {429, map[string]string{"Retry-After": "999999999999"}, 0},
		"Retry-After, larger than a word": {429, map[string]string{"Retry-After": "99999999999999999999999"}, 0},
		"Retry-After, larger than floats": {429, map[string]string{"Retry-After": "1e999"}, 0},
		"Retry-After of a 503":            {503, map[string]string{"Retry-After": "30"}, 30 * time.Second},
		"Retry-After of a 500":            {500, map[string]string{"Retry-After": "30"}, 0},
		"reset, seconds":                  {429, map[string]string{"RateLimit-Reset": "20"}, 20 * time.Second},
		"reset, Unix time":                {429, map[string]string{"RateLimit-Reset": minute}, time.Minute},
		"reset, now":                      {429, map[string]string{"RateLimit-Reset": epoch}, 0},
		"reset, milliseconds":             {429, map[string]string{"RateLimit-Reset": minute + "000"}, 0},
		"reset of a 500":                  {500, map[string]string{"RateLimit-Reset": "20"}, 0},
		"reset of a 503":                  {503, map[string]string{"RateLimit-Reset": "20"}, 0},
		"reset, none left":                {206, map[string]string{"RateLimit-Reset": "20", "RateLimit-Remaining": "0"}, 20 * time.Second},
		"reset, less than none left":      {206, map[string]string{"RateLimit-Reset": "20", "RateLimit-Remaining": "-1"}, 20 * time.Second},
		"reset, some left":                {206, map[string]string{"RateLimit-Reset": "20", "RateLimit-Remaining": "1"}, 0},
		"reset, left is not a number":     {206, map[string]string{"RateLimit-Reset": "20", "RateLimit-Remaining": "none"}, 0},
		"both":                            {429, map[string]string{"Retry-After": "30", "RateLimit-Reset": "20"}, 30 * time.Second},
		"both, one is nonsense":           {429, map[string]string{"Retry-After": "soon", "RateLimit-Reset": "20"}, 20 * time.Second},

		// This machine's clock is at the epoch. The response's Date shows an API clock that differs
		// by a day.
		"API's clock is a day ahead":           {429, map[string]string{"RateLimit-Reset": "946771260", "Date": "Sun, 02 Jan 2000 00:00:00 GMT"}, time.Minute},
		"API's clock is a day behind":          {429, map[string]string{"RateLimit-Reset": "946598460", "Date": "Fri, 31 Dec 1999 00:00:00 GMT"}, time.Minute},
		"API's clock is a day ahead, date":     {429, map[string]string{"Retry-After": "Sun, 02 Jan 2000 00:01:00 GMT", "Date": "Sun, 02 Jan 2000 00:00:00 GMT"}, time.Minute},
		"API's clock is a day ahead, no Date":  {429, map[string]string{"RateLimit-Reset": "946771260"}, 0},
		"API's clock is a day behind, no Date": {429, map[string]string{"RateLimit-Reset": "946598460"}, 0},
		"Date is a day behind":                 {429, map[string]string{"RateLimit-Reset": minute, "Date": "Fri, 31 Dec 1999 00:00:00 GMT"}, 0},
		"Date is a day ahead":                  {429, map[string]string{"RateLimit-Reset": minute, "Date": "Sun, 02 Jan 2000 00:00:00 GMT"}, 0},
		"Date is nonsense":                     {429, map[string]string{"RateLimit-Reset": minute, "Date": "today"}, time.Minute},
		"Date is right":                        {429, map[string]string{"RateLimit-Reset": minute, "Date": dateEpoch}, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				said := head{status: test.status, header: http.Header{}}
				for name, value := range test.header {
					said.header.Set(name, value)
				}
				if got := newError(said, nil).RetryAfter; got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			})
		})
	}
}
