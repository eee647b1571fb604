package herokutest

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"
)

// sortFields are the attributes that a listing can be ordered by.
var sortFields = []string{"id", "name", "updated_at"}

// item is one element of a listing, encoded once.
type item struct {
	id, name, updatedAt string

	json []byte
}

// value returns the attribute of that name, one of sortFields.
func (it *item) value(field string) string {
	switch field {
	case "id":
		return it.id
	case "name":
		return it.name
	default:
		return it.updatedAt
	}
}

// listing is a set of items in every order that can be asked for, so that a
// page costs two searches and no sorting. It does not change.
type listing struct {
	ascending map[string][]*item
}

func newListing(items []*item) *listing {
	l := &listing{ascending: make(map[string][]*item, len(sortFields))}
	for _, field := range sortFields {
		sorted := slices.Clone(items)
		slices.SortFunc(sorted, func(a, b *item) int {
			return cmp.Or(strings.Compare(a.value(field), b.value(field)), strings.Compare(a.id, b.id))
		})
		l.ascending[field] = sorted
	}
	return l
}

// page returns the first s.max items within the bounds of s, in its order, and
// whether there are more. As a range names values, not places, items that
// share the last value of a page are not in the next one.
func (l *listing) page(s span) (items []*item, more bool) {
	all := l.ascending[s.field]
	// from returns the index of the first item at value, or past it.
	from := func(value string, past bool) int {
		return sort.Search(len(all), func(i int) bool {
			c := strings.Compare(all[i].value(s.field), value)
			return c > 0 || c == 0 && !past
		})
	}

	low, high := 0, len(all)
	descending := s.order == "desc"
	if s.start != "" {
		if descending {
			high = from(s.start, !s.exclusive)
		} else {
			low = from(s.start, s.exclusive)
		}
	}
	if s.end != "" {
		if descending {
			low = from(s.end, false)
		} else {
			high = from(s.end, true)
		}
	}
	if low >= high {
		return nil, false
	}

	more = high-low > s.max
	if !descending {
		return all[low:min(high, low+s.max)], more
	}
	items = slices.Clone(all[max(low, high-s.max):high])
	slices.Reverse(items)
	return items, more
}

// updatedAt returns the latest update of any item, or an empty string.
func (l *listing) updatedAt() string {
	sorted := l.ascending["updated_at"]
	if len(sorted) == 0 {
		return ""
	}
	return sorted[len(sorted)-1].updatedAt
}

// encode returns items as a JSON array.
func encode(items []*item) []byte {
	encoded := make([][]byte, len(items))
	for i, it := range items {
		encoded[i] = it.json
	}
	return slices.Concat([]byte("["), bytes.Join(encoded, []byte(",")), []byte("]"))
}
