package protocol

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"sync"
)

// DefaultScheme is used when the connection file names no signature_scheme.
const DefaultScheme = "hmac-sha256"

// newHash gives the hash of a signature scheme. md5 and sha1 are weak, but the connection file decides, not we.
func newHash(scheme string) (func() hash.Hash, error) {
	switch scheme {
	case "", DefaultScheme:
		return sha256.New, nil
	case "hmac-sha512":
		return sha512.New, nil
	case "hmac-sha384":
		return sha512.New384, nil
	case "hmac-sha1":
		return sha1.New, nil
	case "hmac-md5":
		return md5.New, nil
	}
	return nil, fmt.Errorf("signature_scheme %q is not supported; "+
		"use hmac-sha256, hmac-sha512, hmac-sha384, hmac-sha1 or hmac-md5", scheme)
}

// signer computes signatures. It is safe for concurrent use.
type signer struct{ macs sync.Pool }

// newSigner returns nil if key is empty: messages are then neither signed nor verified.
func newSigner(key, scheme string) (*signer, error) {
	h, err := newHash(scheme)
	if err != nil || key == "" {
		return nil, err
	}
	s := &signer{}
	s.macs.New = func() any { return hmac.New(h, []byte(key)) }
	return s, nil
}

// digest is the HMAC over the four JSON frames in wire order.
func (s *signer) digest(frames [][]byte) []byte {
	mac := s.macs.Get().(hash.Hash)
	defer s.macs.Put(mac)
	mac.Reset()
	for _, f := range frames {
		mac.Write(f)
	}
	return mac.Sum(make([]byte, 0, mac.Size()))
}

// sign returns the signature frame; it is empty without a key.
func (s *signer) sign(frames [][]byte) []byte {
	if s == nil {
		return []byte{}
	}
	d := s.digest(frames)
	return hex.AppendEncode(make([]byte, 0, 2*len(d)), d)
}

// verify checks the signature frame in constant time and returns the digest that identifies the message.
func (s *signer) verify(signature []byte, frames [][]byte) (digest []byte, ok bool) {
	d := s.digest(frames)
	want := hex.AppendEncode(make([]byte, 0, 2*len(d)), d)
	return d, hmac.Equal(signature, want)
}
