package heroku

import (
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// complete is the outcome of a listing with every app.
const complete = "complete"

// fault is a row of the matrix: a fault in a listing of three pages, the wanted outcome, and the
// longest time until then. The outcome is complete or an error with these words. Each request is
// retried twice and times out after 10 s. The listing times out after a minute.
type fault struct {
	name   string
	fault  herokutest.Fault
	out    string
	within time.Duration
}

// firstTry is the longest backoff before the first retry, and bothTries the longest before both.
const (
	firstTry  = firstBackoff
	bothTries = 3 * firstBackoff
	exchange  = 10 * time.Second
	wholeList = time.Minute
)

func TestFaults(t *testing.T) {
	for _, group := range [][]fault{statusFaults(), connectionFaults(), bodyFaults(), rangeFaults(), limitFaults()} {
		for _, row := range group {
			t.Run(row.name, func(t *testing.T) {
				inventory := herokutest.Apps(7)
				mock := herokutest.New(inventory...)
				mock.LargestPage(3)
				mock.SetReset(time.Unix(0, 0)) // Recorded responses have none.
				mock.Use(row.fault)
				inMemory(t, mock, memoryConfig(), func(t *testing.T, client *Client) {
					check(t, client, row, inventory)
				})
			})
		}
	}
}

// check compares the outcome of a listing with the row.
func check(t *testing.T, client *Client, row fault, inventory []herokutest.App) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wholeList)
	defer cancel()
	start := time.Now()
	apps, err := client.Apps(ctx, AllApps)
	if took := time.Since(start); took > row.within {
		t.Errorf("took %s, want at most %s", took, row.within)
	}
	if row.out != complete {
		if err == nil || !strings.Contains(err.Error(), row.out) {
			t.Errorf("got %d apps and %v, want an error with %q", len(apps), err, row.out)
		}
		if err != nil && strings.Contains(err.Error(), herokutest.Token) {
			t.Errorf("the error contains the token: %v", err)
		}
		if apps != nil {
			t.Errorf("%d apps came with the error", len(apps))
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(inventory, func(a, b herokutest.App) int { return cmp.Compare(a.ID, b.ID) })
	if diff := gocmp.Diff(appsOf(inventory), apps); diff != "" {
		t.Errorf("the listing differs (-want +got):\n%s", diff)
	}
}

// statusFaults are responses of each status. The client retries only the transient ones.
func statusFaults() []fault {
	var rows []fault
	for _, status := range []int{429, 500, 502, 503, 504} {
		says := fmt.Sprint("GET /apps: ", status, " ", http.StatusText(status))
		rows = append(rows,
			fault{fmt.Sprint(status, " once"), herokutest.Fail(status, "", "").First(1), complete, firstTry},
			fault{fmt.Sprint(status, " twice"), herokutest.Fail(status, "", "").First(2), complete, bothTries},
			fault{fmt.Sprint(status, " three times"), herokutest.Fail(status, "", "").First(3), says, bothTries},
			fault{fmt.Sprint(status, " on the last page"), herokutest.Fail(status, "", "").On(3, 4), complete, bothTries},
			fault{fmt.Sprint(status, " on every page, twice"), herokutest.Fail(status, "", "").On(1, 2, 4, 5, 7, 8), complete, 3 * bothTries},
		)
	}
	for _, status := range []int{
		201, 202, 203, 204, 205, 207, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408,
		409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 431, 451, 501, 505, 506, 507, 508, 510, 511,
	} {
		says := fmt.Sprint("GET /apps: ", status, " ", http.StatusText(status))
		rows = append(rows,
			fault{fmt.Sprint(status), herokutest.Fail(status, "", ""), says, 0},
			fault{fmt.Sprint(status, " on the last page"), herokutest.Fail(status, "", "").From(3), says, 0},
		)
	}
	redirect := func(to string) herokutest.Fault {
		return herokutest.Header(func(header http.Header) { header.Set("Location", to) })
	}
	fail := func(status int) herokutest.Fault { return herokutest.Fail(status, "", "") }
	return append(rows,
		fault{"307 to itself", herokutest.All(redirect("/apps"), fail(307)), "307 Temporary Redirect", 0},
		fault{"307 to another host", herokutest.All(redirect("https://elsewhere.example/apps"), fail(307)), "307 Temporary Redirect", 0},
		fault{"308 to no address", herokutest.All(redirect("::"), fail(308)), "308 Permanent Redirect", 0},
		fault{"599", herokutest.Fail(599, "", ""), "GET /apps: 599", 0},
		fault{"999", herokutest.Fail(999, "", ""), "GET /apps: 999", 0},
	)
}

// connectionFaults are failures of a connection, and responses that are not HTTP.
func connectionFaults() []fault {
	raw := func(text string) herokutest.Fault { return herokutest.Raw(writes(text)) }
	endless := func(begin, again string) herokutest.Fault {
		return herokutest.Raw(func(w io.Writer) {
			_, err := io.WriteString(w, begin)
			for err == nil {
				_, err = io.WriteString(w, again)
			}
		})
	}
	const last = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"
	return []fault{
		{"closed before a response", herokutest.Hangup().On(1), complete, firstTry},
		{"closed before each page", herokutest.Hangup().On(1, 3, 5), complete, 3 * firstTry},
		{"closed before a response, always", herokutest.Hangup(), "EOF", bothTries},
		{"closed in the body", herokutest.Cut(40).On(2), complete, firstTry},
		{"closed in the body, always", herokutest.Cut(40).From(2), "unexpected EOF", bothTries},
		{"closed before the body", herokutest.Cut(0).On(3), complete, firstTry},
		{"slow responses", herokutest.Delay(9 * time.Second), complete, 27 * time.Second},
		{"a response that is too slow", herokutest.Delay(11 * time.Second).On(2), complete, exchange + firstTry},
		{"responses that are too slow", herokutest.Delay(11 * time.Second), "not complete after 10s", 3*exchange + bothTries},
		{"no response", herokutest.Stall().On(1), complete, exchange + firstTry},
		{"no response, always", herokutest.Stall(), "not complete after 10s", 3*exchange + bothTries},
		{"no response to each page", herokutest.Stall().On(1, 2, 4, 5, 7, 8), context.DeadlineExceeded.Error(), wholeList},
		{"stalled body", herokutest.StallBody(40).On(2), complete, exchange + firstTry},
		{"stalled body, always", herokutest.StallBody(40), "not complete after 10s", 3*exchange + bothTries},
		{"body that trickles in time", herokutest.Trickle(1, time.Millisecond), complete, 3 * exchange},
		{"body that trickles", herokutest.Trickle(1, time.Second).On(1), complete, exchange + firstTry},
		{"body that trickles, always", herokutest.Trickle(1, time.Second).From(3), "not complete after 10s", 3*exchange + bothTries},
		{"error body that stalls", herokutest.All(herokutest.StallBody(10), herokutest.Fail(403, "forbidden", "")), "403 Forbidden", exchange},
		{"error body that stalls, of a 503", herokutest.All(herokutest.StallBody(10), herokutest.Fail(503, "", "")).On(1), complete, exchange + firstTry},
		{"not HTTP", raw("SSH-2.0-OpenSSH_9.2\r\n"), "malformed HTTP", bothTries},
		{"not HTTP, with the token", raw("Bearer " + herokutest.Token + "\r\n"), "malformed HTTP", bothTries},
		{"no status", raw("HTTP/1.1 many\r\n\r\n"), "malformed HTTP status code", bothTries},
		{"no headers' end", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"), "unexpected EOF", bothTries},
		{"header without a name", raw("HTTP/1.1 200 OK\r\n: x\r\n\r\n"), "malformed MIME header", bothTries},
		{"two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]"), "Content-Length", bothTries},
		{"negative length", raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[]"), "Content-Length", bothTries},
		{"length that is too long", raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]"), "unexpected EOF", bothTries},
		{"invalid chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]"), "chunk", bothTries},
		{"unknown transfer encoding", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\n[]"), "transfer encoding", bothTries},
		{"headers without an end", endless("HTTP/1.1 200 OK\r\n", "X-Filler: "+strings.Repeat("x", 1000)+"\r\n"), "headers are larger than 64 KiB", 0},
		{"header line without an end", endless("HTTP/1.1 200 OK\r\nX-Filler: ", strings.Repeat("x", 1000)), "headers are larger than 64 KiB", 0},
		{"100 and 103 before the response", raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" +
			strings.Replace(last, "200 OK", "418 I'm a teapot", 1)).On(1), "418 I'm a teapot", 0},
		{"102 without an end", endless("", "HTTP/1.1 102 Processing\r\n\r\n"), "headers are larger than 64 KiB", 0},
		{"101", raw("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"), "GET /apps: 101", 0},
	}
}

// bodyFaults are bodies that are not a list of apps.
func bodyFaults() []fault {
	text := func(text string) herokutest.Fault { return herokutest.Body(200, writes(text)) }
	body := func(body string) herokutest.Fault { return text(body).From(2) }
	large := func(status int, begin, again string) herokutest.Fault {
		return herokutest.Body(status, func(w io.Writer) {
			_, err := io.WriteString(w, begin)
			for sent := 0; sent < 200<<20 && err == nil; sent += len(again) {
				_, err = io.WriteString(w, again)
			}
		}).From(2)
	}
	encoded := func(encoding string, fault herokutest.Fault) herokutest.Fault {
		return herokutest.All(herokutest.Header(func(header http.Header) { header.Set("Content-Encoding", encoding) }), fault)
	}
	zipped := func(text string) string {
		var zipped strings.Builder
		zip := gzip.NewWriter(&zipped)
		_, _ = zip.Write([]byte(text))
		_ = zip.Close()
		return zipped.String()
	}
	blanks := zipped(strings.Repeat(" ", 1<<20))
	bomb := herokutest.Body(200, func(w io.Writer) {
		for range 200 {
			_, _ = io.WriteString(w, blanks)
		}
	})
	one := zipped(`[{"id":"1","name":"a"}]`)
	const at = "page 2 of GET /apps: its body "
	return []fault{
		{"HTML under a JSON type", body("<!DOCTYPE html><html></html>"), at + "is not a JSON array", 0},
		{"object", body(`{"id":"unauthorized","message":"No."}`), at + "is not a JSON array", 0},
		{"null", body("null"), at + "is not a JSON array", 0},
		{"string", body(`"[]"`), at + "is not a JSON array", 0},
		{"byte order mark", body("\ufeff[]"), at + "is not a JSON array", 0},
		{"no body", body(""), "unexpected EOF", bothTries},
		{"blank body", body("\n "), "unexpected EOF", bothTries},
		{"JSON that ends early", body(`[{"id":"1","name":"a"}`), "unexpected EOF", bothTries},
		{"list of null", body("[null]"), "page 2 of GET /apps: app number 1 of the page has no id", 0},
		{"list of lists", body("[[]]"), at + "has a value of the wrong type", 0},
		{"list of numbers", body("[1]"), at + "has a value of the wrong type", 0},
		{"app without id", body(`[{"name":"a"}]`), "has no id", 0},
		{"app without name", body(`[{"id":"1"}]`), "app 1 has no name", 0},
		{"keys in capitals", body(`[{"ID":"1","NAME":"a"}]`), "has no id", 0},
		{"id is a number", body(`[{"id":1,"name":"a"}]`), at + "has a value of the wrong type at /0/id", 0},
		{"id is true", body(`[{"id":true,"name":"a"}]`), at + "has a value of the wrong type at /0/id", 0},
		{"name is a list", body(`[{"id":"1","name":["a"]}]`), at + "has a value of the wrong type at /0/name", 0},
		{"region is a string", body(`[{"id":"1","name":"a","region":"us"}]`), at + "has a value of the wrong type at /0/region", 0},
		{"stack name is an object", body(`[{"id":"1","name":"a","stack":{"name":{}}}]`), at + "has a value of the wrong type at /0/stack/name", 0},
		{"huge number as id", body(`[{"id":` + strings.Repeat("9", 1000) + `,"name":"a"}]`), at + "has a value of the wrong type at /0/id", 0},
		{"huge exponent", body(`[{"id":1e999999999,"name":"a"}]`), at + "has a value of the wrong type at /0/id", 0},
		{"duplicate key", body(`[{"id":"1","name":"a","id":"2"}]`), at + "is not valid JSON from byte", 0},
		{"duplicate key elsewhere", body(`[{"id":"1","name":"a","x":{"y":1,"y":2}}]`), at + "is not valid JSON from byte", 0},
		{"invalid UTF-8", body("[{\"id\":\"1\",\"name\":\"\xff\"}]"), at + "is not valid JSON from byte", 0},
		{"invalid UTF-8 elsewhere", body("[{\"id\":\"1\",\"name\":\"a\",\"x\":\"\xc0\x80\"}]"), at + "is not valid JSON from byte", 0},
		{"half a surrogate pair", body(`[{"id":"1","name":"\ud800"}]`), at + "is not valid JSON from byte", 0},
		{"control character in a string", body("[{\"id\":\"1\",\"name\":\"a\nb\"}]"), at + "is not valid JSON from byte", 0},
		{"NUL", body("[{\"id\":\"1\",\"name\":\"a\"}\x00]"), at + "is not valid JSON from byte", 0},
		{"comment", body(`[/* */]`), at + "is not valid JSON from byte", 0},
		{"comma at the end", body(`[{"id":"1","name":"a"},]`), at + "is not valid JSON from byte", 0},
		{"NaN", body(`[{"id":"1","name":"a","x":NaN}]`), at + "is not valid JSON from byte", 0},
		{"leading zero", body(`[{"id":"1","name":"a","x":01}]`), at + "is not valid JSON from byte", 0},
		{"two lists", body(`[][]`), at + "is not valid JSON from byte", 0},
		{"text after the list", body(`[]<html>`), at + "is not valid JSON from byte", 0},
		{"deep lists", body(strings.Repeat("[", 1<<20)), at, 0},
		{"deep lists in an app", body(`[{"id":"1","name":"a","x":` + strings.Repeat("[", 1<<20)), at + "is not valid JSON from byte", 0},
		{"deep objects in an app", body(`[{"id":"1","name":"a","x":` + strings.Repeat(`{"a":`, 1<<20)), at + "is not valid JSON from byte", 0},
		{"200 MB of spaces", large(200, "[", strings.Repeat(" ", 1<<20)), at + "is larger than 16 MiB", 0},
		{"200 MB of a name", large(200, `[{"id":"1","name":"`, strings.Repeat("a", 1<<20)), at + "is larger than 16 MiB", 0},
		{"200 MB of apps", large(200, `[{"id":"1","name":"a"}`, strings.Repeat(`,{"id":"1","name":"a"}`, 1<<15)), at + "is larger than 16 MiB", 0},
		{"200 MB in an error", large(403, `{"message":"`, strings.Repeat("a", 1<<20)), "GET /apps: 403 Forbidden", 0},
		{"gzip bomb", encoded("gzip", bomb), "page 1 of GET /apps: its body is larger than 16 MiB", 0},
		{"not gzip", encoded("gzip", text("<html>no gzip</html>")), "page 1 of GET /apps: its body is not gzip", 0},
		{"not gzip, once", encoded("gzip", text("<html>no gzip</html>")).On(2), "page 2 of GET /apps: its body is not gzip", 0},
		{"gzip of no bytes", encoded("gzip", text("")), "unexpected EOF", bothTries},
		{"gzip that ends early", encoded("gzip", text(one[:len(one)-12])).First(2), complete, bothTries},
		{"gzip with a wrong checksum", encoded("gzip", text(one[:len(one)-8]+"12345678")), "page 1 of GET /apps: its body is not gzip", 0},
		{"gzip with text after it", encoded("gzip", text(one+"<html></html>")), "page 1 of GET /apps: its body is not gzip", 0},
		{"gzip in gzip", encoded("gzip, gzip", text("\x1f\x8b\x08")), "page 1 of GET /apps: its body is not a JSON array", 0},
		{"an encoding that was not requested", encoded("br", text("\x0b\x02\x80[]\x03")), "page 1 of GET /apps: its body " + "is not a JSON array", 0},
	}
}

// rangeFaults are next ranges that do not lead to every app. The pages are of three, three and one
// app, in the order of their ids.
func rangeFaults() []fault {
	apps := herokutest.Apps(7)
	slices.SortFunc(apps, func(a, b herokutest.App) int { return cmp.Compare(a.ID, b.ID) })
	next := func(page int, byRange string) herokutest.Fault {
		return herokutest.Header(func(header http.Header) { header.Set("Next-Range", byRange) }).On(page)
	}
	// changed writes the same range with another form of the id. The mock understands only its own
	// form.
	changed := func(id string) herokutest.Fault {
		return func(api http.Handler) http.Handler {
			handler := next(1, "id ]"+id+"..; max=3")(api)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Range") == "id ]"+id+"..; max=3" {
					r.Header.Set("Range", "id ]"+apps[2].ID+"..; max=3")
				}
				handler.ServeHTTP(w, r)
			})
		}
	}
	after := func(app int) string { return "id ]" + apps[app].ID + "..; max=3" }
	const first, second = "page 1 of GET /apps: its Next-Range ", "page 2 of GET /apps: its Next-Range "
	return []fault{
		{"missing", next(1, ""), "page 1 of GET /apps: it is a part of the list (206), but its Next-Range is missing", 0},
		{"missing later", next(2, ""), "page 2 of GET /apps: it is a part of the list (206), but its Next-Range is missing", 0},
		{"first range again", next(1, firstRange), first + "was followed before", 0},
		{"same range again", next(2, after(2)), second + "was followed before", 0},
		{"circle at the end", next(3, after(2)), "page 3 of GET /apps: its Next-Range was followed before", 0},
		{"back in the page", next(1, after(0)), complete, 0},
		{"back to the page before", next(2, after(1)), "page 3 of GET /apps: its Next-Range does not move on", 0},
		{"back to the beginning", next(1, "id ..; max=3"), "page 2 of GET /apps: its Next-Range does not move on", 0},
		{"ahead", next(1, after(4)), first + "starts after the id " + apps[4].ID + ", which is not listed", 0},
		{"ahead, the app included", next(1, "id ["+apps[4].ID+"..; max=3"), first + "starts after the id " + apps[4].ID + ", which is not listed", 0},
		{"ahead, without a bracket", next(1, "id "+apps[4].ID+"..; max=3"), first + "starts after the id " + apps[4].ID + ", which is not listed", 0},
		{"ahead of all", next(1, "id ]ffffffff-ffff-4fff-bfff-ffffffffffff..; max=3"), first + "starts after the id ffffffff", 0},
		{"ends early", next(1, "id ]"+apps[2].ID+".."+apps[4].ID+"; max=3"), first + "ends before the list does", 0},
		{"descends", next(1, "id ]"+apps[2].ID+"..; max=3, order=desc"), first + "changes the order of the list", 0},
		{"by name", next(1, "name ]"+apps[2].Name+"..; max=3"), first + "changes the order of the list", 0},
		{"by name, later", next(2, "name ]"+apps[5].Name+"..; max=3"), second + "changes the order of the list", 0},
		{"by an unknown property", next(1, "size ]1..; max=3"), "416 Requested Range Not Satisfiable", 0},
		{"after the last page", next(3, after(6)), complete, 0},
		{"garbage", next(1, "garbage"), "416 Requested Range Not Satisfiable", 0},
		{"malformed range", next(1, "id ]]]..;;"), "400 Bad Request", 0},
		{"too long", next(1, strings.Repeat("x", 60<<10)), "416 Requested Range Not Satisfiable", 0},
		{"ahead, in capitals", next(1, "id ]"+strings.ToUpper(apps[4].ID)+"..; max=3"), first + "starts after the id ", 0},
		{"after the page, in capitals", changed(strings.ToUpper(apps[2].ID)), complete, 0},
		{"after the page, with spaces", changed(" " + apps[2].ID + " "), complete, 0},
		{"smaller pages", next(1, "id ]"+apps[2].ID+"..; max=1"), complete, 0},
	}
}

// limitFaults are rate limits and wrong clocks. There are three pages.
func limitFaults() []fault {
	limited := func(status int, nameValues ...string) herokutest.Fault {
		fault := herokutest.Header(func(header http.Header) {
			for i := 0; i < len(nameValues); i += 2 {
				header.Set(nameValues[i], nameValues[i+1])
			}
		})
		if status == 0 {
			return fault
		}
		return herokutest.All(fault, herokutest.Fail(status, "rate_limit", "")).On(1)
	}
	// skewed shifts the API's clock. The rate limit resets in 20 s.
	skewed := func(status int, skew time.Duration) herokutest.Fault {
		fault := herokutest.Header(func(header http.Header) {
			now := time.Now().Add(skew)
			header.Set("Date", now.UTC().Format(http.TimeFormat))
			header.Set("RateLimit-Remaining", "0")
			header.Set("RateLimit-Reset", fmt.Sprint(now.Add(20*time.Second).Unix()))
		})
		if status == 206 {
			return fault.On(1)
		}
		return herokutest.All(fault, herokutest.Fail(status, "rate_limit", "")).On(1)
	}
	const day = 24 * time.Hour
	return []fault{
		{"429, Retry-After", limited(429, "Retry-After", "30"), complete, 30 * time.Second},
		{"429, Retry-After as a date", limited(429, "Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"), complete, 30 * time.Second},
		{"429, RateLimit-Reset", limited(429, "RateLimit-Reset", "30"), complete, 30 * time.Second},
		{"429, RateLimit-Reset as a time", limited(429, "RateLimit-Reset", "946684830"), complete, 30 * time.Second},
		{"503, Retry-After", limited(503, "Retry-After", "30"), complete, 30 * time.Second},
		{"429, delay beyond the deadline", limited(429, "Retry-After", "600"), "429 Too Many Requests", 0},
		{"429, implausible delay", limited(429, "Retry-After", "999999999999"), complete, firstTry},
		{"429, negative delay", limited(429, "Retry-After", "-30"), complete, firstTry},
		{"429, delay in words", limited(429, "Retry-After", "soon", "RateLimit-Reset", "later"), complete, firstTry},
		{"429, delay is not a number", limited(429, "Retry-After", "NaN"), complete, firstTry},
		{"none left", limited(0, "RateLimit-Remaining", "0", "RateLimit-Reset", ""), complete, 4 * firstBackoff},
		{"none left, RateLimit-Reset", limited(0, "RateLimit-Remaining", "0", "RateLimit-Reset", "20"), complete, 40 * time.Second},
		{"none left until after the end", limited(0, "RateLimit-Remaining", "0", "RateLimit-Reset", "1200"), complete, 4 * firstBackoff},
		{"none left, nonsense", limited(0, "RateLimit-Remaining", "0", "RateLimit-Reset", "soon"), complete, 4 * firstBackoff},
		{"nonsense left", limited(0, "RateLimit-Remaining", "many", "RateLimit-Reset", "1200"), complete, 0},
		{"429, API's clock a day ahead", skewed(429, day), complete, 21 * time.Second},
		{"429, API's clock a day behind", skewed(429, -day), complete, 21 * time.Second},
		{"none left, API's clock a day ahead", skewed(206, day), complete, 21 * time.Second},
		{"none left, API's clock a day behind", skewed(206, -day), complete, 21 * time.Second},
	}
}
