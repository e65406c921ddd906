namespace Patchlog.Rules.Syntax;

/// <summary>A text, and where its lines begin.</summary>
sealed class SourceFile
{
    readonly List<int> _lineStarts = [0];

    public SourceFile(RuleSource source)
    {
        Name = source.Name;
        Text = source.Text;
        for (var i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '\n' || (Text[i] == '\r' && (i + 1 == Text.Length || Text[i + 1] != '\n')))
                _lineStarts.Add(i + 1);
        }
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>Line and column of an offset, both from 1.</summary>
    public (int Line, int Column) PlaceOf(int offset)
    {
        var index = _lineStarts.BinarySearch(offset);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>A fault at an offset.</summary>
    public RuleFault FaultAt(int offset, string code, string message, string? rule = null)
    {
        var (line, column) = PlaceOf(offset);
        return new RuleFault(code, message, Name, line, column) { Rule = rule };
    }
}
