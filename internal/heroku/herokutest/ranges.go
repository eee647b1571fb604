package herokutest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Page sizes ("Platform API Reference", Ranges).
const (
	defaultMax = 200
	largestMax = 1000
)

// Heroku's messages about a bad range, as recorded (rows 141, 142 and 143).
const (
	badOrder  = "Requested range order is not allowed, please try `%s` or another specified in `Accept-Ranges`."
	badEnd    = "End range bounds without a start bound are currently not supported. Please specify a start bound."
	badSyntax = "Invalid `Range` header. Please use format like `id ..; max=10, order=desc`. "
)

// span is a parsed Range header:
//
//	<field> [[ "]" | "[" ] <start>] ".." [<end>] [";" [max=<n>] [","] [order=asc|desc] [";"]]
//
// Both bounds are included, except for a start after "]". In a descending list, the start is the
// greater bound. This is not documented, but a descending list could not continue otherwise.
type span struct {
	field     string
	start     string
	exclusive bool
	end       string
	max       int
	order     string // as sent: empty, asc or desc
}

var (
	fieldPattern = regexp.MustCompile(`^[a-z_]*`)
	boundPattern = regexp.MustCompile(`^[A-Za-z0-9_.:+-]*$`)
)

// parseSpan parses a Range header of a list that can be ordered by fields.
func parseSpan(header string, fields []string) (span, error) {
	s := span{field: defaultField(fields), max: defaultMax}
	if header == "" {
		return s, nil
	}

	bounds, params, _ := strings.Cut(strings.TrimSpace(header), ";")
	s.field = fieldPattern.FindString(bounds)
	if !slices.Contains(fields, s.field) {
		return span{}, unsatisfiable(fmt.Sprintf(badOrder, fields[0]))
	}
	if err := s.parseBounds(strings.TrimSpace(bounds[len(s.field):])); err != nil {
		return span{}, err
	}
	if err := s.parseParams(params); err != nil {
		return span{}, err
	}
	return s, nil
}

// parseBounds parses the part between the field and the semicolon.
func (s *span) parseBounds(bounds string) error {
	start, end, ok := strings.Cut(bounds, "..")
	if !ok {
		return malformed()
	}
	s.start, s.exclusive = strings.CutPrefix(start, "]")
	if !s.exclusive {
		s.start = strings.TrimPrefix(start, "[")
	}
	s.end = end
	switch {
	case start == "" && end != "":
		return unsatisfiable(badEnd)
	case start != "" && s.start == "":
		// An operator without a value once caused a status 500 (heroku/node-heroku-client, pull
		// request 58).
		return malformed()
	case !boundPattern.MatchString(s.start), !boundPattern.MatchString(s.end):
		return malformed()
	}
	return nil
}

// parseParams parses the part after the semicolon: max and order, each at most once, separated by a
// comma.
func (s *span) parseParams(params string) error {
	params = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(params), ";"))
	if params == "" {
		return nil
	}
	seen := make(map[string]bool)
	for param := range strings.SplitSeq(params, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if seen[key] {
			return malformed()
		}
		seen[key] = true
		switch {
		case key == "max":
			n, err := strconv.ParseUint(value, 10, 31)
			if err != nil || n == 0 {
				return malformed()
			}
			// Heroku documents a maximum of 1,000. The mock accepts more and sends 1,000.
			s.max = int(min(n, largestMax))
		case key == "order" && (value == "asc" || value == "desc"):
			s.order = value
		default:
			return malformed()
		}
	}
	return nil
}

// after returns the Next-Range header of a page that ends with last.
func (s span) after(last string) string {
	next := fmt.Sprintf("%s ]%s..%s; max=%d", s.field, last, s.end, s.max)
	if s.order != "" {
		next += ", order=" + s.order
	}
	return next
}

func unsatisfiable(message string) error {
	return newAPIError(http.StatusRequestedRangeNotSatisfiable, "requested_range_not_satisfiable", message)
}

func malformed() error {
	return newAPIError(http.StatusBadRequest, "bad_request", badSyntax)
}
