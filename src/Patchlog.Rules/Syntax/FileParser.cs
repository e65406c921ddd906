namespace Patchlog.Rules.Syntax;

/// <summary>Reads a rule file. A faulty declaration does not hide the faults of the next.</summary>
sealed class FileParser
{
    readonly TokenReader _reader;
    readonly RuleParser _rules;

    /// <summary>Whether no bracket was found so far that nothing closes: looking for its partner takes long.</summary>
    bool _isBalanced = true;

    FileParser(TokenReader reader)
    {
        _reader = reader;
        _rules = new RuleParser(reader);
    }

    /// <summary>The declarations of a file, as far as it is readable, in its order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static List<Declaration> Parse(SourceFile file, FaultList faults)
    {
        if (file.Text.Length <= SyntaxLimits.MaxFileLength)
            return new FileParser(new TokenReader(file, faults)).Parse();

        faults.Add(file.FaultAt(
            0, RuleFaultCodes.Syntax, $"The file has more than {SyntaxLimits.MaxFileLength} characters."));
        return [];
    }

    List<Declaration> Parse()
    {
        var declarations = new List<Declaration>();
        while (_reader.Current.Kind != TokenKind.End && !_reader.IsTooFaulty)
        {
            if (_reader.TryTake(";"))
                continue;

            if (ParseOne() is { } declaration)
                declarations.Add(declaration);
            else
                Recover();
            _reader.Rule = null;
        }

        return declarations;
    }

    Declaration? ParseOne()
    {
        var word = _reader.Current;
        switch (word.Value)
        {
            case "define" when word.Kind == TokenKind.Name:
                _reader.Take();
                return Define();
            case "global" when word.Kind == TokenKind.Name:
                _reader.Take();
                return Global();
            case "function" when word.Kind == TokenKind.Name:
                _reader.Take();
                return Function(word.Start);
            case "import" when word.Kind == TokenKind.Name:
                _reader.Take();
                return Import();
            case "rule" when word.Kind == TokenKind.Name:
                _reader.Take();
                return _rules.Parse();
            default:
                _reader.Report("define, global, function, import or rule");
                _reader.Take();
                return null;
        }
    }

    /// <summary>Goes on at the next word that begins a declaration.</summary>
    void Recover()
    {
        while (_reader.Current.Kind != TokenKind.End)
        {
            if (_reader.Current.Kind == TokenKind.Name
                && _reader.Current.Value is "define" or "global" or "function" or "import" or "rule")
            {
                return;
            }

            if (!_isBalanced || !_reader.Current.Is("{"))
            {
                _reader.Take();
                continue;
            }

            var close = _reader.Scripts.FindClosing(_reader.Current.Start);
            _isBalanced = close >= 0;
            if (_isBalanced)
                _reader.MoveTo(close + 1);
            else
                _reader.Take();
        }
    }

    Declaration.Define? Define()
    {
        if (!TryTakeName("the type", out var name))
            return null;

        return _reader.TryTakeBlock("the members", out var start, out var end)
            ? new Declaration.Define(
                _reader.File, name.Start, name.Value, new ScriptPart(_reader.File, start - 1, end + 1))
            : null;
    }

    Declaration.Global? Global()
    {
        if (!TryTakeName("the global", out var name))
            return null;
        if (!_reader.Current.Is("="))
        {
            _reader.Report("'='");
            return null;
        }

        var start = _reader.Current.End;
        var end = _reader.Scripts.FindSemicolon(start);
        if (end < 0)
        {
            _reader.Report(name.Start, RuleFaultCodes.Syntax, $"The global '{name.Value}' has no ';' at its end.");
            return null;
        }

        _reader.MoveTo(end + 1);
        return new Declaration.Global(
            _reader.File, name.Start, name.Value, new ScriptPart(_reader.File, start, end));
    }

    Declaration.Function? Function(int start)
    {
        if (!TryTakeName("the function", out var name))
            return null;

        var close = _reader.Current.Is("(") ? _reader.Scripts.FindClosing(_reader.Current.Start) : -1;
        if (close < 0)
        {
            _reader.Report("'(' and the parameters");
            return null;
        }

        _reader.MoveTo(close + 1);
        return _reader.TryTakeBlock("the body of the function", out _, out var end)
            ? new Declaration.Function(
                _reader.File, name.Start, name.Value, new ScriptPart(_reader.File, start, end + 1))
            : null;
    }

    Declaration.Import? Import()
    {
        if (!_reader.Expect("("))
            return null;
        if (_reader.Current.Kind != TokenKind.Text)
        {
            _reader.Report("the path of a rule file, in quotes");
            return null;
        }

        var path = _reader.Take();
        return _reader.Expect(")") ? new Declaration.Import(_reader.File, path.Start, path.Value) : null;
    }

    bool TryTakeName(string what, out Token name)
    {
        name = _reader.Current;
        if (name.Kind != TokenKind.Name)
            return _reader.Report($"the name of {what}");

        _reader.Take();
        return true;
    }
}
