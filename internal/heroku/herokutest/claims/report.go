package claims

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Report holds the outcome of every claim.
type Report struct {
	Results []Result

	session *session
}

// Count returns how many claims have a verdict.
func (r *Report) Count(verdict Verdict) (n int) {
	for _, result := range r.Results {
		if result.Verdict == verdict {
			n++
		}
	}
	return n
}

// Requests returns how many requests were sent.
func (r *Report) Requests() int { return len(r.session.sent) }

// WriteTable writes the claims with their verdicts.
func (r *Report) WriteTable(w io.Writer) error {
	for _, result := range r.Results {
		rows := "not recorded"
		if len(result.Rows) > 0 {
			rows = "recorded: rows " + strings.Trim(strings.ReplaceAll(fmt.Sprint(result.Rows), " ", ", "), "[]")
		}
		line := fmt.Sprintf("%-18s  %s (%s)", result.Verdict, result.Claim, rows)
		if result.Detail != "" {
			line += fmt.Sprintf("\n%-18s  - %s", "", result.Detail)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%d hold, %d differ, %d could not be tried; %d requests\n",
		r.Count(Holds), r.Count(Differs), r.Count(Untried), r.Requests())
	return err
}

// row is one exchange in the form of recordings/testdata/recordings.json.
type row struct {
	Source  string            `json:"source"`
	Request string            `json:"request"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Shape   any               `json:"body_shape"`
	Note    string            `json:"note"`
}

// WriteExchanges writes all exchanges, masked, in the form of recordings/testdata/recordings.json.
func (r *Report) WriteExchanges(w io.Writer, day time.Time) error {
	var lines []string
	for _, e := range r.session.sent {
		if e.status == 0 {
			continue // The request failed.
		}
		lines = append(lines, string(marshal(row{
			Source:  "make test-live",
			Request: describe(e.request),
			Status:  e.status,
			Headers: maskHeader(e.header),
			Shape:   shapeOf(e.body),
			Note:    day.Format(time.DateOnly) + ", " + e.proto,
		})))
	}
	_, err := fmt.Fprintf(w, "[\n%s\n]\n", strings.Join(lines, ",\n"))
	return err
}

// describe describes a request, without names and ids.
func describe(asked request) string {
	text := "GET " + maskPath(asked.path)
	if asked.byRange != "" {
		text += " | Range: " + maskRange(asked.byRange)
	} else {
		text += " | no Range"
	}
	if asked.accept != "" {
		text += " | no version"
	}
	if asked.encoding != "" {
		text += " | Accept-Encoding: " + asked.encoding
	}
	if asked.noneMatch != "" {
		text += " | If-None-Match"
	}
	if asked.token != "" {
		text += " | " + map[bool]string{true: "no token", false: "unknown token"}[asked.token == noToken]
	}
	return text
}

var (
	uuids     = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	hexDigits = regexp.MustCompile(`\b[0-9a-f]{12}\b`)
	emails    = regexp.MustCompile(`[^\s"'<>,;:=]+@[^\s"'<>,;:=]+`)
	bounds    = regexp.MustCompile(`^\s*([a-z_]*)\s*([\[\]]?)(.*?)\.\.(.*?)(;.*)?$`)
	params    = regexp.MustCompile(`^(;\s*(max=\d+|order=(asc|desc))(,\s*(max=\d+|order=(asc|desc)))*;?)?$`)
	hexETag   = regexp.MustCompile(`^(W/)?"[0-9a-f]{32}"$`)
	numbers   = regexp.MustCompile(`^[0-9.]+$`)
)

// shown are the headers whose values a row contains, each with the function that masks it. A row
// contains only the names of all other headers.
var shown = map[string]func(string) string{
	"Accept-Ranges":          words("id", "name", "updated_at", "email"),
	"Cache-Control":          words("private", "no-cache", "no-store", "max-age=0"),
	"Content-Encoding":       words("gzip", "br", "deflate"),
	"Content-Length":         only(numbers),
	"Content-Type":           words("application/json", "text/html", "text/plain", "charset=utf-8"),
	"Oauth-Scope":            words("global", "identity", "read", "read-protected", "write", "write-protected"),
	"Oauth-Scope-Accepted":   words("global", "identity", "read", "read-protected", "write", "write-protected"),
	"Ratelimit-Multiplier":   only(numbers),
	"Ratelimit-Remaining":    only(numbers),
	"Ratelimit-Reset":        only(numbers),
	"Retry-After":            only(numbers),
	"Vary":                   words("Authorization", "Accept-Encoding", "Accept", "Origin"),
	"X-Content-Type-Options": words("nosniff"),
	"X-Runtime":              only(numbers),
	"Content-Range":          maskRange,
	"Next-Range":             maskRange,
	"Request-Id":             replacing(uuids, "<uuid>", regexp.MustCompile(`^(<uuid>,?)+$`)),
	"Via":                    replacing(hexDigits, "<12 hex>", regexp.MustCompile(`^([0-9.]+ (spaces|api)-router( \(<12 hex>\))?(, )?)+$`)),
	"Etag": func(value string) string {
		if hexETag.MatchString(value) {
			return strings.Replace(value, strings.Trim(value, `W/"`), "<32 hex>", 1)
		}
		return masked
	},
}

const masked = "<masked>"

// only shows a value that matches a pattern.
func only(pattern *regexp.Regexp) func(string) string {
	return func(value string) string {
		if pattern.MatchString(value) {
			return value
		}
		return masked
	}
}

// words shows a value that consists of these words only.
func words(words ...string) func(string) string {
	return func(value string) string {
		for word := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(", ;", r) }) {
			if !slices.Contains(words, word) {
				return masked
			}
		}
		return value
	}
}

// replacing replaces the secret parts of a value and shows the result if it matches a pattern.
func replacing(secret *regexp.Regexp, replacement string, pattern *regexp.Regexp) func(string) string {
	return func(value string) string { return only(pattern)(secret.ReplaceAllString(value, replacement)) }
}

func maskHeader(header http.Header) map[string]string {
	shownHeader := make(map[string]string)
	for name, values := range header {
		mask := shown[name]
		if mask == nil {
			mask = func(string) string { return masked }
		}
		shownHeader[strings.ToLower(name)] = mask(strings.Join(values, ", "))
	}
	return shownHeader
}

// maskRange keeps the form of a range and masks its bounds.
func maskRange(value string) string {
	parts := bounds.FindStringSubmatch(value)
	if parts == nil || !params.MatchString(parts[5]) {
		if knownBadRange(value) {
			return value
		}
		return masked
	}
	bound := func(value, name string) string {
		switch {
		case value == "":
			return ""
		case uuids.MatchString(value):
			return "<uuid>"
		default:
			return "<" + name + ">"
		}
	}
	return parts[1] + " " + parts[2] + bound(parts[3], "first") + ".." + bound(parts[4], "last") + parts[5]
}

// knownBadRange reports whether a claim sends the range to have it rejected.
func knownBadRange(value string) bool {
	return slices.Contains([]string{"max=1000", "id ..; max=10; order=desc"}, value)
}

func maskPath(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(parts) > 1 && (parts[0] == "teams" || parts[0] == "apps") {
		parts[1] = "<uuid>"
	}
	return "/" + strings.Join(parts, "/")
}

// mask returns a function that masks the token, and every id, name and address of a response, in a
// text.
func (s *session) mask() func(text string) string {
	names := s.names()
	return func(text string) string {
		text = strings.ReplaceAll(text, s.config.Token, "<token>")
		text = emails.ReplaceAllString(uuids.ReplaceAllString(text, "<uuid>"), "<email>")
		for _, name := range names {
			if strings.Contains(text, name) {
				text = replaceWord(text, name)
			}
		}
		return text
	}
}

// names returns the personal strings of all responses, the longest first.
func (s *session) names() (names []string) {
	for _, e := range s.sent {
		if e.status < http.StatusBadRequest {
			names = append(names, personal(e.body)...)
		}
	}
	if s.config.ForeignTeam != "" {
		names = append(names, s.config.ForeignTeam)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(names)
}

// replaceWord replaces name unless it is part of a longer word.
func replaceWord(text, name string) string {
	pattern := regexp.MustCompile(`(^|[^0-9A-Za-z_])` + regexp.QuoteMeta(name) + `($|[^0-9A-Za-z_])`)
	return pattern.ReplaceAllString(text, "${1}<name>${2}")
}
