package protocol

// Status tells all clients that the kernel is Starting, Busy or Idle (protocol, "Kernel status").
type Status struct {
	ExecutionState string `json:"execution_state"`
}

// IOPubWelcome is the first message to each new subscription of IOPub (protocol, "Welcome message").
type IOPubWelcome struct {
	Subscription string `json:"subscription"`
}
