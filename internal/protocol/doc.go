// Package protocol is the Jupyter messaging protocol as data: message types, framing, signing and the connection file.
//
// It speaks version 5.5 of the protocol. A message travels as the frames
//
//	identity* "<IDS|MSG>" signature header parent_header metadata content buffer*
//
// where the signature is the lower-case hex HMAC of the four JSON frames, as they stand on the wire.
//
// [Codec.Decode] turns frames into a [Message] and verifies before it parses: nothing that an unauthenticated peer
// sends reaches the JSON decoder. [Codec.Encode] turns an [Outgoing] into frames; every message gets a fresh msg_id,
// because receivers reject two messages with equal signatures as a replay.
//
// Content structs are named as their msg_type. They may be filled in with nil maps and slices: encoding writes {} and
// [] for them, never null, since clients iterate over these fields without a check.
//
// The package starts no goroutine, opens no socket and uses no cgo.
package protocol
