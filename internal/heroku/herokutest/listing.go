package herokutest

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
)

// nameFields are the fields that most lists can be ordered by, in the order of Accept-Ranges.
var nameFields = []string{"id", "name", "updated_at"}

// defaultField returns the field that orders a list without a Range. In every recorded list it is
// the name of the elements: name, email, hostname or fingerprint.
func defaultField(fields []string) string {
	for _, field := range fields {
		if field != "id" && field != "updated_at" {
			return field
		}
	}
	return fields[0]
}

// item is one element of a list, encoded once.
type item struct {
	id, name, updatedAt string

	json []byte
}

// value returns the element's id, updated_at or, for any other field, its name.
func (it *item) value(field string) string {
	switch field {
	case "id":
		return it.id
	case "updated_at":
		return it.updatedAt
	default:
		return it.name
	}
}

// compare compares two values of a field. Names are in the order of a locale, which ignores hyphens
// unless the names are otherwise equal: developer comes before dev-plus.
func compare(field, a, b string) int {
	if field == "id" || field == "updated_at" {
		return strings.Compare(a, b)
	}
	letters := func(name string) string { return strings.ReplaceAll(name, "-", "") }
	return cmp.Or(strings.Compare(letters(a), letters(b)), strings.Compare(a, b))
}

// listing is a list of elements in every order that a Range can request. Finding a page takes two
// binary searches. Each order is sorted when a request first needs it.
type listing struct {
	items                  []*item
	byID, byName, byLatest func() []*item
}

func newListing(items []*item) *listing {
	by := func(field string) func() []*item {
		return sync.OnceValue(func() []*item {
			sorted := slices.Clone(items)
			slices.SortFunc(sorted, func(a, b *item) int {
				return cmp.Or(compare(field, a.value(field), b.value(field)), strings.Compare(a.id, b.id))
			})
			return sorted
		})
	}
	return &listing{items: items, byID: by("id"), byName: by("name"), byLatest: by("updated_at")}
}

// sorted returns the elements in ascending order.
func (l *listing) sorted(field string) []*item {
	switch field {
	case "id":
		return l.byID()
	case "updated_at":
		return l.byLatest()
	default:
		return l.byName()
	}
}

// find returns the element with the name or id, or nil.
func (l *listing) find(nameOrID string) *item {
	for _, it := range l.items {
		if it.name == nameOrID || it.id == nameOrID {
			return it
		}
	}
	return nil
}

// page returns the first s.max elements within the bounds of s, in the order of s, and reports
// whether there are more. A range names values, not positions: elements that share the last value
// of a page are missing on the next page.
func (l *listing) page(s span) (items []*item, more bool) {
	all := l.sorted(s.field)
	// from returns the index of the first element at value, or past it.
	from := func(value string, past bool) int {
		return sort.Search(len(all), func(i int) bool {
			c := compare(s.field, all[i].value(s.field), value)
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

// updatedAt returns the latest update of any element, or an empty string.
func (l *listing) updatedAt() (latest string) {
	for _, it := range l.items {
		latest = max(latest, it.updatedAt)
	}
	return latest
}

// encode returns items as a JSON array.
func encode(items []*item) []byte {
	encoded := make([][]byte, len(items))
	for i, it := range items {
		encoded[i] = it.json
	}
	return slices.Concat([]byte("["), bytes.Join(encoded, []byte(",")), []byte("]"))
}
