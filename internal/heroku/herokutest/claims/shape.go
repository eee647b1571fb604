package claims

import (
	"bytes"
	"encoding/json"
)

// shapeOf returns the shape of a body without its values. The shape of an object is the types of
// its attributes, the shape of a list is its length and the shape of its first element, and the
// shape of text is "text".
func shapeOf(body []byte) any {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	switch {
	case len(body) == 0:
		return "empty"
	case decoder.Decode(&value) != nil:
		return "text"
	}
	return shape(value)
}

func shape(value any) any {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		if _, err := value.Int64(); err != nil {
			return "number"
		}
		return "integer"
	case []any:
		if len(value) == 0 {
			return []any{}
		}
		return []any{len(value), "x", shape(value[0])}
	case map[string]any:
		shapes := make(map[string]any, len(value))
		for name, attribute := range value {
			shapes[name] = shape(attribute)
		}
		return shapes
	default:
		return "string"
	}
}

// personal returns the strings in a body that can identify its account: the values of attributes
// such as id, name and email.
func personal(body []byte) (found []string) {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return nil
	}
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, el := range value {
				walk(el)
			}
		case map[string]any:
			for name, attribute := range value {
				text, isText := attribute.(string)
				switch name {
				case "id", "name", "email", "full_name", "web_url", "git_url", "legacy_id", "description", "token", "secret":
					if isText && text != "" {
						found = append(found, text)
					}
				}
				walk(attribute)
			}
		}
	}
	walk(value)
	return found
}

// marshal encodes a value of a type that always encodes.
func marshal(v any) []byte {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(encoded.Bytes())
}
