package console

// R is what the console needs of the interpreter. All methods may be called from
// any goroutine and return at once, save CaptureWait.
type R interface {
	// Wake makes the R thread call Next or PollInput soon.
	Wake()
	SetInterrupt()
	ClearInterrupt()
	InterruptPending() bool
	// HandlingEvents tells whether R code of an event handler runs between requests.
	HandlingEvents() bool
	// TakeStreams removes all text written so far, in order.
	TakeStreams() []Chunk
	// CaptureWait blocks until a captured file descriptor has had text.
	CaptureWait()
}

// CommandKind says what the R thread shall do.
type CommandKind int

// The kinds of [Command].
const (
	Wait       CommandKind = iota
	Execute                // run Text as a cell
	Call                   // call the runtime's R function Text with Args
	Quit                   // end R with Status
	EndOfInput             // as Ctrl-D
	Observe                // look at the workspace for a moment, with Args at these names: for [Background]
)

// Command is the answer of [Console.Next].
type Command struct {
	Kind     CommandKind
	Text     string
	Args     []string
	Silent   bool
	Status   int
	SkipLast bool
}

// ResultStatus says how a command ended.
type ResultStatus int

// The values of [ResultStatus].
const (
	None ResultStatus = iota
	OK
	Failed // an R error; JSON holds ename, evalue and traceback
	Interrupted
	Aborted // R jumped to top level without an error
	Incomplete
	SyntaxError // JSON as for Failed
)

// Result is how the command before ended; JSON is the value of a Call or Observe. A Wait
// ends with None, or with OK if event handlers have run.
type Result struct {
	Status ResultStatus
	JSON   []byte
}

// Source says where text was written.
type Source int

// The values of [Source].
const (
	ConsoleStdout Source = iota
	ConsoleStderr
	FD1
	FD2
	numSources
)

// Chunk is text from one source; it may begin or end inside a UTF-8 sequence.
type Chunk struct {
	Source Source
	Text   []byte
}

// DisplayKind says how a MIME bundle is shown.
type DisplayKind int

// The values of [DisplayKind].
const (
	DisplayData DisplayKind = iota
	ExecuteResult
	UpdateDisplayData
)

// InputState is the answer of [Console.PollInput].
type InputState int

// The values of [InputState].
const (
	InputWait InputState = iota
	InputLine
	InputEOF
)
