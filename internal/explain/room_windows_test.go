package explain

import "syscall"

// roomReasons are parts of the remedies in rooms, by the numbers that Microsoft documents.
var roomReasons = map[syscall.Errno]string{
	19:   "write-protected",
	32:   "Close the program",
	33:   "Close the program",
	39:   "Free some space on its disk",
	112:  "Free some space on its disk",
	1295: "quota",
}
