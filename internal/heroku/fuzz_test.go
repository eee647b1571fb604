package heroku

import (
	"cmp"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// For any Next-Range, a listing returns every app or an error.
func FuzzNextRange(f *testing.F) {
	inventory := herokutest.Apps(9)
	slices.SortFunc(inventory, func(a, b herokutest.App) int { return cmp.Compare(a.ID, b.ID) })
	every := appsOf(inventory)
	for page := range int64(4) {
		for _, next := range []string{
			"", "id ..", firstRange, "garbage", "id ]" + inventory[1].ID + "..; max=2", "id ]" + inventory[7].ID + "..", "id " + inventory[4].ID + "..",
			"id ]" + inventory[2].ID + ".." + inventory[5].ID, "id ]" + inventory[2].ID + "..; order=desc", "name ]" + inventory[2].Name + "..; max=3",
			"updated_at ]" + inventory[2].UpdatedAt + "..", "id ]..", "id  ..", "ID ]" + inventory[7].ID + "..", "id ]" + inventory[7].ID + "..;max=1,order=asc",
		} {
			f.Add(next, page)
		}
	}
	f.Fuzz(func(t *testing.T, next string, page int64) {
		mock := herokutest.New(inventory...)
		mock.LargestPage(3)
		mock.Use(herokutest.Header(func(header http.Header) { header.Set("Next-Range", next) }).On(int(page)))
		config := memoryConfig()
		config.MaxRetries = 0
		config.Transport = &herokutest.Transport{Handler: mock}
		apps, err := newTestClient(config).Apps(t.Context(), AllApps)
		if err != nil {
			return
		}
		slices.SortFunc(apps, func(a, b App) int { return cmp.Compare(a.ID, b.ID) })
		if !reflect.DeepEqual(apps, every) {
			t.Errorf("%d apps of %d came out", len(apps), len(every))
		}
	})
}

// A body is decoded as encoding/json decodes it, or rejected. No app is lost or invented.
func FuzzDecodeApps(f *testing.F) {
	for _, body := range []string{
		`[]`, ` [ ] `, `[{"id":"1","name":"a"}]`, `[{"id":"1","name":"a","region":{"name":"us"},"stack":null,"web_url":"https://a"}]`,
		`[{"id":"1","name":"a"},{"id":"2","name":"\u00e9","space":{"id":"s","name":"prod"},"x":[{"y":1e9}]}]`,
		`null`, `{}`, `[null]`, `[[]]`, `[1]`, `[{}]`, `[{"id":"","name":"a"}]`, `[{"id":"1","name":1}]`, `[{"ID":"1","name":"a"}]`,
		`[{"id":"1","id":"2","name":"a"}]`, "[{\"id\":\"\xff\",\"name\":\"a\"}]", `[{"id":"\ud800","name":"a"}]`, `[{"id":"1","name":"a"}`, `[]]`, `[,]`, "",
		strings.Repeat("[", 100),
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		apps, err := decodeApps(body)
		if err != nil {
			if apps != nil {
				t.Errorf("%d apps came with the error %v", len(apps), err)
			}
			return
		}
		var plain []map[string]any
		if err := json.Unmarshal(body, &plain); err != nil {
			t.Fatalf("encoding/json rejects a body that was decoded: %v", err)
		}
		if len(plain) != len(apps) {
			t.Fatalf("%d apps, and encoding/json has %d", len(apps), len(plain))
		}
		named := func(value any) any {
			object, _ := value.(map[string]any)
			return object["name"]
		}
		for i, app := range apps {
			want := plain[i]
			for _, pair := range [][2]any{
				{app.ID, want["id"]}, {app.Name, want["name"]}, {optional(app.WebURL), want["web_url"]},
				{optional(app.Region), named(want["region"])}, {optional(app.Stack), named(want["stack"])}, {optional(app.Space), named(want["space"])},
				{optional(app.CreatedAt), want["created_at"]}, {optional(app.UpdatedAt), want["updated_at"]},
			} {
				if pair[0] != pair[1] {
					t.Errorf("app %d has %q, and encoding/json %q", i, pair[0], pair[1])
				}
			}
			if app.ID == "" || app.Name == "" || !utf8.ValidString(app.ID+app.Name) {
				t.Errorf("app %d has the id %q and the name %q", i, app.ID, app.Name)
			}
		}
	})
}

// optional returns the value, or nil.
func optional(value *string) any {
	if value == nil {
		return nil
	}
	return *value
}

// For any response, the error is short, on one line and without the token.
func FuzzErrorBody(f *testing.F) {
	const token = "the-token-of-the-test"
	for _, body := range []string{
		"", "{}", "[]", `{"id":"forbidden","message":"No."}`, `{"id":"gone","error":"No more."}`, `{"id":"rate_limit","message":"a\nb","url":"https://x"}`,
		`{"message":"` + token + `"}`, `{"message":"HRKU-AAabc"}`, `{"id":1}`, `{"message":null}`, `<html>`, `{"message":"` + strings.Repeat("x", 1000), "\xff\xfe",
		`{"message":"\u001b[31m\u202e"}`, `{"id":"a","id":"b"}`,
	} {
		f.Add(403, []byte(body), "request-id")
	}
	f.Fuzz(func(t *testing.T, status int, body []byte, header string) {
		got := head{status: status, header: http.Header{}, token: &oauth2.Token{AccessToken: token}, request: request{path: "/apps"}}
		for _, name := range []string{"Request-Id", "Oauth-Scope", "Oauth-Scope-Accepted", "Retry-After"} {
			got.header.Set(name, header)
		}
		err := newError(got, body)
		for _, text := range []string{err.ID, err.Message, err.URL, err.RequestID, err.Scope, err.AcceptedScopes} {
			switch {
			case strings.Contains(text, token):
				t.Errorf("the token is in %q", text)
			case utf8.RuneCountInString(text) > 301:
				t.Errorf("%d characters", utf8.RuneCountInString(text))
			case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
				t.Errorf("not on one line: %q", text)
			}
		}
	})
}

// A delay is never negative, and an implausibly distant time causes none.
func FuzzRateHeaders(f *testing.F) {
	values := []string{"", "0", "1", "30", "-1", "1.5", "NaN", "Inf", "1e9", "1e300", "0x10", "99999999999999999999", "946684860", "soon", " 5 ",
		"Sat, 01 Jan 2000 00:01:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"}
	for i, value := range values {
		f.Add(429, value, values[(i+3)%len(values)], "0", values[(i+7)%len(values)])
		f.Add(206, "", value, value, "Sat, 01 Jan 2000 00:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, status int, after, reset, remaining, date string) {
		got := head{status: status, header: http.Header{}}
		for name, value := range map[string]string{"Retry-After": after, "RateLimit-Reset": reset, "RateLimit-Remaining": remaining, "Date": date} {
			got.header.Set(name, value)
		}
		said := got.limits()
		for _, wait := range []time.Duration{said.earliest, said.latest} {
			if wait < 0 || wait > 1e8*time.Second {
				t.Errorf("a wait of %s", wait)
			}
			if wait > 0 && status != 429 && status != 503 && !got.isSpent() {
				t.Errorf("a wait of %s that nothing asks for", wait)
			}
		}
	})
}
