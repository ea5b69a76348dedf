package protocol

// ShutdownRequest asks the kernel to end; Restart says that the client will start a new one.
type ShutdownRequest struct {
	Restart bool `json:"restart"`
}

// ShutdownReply answers on Control and is published on IOPub too, as a message of its own.
type ShutdownReply struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}

// InterruptReply answers an interrupt_request.
type InterruptReply struct {
	Status string `json:"status"`
}
