package main

import "bytes"

type proof struct {
	Index int64
	Size  int64
	Path  []string
}

// leafHash is SM3(0x00 ‖ purpose ‖ 0x00 ‖ canonical bytes).
func leafHash(purpose string, leaf *value) []byte {
	return digest([]byte{0}, purposed(purpose, canonical(leaf)))
}

// holds checks inclusion by RFC 9162 §2.1.3.2. Root and size are those that were signed.
func (p proof) holds(leaf []byte, root string, size int64) bool {
	if p.Size != size || p.Index >= size {
		return false
	}
	at, last, hash := p.Index, size-1, leaf
	for _, sibling := range p.Path {
		if last == 0 {
			return false
		}
		if at&1 == 1 || at == last {
			hash = digest([]byte{1}, unhex(sibling), hash)
			for at&1 == 0 && at != 0 {
				at >>= 1
				last >>= 1
			}
		} else {
			hash = digest([]byte{1}, hash, unhex(sibling))
		}
		at >>= 1
		last >>= 1
	}
	return last == 0 && bytes.Equal(hash, unhex(root))
}
