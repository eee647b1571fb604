package auth

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxFileBytes bounds a credentials file and a netrc file.
const maxFileBytes = 1 << 20

// readFile reads a regular file of a bounded size. It refuses anything else at once: opening a
// named pipe would wait for its other end, and reading a device could go on forever. The error is
// an [*Error] without an [Origin].
func readFile(name string) ([]byte, error) {
	file, err := openRegular(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	switch {
	case err != nil:
		return nil, &Error{Problem: FileUnreadable, Err: cause(err)}
	case len(content) > maxFileBytes:
		return nil, &Error{Problem: FileInvalid, Detail: fmt.Sprintf("it is larger than %d KiB", maxFileBytes>>10)}
	}
	return content, nil
}

func openRegular(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, openError(err)
	}
	if !info.Mode().IsRegular() {
		return nil, &Error{Problem: FileNotRegular, Detail: kind(info.Mode())}
	}
	file, err := openToRead(name)
	if err != nil {
		return nil, openError(err)
	}
	// It may have been replaced meanwhile.
	if info, err = file.Stat(); err == nil && !info.Mode().IsRegular() {
		_ = file.Close()
		return nil, &Error{Problem: FileNotRegular, Detail: kind(info.Mode())}
	}
	return file, nil
}

func openError(err error) *Error {
	if errors.Is(err, fs.ErrNotExist) {
		return &Error{Problem: FileMissing, Err: fs.ErrNotExist}
	}
	return &Error{Problem: FileUnreadable, Err: cause(err)}
}

// cause returns the system's error without the operation and the path.
func cause(err error) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return failed.Err
	}
	if failed, ok := errors.AsType[*os.LinkError](err); ok {
		return failed.Err
	}
	return err
}

// kind describes a file that is not regular.
func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}
