namespace Patchlog.Rules.Syntax;

/// <summary>Where a parser stands in its file, and the faults it found. One token is looked at ahead.</summary>
sealed class TokenReader
{
    readonly Lexer _lexer;
    readonly FaultList _faults;

    public TokenReader(SourceFile file, FaultList faults)
    {
        File = file;
        _faults = faults;
        _lexer = new Lexer(file.Text);
        Scripts = new ScriptScanner(file.Text);
        Current = _lexer.Read(0);
    }

    public SourceFile File { get; }

    public ScriptScanner Scripts { get; }

    public Token Current { get; private set; }

    /// <summary>The rule that is being read, for its faults.</summary>
    public string? Rule { get; set; }

    public Token Peek() => _lexer.Read(Current.End);

    public Token Take()
    {
        var token = Current;
        Current = _lexer.Read(token.End);
        return token;
    }

    public bool TryTake(string punctuator)
    {
        if (!Current.Is(punctuator))
            return false;

        Take();
        return true;
    }

    /// <summary>Takes a punctuator, or reports that it is missing.</summary>
    public bool Expect(string punctuator) => TryTake(punctuator) || Report($"'{punctuator}'");

    /// <summary>Goes on at an offset.</summary>
    public void MoveTo(int offset) => Current = _lexer.Read(offset);

    /// <summary>Reports that something else was expected where the parser stands. Answers false.</summary>
    public bool Report(string expected)
    {
        var found = Current.Describe();
        _faults.Add(File.FaultAt(
            Current.Start, RuleFaultCodes.Syntax, $"Found {found}, expected {expected}.", Rule) with
        {
            Found = found,
            Expected = expected,
        });
        return false;
    }

    /// <summary>Reports something else. Answers false.</summary>
    public bool Report(int offset, string code, string message)
    {
        _faults.Add(File.FaultAt(offset, code, message, Rule));
        return false;
    }

    /// <summary>
    /// The brace at which the parser stands and its partner: answers the offsets of what is between, and goes on
    /// behind it. Reports a brace that is missing.
    /// </summary>
    public bool TryTakeBlock(string purpose, out int start, out int end)
    {
        start = end = 0;
        if (!Current.Is("{"))
            return Report($"'{{' before {purpose}");

        start = Current.End;
        end = Scripts.FindClosing(Current.Start);
        if (end < 0)
        {
            var (line, _) = File.PlaceOf(Current.Start);
            if (Scripts.Unclosed >= 0)
            {
                var unclosed = Scripts.Unclosed;
                MoveTo(unclosed);
                Report("the end of a text, a comment or a regular expression");
                MoveTo(File.Text.Length);
                return false;
            }

            MoveTo(File.Text.Length);
            return Report($"'}}' for the '{{' of line {line}");
        }

        MoveTo(end + 1);
        return true;
    }

    /// <summary>Whether a rule has a fault already.</summary>
    public bool HasFaultIn(string rule) => _faults.HasFaultIn(rule);

    /// <summary>Whether there is no use in reading on: nobody would be told what else is wrong.</summary>
    public bool IsTooFaulty => _faults.IsFull;
}
