// Package conformance holds tests of the built kernel over its real sockets.
//
// Each protocol test states one numbered assertion; its subtest's name begins with
// the number, as in 006_wrong_signature_is_dropped. The ranges are
//
//	001–026 wire format              082–086 kernel_info
//	027–038 status and order         108–117 stdin
//	039–061 execute                  118–130 control, interrupt, shutdown
//	062–072 payloads and aborts      133–139 IOPub welcome
//	073–081 displays and plots       140–141 comms without targets
//	154     subshells                176–190 launch (but for 184 and 185, CurveZMQ)
//
// TestNumbers fails when one of them has no test. The hazards are stress tests of
// what embedding R in this process makes dangerous.
//
// Much is checked that no test here mentions: kerneltest judges the form of every
// message and fails a test for each message that it did not expect.
package conformance
