package protocol

import "encoding/json"

// KernelInfoReply describes the kernel (protocol, "Kernel info").
type KernelInfoReply struct {
	Status                string       `json:"status"`
	ProtocolVersion       string       `json:"protocol_version"`
	Implementation        string       `json:"implementation"`
	ImplementationVersion string       `json:"implementation_version"`
	LanguageInfo          LanguageInfo `json:"language_info"`
	Banner                string       `json:"banner"`
	HelpLinks             []HelpLink   `json:"help_links"`
	SupportedFeatures     []string     `json:"supported_features"`
	Debugger              bool         `json:"debugger"` // deprecated, read by old clients
}

func (r KernelInfoReply) normalized() any {
	r.HelpLinks = list(r.HelpLinks)
	r.SupportedFeatures = list(r.SupportedFeatures)
	return r
}

// LanguageInfo describes the language of the kernel; clients store it in notebooks.
type LanguageInfo struct {
	Name              string          `json:"name"`
	Version           string          `json:"version"`
	Mimetype          string          `json:"mimetype"`
	FileExtension     string          `json:"file_extension"`
	PygmentsLexer     string          `json:"pygments_lexer,omitempty"`
	CodemirrorMode    string          `json:"codemirror_mode,omitempty"`
	NbconvertExporter string          `json:"nbconvert_exporter,omitempty"`
	Positron          json.RawMessage `json:"positron,omitempty"` // prompts, for that client only
}

// HelpLink is an entry of a client's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// ConnectReply gives the ports; the request is deprecated since 5.1.
type ConnectReply struct {
	Status      string `json:"status"`
	ShellPort   int    `json:"shell_port"`
	IOPubPort   int    `json:"iopub_port"`
	StdinPort   int    `json:"stdin_port"`
	ControlPort int    `json:"control_port"`
	HBPort      int    `json:"hb_port"`
}
